package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

func directions(r claim.Reading) (out []claim.Posology) {
	for _, c := range r.Claims {
		if c.Kind == claim.Dose {
			out = append(out, *c.Dose)
		}
	}
	return out
}

// An amount for each kilogram, what a text makes of it, its interval and the most
// doses of a day are one direction and no numbers beside it.
func TestDoseByWeight(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]claim.Posology{
		"布洛芬每次每公斤5到10毫克，也就是75到150毫克，间隔6到8小时，24小时不超过4次。":                                                              {Amount: 10, Unit: "mg", PerKg: true, Worked: 150, WorkedUnit: "mg", PerDay: 4, AtMost: 4},
		"Paracetamol 15 mg per kg, which for 12 kg is 180 mg, every 4 to 6 hours, no more than 4 doses in 24 hours.": {Amount: 15, Unit: "mg", PerKg: true, Worked: 180, WorkedUnit: "mg", PerDay: 6, AtMost: 4},
		"Paracetamol (29 kg x 15 mg is about 435 mg, every 6 hours).":                                                {Amount: 15, Unit: "mg", PerKg: true, Worked: 435, WorkedUnit: "mg", PerDay: 4},
		"对乙酰氨基酚10mg/kg，一天最多四次。":                                                                                      {Amount: 10, Unit: "mg", PerKg: true, AtMost: 4},
		"对乙酰氨基酚500mg，间隔4小时。":                                                                                         {Amount: 500, Unit: "mg"},
		"Paracetamol 15 mg per kg; no more than 750 mg.":                                                             {Amount: 15, Unit: "mg", PerKg: true},
		"Take ibuprofen 400 mg. At most three times a day.":                                                          {Amount: 400, Unit: "mg", PerDay: 3, AtMost: 3},
	} {
		r := read(t, text)
		got := directions(r)
		if len(got) != 1 || got[0] != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	for _, text := range []string{
		"布洛芬每次每公斤5到10毫克，也就是75到150毫克，间隔6到8小时，24小时不超过4次。",
		"Paracetamol 15 mg per kg, which is 180 mg, every 4 to 6 hours, and no more than 4 doses in 24 hours.",
	} {
		r := read(t, text)
		if len(r.Residue) > 0 || slices.ContainsFunc(r.Claims, func(c claim.Claim) bool { return c.Kind == claim.Number }) {
			t.Errorf("%q: left %v, %v", text, r.Residue, words(r))
		}
	}
	// 间隔4小时 keeps two medicines apart and is no frequency.
	if got := directions(read(t, "左甲状腺素50微克，与钙片间隔4小时。")); len(got) != 1 || got[0].PerDay != 0 {
		t.Errorf("kept apart: %+v", got)
	}
}
