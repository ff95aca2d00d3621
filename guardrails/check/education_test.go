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
