package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// What has long been so and is not on closed lists, and figures of the record.
func TestOffRecord(t *testing.T) {
	t.Parallel()
	c := full()
	c.Conditions = append(c.Conditions, chart.Coded{Concept: "cond.heart_failure", Text: "心力衰竭(EF 32%)", Status: "active"})
	open := full()
	open.ConditionsKnown = false
	for _, x := range []struct {
		text string
		ch   chart.Chart
		want bool
	}{
		{"He has known asthma.", c, true},
		{"He has known hypertension.", c, false},
		{"He has known asthma.", open, false},
		{"Family history of asthma.", c, false},
		{"New asthma, diagnosed today.", c, false},
		{"患者既往有哮喘病史。", c, true},
		{"患者既往有高血压病史。", c, false},
		{"患者否认哮喘病史。", c, false},
		{"患者射血分数保留(EF 58%)。", c, true},
		{"患者射血分数降低(EF 32%)。", c, false},
		{"EF improved from 32% to 45%.", c, false},
		{"EF 58%.", open, false},
		{"He has been on dialysis for years.", c, true},
		{"He has been on dialysis for years.", open, false},
	} {
		if got := len(proseBench(t, x.text, x.ch).offRecord()) > 0; got != x.want {
			t.Errorf("%q: off the record %v, want %v", x.text, got, x.want)
		}
	}
	for text, want := range map[string]bool{
		"He takes digoxin every morning.":     true,
		"He takes apixaban every morning.":    false,
		"He says he takes ibuprofen as well.": false,
		"患者口服来曲唑第3年。":                         true,
		"患者口服阿托伐他汀第3年。":                       false,
	} {
		if got := len(proseBench(t, text, full()).unknownMedicine()) > 0; got != want {
			t.Errorf("%q: a medicine not on the list %v, want %v", text, got, want)
		}
	}
}

// An allergy denied beside the one of the record flips nothing.
func TestOtherAllergyDenied(t *testing.T) {
	t.Parallel()
	c := full()
	c.Allergies = []chart.Coded{{Concept: "allergen.sulfonamide", Text: "磺胺", Status: "active"}}
	for text, want := range map[string]bool{"患者磺胺过敏，没有青霉素过敏。": false, "患者没有药物过敏。": true} {
		found := false
		for _, h := range judged(t, text, "doctor", c) {
			found = found || h == "negation_flipped"
		}
		if found != want {
			t.Errorf("%q: flipped %v, want %v", text, found, want)
		}
	}
}
