package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// What is said of somebody of the family is not the patient's: the words for them stand
// by themselves, and not in "reason", "parenteral" or "unfamiliar".
func TestMedicineOfKin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Her mother takes aspirin 100 mg daily.":                     true,
		"His son is on aspirin 100 mg.":                              true,
		"A grandson takes aspirin 100 mg.":                           true,
		"患者母亲长期服用阿司匹林。":                                              true,
		"家人服用阿司匹林。":                                                  true,
		"His mother has gout; the patient takes aspirin 100 mg.":     false,
		"For this reason start aspirin 100 mg daily.":                false,
		"Parenteral feeding ends, aspirin 100 mg daily is started.":  false,
		"Grand mal seizures are unfamiliar to him: aspirin 100 mg.":  false,
		"In person she was told to take aspirin 100 mg every night.": false,
		"患者本人服用阿司匹林。":                                                false,
	} {
		b := proseBench(t, text, onMedicines())
		at := slices.IndexFunc(b.claims, func(c claim.Claim) bool { return c.Kind == claim.Drug && c.Concept == "drug.aspirin" })
		if at < 0 {
			t.Fatalf("%q: no aspirin", text)
		}
		if got := b.ofKin(b.claims[at]); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	warfarin := onMedicines(chart.Coded{Concept: "drug.warfarin", Text: "warfarin 3 mg"})
	b := proseBench(t, "For this reason start aspirin 100 mg daily.", warfarin)
	if !slices.ContainsFunc(b.uses, func(u use) bool { return u.concept == "drug.aspirin" }) {
		t.Error("what is started for a reason is no medicine in use")
	}
}
