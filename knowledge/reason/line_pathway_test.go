package reason_test

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/reason"
)

// TestTheStepsOfObesityStandInTheLine: measured overweight walks the pathway,
// a wish to lose weight begins it, and a normal weight, a child and an emergency
// do not.
func TestTheStepsOfObesityStandInTheLine(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	steps := func(out reason.TriageOutput) []reason.TriageStep {
		i := slices.IndexFunc(out.Path, func(s reason.TriageStep) bool { return s.Kind == "pathway" && s.ID == "path.obesity_cn" })
		if i < 0 {
			return nil
		}
		return out.Path[i+1:]
	}
	for name, tc := range map[string]struct {
		line string
		all  bool
		some bool
	}{
		"measured":          {`{"text":"最近越来越胖，身高170厘米，体重95公斤","age":40,"sex":"male"}`, true, true},
		"BMI in English":    {`{"text":"I keep gaining weight","findings":{"find.bmi":31},"age":40,"sex":"female"}`, true, true},
		"at the bound":      {`{"text":"想减肥","findings":{"find.bmi":24},"age":40}`, true, true},
		"under the bound":   {`{"text":"想减肥","findings":{"find.bmi":23.9},"age":40}`, false, false},
		"wish only":         {`{"text":"我想减肥","age":40,"sex":"female"}`, false, true},
		"a child":           {`{"text":"我想减肥","age":12,"sex":"female"}`, false, false},
		"something else":    {`{"text":"咳嗽两天，流鼻涕","age":28}`, false, false},
		"emergency, obese":  {`{"text":"胸口压着疼，左胳膊也疼，出冷汗，半小时了","findings":{"find.bmi":31},"age":62,"sex":"male"}`, false, false},
		"cough, overweight": {`{"text":"咳嗽两天，流鼻涕，没有发烧，不喘","findings":{"find.bmi":31},"age":28}`, true, true},
	} {
		got := steps(triage(t, e, tc.line))
		if (len(got) > 0) != tc.some || (len(got) >= 10) != tc.all {
			t.Errorf("%s: %d steps", name, len(got))
			continue
		}
		for _, s := range got {
			if s.Kind != "pathway_step" || s.Label == "" || !strings.HasPrefix(s.ID, "path.obesity_cn/") {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if tc.some && !tc.all && !slices.Contains(got[0].Missing, "find.weight") {
			t.Errorf("%s: %+v asks for no weight", name, got[0])
		}
	}
	english := steps(triage(t, e, `{"text":"I keep gaining weight","findings":{"find.bmi":31},"age":40}`))
	if len(english) == 0 || !slices.Contains(english[0].Facts, "band.bmi_cn=obesity_mild") && !slices.Contains(english[0].Facts, "band.bmi_cn=obesity") {
		t.Errorf("the table of BMI is not read: %+v", english)
	}
}
