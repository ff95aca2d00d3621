package consult_test

import (
	"fmt"
	"strings"
	"testing"

	"apricot.health/services/consult"
)

// given is a dosage in structure: so much, by a route, so often a day.
func given(value, unit, route string, times int, text string) string {
	return fmt.Sprintf(`,"dosageInstruction":[{"text":"%s","route":{"text":"%s"},"timing":{"repeat":{"frequency":%d,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":%s,"unit":"%s","code":"%s"}}]}]`, text, route, times, value, unit, unit)
}

// Potassium chloride injected at once kills, whatever the amount; the same in a drip is an
// order of every day.
func TestPotassiumIsNoPush(t *testing.T) {
	t.Parallel()
	const kcl = `{"text":"氯化钾注射液"}`
	b := newBench(t, wang)
	for _, c := range []struct {
		name, order string
		want        bool
	}{
		{"推注", given("1.5", "g", "静脉推注", 1, ""), true},
		{"静注", given("1.5", "g", "静注", 1, ""), true},
		{"IV push", given("20", "mmol", "IV push", 1, ""), true},
		{"i.v. bolus", given("1.5", "g", "i.v. bolus", 1, ""), true},
		{"in the text", `,"dosageInstruction":[{"text":"10% 10ml 静脉推注"}]`, true},
		{"the text without an amount", `,"dosageInstruction":[{"text":"静脉推注"}]`, true},
		{"a drip", given("1.5", "g", "静脉滴注", 1, ""), false},
		{"a drip told by the text", given("1.5", "g", "静注", 1, "加入500ml缓慢滴注"), false},
		{"iv alone", given("1.5", "g", "iv", 1, ""), false},
		{"by mouth", given("1", "g", "口服", 3, ""), false},
	} {
		cards, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p1", bundle(medicine("a", "p1", kcl, c.order)), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(cards) > 0 && cards[0].Indicator == consult.Critical; got != c.want {
			t.Errorf("%s: critical is %v, want %v: %s", c.name, got, c.want, all(cards))
		}
	}
	for text, want := range map[string]bool{"10%氯化钾 10ml 静脉推注": true, "10%氯化钾 10ml 加入 0.9%氯化钠 500ml 静脉滴注": false} {
		cards, err := b.CheckOrders(b.doctor, "zh", "p1", []string{text})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(cards) > 0 && cards[0].Indicator == consult.Critical; got != want {
			t.Errorf("%s: critical is %v, want %v: %s", text, got, want, all(cards))
		}
	}
}

// Every ingredient of what one order names is checked, with its own amount.
func TestCombinationsAreCheckedWhole(t *testing.T) {
	t.Parallel()
	with := func(concept string) string {
		return strings.Replace(strings.Replace(penAll, "青霉素", concept, 1), "Patient/p1", "Patient/p2", 1)
	}
	b := newBench(t, smith, pregnant, with("磺胺甲噁唑"))
	for _, c := range []struct{ drug, dose, want, words string }{
		{"lisinopril-HCTZ 20-12.5", "", consult.Critical, "lisinopril"},
		{"losartan/hydrochlorothiazide 50/12.5", "", consult.Critical, "pregnan"},
		{"amlodipine/valsartan 5/160", "", consult.Critical, "pregnan"},
		{"famotidine/ibuprofen 26.6/800", "", consult.Critical, "ibuprofen"},
		{"famotidine + simvastatin", "", consult.Critical, "simvastatin"},
		{"SMX-TMP", "", consult.Critical, "allerg"},
		{"SMZ/TMP 800/160", "", consult.Critical, "allerg"},
		{"sulfamethoxazole/trimethoprim DS 800/160", "", consult.Critical, "allerg"},
		{"paracetamol/famotidine 5000/20", given("1", "tablet", "oral", 3, ""), consult.Critical, "dose"},
		{"famotidine/paracetamol 20/500", given("1", "tablet", "oral", 3, ""), "", ""},
		{"famotidine/paracetamol 20/500", given("20", "mg", "oral", 2, ""), "", ""},
	} {
		cards, err := b.CheckBundle(b.doctor, "en", consult.ServiceOrderSign, "p2", bundle(medicine("a", "p2", fmt.Sprintf(`{"text":%q}`, c.drug), c.dose)), nil)
		if err != nil {
			t.Fatal(err)
		}
		loudest := ""
		if len(cards) > 0 && cards[0].Indicator != consult.Info {
			loudest = cards[0].Indicator
		}
		if loudest != c.want || !strings.Contains(all(cards), c.words) {
			t.Errorf("%s: want %q with %q, got %s", c.drug, c.want, c.words, all(cards))
		}
	}
}

// The interaction that is known of the two medicines heads the card, before what is known
// of their classes.
func TestWhatIsKnownOfTheTwoHeads(t *testing.T) {
	t.Parallel()
	taken := func(id, drug string) string {
		return fmt.Sprintf(`{"resourceType":"MedicationRequest","id":"%s","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":"%s"}}`, id, drug)
	}
	b := newBench(t, wang, taken("m1", "碳酸锂"), taken("m2", "舍曲林"))
	cards, err := b.CheckBundle(b.doctor, "zh", consult.ServiceOrderSign, "p1", bundle(medicine("a", "p1", `{"text":"氢氯噻嗪"}`, "")), nil)
	if err != nil || len(cards) == 0 || !strings.Contains(cards[0].Summary.Text(), "血锂") {
		t.Errorf("%v: %s", err, all(cards))
	}
}
