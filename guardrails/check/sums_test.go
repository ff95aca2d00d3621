package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

func TestSums(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"15 mg/kg x 20 kg = 300 mg.":                                false,
		"15 mg/kg x 20 kg = 330 mg.":                                false,
		"15 mg/kg x 20 kg = 331 mg.":                                true,
		"15 mg/kg for 20 kg gives 3 g.":                             true,
		"15 mg/kg for 20 kg gives 0.3 g.":                           false,
		"按10mg/kg，体重12kg，即120mg。":                                   false,
		"按10mg/kg，体重12kg，即1200mg。":                                  true,
		"Weight 80 kg, height 160 cm, BMI 31.3.":                    false,
		"Weight 80 kg, height 160 cm, BMI 32.3.":                    true,
		"体重64kg，身高1.60m，BMI 25.0。":                                  false,
		"体重64kg，身高1.60m，BMI 35.0。":                                  true,
		"Na 140, Cl 100, HCO3 10, so the anion gap is 30.":          false,
		"Na 140, Cl 100, HCO3 10, so the anion gap is 12 (normal).": true,
		"Na 140, Cl 100, HCO3 10, with K the anion gap is 35.":      false,
	} {
		if got := len(proseBench(t, text, chart.New()).sums()) > 0; got != want {
			t.Errorf("%q: wrong sum %v, want %v", text, got, want)
		}
	}
}

// A limit that a draft keeps, and a kidney that was measured, answer for the
// rule that asks for caution.
func TestCautionThatWasKept(t *testing.T) {
	t.Parallel()
	liver := onMedicines()
	liver.Conditions = []chart.Coded{{Concept: "cond.cirrhosis", Text: "cirrhosis", Status: "active"}}
	kidney := onMedicines()
	kidney.Conditions = []chart.Coded{{Concept: "cond.ckd", Text: "CKD", Status: "active"}}
	measured := kidney
	measured.Measures = map[string]chart.Measure{"find.egfr": {Value: 50, Unit: "mL/min/{1.73_m2}"}}
	for _, c := range []struct {
		text string
		ch   chart.Chart
		want bool
	}{
		{"Paracetamol 500 mg po qid", liver, false},
		{"Paracetamol 1 g po tid", liver, true},
		{"Paracetamol", liver, true},
		{"Enoxaparin 40 mg sc q24h", kidney, true},
		{"Enoxaparin 40 mg sc q24h", measured, false},
	} {
		if got := slices.Contains(judged(t, c.text, "order", c.ch), "contraindication_soft"); got != c.want {
			t.Errorf("%s: caution %v, want %v", c.text, got, c.want)
		}
	}
}

// Vancomycin is swallowed for C. difficile and given by weight into a vein.
func TestRoutesOfVancomycin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Vancomycin 125 mg po qid":                   false,
		"Vancomycin 500 mg po qid":                   false,
		"Vancomycin 1 g po qid":                      true,
		"Vancomycin 15 mg/kg over 60 minutes":        false,
		"Benzathine penicillin 2.4 million units im": false,
		"Benzathine penicillin 2.4 million units iv": true,
	} {
		c := onMedicines()
		c.Measures["find.weight"] = chart.Measure{Value: 70, Unit: "kg"}
		got := judged(t, text, "order", c)
		if wrong := slices.Contains(got, "dose_range") || slices.Contains(got, "dose_error"); wrong != want {
			t.Errorf("%s: wrong dose or route %v, want %v", text, wrong, want)
		}
	}
}
