package claim_test

import (
	"testing"

	"apricot.health/guardrails/claim"
)

// What a liquid holds is no dose, and a volume of it is what it holds.
func TestStrengthOfALiquid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]claim.Posology{
		"Adrenaline 1 mg/mL: 0.5 mL (0.5 mg) im now.":                                     {Amount: 0.5, Unit: "mg", Route: "im"},
		"Amoxicillin 250 mg/5 mL, 14 mL twice daily.":                                     {Amount: 700, Unit: "mg", PerDay: 2},
		"Paracetamol 120 mg in 5 mL: give 5 mL four times a day.":                         {Amount: 120, Unit: "mg", PerDay: 4},
		"对乙酰氨基酚混悬滴剂（100mg/ml）每次1ml，每日4次。":                                                 {Amount: 100, Unit: "mg", PerDay: 4},
		"布洛芬混悬液（2克/100毫升）每次7毫升，每日3次。":                                                     {Amount: 0.14, Unit: "g", PerDay: 3},
		"Morphine oral solution 10 mg/5 mL, 2.5 mL every 4 hours.":                        {Amount: 5, Unit: "mg", PerDay: 6, Route: "oral"},
		"Morphine 2.5 mL of 10 mg/5 mL every 4 hours.":                                    {Amount: 5, Unit: "mg", PerDay: 6},
		"Ibuprofen 100 mg/5 mL three times a day.":                                        {Amount: 100, Unit: "mg", PerDay: 3}, // nobody says how much
		"Ibuprofen 400 mg three times a day.":                                             {Amount: 400, Unit: "mg", PerDay: 3},
		"Amiodarone 300 mg in 100 mL glucose iv once daily.":                              {Amount: 300, Unit: "mg", PerDay: 1, Route: "iv"},
		"Ibuprofen 10 mg/kg (100 mg/5 mL), which for 12 kg is 120 mg, three times a day.": {Amount: 10, Unit: "mg", PerKg: true, Worked: 120, WorkedUnit: "mg", PerDay: 3},
	} {
		if got := directions(read(t, text)); len(got) == 0 || got[0] != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
}
