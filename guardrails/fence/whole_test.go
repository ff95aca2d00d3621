package fence

import (
	"slices"
	"testing"

	"apricot.health/guardrails/acts"
)

// A draft is held as a whole on one side of the bound, and answers for what
// nobody knows on the other.
func TestTheBoundsOfAWholeDraft(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to          Audience
		looks       *acts.Verdict
		held, freed bool
	}{
		"at the alarm":           {Patient, &acts.Verdict{Alarm: alarmingDraft, Calm: 1, Apart: 1}, true, false},
		"above the alarm":        {CareManager, &acts.Verdict{Alarm: alarmingDraft + 1e-9, Calm: 1, Apart: 1}, false, false},
		"at a doctor's alarm":    {Doctor, &acts.Verdict{Alarm: alarmingForDoctor, Calm: 1, Apart: 1}, true, false},
		"above a doctor's alarm": {Doctor, &acts.Verdict{Alarm: alarmingForDoctor + 1e-9, Calm: 1, Apart: 1}, false, false},
		"at the calm":            {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart}, false, true},
		"above the calm":         {Patient, &acts.Verdict{Alarm: 1, Calm: calmDraft + 1e-9, Apart: calmApart}, false, false},
		"not calm apart":         {Doctor, &acts.Verdict{Alarm: 1, Calm: calmDraft, Apart: calmApart + 1e-9}, false, false},
		"nobody judged":          {Patient, nil, false, false},
	} {
		if calmed(c.looks) != c.freed {
			t.Errorf("%s: calm is not %v", name, c.freed)
		}
		if held := slices.Contains(alarmed(c.to, c.looks, nil), "possible_unsafe"); held != c.held {
			t.Errorf("%s: held is %v", name, held)
		}
	}
}
