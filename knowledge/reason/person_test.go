package reason_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

// The age and sex of the patient are taken from the words where the form lacks
// them, and those of whoever tells are not.
func TestAgeAndSexFromWords(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for text, want := range map[string]struct {
		age float64
		sex chart.Sex
	}{
		"男71 胸口痛":                                         {71, chart.Male},
		"71岁男，胸口痛":                                        {71, chart.Male},
		"F 34, chest pain":                                {34, chart.Female},
		"34F with chest pain":                             {34, chart.Female},
		"my 3yo has a fever":                              {3, ""},
		"三岁娃发烧":                                           {3, ""},
		"烧到38度5，血压120/80":                                 {-1, ""},
		"day 3 of a fever":                                {-1, ""},
		"我16岁，我外婆71岁，胸口痛得厉害":                              {71, ""},
		"I'm 16. My grandmother is 71 and has chest pain": {71, ""},
		"I'm 16 and have a fever, my grandmother is 71":   {16, ""},
		"My wife (34F) has chest pain":                    {34, chart.Female},
	} {
		c := chart.New()
		e.Listen(&c, reason.Utterance{Text: text, Evidence: "text"})
		if c.AgeYears != want.age || c.Sex != want.sex {
			t.Errorf("%q: %v %q, want %v %q", text, c.AgeYears, c.Sex, want.age, want.sex)
		}
	}
	c := chart.New()
	c.AgeYears, c.Sex = 40, chart.Female
	e.Listen(&c, reason.Utterance{Text: "男71 胸口痛", Evidence: "text"})
	if c.AgeYears != 40 || c.Sex != chart.Female {
		t.Errorf("the form says 40 and female, the chart %v %q", c.AgeYears, c.Sex)
	}
}

// A sign that an illness of years accounts for is no new danger; one that the
// words call new is.
func TestSignsOfAnIllnessOfYears(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for text, want := range map[string]map[string]chart.Tri{
		"痴呆多年，不认人":                            {"find.new_confusion": chart.Unknown},
		"老年痴呆五年了，不认人，来开药":                     {"find.new_confusion": chart.Unknown},
		"dementia for five years, confused":   {"find.confusion": chart.Unknown},
		"面瘫多年，嘴歪":                             {"find.face_droop": chart.Unknown},
		"痴呆多年，今天突然不认人":                        {"find.new_confusion": chart.Yes},
		"老年痴呆多年，这两天不认人了，发烧":                   {"find.new_confusion": chart.Yes},
		"糖尿病多年，不认人":                           {"find.new_confusion": chart.Yes},
		"中风三年了，嘴歪，说话不清":                       {"find.face_droop": chart.Yes, "find.speech_disturbance": chart.Yes},
		"面瘫多年，今天另一边嘴歪":                        {"find.face_droop": chart.Yes},
		"facial palsy since this morning":     {"find.face_droop": chart.Yes},
		"no facial paralysis, but a headache": {"find.face_droop": chart.No},
	} {
		c := chart.New()
		e.Listen(&c, reason.Utterance{Text: text, Evidence: "text"})
		for id, v := range want {
			if c.Findings[id] != v {
				t.Errorf("%q: %s is %v, want %v", text, id, c.Findings[id], v)
			}
		}
	}
}
