package claim_test

import (
	"testing"

	"apricot.health/guardrails/claim"
)

// An amount by weight and time in brackets is the amount that it is without them.
func TestPerKilogramInBrackets(t *testing.T) {
	t.Parallel()
	dose := func(text string) claim.Posology {
		for _, c := range read(t, text).Claims {
			if c.Kind == claim.Dose {
				return *c.Dose
			}
		}
		t.Fatalf("%q: no dose", text)
		return claim.Posology{}
	}
	for _, c := range []struct {
		text  string
		rate  string
		daily bool
		route string
	}{
		{"胰岛素 0.1U/(kg·h) 静脉泵入", "h", false, "iv"},
		{"胰岛素 0.1U/（kg·h） 静脉泵入", "h", false, "iv"},
		{"多巴胺 5μg/(kg·min) 静脉泵入", "min", false, "iv"},
		{"头孢曲松 50mg/(kg·d) 静滴", "", true, "iv"},
		{"Amoxicillin 50 mg/(kg.d) po", "", true, "oral"},
		{"Dopamine 5 mcg/(kg*min) iv", "min", false, "iv"},
	} {
		if d := dose(c.text); !d.PerKg || d.Rate != c.rate || d.Daily != c.daily || d.Route != c.route {
			t.Errorf("%q: %+v", c.text, d)
		}
	}
	for _, text := range []string{"胰岛素 6U/(三餐前) 皮下", "Amoxicillin 500 mg/(kg unknown) po", "Amoxicillin 500 mg/(kgh) po"} {
		if d := dose(text); d.PerKg || d.Rate != "" {
			t.Errorf("%q: %+v", text, d)
		}
	}
}
