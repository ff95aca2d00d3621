package reason_test

import (
	"fmt"
	"slices"
	"testing"
)

// TestAUsualDoseIsNoOverdose: whoever took a painkiller as everybody does is not
// called for it, and neither an overdose nor the liver failure after one leads; too
// much of the same stays an emergency.
func TestAUsualDoseIsNoOverdose(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	usual := []string{
		"paracetamol last night, headache for three days", "took a paracetamol last night, headache", "I took 2 paracetamol this morning and still have a headache",
		"headache for three days, taking paracetamol", "paracetamol for fever", "Two Tylenol at lunch and my tooth still aches",
		"had some Panadol for the back ache on Sunday, it still hurts", "took two ibuprofen after breakfast, headache for three days",
		"昨晚吃了一片对乙酰氨基酚，头疼三天了", "昨晚吃了对乙酰氨基酚，头疼三天了", "发烧两天，吃了泰诺", "吃了一片扑热息痛，牙还是疼", "嗓子疼，早上吃了一粒芬必得",
	}
	for _, text := range usual {
		out := triage(t, e, fmt.Sprintf(`{"id":1,"text":%q,"age":34,"sex":"female"}`, text))
		if out.Level <= 2 {
			t.Errorf("%q is level %d by %v", text, out.Level, out.RedFlags)
		}
		if len(out.Differential) > 0 && slices.Contains([]string{"cond.drug_overdose", "cond.liver_failure"}, out.Differential[0].Condition) {
			t.Errorf("%q: %s leads", text, out.Differential[0].Condition)
		}
	}
	for _, text := range []string{
		"I took 30 paracetamol tablets last night", "took too much paracetamol last night, feeling sick", "took a whole box of Tylenol", "swallowed a bottle of paracetamol",
		"昨晚吃了三十片扑热息痛", "她把一整盒对乙酰氨基酚都吃了", "一口气吃了一板泰诺", "感冒药吃了一整盒",
		"yellow eyes and confused since the paracetamol", "吃了退烧药三天，眼睛黄，人糊涂",
	} {
		if out := triage(t, e, fmt.Sprintf(`{"id":1,"text":%q,"age":34,"sex":"female"}`, text)); out.Level > 2 {
			t.Errorf("%q is level %d", text, out.Level)
		}
	}
}
