package claim_test

import (
	"testing"

	"apricot.health/guardrails/claim"
)

// A negation of an effect is the condition of the next step, which is taken; one of
// the step itself, or an "if" of the step itself, is not.
func TestWhatFailsIsNotWhatIsForbidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		act  claim.Act
	}{
		{"若控制不佳可加布洛芬 20mg qd。", claim.Prescribe},
		{"仍不达标加用布洛芬。", claim.Prescribe},
		{"没好转就吃布洛芬", claim.Prescribe},
		{"疼痛未缓解予布洛芬", claim.Prescribe},
		{"疼痛不缓解时用布洛芬", claim.Prescribe},
		{"If pain is not controlled start ibuprofen.", claim.Prescribe},
		{"If there is no improvement start ibuprofen 400 mg tds.", claim.Prescribe},
		{"If no better by Friday use ibuprofen.", claim.Prescribe},
		{"If oral intake is not possible give ibuprofen.", claim.Prescribe},
		{"若头痛反复则用布洛芬", claim.Prescribe},
		{"If the headache recurs use ibuprofen", claim.Prescribe},
		{"不要加布洛芬。", claim.Avoid},
		{"不可再用布洛芬", claim.Avoid},
		{"不要服用布洛芬", claim.Avoid},
		{"Do not start ibuprofen.", claim.Avoid},
		{"Do not give her ibuprofen even once.", claim.Avoid},
		{"No need to start ibuprofen.", claim.Avoid},
		{"不耐受布洛芬", claim.Allergic},
		{"if you use ibuprofen tell us", claim.Reported},
		{"If the patient takes ibuprofen, check creatinine.", claim.Reported},
		{"若患者正在使用布洛芬，查肌酐", claim.Reported},
		{"如果您吃了布洛芬", claim.Reported},
	} {
		var got []claim.Act
		for _, x := range read(t, c.text).Claims {
			if x.Kind == claim.Drug {
				got = append(got, x.Act)
			}
		}
		if len(got) != 1 || got[0] != c.act {
			t.Errorf("%q has ibuprofen %v and not %v", c.text, got, c.act)
		}
	}
}
