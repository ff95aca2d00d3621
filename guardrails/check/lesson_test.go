package check

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/chart"
)

// Each lesson grounds its number, and not the one beside it; not for those whom
// it is not for, and not turned about.
func TestLessons(t *testing.T) {
	t.Parallel()
	hangs := func(text string, c chart.Chart) bool {
		return slices.Contains(judged(t, text, "patient", c), "ungrounded")
	}
	for _, l := range readEvidence().lessons {
		if hangs(l.Yes, onMedicines()) {
			t.Errorf("%s: %q has no source", l.ID, l.Yes)
		}
		if !hangs(l.No, onMedicines()) {
			t.Errorf("%s: %q has one", l.ID, l.No)
		}
		for _, w := range l.Unless {
			c := onMedicines()
			c.Conditions = []chart.Coded{{Text: w, Status: "active"}}
			if !hangs(l.Yes, c) && !strings.Contains(w, "today") {
				t.Errorf("%s: %q has a source for a patient with %s", l.ID, l.Yes, w)
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

func TestLessonsAreRead(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		"lessons: [{id: a}]", "lessons: [{id: a, what: b}]",
		`lessons: [{id: a, says: [[x]], in: {g: [2, 1]}, yes: y, no: n, refs: [{title: t, year: 2020, locator: l, confidence: high}]}]`,
		`lessons: [{id: a, says: [[x]], in: {g: [1, 2]}, yes: y, no: n, refs: [{title: t, locator: l, confidence: high}]}]`,
	} {
		if _, err := loadLessons([]byte(raw)); err == nil {
			t.Errorf("%s is read", raw)
		}
	}
}
