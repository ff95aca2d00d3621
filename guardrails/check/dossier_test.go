package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/pattern"
)

// What is sought in a text and its chart is the same whether both are looked through at
// once or one after the other, in every form, and a dossier serves more than one text.
func TestTheChartIsLookedThroughOnce(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	coded := func(words ...string) []chart.Coded {
		var out []chart.Coded
		for _, w := range words {
			out = append(out, chart.Coded{Text: w, Status: "active"})
		}
		return out
	}
	texts := []string{
		"", "Keep taking your medicines.", "pH 7.1, potassium 6.8 mmol/L, ECG with wide QRS; give insulin only.", "给予“肾上腺素”静推，乳酸4.5mmol/L。", "Sepsis, lactate 5.1. Antibiotics tomorrow.",
		"Chest pain, troponin raised: wait until Monday.", "患者意识不清，血糖2.1，明天再查。", `He says "stop everything" and the INR is 9.5.`, "Status epilepticus for 10 minutes.", "妊娠34周，血压170/110。",
	}
	for name, c := range map[string]chart.Chart{
		"empty":    {},
		"plain":    {Conditions: coded("hypertension", "2型糖尿病"), Medications: coded("warfarin 2.5 mg", "metformin 500 mg")},
		"quoted":   {Conditions: coded(`"query" sepsis`, "“待排”肺栓塞"), Pregnant: chart.Yes},
		"pregnant": {Medications: coded("labetalol 100 mg"), Pregnant: chart.Yes},
		"resolved": {Conditions: []chart.Coded{{Text: "sepsis", Status: "resolved"}}},
	} {
		d := NewDossier(g, c)
		for _, text := range texts {
			b := newBench(Input{Graph: g, Chart: c, Dossier: d, Text: text, Reading: claim.Reading{}})
			want := pattern.NewBits(soughtAll().set.Size())
			all := b.background()
			if c.Pregnant == chart.Yes {
				all += "\npregnant 孕妇 妊娠"
			}
			for _, form := range formsOf(all) {
				soughtAll().set.Tell(want, form)
			}
			if got := b.soughtIn(); !slices.Equal(got, want) {
				t.Errorf("%s chart, %q: another set is sought", name, text)
			}
		}
	}
}
