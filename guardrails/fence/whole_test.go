package fence

import (
	"slices"
	"testing"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
)

// A draft is held as a whole on one side of the bound, and answers for what
// nobody knows on the other.
func TestTheBoundsOfAWholeDraft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to    Audience
		looks *acts.Verdict
		held  bool
		calm  check.Calm
	}{
		"at a patient's alarm":    {Patient, &acts.Verdict{Alarm: alarmingToPatient, Calm: 1, Apart: 1}, true, check.NotCalm},
		"above a patient's alarm": {Patient, &acts.Verdict{Alarm: alarmingToPatient + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm},
		"at the alarm":            {CareManager, &acts.Verdict{Alarm: alarming, Calm: 1, Apart: 1}, true, check.NotCalm},
		"above the alarm":         {Doctor, &acts.Verdict{Alarm: alarming + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm},
		"at the calm":             {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart}, false, check.CalmAsAWhole},
		"above the calm":          {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft + 1e-9, Apart: calmApart}, false, check.NotCalm},
		"not calm apart":          {Doctor, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart + 1e-9}, false, check.NotCalm},
		"as calm apart":           {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.CalmThroughout},
		"less calm apart":         {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft + 1e-9}, false, check.CalmAsAWhole},
		"nobody judged":           {Patient, nil, false, check.NotCalm},
	} {
		if got := calmOf(c.looks); got != c.calm {
			t.Errorf("%s: calm is %v, not %v", name, got, c.calm)
		}
		if held := slices.Contains(alarmed(c.to, c.looks, nil), "possible_unsafe"); held != c.held {
			t.Errorf("%s: held is %v", name, held)
		}
	}
}
