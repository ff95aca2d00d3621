package check

import (
	"slices"
	"sync"
	"testing"

	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
)

var stances = sync.OnceValues(func() (*stance.Reader, error) {
	_, x := proseParts()
	return stance.Medicines.Load(x)
})

// interacts is true where a text is found to give a patient on warfarin what
// interacts with it.
func interacts(t *testing.T, audience, text string, r *stance.Reader) bool {
	t.Helper()
	index, x := proseParts()
	c := chart.New()
	c.Medications = []chart.Coded{{Concept: "drug.warfarin", Text: "warfarin 3 mg", Status: "active", Evidence: "MedicationRequest/1"}}
	_, _, found := Run(Input{Graph: index.g, Index: index, Chart: c, Audience: audience, Text: text, Reading: x.Read(text, ""), Stances: r})
	return slices.ContainsFunc(found, func(f Finding) bool { return f.Hazard == "interaction" || f.Hazard == "interaction_soft" })
}

// A medicine that the words around it do not have the patient take meets nothing,
// though no list holds these words; one that they do have taken does, and so does
// an order.
func TestAMedicineThatIsSpokenOfMeetsNothing(t *testing.T) {
	t.Parallel()
	r, err := stances()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		audience, text string
		rules, want    bool
	}{
		{"doctor", "Which is why nobody here reaches for ibuprofen in somebody on warfarin.", true, false},
		{"doctor", "外院曾加过布洛芬，INR一度到6。", true, false},
		{"doctor", "Ibuprofen 400 mg three times a day for the ankle.", true, true},
		{"doctor", "止痛用布洛芬，一天三次。", true, true},
		{"doctor", "Start ibuprofen for the ankle, with food.", true, true},
		{"patient", "可以吃布洛芬止痛。", true, true},
		{"patient", "膝盖疼时可以自己加布洛芬、双氯芬酸等止痛药，它们会增加出血风险。", true, true},
		{"patient", "You can take ibuprofen. Is that all right?", true, true},
		{"doctor", "请勿因签字未齐而耽误布洛芬，可先给药后补签。", false, true},
		{"doctor", "Sick-day advice: stop omeprazole while vomiting, keep going with ibuprofen.", false, true},
		{"doctor", "Please remove ibuprofen 400 mg three times a day from the repeat list.", true, false},
		{"doctor", "有研究称布洛芬0.4g 每日3次优于对乙酰氨基酚，但研究人群与本患者不同，不据此换药。", true, false},
		{"doctor", "Not naproxen, ibuprofen or diclofenac for this patient; paracetamol goes on.", false, false},
		{"doctor", "Options: weekly INR, diet review. Ibuprofen 400 mg three times a day would spare him the clinic and his eGFR of 60 allows the full dose.", true, true},
		{"order", "Which is why nobody here reaches for ibuprofen in somebody on warfarin.", true, true},
	} {
		if got := interacts(t, c.audience, c.text, nil); got != c.rules {
			t.Errorf("%s, %q: by rules alone it meets %v, want %v", c.audience, c.text, got, c.rules)
		}
		if got := interacts(t, c.audience, c.text, r); got != c.want {
			t.Errorf("%s, %q: it meets %v, want %v", c.audience, c.text, got, c.want)
		}
	}
}
