package reason_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
)

// Most people who write for somebody else write of nobody else's symptoms.
func TestARelativeIsToldFor(t *testing.T) {
	t.Parallel()
	e, _ := engine(t)
	for text, want := range map[string]map[string]chart.Tri{
		"我妈今天早上说话说不清楚，嘴歪了":                           {"find.face_droop": chart.Yes, "find.speech_disturbance": chart.Yes},
		"My father suddenly has terrible chest pain": {"find.chest_pain": chart.Yes},
		"我妈有糖尿病，我头晕":                                 {"find.dizziness": chart.Yes},
		"我头晕，我爸胸痛":                                   {"find.dizziness": chart.Yes, "find.chest_pain": chart.Unknown},
		"我妈突然糊涂":                                     {"find.new_confusion": chart.Yes},
		"my mother is suddenly confused":             {"find.new_confusion": chart.Yes},
		"父亲心脏骤停去世":                                   {"find.no_pulse": chart.Unknown},
		"My father died of a cardiac arrest":         {"find.no_pulse": chart.Unknown},
		"爷爷去世了，我爸突然心脏骤停":                             {"find.no_pulse": chart.Yes},
		"我妈以前咳血":                                     {"find.haemoptysis": chart.Unknown},
		"我妈得过乳腺癌":                                    {"find.cancer_past": chart.Unknown},
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
