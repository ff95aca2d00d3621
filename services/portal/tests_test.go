package portal_test

import (
	"slices"
	"testing"

	"apricot.health/services/portal"
)

// TestAReasonIsSaidOnce: tests of one reason stand together and say it once, in the
// order in which the reasons first came; what has a reason of its own keeps it.
func TestAReasonIsSaidOnce(t *testing.T) {
	t.Parallel()
	in := []portal.Test{
		{Name: "血常规", Why: "出血"}, {Name: "心电图", Why: "胸痛"}, {Name: "凝血", Why: "出血"}, {Name: "超声", Why: "出血"},
	}
	want := []portal.Test{{Name: "血常规", Why: "出血"}, {Name: "凝血"}, {Name: "超声"}, {Name: "心电图", Why: "胸痛"}}
	if got := portal.ByReason(in); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
	if in[2].Why != "出血" {
		t.Error("the tests handed in were changed")
	}
	if got := portal.ByReason([]portal.Test{}); got == nil || len(got) != 0 {
		t.Errorf("no tests become %v", got) // null in JSON
	}
}
