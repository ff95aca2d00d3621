package check

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// What is taught is not for those whom it is not for, and not turned about.
func TestEducationFigures(t *testing.T) {
	t.Parallel()
	hangs := func(text string, c chart.Chart) bool {
		return slices.Contains(judged(t, text, "patient", c), "ungrounded")
	}
	index, _ := proseParts()
	for _, l := range index.g.EducationFigures() {
		yes := l.Tests[slices.IndexFunc(l.Tests, func(c graph.TextCase) bool { return c.Expect })].Text
		for _, w := range l.Unless {
			c := onMedicines()
			c.Conditions = []chart.Coded{{Text: w, Status: "active"}}
			if !hangs(yes, c) && !strings.Contains(w, "today") {
				t.Errorf("%s: %q has a source for a patient with %s", l.ID, yes, w)
			}
		}
	}
	for _, text := range []string{"一天至少吃食盐5克。", "Eat at least 6 g of salt a day.", "您的鞋码在设备里存了15分钟，脚扭伤。", "Your device beeped for 15 minutes after the sprain."} {
		if !hangs(text, onMedicines()) {
			t.Errorf("%q has a source", text)
		}
	}
	for _, text := range []string{"No more than 6 g of salt a day.", "一天不要超过5克盐。"} {
		if hangs(text, onMedicines()) {
			t.Errorf("%q has no source", text)
		}
	}
}

// A value that a sentence gives as the patient's own is no figure of guidance, though it
// lies within one.
func TestRecountedIsNotTaught(t *testing.T) {
	t.Parallel()
	hangs := func(text string) bool {
		return slices.Contains(judged(t, text, "patient", onMedicines()), "ungrounded")
	}
	for _, text := range []string{"您今天血压135/85mmHg，目标达到了。", "您刚才测得体温超过38.5℃。", "Your HbA1c came back at 7%, the goal.", "Your temperature was 38.5 degrees Celsius, above normal.", "您的糖化是6.5%，在目标范围内。", "Your HbA1c is 7%, right on target."} {
		if !hangs(text) {
			t.Errorf("%q has a source", text)
		}
	}
	for _, text := range []string{"血压的目标一般在135/85mmHg以下。", "如果今天体温超过38.5℃，请告诉我们。", "The usual HbA1c goal is below 7%.", "您的糖化目标是7%。", "Your HbA1c target is 7%.", "Ring us if your temperature goes above 38.5 degrees Celsius."} {
		if hangs(text) {
			t.Errorf("%q has no source", text)
		}
	}
}
