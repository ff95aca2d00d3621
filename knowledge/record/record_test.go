package record_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/record"
)

var now = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func reader(t testing.TB) *record.Reader {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Skipf("THE CONTENT DOES NOT COMPILE: %v", err)
	}
	return record.New(g)
}

func read(t *testing.T, resources ...string) chart.Chart {
	t.Helper()
	var raws [][]byte
	for _, r := range resources {
		raws = append(raws, []byte(r))
	}
	c, err := reader(t).FromResources(raws, now)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const patient = `{"resourceType":"Patient","id":"p","gender":"female","birthDate":"1980-03-02","name":[{"family":"王","given":["小明"]}],
 "identifier":[{"value":"MRN-77"}],"telecom":[{"value":"13800138000"}]}`

func TestPatient(t *testing.T) {
	t.Parallel()
	c := read(t, patient)
	if c.Patient != "p" || c.Sex != chart.Female || math.Floor(c.AgeYears) != 45 {
		t.Errorf("patient %q sex %q age %v", c.Patient, c.Sex, c.AgeYears)
	}
	if diff := cmp.Diff([]string{"王小明", "小明 王", "MRN-77", "13800138000"}, c.Identity); diff != "" {
		t.Error(diff)
	}
	if c := read(t, `{"resourceType":"Patient","id":"p","birthDate":"2026-02"}`); c.AgeYears < 0 || c.AgeYears > 0.1 || c.Sex != "" {
		t.Errorf("a newborn is %v years old, sex %q", c.AgeYears, c.Sex)
	}
	if c := read(t, `{"resourceType":"Patient","id":"p","birthDate":"2031-02-02"}`); c.AgeYears != -1 {
		t.Errorf("unborn: age %v", c.AgeYears)
	}
}

func TestConditions(t *testing.T) {
	t.Parallel()
	base := `{"resourceType":"Condition","id":"1","subject":{"reference":"Patient/p"},`
	for name, tc := range map[string]struct {
		body string
		want []chart.Coded
	}{
		"by Chinese text":      {`"code":{"text":"2型糖尿病"}}`, []chart.Coded{{Concept: "cond.t2dm", Text: "2型糖尿病", Evidence: "Condition/1", Status: "active"}}},
		"by display":           {`"code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma"}]}}`, []chart.Coded{{Concept: "cond.asthma", Text: "Asthma", Evidence: "Condition/1", Status: "active"}}},
		"by ICD-10":            {`"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"J45.9"}]}}`, []chart.Coded{{Concept: "cond.asthma", Text: "J45.9", Evidence: "Condition/1", Status: "active"}}},
		"resolved":             {`"clinicalStatus":{"coding":[{"code":"resolved"}]},"code":{"text":"哮喘"}}`, []chart.Coded{{Concept: "cond.asthma", Text: "哮喘", Evidence: "Condition/1", Status: "resolved"}}},
		"refuted":              {`"verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"哮喘"}}`, nil},
		"entered in error":     {`"verificationStatus":{"coding":[{"code":"entered-in-error"}]},"code":{"text":"哮喘"}}`, nil},
		"unknown name is kept": {`"code":{"text":"奇怪的病"}}`, []chart.Coded{{Text: "奇怪的病", Evidence: "Condition/1", Status: "active"}}},
		"of the family":        {`"code":{"text":"Family history of asthma"}}`, []chart.Coded{{Text: "Family history of asthma", Evidence: "Condition/1", Status: "active"}}},
		"another person's":     {`"subject":{"reference":"Patient/q"},"code":{"text":"哮喘"}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := read(t, patient, base+tc.body)
			if diff := cmp.Diff(tc.want, c.Conditions); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAllergies(t *testing.T) {
	t.Parallel()
	c := read(t, patient,
		`{"resourceType":"AllergyIntolerance","id":"a","patient":{"reference":"Patient/p"},"code":{"text":"青霉素过敏"}}`,
		`{"resourceType":"AllergyIntolerance","id":"b","patient":{"reference":"Patient/p"},"verificationStatus":{"coding":[{"code":"refuted"}]},"code":{"text":"阿司匹林"}}`)
	if len(c.Allergies) != 1 || !strings.HasPrefix(c.Allergies[0].Concept, "allergen.") || c.Allergies[0].Evidence != "AllergyIntolerance/a" || !c.AllergiesKnown {
		t.Errorf("allergies %+v, known %v", c.Allergies, c.AllergiesKnown)
	}
	c = read(t, patient, `{"resourceType":"AllergyIntolerance","id":"a","code":{"coding":[{"system":"http://snomed.info/sct","code":"716186003"}]}}`)
	if len(c.Allergies) != 0 || !c.AllergiesKnown {
		t.Errorf("no known allergy: %+v, known %v", c.Allergies, c.AllergiesKnown)
	}
	if c = read(t, patient); c.AllergiesKnown {
		t.Error("nobody asked about allergies")
	}
	c = read(t, patient, `{"resourceType":"AllergyIntolerance","id":"a","code":{"text":"某种贝壳粉"}}`)
	if len(c.Allergies) != 1 || c.Allergies[0].Concept != "" {
		t.Errorf("an unknown allergen must be kept: %+v", c.Allergies)
	}
}

func TestMedications(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		body, concept, status string
	}{
		"text with strength":    {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"text":"阿司匹林肠溶片 100mg"}}`, "drug.aspirin", "active"},
		"ATC":                   {`{"resourceType":"MedicationStatement","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"B01AA03"}]}}`, "drug.warfarin", "active"},
		"RxNorm alone":          {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"11289"}]}}`, "drug.warfarin", "active"},
		"RxNorm by its OID":     {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"urn:oid:2.16.840.1.113883.6.88","code":"11289"}]}}`, "drug.warfarin", "active"},
		"the name says more":    {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"723","display":"amoxicillin-clavulanate 875/125 mg"}]}}`, "drug.amoxicillin_clavulanate", "active"},
		"the code says more":    {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"11289","display":"anticoagulant"}]}}`, "drug.warfarin", "active"},
		"an unknown code":       {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"855332"}]}}`, "", "active"},
		"another system":        {`{"resourceType":"MedicationRequest","id":"m","status":"active","medicationCodeableConcept":{"coding":[{"system":"http://example.org/pharmacy","code":"11289"}]}}`, "", "active"},
		"contained":             {`{"resourceType":"MedicationRequest","id":"m","status":"active","contained":[{"resourceType":"Medication","id":"x","code":{"text":"Warfarin"}}],"medicationReference":{"reference":"#x"}}`, "drug.warfarin", "active"},
		"stopped":               {`{"resourceType":"MedicationRequest","id":"m","status":"stopped","medicationCodeableConcept":{"text":"warfarin"}}`, "drug.warfarin", "resolved"},
		"draft is not in use":   {`{"resourceType":"MedicationRequest","id":"m","status":"draft","medicationCodeableConcept":{"text":"warfarin"}}`, "", ""},
		"a proposal is not use": {`{"resourceType":"MedicationRequest","id":"m","status":"active","intent":"proposal","medicationCodeableConcept":{"text":"warfarin"}}`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := read(t, patient, tc.body)
			if tc.status == "" {
				if len(c.Medications) != 0 {
					t.Errorf("got %+v", c.Medications)
				}
				return
			}
			if len(c.Medications) != 1 || c.Medications[0].Concept != tc.concept || c.Medications[0].Status != tc.status {
				t.Errorf("got %+v", c.Medications)
			}
		})
	}
}

func TestCombinationsNameTheirIngredients(t *testing.T) {
	t.Parallel()
	c, err := reader(t).FromShort(record.Short{Medications: []string{"warfarin / aspirin", "没听说过的药"}}, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range c.Medications {
		got = append(got, m.Concept)
	}
	if diff := cmp.Diff([]string{"drug.warfarin", "drug.aspirin", ""}, got); diff != "" {
		t.Error(diff)
	}
}

func TestObservations(t *testing.T) {
	t.Parallel()
	obs := func(id, at, code, value string) string {
		return `{"resourceType":"Observation","id":"` + id + `","status":"final","effectiveDateTime":"` + at + `","code":{"coding":[{"system":"http://loinc.org","code":"` + code + `"}]},` + value + `}`
	}
	c := read(t, patient,
		obs("new", "2026-02-01", "98979-8", `"valueQuantity":{"value":28,"unit":"mL/min"}`),
		obs("old", "2020-02-01", "98979-8", `"valueQuantity":{"value":90,"unit":"mL/min"}`),
		obs("future", "2027-02-01", "98979-8", `"valueQuantity":{"value":70}`),
		`{"resourceType":"Observation","id":"wrong","status":"entered-in-error","effectiveDateTime":"2026-02-20","code":{"coding":[{"system":"http://loinc.org","code":"98979-8"}]},"valueQuantity":{"value":120}}`,
		obs("bp", "2026-02-01T08:00:00+08:00", "85354-9", `"component":[
			{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":182,"code":"mm[Hg]"}},
			{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":110,"code":"mm[Hg]"}}]`),
		obs("preg", "2026-01-01", "82810-3", `"valueCodeableConcept":{"coding":[{"code":"LA15173-0"}]}`),
		obs("ga", "2026-02-22", "18185-9", `"valueQuantity":{"value":12,"code":"wk"}`))
	want := map[string]chart.Measure{
		"find.egfr": {Value: 28, Unit: "mL/min", At: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC), Evidence: "Observation/new"},
		"find.sbp":  {Value: 182, Unit: "mm[Hg]", Evidence: "Observation/bp"},
		"find.dbp":  {Value: 110, Unit: "mm[Hg]", Evidence: "Observation/bp"},
	}
	if diff := cmp.Diff(want, c.Measures, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".At" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if c.Pregnant != chart.Yes || math.Abs(c.PregnancyWeeks-13) > 0.2 {
		t.Errorf("pregnant %v, weeks %v", c.Pregnant, c.PregnancyWeeks)
	}
	if c := read(t, patient, obs("preg", "2024-01-01", "82810-3", `"valueCodeableConcept":{"coding":[{"code":"LA15173-0"}]}`)); c.Pregnant != chart.Unknown {
		t.Errorf("a pregnancy of two years ago is believed: %v", c.Pregnant)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for name, raws := range map[string][][]byte{
		"two patients":  {[]byte(`{"resourceType":"Patient","id":"p"}`), []byte(`{"resourceType":"Patient","id":"q"}`)},
		"not JSON":      {[]byte(`{`)},
		"no type":       {[]byte(`{"id":"x"}`)},
		"broken member": {[]byte(`{"resourceType":"AllergyIntolerance","code":"penicillin"}`)},
	} {
		if _, err := r.FromResources(raws, now); err == nil || outcome.KindOf(err) != outcome.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := r.FromResources([][]byte{[]byte(`{"resourceType":"QuestionnaireResponse","identifier":{"value":"one"}}`)}, now); err != nil {
		t.Errorf("a type that the chart does not use: %v", err)
	}
}

func TestBundle(t *testing.T) {
	t.Parallel()
	c, err := reader(t).FromBundle([]byte(`{"resourceType":"Bundle","entry":[
		{"fullUrl":"urn:uuid:1","resource":`+patient+`},
		{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Medication","code":{"text":"metformin"}}},
		{"resource":{"resourceType":"MedicationRequest","status":"active","subject":{"reference":"urn:uuid:1"},"medicationReference":{"reference":"urn:uuid:2"}}}]}`), now)
	if err != nil || len(c.Medications) != 1 || c.Medications[0].Concept != "drug.metformin" {
		t.Errorf("%v %+v", err, c.Medications)
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	var s record.Short
	if err := json.Unmarshal([]byte(`{"age":70,"sex":"male","conditions":["高血压","asthma"],"medications":["华法林","Aspirin 100 mg"],"allergies":["无"],"egfr":25}`), &s); err != nil {
		t.Fatal(err)
	}
	c, err := reader(t).FromShort(s, now)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range append(append([]chart.Coded(nil), c.Conditions...), c.Medications...) {
		got = append(got, x.Concept)
	}
	if diff := cmp.Diff([]string{"cond.hypertension", "cond.asthma", "drug.warfarin", "drug.aspirin"}, got); diff != "" {
		t.Error(diff)
	}
	if !c.AllergiesKnown || len(c.Allergies) != 0 || c.Measures["find.egfr"].Value != 25 {
		t.Errorf("allergies %v %v, egfr %v", c.AllergiesKnown, c.Allergies, c.Measures)
	}
	c, err = reader(t).FromShort(record.Short{}, now)
	if err != nil || c.AllergiesKnown || c.ConditionsKnown || c.MedicationsKnown || c.AgeYears != -1 {
		t.Errorf("nothing said: %+v, %v", c, err)
	}
	old := 200.0
	if _, err := reader(t).FromShort(record.Short{Age: &old}, now); err == nil {
		t.Error("an age of 200 was taken")
	}
}

func BenchmarkFromResources(b *testing.B) {
	r := reader(b)
	raws := [][]byte{[]byte(patient), []byte(`{"resourceType":"Condition","id":"1","code":{"text":"2型糖尿病"}}`)}
	for b.Loop() {
		if _, err := r.FromResources(raws, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNew(b *testing.B) {
	g, err := content.Graph()
	if err != nil {
		b.Skip(err)
	}
	for b.Loop() {
		record.New(g)
	}
}

func TestWeightChangeIsMeasured(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	weighing := func(id, day, value, unit string) []byte {
		return []byte(`{"resourceType":"Observation","id":"` + id + `","status":"final","effectiveDateTime":"2026-03-` + day + `T07:00:00Z","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"valueQuantity":{"value":` + value + `,"code":"` + unit + `"}}`)
	}
	for name, tc := range map[string]struct {
		weighings  [][]byte
		three      float64
		have, fast bool
	}{
		"one weighing":         {[][]byte{weighing("a", "10", "70", "kg")}, 0, false, false},
		"up by 2.5 in three":   {[][]byte{weighing("a", "10", "72.5", "kg"), weighing("b", "08", "70", "kg"), weighing("c", "07", "71", "kg")}, 2.5, true, true},
		"up by 2 in three":     {[][]byte{weighing("a", "10", "72", "kg"), weighing("b", "07", "70", "kg")}, 2, true, false},
		"the low is too old":   {[][]byte{weighing("a", "10", "73", "kg"), weighing("b", "06", "70", "kg"), weighing("c", "09", "72.5", "kg")}, 0.5, true, false},
		"down":                 {[][]byte{weighing("a", "10", "70", "kg"), weighing("b", "09", "72", "kg")}, -2, true, false},
		"in grams and kg":      {[][]byte{weighing("a", "10", "73000", "g"), weighing("b", "09", "70", "kg")}, 3, true, true},
		"a unit nobody knows":  {[][]byte{weighing("a", "10", "73", "stone"), weighing("b", "09", "70", "kg")}, 0, false, false},
		"only the same moment": {[][]byte{weighing("a", "10", "73", "kg"), weighing("b", "10", "70", "kg")}, 0, false, false},
	} {
		c, err := reader(t).FromResources(tc.weighings, now)
		if err != nil {
			t.Fatal(err)
		}
		m, have := c.Measures["find.weight_change_3d"]
		if have != tc.have || have && math.Abs(m.Value-tc.three) > 1e-9 {
			t.Errorf("%s: change %v, measured %v", name, m.Value, have)
		}
		g, err := content.Graph()
		if err != nil {
			t.Fatal(err)
		}
		if got := logic.FromChart(g, c).Bool("find.weight_gain_fast") == chart.Yes; got != tc.fast {
			t.Errorf("%s: gained fast: %v", name, got)
		}
	}
}
