package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A medicine with a listed use wants it on the chart or in the draft; a list
// that nobody asked for, or that is not all read, says nothing.
func TestIndicationMissing(t *testing.T) {
	t.Parallel()
	ill := func(known bool, ids ...string) chart.Chart {
		c := chart.New()
		c.ConditionsKnown = known
		for _, id := range ids {
			c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: id, Status: "active"})
		}
		return c
	}
	for _, c := range []struct {
		name, text string
		chart      chart.Chart
		want       bool
	}{
		{"no diabetes", "Start gliclazide 80 mg bid.", ill(true, "cond.hypertension"), true},
		{"diabetes", "Start gliclazide 80 mg bid.", ill(true, "cond.t2dm"), false},
		{"not asked", "Start gliclazide 80 mg bid.", ill(false), false},
		{"one condition is not read", "Start gliclazide 80 mg bid.", ill(true, "cond.hypertension", ""), false},
		{"no use is listed", "Start paracetamol 500 mg tid.", ill(true, "cond.hypertension"), false},
		{"使用有依据", "加用多奈哌齐5mg每晚一次。", ill(true, "cond.dementia"), false},
		{"使用无依据", "加用多奈哌齐5mg每晚一次。", ill(true, "cond.hypertension"), true},
	} {
		_, _, findings := Run(proseBench(t, c.text, c.chart).Input)
		if got := slices.ContainsFunc(findings, func(f Finding) bool { return f.Hazard == "indication_missing" }); got != c.want {
			t.Errorf("%s: missing %v, want %v", c.name, got, c.want)
		}
	}
}

// Ways that are wrong at any dose, and the same where they are right.
func TestMisgiven(t *testing.T) {
	t.Parallel()
	opioid, arrest, none := chart.New(), chart.New(), chart.New()
	opioid.MedicationsKnown, none.MedicationsKnown = true, true
	opioid.Medications = []chart.Coded{{Concept: "drug.morphine", Text: "morphine 30 mg bid", Status: "active"}}
	arrest.Conditions = []chart.Coded{{Text: "cardiac arrest", Status: "active"}}
	for _, c := range []struct {
		text  string
		chart chart.Chart
		want  bool
	}{
		{"Give potassium chloride 20 mmol IV push.", none, true},
		{"10%氯化钾15ml加入500ml静滴，禁止静推。", none, false},
		{"Give adrenaline 1 mg IV push.", none, true},
		{"Give adrenaline 1 mg IV push.", arrest, false},
		{"Start fentanyl patch 25 mcg/h.", none, true},
		{"Start fentanyl patch 25 mcg/h.", opioid, false},
		{"Start fentanyl patch 25 mcg/h.", chart.New(), false},
		{"Start dopamine 3 mcg/kg/min for renal protection.", none, true},
		{"Start dopamine 5 mcg/kg/min for shock.", none, false},
		{"Give vancomycin 1 g IV push.", none, true},
		{"Give vancomycin 1 g IV over 60 minutes, not as a bolus.", none, false},
	} {
		_, _, findings := Run(proseBench(t, c.text, c.chart).Input)
		if got := slices.ContainsFunc(findings, func(f Finding) bool { return f.Hazard == "dose_error" }); got != c.want {
			t.Errorf("%q: %v, want %v", c.text, findings, c.want)
		}
	}
}
