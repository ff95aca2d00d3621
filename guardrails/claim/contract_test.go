package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

// first is the first claim of a kind.
func first(t *testing.T, text string, kind claim.Kind) claim.Claim {
	t.Helper()
	cs := read(t, text).Claims
	i := slices.IndexFunc(cs, func(c claim.Claim) bool { return c.Kind == kind })
	if i < 0 {
		t.Fatalf("%q: no %s", text, kind)
	}
	return cs[i]
}

func TestWhoseMedicineItIs(t *testing.T) {
	t.Parallel()
	for text, whose := range map[string]string{
		"His wife takes metformin 500 mg twice a day.": "family", "Her mother is on warfarin.": "family", "其妻长期服用华法林3mg qd。": "family",
		"老伴在服用地高辛0.25mg qd。": "family", "您母亲在吃华法林。": "family",
		"Your mother should take metformin 500 mg.": "patient", "He takes metformin 500 mg.": "patient", "您可以让老伴服用地高辛。": "patient",
		"His wife says he takes metformin.": "patient", "长期服用华法林3mg qd。": "patient",
	} {
		c := first(t, text, claim.Drug)
		if c.Experiencer != whose || whose == "family" && c.Act != claim.Reported {
			t.Errorf("%q: %s %s", text, c.Experiencer, c.Act)
		}
	}
}

func TestWhatAClaimHangsOn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"If your fever persists, take paracetamol 500 mg.": "If your fever persists", "如果发热不退，可以吃对乙酰氨基酚0.5g。": "如果发热不退", "Take paracetamol 500 mg.": "",
	} {
		c, got := first(t, text, claim.Dose), ""
		if c.Condition != nil {
			got = text[c.Condition.Start:c.Condition.End]
		}
		if got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

func TestRuledOutBehindTheCondition(t *testing.T) {
	t.Parallel()
	for text, act := range map[string]claim.Act{
		"Pulmonary embolism has been ruled out.": claim.Excluded, "肺栓塞已经排除。": claim.Excluded, "肺栓塞已排除。": claim.Excluded, "The pneumonia was excluded by CT.": claim.Excluded,
		"Pulmonary embolism has not been ruled out.": "", "肺栓塞不能排除。": "", "肺栓塞待排除。": "", "肺栓塞尚未排除。": "",
	} {
		if got := first(t, text, claim.Diagnosis).Act; (got == claim.Excluded) != (act == claim.Excluded) {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestTestsThatAreOrdered(t *testing.T) {
	t.Parallel()
	for text, concept := range map[string]string{
		"We recommend a chest X-ray.": "inv.chest_xray", "Order a CT of the head.": "inv.head_ct", "建议做胸片。": "inv.chest_xray", "I would request a head CT.": "inv.head_ct",
	} {
		if got := first(t, text, claim.Order).Concept; got != concept {
			t.Errorf("%q: %s", text, got)
		}
	}
	if got := words(read(t, "The chest X-ray of Monday was clear.")); slices.Contains(got, "order.plain inv.chest_xray") {
		t.Error(got)
	}
}
