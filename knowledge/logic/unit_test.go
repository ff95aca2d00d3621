package logic_test

import (
	"math"
	"testing"

	"apricot.health/knowledge/logic"
)

// Values of both units as laboratories print them beside each other.
func TestLaboratoryUnitsAreConverted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		finding, from, to string
		v, want           float64
	}{
		{"find.creatinine", "mg/dL", "umol/L", 1, 88.4},
		{"find.uric_acid", "mg/dL", "umol/L", 7, 416},
		{"find.bilirubin_total", "mg/dL", "umol/L", 1, 17.1},
		{"find.glucose", "mg/dL", "mmol/L", 126, 7},
		{"find.triglycerides", "mg/dL", "mmol/L", 150, 1.69},
		{"find.ldl", "mg/dL", "mmol/L", 70, 1.81},
		{"find.calcium", "mg/dL", "mmol/L", 10, 2.5},
	} {
		got, ok := logic.Convert(c.finding, c.v, c.from, c.to)
		if !ok || math.Abs(got-c.want) > 0.006*c.want {
			t.Errorf("%s: %v %s is %v %s (%v), want %v", c.finding, c.v, c.from, got, c.to, ok, c.want)
		}
	}
	// The mass of urea and that of its nitrogen are both printed in mg/dL.
	if _, ok := logic.Convert("find.urea", 20, "mg/dL", "mmol/L"); ok {
		t.Error("a mass of urea was taken without knowing of what")
	}
}

// A number without a unit is written 1, {INR}, {ratio} or not at all.
func TestPureNumbers(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"1", "{INR}", "{ratio}", "", "INR", "ratio"} {
		if got, ok := logic.Convert("find.inr", 6.8, unit, "{INR}"); !ok || got != 6.8 {
			t.Errorf("an INR in %q: %v %v", unit, got, ok)
		}
	}
	for _, unit := range []string{"s", "%", "mg/dL", "10*9/L"} {
		if got, ok := logic.Convert("find.inr", 6.8, unit, "{INR}"); ok {
			t.Errorf("an INR in %q is read as %v", unit, got)
		}
	}
	if got, ok := logic.Convert("find.haematocrit", 0.45, "1", "%"); !ok || got != 45 {
		t.Errorf("0.45 is %v%%", got)
	}
	if _, ok := logic.Convert("find.haematocrit", 0.45, "ratio", "%"); ok {
		t.Error("a ratio is taken for per cent")
	}
}
