package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What is to be avoided in old age is told at 65 and not at 64: in all, or in the
// condition that the row names, and by dose where only the dose is too high.
func TestAvoidedInOldAge(t *testing.T) {
	t.Parallel()
	pressure := chart.Coded{Concept: "cond.hypertension", Text: "hypertension"}
	prostate := chart.Coded{Concept: "cond.prostate_hyperplasia", Text: "BPH"}
	for _, c := range []struct {
		text       string
		age        float64
		conditions []chart.Coded
		want       bool
	}{
		{"Amitriptyline 25 mg po qn", 64, nil, false},
		{"Amitriptyline 25 mg po qn", 65, nil, true},
		{"阿米替林25mg 口服 qn", 65, nil, true},
		{"Paroxetine 20 mg po qd", 65, nil, true},
		{"Sertraline 50 mg po qd", 65, nil, false},
		{"Indometacin 25 mg po tid", 65, nil, true},
		{"Ketorolac 15 mg iv", 65, nil, true},
		{"Ketorolac eye drops, 1 drop qid", 65, nil, false},
		{"Pethidine 50 mg im", 65, nil, true},
		{"Trihexyphenidyl 2 mg po bid", 65, nil, true},
		{"Chlorzoxazone 200 mg po tid", 65, nil, true},
		{"Doxazosin 4 mg po qd", 64, []chart.Coded{pressure}, false},
		{"Doxazosin 4 mg po qd", 65, []chart.Coded{pressure}, true},
		{"Doxazosin 4 mg po qd", 65, []chart.Coded{pressure, prostate}, false},
		{"Doxazosin 4 mg po qd", 65, nil, false},
		{"Doxepin 6 mg po qn", 65, nil, false},
		{"Doxepin 25 mg po qn", 65, nil, true},
		{"Doxepin 25 mg po qn", 64, nil, false},
	} {
		ch := withKidneys(90, c.conditions...)
		ch.AgeYears = c.age
		// A row that says to avoid a drug interrupts nobody; a dose above that of the old does.
		told := judged(t, c.text, "order", ch)
		if got := slices.Contains(told, "contraindication_soft") || slices.Contains(told, "age_dose"); got != c.want {
			t.Errorf("%s at %g with %v: told %v, want %v", c.text, c.age, c.conditions, told, c.want)
		}
	}
	ch := withKidneys(90, pressure)
	ch.AgeYears, ch.ConditionsKnown = 70, false
	if got := judged(t, "Doxazosin 4 mg po qd", "order", ch); slices.Contains(got, "contraindication_soft") || !slices.Contains(got, "contraindication_unknown") {
		t.Errorf("doxazosin where nobody asked of the prostate: %v", got)
	}
	ch.AgeYears = -1
	if got := judged(t, "Amitriptyline 25 mg po qn", "order", ch); !slices.Contains(got, "age_unknown") {
		t.Errorf("amitriptyline at an unknown age: %v", got)
	}
}
