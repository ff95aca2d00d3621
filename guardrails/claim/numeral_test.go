package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

func doses(r claim.Reading) []claim.Posology {
	var out []claim.Posology
	for _, c := range r.Claims {
		if c.Kind == claim.Dose {
			out = append(out, *c.Dose)
		}
	}
	return out
}

func TestAmountsInWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text           string
		amount, perDay float64
		unit           string
	}{
		{"Take ten tablets of paracetamol now.", 10, 0, "{tablet}"},
		{"Take two tablets of Tylenol three times a day.", 2, 3, "{tablet}"},
		{"Inhale two puffs of salbutamol every four hours.", 2, 6, "{puff}"},
		{"ibuprofen four hundred milligrams three times daily", 400, 3, "mg"},
		{"ibuprofen four thousand milligrams three times daily", 4000, 3, "mg"},
		{"ibuprofen two hundred and fifty milligrams twice daily", 250, 2, "mg"},
		{"levothyroxine twenty-five micrograms daily", 25, 1, "ug"},
		{"Metformin one gram twice daily.", 1, 2, "g"},
		{"布洛芬四百毫克，每日三次", 400, 3, "mg"},
		{"布洛芬四千毫克，每日三次", 4000, 3, "mg"},
		{"二甲双胍一千五百毫克，每日一次", 1500, 1, "mg"},
	} {
		got := doses(read(t, c.text))
		if len(got) != 1 || got[0].Amount != c.amount || got[0].Unit != c.unit || got[0].PerDay != c.perDay {
			t.Errorf("%q: %+v", c.text, got)
		}
	}
}

// What counts no amount is none, and what a unit is called stays its name.
func TestWordsThatCountNoAmount(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"One of the two medicines is ibuprofen.", "Ibuprofen for someone tired.", "布洛芬千万不要多吃。", "Ibuprofen hundreds of people take.",
		"Ibuprofen, of the thousand mg of which you read.",
	} {
		if got := doses(read(t, text)); len(got) != 0 {
			t.Errorf("%q: %+v", text, got)
		}
	}
	r := read(t, "体重五千克。")
	if i := slices.IndexFunc(r.Claims, func(c claim.Claim) bool { return c.Unit == "kg" }); i < 0 || *r.Claims[i].Value != 5 {
		t.Errorf("%+v", r.Claims)
	}
}

// So many tablets at a time are a packing only where they say no frequency.
func TestACountBesideItsFrequencyIsADose(t *testing.T) {
	t.Parallel()
	for text, amount := range map[string]float64{
		"paracetamol 500 mg tablets, 20 tablets four times a day":         10000,
		"paracetamol 500 mg, twenty tablets four times a day":             10000,
		"对乙酰氨基酚片 0.5g，20片 每日4次":                                           10,
		"阿莫西林胶囊 0.25g×24粒 每次0.5g 每日3次":                                    0.5,
		"阿莫西林胶囊 0.25g*24粒 tid":                                            0.25,
		"amoxicillin 500 mg x 21 capsules, one capsule three times a day": 500,
	} {
		got := doses(read(t, text))
		if len(got) != 1 || got[0].Amount != amount {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
