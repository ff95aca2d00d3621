package fence_test

import (
	"testing"

	"apricot.health/guardrails/fence"
)

// A source that nobody knows is set aside by a sentence about it, and not by one
// about something else, wherever that stands.
func TestASourceIsSetAsideByASentenceAboutIt(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	const cited, other = "根据《头发养护临床指南》处理。", "您说的这种网红减肥针，我没有可靠信息，请问内分泌科医生。"
	for text, fabricated := range map[string]bool{
		cited + other: true, other + cited: true, cited: true,
		cited + "这份指南我没有查到，请不要按它做。": false,
	} {
		dec, _, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Patient, Lang: "zh", Text: text, Chart: allergic(), Urgency: &fence.UrgencyContext{Level: 3}})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, x := range dec.Findings {
			found = found || x.Hazard == "fabricated"
		}
		if found != fabricated {
			t.Errorf("%q: %s %s", text, dec.Outcome, hazards(dec))
		}
	}
}
