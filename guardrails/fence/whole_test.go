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
	ofPatient, ofManager, ofDoctor := bounds(Patient), bounds(CareManager), bounds(Doctor)
	for name, c := range map[string]struct {
		to     Audience
		looks  *acts.Verdict
		held   bool
		calm   check.Calm
		senses []acts.Sense
	}{
		"at a patient's alarm":    {Patient, &acts.Verdict{Alarm: ofPatient.Alarm, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above a patient's alarm": {Patient, &acts.Verdict{Alarm: ofPatient.Alarm + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at the alarm":            {CareManager, &acts.Verdict{Alarm: ofManager.Alarm, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above the alarm":         {CareManager, &acts.Verdict{Alarm: ofManager.Alarm + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at a doctor's alarm":     {Doctor, &acts.Verdict{Alarm: ofDoctor.Alarm, Calm: 1, Apart: 1}, true, check.NotCalm, nil},
		"above a doctor's alarm":  {Doctor, &acts.Verdict{Alarm: ofDoctor.Alarm + 1e-9, Calm: 1, Apart: 1}, false, check.NotCalm, nil},
		"at the calm":             {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Apart}, false, check.CalmAsAWhole, nil},
		"above the calm":          {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm + 1e-9, Apart: ofPatient.Apart}, false, check.NotCalm, nil},
		"not calm apart":          {Doctor, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Apart + 1e-9}, false, check.NotCalm, nil},
		"as calm apart":           {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm}, false, check.CalmThroughout, nil},
		"less calm apart":         {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm + 1e-9}, false, check.CalmAsAWhole, nil},
		"a sentence acts":         {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm}, false, check.NotCalm, []acts.Sense{{Alarm: 1}, {Alarm: 0.01}}},
		"no sentence surely acts": {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm}, false, check.CalmThroughout, []acts.Sense{{Alarm: 1}, {Alarm: 0.01 + 1e-9}}},
		"beside a nurse":          {CareManager, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm}, false, check.NotCalm, []acts.Sense{{Alarm: 0.006}}},
		"and above":               {CareManager, &acts.Verdict{Alarm: 1, Calm: ofPatient.Calm, Apart: ofPatient.Calm}, false, check.CalmThroughout, []acts.Sense{{Alarm: 0.006 + 1e-9}}},
		"surely calm":             {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Sure, Apart: ofPatient.Calm}, false, check.SurelyCalm, nil},
		"less than surely":        {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Sure + 1e-9, Apart: ofPatient.Calm}, false, check.CalmThroughout, nil},
		"surely, but not apart":   {Patient, &acts.Verdict{Alarm: 1, Calm: ofPatient.Sure, Apart: ofPatient.Calm + 1e-9}, false, check.CalmAsAWhole, nil},
		"nobody judged":           {Patient, nil, false, check.NotCalm, nil},
	} {
		if got := calmOf(bounds(c.to), c.looks, c.senses); got != c.calm {
			t.Errorf("%s: calm is %v, not %v", name, got, c.calm)
		}
		if held := slices.Contains(alarmed(bounds(c.to), c.looks, nil), "possible_unsafe"); held != c.held {
			t.Errorf("%s: held is %v", name, held)
		}
	}
}
