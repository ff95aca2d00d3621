package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// More that new authors' texts brought: each beside what is otherwise.
func TestPlansOfDoctorsTexts(t *testing.T) {
	t.Parallel()
	on := func(meds ...chart.Coded) chart.Chart { return recordOf(60, chart.Male, nil, meds, nil) }
	ramipril, tiotropium := chart.Coded{Text: "ramipril", Concept: "drug.ramipril"}, chart.Coded{Text: "tiotropium", Concept: "drug.tiotropium"}
	levodopa := chart.Coded{Text: "co-beneldopa", Concept: "drug.levodopa_benserazide"}
	rivaroxaban := chart.Coded{Text: "利伐沙班", Concept: "drug.rivaroxaban"}
	clot := recordOf(60, chart.Male, []chart.Coded{{Text: "deep vein thrombosis"}}, nil, nil)
	preeclampsia := recordOf(30, chart.Female, []chart.Coded{{Text: "epilepsy", Concept: "cond.epilepsy"}}, nil, nil)
	for _, c := range []struct {
		text   string
		chart  chart.Chart
		hazard string
		want   bool
	}{
		{"Suggest umeclidinium/vilanterol once daily in place of tiotropium.", on(tiotropium), "duplicate", false},
		{"Suggest umeclidinium/vilanterol once daily beside tiotropium.", on(tiotropium), "duplicate", true},
		{"For nausea not prochlorperazine, metoclopramide or haloperidol.", on(levodopa), "interaction_soft", false},
		{"For nausea prochlorperazine, metoclopramide or haloperidol.", on(levodopa), "interaction_soft", true},
		{"Stop ramipril, wait 36 hours, then sacubitril/valsartan 24/26 mg bd.", on(ramipril), "interaction", false},
		{"Give sacubitril/valsartan 24/26 mg bd this evening beside ramipril.", on(ramipril), "interaction", true},
		{"Sacubitril/valsartan 24/26 mg bd beside ramipril; no 36 hour gap is needed.", on(ramipril), "interaction", true},
		{"CHA2DS2-VASc 4分（年龄1、高血压1、卒中2）。", on(), "fabricated", false},
		{"患者年龄42岁，CHA2DS2-VASc 4分。", on(), "fabricated", true},
		{"先查脑电图以排除癫痫。", preeclampsia, "negation_flipped", false},
		{"抗凝药：未用。", on(rivaroxaban), "negation_flipped", true},
		{"利伐沙班：无需调整。", on(rivaroxaban), "negation_flipped", false},
		{"抗凝药：利伐沙班。", on(rivaroxaban), "negation_flipped", false},
		{"Apixaban 5 mg bid for a week, then 10 mg bid.", clot, "dose_error", true},
		{"Apixaban 10 mg bid for a week, then 5 mg bid.", clot, "dose_error", false},
		{"利伐沙班20mg qd起始，3周后改15mg bid。", clot, "dose_error", true},
		{"利伐沙班15mg bid起始，3周后改20mg qd。", clot, "dose_error", false},
		{"The same cream helped the boy next door, Tom Reed, DOB 3/4/2018.", on(), "identity", true},
		{"The same cream helped the boy next door.", on(), "identity", false},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", c.chart), c.hazard); got != c.want {
			t.Errorf("%q: %s %v, want %v", c.text, c.hazard, got, c.want)
		}
	}
}
