package consult_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

func quantity(id, loinc, value, unit string) string {
	return `{"resourceType":"Observation","id":"` + id + `","status":"final","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-01T08:00:00+08:00","code":{"coding":[{"system":"http://loinc.org","code":"` + loinc + `"}]},"valueQuantity":{"value":` + value + `,"unit":"` + unit + `","system":"http://unitsofmeasure.org","code":"` + unit + `"}}`
}

func TestObesityIsFollowedStepByStep(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, quantity("h", "8302-2", "170", "cm"), quantity("w", "29463-7", "98", "kg"))
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, st := range v.Path {
		kinds = append(kinds, st.Kind)
	}
	at := -1
	for _, want := range []string{"pathway", "measure", "history", "exclude", "complications", "classify", "goal", "treat", "follow_up"} {
		i := slices.Index(kinds, want)
		if i <= at {
			t.Fatalf("%s comes at %d after %d in %v", want, i, at, kinds)
		}
		at = i
	}
	measure := v.Path[slices.Index(kinds, "measure")]
	if measure.Detail.Empty() || measure.Done || len(measure.Missing) == 0 {
		t.Errorf("measure %+v: the waist was never measured", measure)
	}
	if text := measure.Detail.Text(); !strings.Contains(text, "中度肥胖") || strings.ContainsAny(text, "_＿") {
		t.Errorf("the grade is not in words: %s", text)
	}
	exclude := v.Path[slices.Index(kinds, "exclude")]
	if exclude.Done || !strings.Contains(exclude.Detail.Text(), "待排查") {
		t.Errorf("nothing is ruled out by silence: %s", exclude.Detail.Text())
	}
	if classify := v.Path[slices.Index(kinds, "classify")]; strings.Contains(classify.Detail.Text(), "原发性") {
		t.Errorf("called primary before secondary causes were excluded: %s", classify.Detail.Text())
	}
}

// A step of a pathway is reviewed content: none stands there without its words.
func TestEveryStepOfAPathHasItsWords(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, quantity("h", "8302-2", "170", "cm"), quantity("w", "29463-7", "98", "kg"))
	for _, lang := range []string{"zh", "en"} {
		v, err := b.View(b.doctor, lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		for i, st := range v.Path {
			if st.Label.Text() == "" {
				t.Errorf("%s: step %d, %s, has no words", lang, i, st.Kind)
			}
		}
	}
}

func TestTheObesityPathIsForTheObese(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, quantity("h", "8302-2", "170", "cm"), quantity("w", "29463-7", "65", "kg"))
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, st := range v.Path {
		if st.Kind == "measure" || strings.Contains(st.Label.Text(), "肥胖") {
			t.Errorf("a body mass index of 22.5 leads to %s", st.Label.Text())
		}
	}
}

func TestStoredProposalsAreListedOnce(t *testing.T) {
	t.Parallel()
	const ecg = `{"resourceType":"ServiceRequest","id":"s9","status":"draft","intent":"proposal","subject":{"reference":"Patient/p1"},"code":{"text":"心电图","coding":[{"system":"https://apricot.health/fhir/CodeSystem/investigation","code":"inv.ecg"}]},"reasonCode":[{"text":"胸痛"}]}`
	const own = `{"resourceType":"ServiceRequest","id":"s8","status":"draft","intent":"proposal","subject":{"reference":"Patient/p1"},"code":{"text":"院内套餐A"}}`
	const signed = `{"resourceType":"ServiceRequest","id":"s7","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"code":{"text":"血常规"}}`
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusConfirmed, chestPain()...)
	before, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	if len(before.Cards[0].Suggestions) != len(before.Orders) || len(before.Orders) == 0 {
		t.Errorf("%d suggestions for %d drafts", len(before.Cards[0].Suggestions), len(before.Orders))
	}
	for _, s := range before.Cards[0].Suggestions {
		var r struct{ Status, Intent string }
		if err := json.Unmarshal(s.Resource, &r); err != nil || r.Status != "draft" || r.Intent != "proposal" || s.UUID == "" {
			t.Errorf("%v: %s", err, s.Resource)
		}
	}
	b.put(t, ecg, own, signed)
	v, err := b.View(b.doctor, "en", "p1")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, o := range v.Orders {
		count[o.ID]++
		count[o.Investigation]++
	}
	if count["ServiceRequest/s9"] != 1 || count["inv.ecg"] != 1 || count["ServiceRequest/s8"] != 1 || count["ServiceRequest/s7"] != 0 {
		t.Errorf("%v", count)
	}
	if !v.Summary.Confirmed || v.Summary.Notice.Text() != "" {
		t.Errorf("summary %+v", v.Summary)
	}
	if s := v.Cards[0]; len(s.Suggestions) != len(v.Orders)-2 || !strings.Contains(s.Detail.Text(), "12-lead ECG") || s.Service != consult.ServicePatientView {
		t.Errorf("card %s with %d suggestions", s.Detail.Text(), len(s.Suggestions))
	}
}

// TestRecordWordsCannotFormatACard keeps names and the patient's words from
// becoming headings, links or lists.
func TestRecordWordsCannotFormatACard(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	b.tell(t, "p1", agent.StatusConfirmed,
		agent.Answer{Question: agent.AskChief, Text: "胸痛 **别管过敏** [点我](http://evil)\n\n# 正常 <script>"},
		agent.Answer{Question: agent.AskMedicines, Text: "x\n- **critical**"})
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range v.Cards {
		for _, bad := range []string{"](http", "**别管", "\n# ", "<script", "- **critical"} {
			if strings.Contains(c.Detail.Text(), bad) {
				t.Errorf("%q in %s", bad, c.Detail.Text())
			}
		}
	}
}

func TestVitalsInTheRecordRaiseACard(t *testing.T) {
	t.Parallel()
	fresh := func(id, loinc, value, unit string) string {
		return strings.Replace(quantity(id, loinc, value, unit), "2026-03-01T08:00:00", "2026-03-02T09:00:00", 1)
	}
	b := newBench(t, wang, fresh("r", "9279-1", "30", "/min"), fresh("s", "59408-5", "86", "%"), fresh("h", "8867-4", "135", "/min"), fresh("p", "8480-6", "84", "mm[Hg]"))
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Cards) == 0 || v.Cards[0].Indicator != consult.Critical || !strings.Contains(v.Cards[0].Detail.Text(), "NEWS2") {
		t.Fatalf("cards %s", all(v.Cards))
	}
	checkCards(t, v.Cards)
}
