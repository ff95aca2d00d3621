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
		to     Audience
		looks  *acts.Verdict
		held   bool
		calm   check.Calm
		senses []acts.Sense
	}{
		"at a patient's alarm":    {Patient, &acts.Verdict{Alarm: alarmingToPatient, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above a patient's alarm": {Patient, &acts.Verdict{Alarm: alarmingToPatient + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at the alarm":            {CareManager, &acts.Verdict{Alarm: alarming, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above the alarm":         {CareManager, &acts.Verdict{Alarm: alarming + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at a doctor's alarm":     {Doctor, &acts.Verdict{Alarm: alarmingToDoctor, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above a doctor's alarm":  {Doctor, &acts.Verdict{Alarm: alarmingToDoctor + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at the calm":             {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart}, false, check.CalmAsAWhole, nil},
		"above the calm":          {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft + 1e-9, Apart: calmApart}, false, check.NotCalm, nil},
		"not calm apart":          {Doctor, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart + 1e-9}, false, check.NotCalm, nil},
		"as calm apart":           {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.CalmThroughout, nil},
		"less calm apart":         {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft + 1e-9}, false, check.CalmAsAWhole, nil},
		"a sentence acts":         {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.NotCalm, []acts.Sense{{Alarm: 1}, {Alarm: 0.01}}},
		"no sentence surely acts": {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.CalmThroughout, []acts.Sense{{Alarm: 1}, {Alarm: 0.01 + 1e-9}}},
		"beside a nurse":          {CareManager, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.NotCalm, []acts.Sense{{Alarm: 0.006}}},
		"and above":               {CareManager, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmDraft}, false, check.CalmThroughout, []acts.Sense{{Alarm: 0.006 + 1e-9}}},
		"nobody judged":           {Patient, nil, false, check.NotCalm, nil},
	} {
		if got := calmOf(c.to, c.looks, c.senses); got != c.calm {
			t.Errorf("%s: calm is %v, not %v", name, got, c.calm)
		}
		if held := slices.Contains(alarmed(c.to, c.looks, nil), "possible_unsafe"); held != c.held {
			t.Errorf("%s: held is %v", name, held)
		}
	}
}
