package ucum_test

import (
	"math"
	"testing"

	"apricot.health/fhir/ucum"
	"pgregory.net/rapid"
)

func TestConvert(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		value float64
		from  string
		want  float64
		to    string
	}{
		{1000, "mg", 1, "g"},
		{1, "kg", 2.2046226218, "[lb_av]"},
		{5.5, "mmol/L", 5500, "umol/L"},
		{100, "mg/dL", 1, "g/L"},
		{12, "g/dL", 120, "g/L"},
		{37, "Cel", 98.6, "[degF]"},
		{310.15, "K", 37, "Cel"},
		{120, "mm[Hg]", 15.99864, "kPa"},
		{250, "10*3/uL", 250, "10*9/L"},
		{1, "ug/mL", 1, "mg/L"},
		{1, "ng/mL", 1, "ug/L"},
		{70, "/min", 70, "{beats}/min"},
		{60, "/min", 1, "Hz"},
		{24, "kg/m2", 24, "kg.m-2"},
		{1, "h", 60, "min"},
		{2, "wk", 14, "d"},
		{5, "%", 0.05, "1"},
		{1, "U/L", 1, "mU/mL"},
		{1, "m[IU]/L", 1, "u[IU]/mL"},
		{1, "L", 1000, "mL"},
		{180, "cm", 70.8661417323, "[in_i]"},
		{5, "mg/kg/d", 5, "mg/(kg.d)"},
		{1, "10^3", 1000, "1"},
		{1, "kcal", 4.184, "kJ"},
		{1, "dL", 100, "mL"},
		{1, "da[IU]", 10, "[IU]"},
	} {
		from, ok := ucum.Parse(tc.from)
		to, okTo := ucum.Parse(tc.to)
		if !ok || !okTo || from.Dimension() != to.Dimension() {
			t.Errorf("%s is %q, %s is %q", tc.from, from.Dimension(), tc.to, to.Dimension())
			continue
		}
		a, b := from.Base(tc.value), to.Base(tc.want)
		if math.Abs(a-b) > 1e-9*math.Max(math.Abs(a), 1e-12) {
			t.Errorf("%g %s is %g in base units, %g %s is %g", tc.value, tc.from, a, tc.want, tc.to, b)
		}
	}
}

// TestApart holds pairs that must never compare.
func TestApart(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{
		{"mg/dL", "mmol/L"},
		{"meq/L", "mmol/L"},
		{"U/L", "[IU]/L"},
		{"mL/min", "mL/min/{1.73_m2}"},
		{"cd", "d"},
		{"Pa", "a"},
		{"g", "m"},
		{"mol", "osm"},
		{"[pH]", "1"},
	} {
		a, okA := ucum.Parse(pair[0])
		b, okB := ucum.Parse(pair[1])
		if !okA || !okB || a.Dimension() == b.Dimension() {
			t.Errorf("%v: %q and %q", pair, a.Dimension(), b.Dimension())
		}
	}
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"", "mmHg", "bpm", "mmol\\L", "xg", "kmin", "m[", "{", "(g", "g)", "g//L", "/", ".", "g.", "m999", "1e5", "毫克", "k", "0", "mCel",
		"((((((((((g))))))))))",
	} {
		if u, ok := ucum.Parse(code); ok {
			t.Errorf("%q was read as %q", code, u.Dimension())
		}
	}
}

func TestOpenEndsStayFinite(t *testing.T) {
	t.Parallel()
	u, _ := ucum.Parse("kg")
	if got := u.Base(math.MaxFloat64); got != math.MaxFloat64 {
		t.Errorf("%g", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, code := range []string{"mg/dL", "10*9/L", "mL/min/{1.73_m2}", "mm[Hg]", "(g.m)/s2"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		if u, ok := ucum.Parse(code); ok && (u.Dimension() == "" || math.IsNaN(u.Base(1))) {
			t.Fatalf("%q: %+v", code, u)
		}
	})
}

// TestProduct: a unit divided by itself is a number, whatever the unit.
func TestProduct(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		unit := rapid.SampledFrom([]string{"mg", "mmol", "L", "mm[Hg]", "kg", "[in_i]", "U", "m[IU]", "h", "10*3"}).Draw(t, "unit")
		u, ok := ucum.Parse(unit + "/" + unit)
		if !ok || u.Dimension() != "1" || math.Abs(u.Base(1)-1) > 1e-12 {
			t.Fatalf("%s: %+v", unit, u)
		}
	})
}
