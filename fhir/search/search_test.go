package search_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestEveryTypeAndHash(t *testing.T) {
	t.Parallel()
	seen := map[int64]string{}
	for _, s := range search.AllSources() {
		source := search.Source{Hash: s.Hash}
		for modifier, h := range map[string]int64{"": s.Hash, "text": source.Text(), "identifier": source.Identifier(), "of-type": source.OfType()} {
			if other, ok := seen[h]; ok {
				t.Fatalf("two sources share a hash: %s and %s %s", other, s.Type, modifier)
			}
			seen[h] = s.Type + modifier
		}
	}
	parameters := 0
	for _, typ := range search.SupportedTypes() {
		parameters += len(search.Definitions(typ))
	}
	if types := len(search.SupportedTypes()); types != 145 || parameters < 1700+145*6 {
		t.Errorf("%d types with %d parameters", types, parameters)
	}
	for _, typ := range strings.Fields(`Patient Practitioner PractitionerRole Organization Location Encounter
		Condition AllergyIntolerance MedicationRequest MedicationStatement Medication Observation DiagnosticReport
		ServiceRequest Procedure Immunization Task Communication Questionnaire QuestionnaireResponse Composition
		DocumentReference CarePlan Device Flag RiskAssessment DetectedIssue GuidanceResponse AuditEvent Consent
		Provenance Binary Bundle Basic MessageHeader Specimen Coverage RelatedPerson`) {
		if _, ok := search.Lookup(typ, "_lastUpdated"); !ok {
			t.Errorf("%s lacks _lastUpdated", typ)
		}
		if typ != "Binary" && len(search.Definitions(typ)) < 8 {
			t.Errorf("%s has no parameters of its own", typ)
		}
	}
}

func TestExtract(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, typ, param, body, want string }{
		{"family folds", "Patient", "family", `{"name":[{"family":"Müller"}]}`, "muller"},
		{"Han name joined", "Patient", "name", `{"name":[{"family":"张","given":["小","明"]}]}`, "小 张 张小明 明"},
		{"width", "Patient", "family", `{"name":[{"family":"ＬＩ"}]}`, "li"},
		{"identifier", "Patient", "identifier", `{"identifier":[{"system":"urn:mrn","value":"17"}]}`, "urn:mrn|17"},
		{"phone filter", "Patient", "phone", `{"telecom":[{"system":"phone","value":"1"},{"system":"email","value":"e"}]}`, "|1"},
		{"alive", "Patient", "deceased", `{}`, "|false"},
		{"dead", "Patient", "deceased", `{"deceasedDateTime":"2020"}`, "|true"},
		{"onset date", "Condition", "onset-date", `{"onsetDateTime":"2020-05"}`, "2020-05-01..2020-06-01"},
		{"onset period", "Condition", "onset-date", `{"onsetPeriod":{"start":"2020","end":"2021"}}`, "2020-01-01..2022-01-01"},
		{"onset age is no date", "Condition", "onset-date", `{"onsetAge":{"value":3}}`, ""},
		{"component code", "Observation", "combo-code", `{"code":{"coding":[{"code":"a"}]},"component":[{"code":{"coding":[{"code":"b"}]}}]}`, "|a |b"},
		{"patient only", "Observation", "patient", `{"subject":{"reference":"Group/1"}}`, ""},
		{"other server", "Observation", "subject", `{"subject":{"reference":"http://h/fhir/Patient/1"}}`, "|http://h/fhir/Patient/1"},
		{"canonical", "QuestionnaireResponse", "questionnaire", `{"questionnaire":"http://q/a|2"}`, "|http://q/a |http://q/a|2"},
		{"common on unknown type", "Claim", "_tag", `{"meta":{"tag":[{"code":"x"}]}}`, "|x"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			vals, err := extract(tc.typ, []byte(tc.body))
			if err != nil {
				t.Fatal(err)
			}
			def, _ := search.Lookup(tc.typ, tc.param)
			var got []string
			for _, v := range vals {
				for _, s := range def.Sources() {
					if v.Hash == s.Hash && (s.Only == "" || s.Only == v.System) {
						got = append(got, show(v))
					}
				}
			}
			slices.Sort(got)
			if d := cmp.Diff(tc.want, strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func show(v search.IndexValue) string {
	day := func(us int64) string { return time.UnixMicro(us).UTC().Format(time.DateOnly) }
	switch v.Kind {
	case search.KindToken, search.KindReference:
		return v.System + "|" + v.Text
	case search.KindDate:
		return day(v.Span.Low) + ".." + day(v.Span.High)
	default:
		return v.Text
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ typ, query, path string }{
		{"Patient", "nosuch=1", "nosuch"},
		{"Patient", "birthdate=yesterday", "birthdate"},
		{"Patient", "name:below=x", "name:below"},
		{"Patient", "_id:missing=true", "_id:missing"},
		{"Observation", "focus.name=x", "focus.name"},
		{"Observation", "subject.birthdate.x=1", "subject.birthdate.x"},
		{"Observation", "code-value-quantity=a", "code-value-quantity"},
		{"Observation", "code-value-quantity=a$b", "code-value-quantity"},
		{"Patient", "_has:Observation:code=1", "_has:Observation:code"},
		{"Patient", "_has:Observation:encounter:code=1", "_has:Observation:encounter:code"},
		{"Patient", "_has:Observation:patient:nosuch=1", "_has:Observation:patient:nosuch"},
		{"Patient", "identifier:of-type=a|b", "identifier:of-type"},
		{"Observation", "subject:Patient.link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.name=x", "subject:Patient.link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.link:Patient.name"},
		{"Patient", "_summary=much", "_summary"},
		{"Observation", "value-quantity=1|mg", "value-quantity"},
		{"Observation", "value-quantity=NaN", "value-quantity"},
		{"Patient", "_count=-1", "_count"},
		{"Patient", "_sort=nosuch", "_sort"},
		{"Patient", "_include=Observation:subject", "_include"},
		{"Patient", "name=", "name"},
		{"Patient", "name:missing=1", "name:missing"},
	} {
		_, err := search.ParseString(tc.typ, tc.query, true)
		if err == nil {
			t.Errorf("%s?%s was taken", tc.typ, tc.query)
			continue
		}
		if _, path := outcome.Public(err); path != tc.path {
			t.Errorf("%s?%s: path %q, want %q", tc.typ, tc.query, path, tc.path)
		}
	}
}

func TestParseLenient(t *testing.T) {
	t.Parallel()
	q, err := search.ParseString("Patient", "nosuch=1&name=x&_format=json", false)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"nosuch"}, q.Ignored); d != "" || len(q.Params) != 1 {
		t.Errorf("%s, %d params", d, len(q.Params))
	}
}

func TestNumberPrecision(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]search.Interval{
		"100": {99.5, 100.5}, "1.0": {0.95, 1.05}, "1e2": {50, 150}, "-2": {-2.5, -1.5},
	} {
		_, got, err := search.ParseNumber(text)
		if err != nil || got.Low-want.Low > 1e-9 || want.Low-got.Low > 1e-9 || got.High-want.High > 1e-9 {
			t.Errorf("%s: %v, %v", text, got, err)
		}
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	cst := time.FixedZone("CST", 8*3600)
	day, _ := search.ParseDate("2024-05-01", cst)
	early, _ := search.ParseDate("2024-05-01T02:00:00+08:00", nil)
	if early.Low < day.Low || early.High > day.High {
		t.Error("two in the morning in Shanghai is not on that day in Shanghai")
	}
}

func TestAfterBoundsPrefix(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		prefix := rapid.StringN(1, 8, -1).Draw(t, "prefix")
		rest := rapid.String().Draw(t, "rest")
		other := rapid.String().Draw(t, "other")
		next, ok := search.After(prefix)
		if !ok {
			t.Skip("no upper bound")
		}
		if s := prefix + rest; s < prefix || s >= next {
			t.Fatalf("%q is outside [%q, %q)", s, prefix, next)
		}
		if other >= prefix && other < next && !strings.HasPrefix(other, prefix) {
			t.Fatalf("%q is inside [%q, %q)", other, prefix, next)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("Patient", "name=x&birthdate=ge2020-01&_sort=-birthdate")
	f.Add("Observation", `code=a|b\,c,d&subject:Patient.name=z&value-quantity=lt5||mg`)
	f.Fuzz(func(t *testing.T, typ, raw string) {
		q, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		parsed, err := search.Parse(typ, q, true)
		if err != nil {
			if k := outcome.KindOf(err); k != outcome.Invalid && k != outcome.NotSupported {
				t.Fatalf("kind %v", k)
			}
			return
		}
		for _, p := range parsed.Params {
			if len(p.Values) == 0 && len(p.Chain) == 0 && p.Has == nil {
				t.Fatalf("%s has no value", p.Def.Name)
			}
		}
	})
}

func extract(typ string, raw []byte) ([]search.IndexValue, error) {
	doc, err := r4.Parse(raw)
	if err != nil {
		return nil, err
	}
	return search.Extract(typ, doc, time.UTC), nil
}

func FuzzExtract(f *testing.F) {
	f.Add("Patient", []byte(`{"resourceType":"Patient","name":[{"family":"x"}],"birthDate":"2020"}`))
	f.Add("Observation", []byte(`{"valueQuantity":{"value":1.10},"effectivePeriod":{"start":"2020"}}`))
	f.Fuzz(func(t *testing.T, typ string, raw []byte) {
		vals, err := extract(typ, raw)
		if err != nil {
			return
		}
		for _, v := range vals {
			if len(v.Text) > 512 || strings.ContainsRune(v.Text, 0) || v.Hash == 0 {
				t.Fatalf("unfit index value %+v", v)
			}
		}
	})
}
