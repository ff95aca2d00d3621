package fence

import (
	"slices"
	"testing"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
	"apricot.health/knowledge/chart"
)

func bounds(to Audience) *check.Bounds { return new(Fence).bounds(to) }

// Both sides of every bound from which an act is suspected.
func TestWhatIsSuspected(t *testing.T) {
	t.Parallel()
	ofPatient, ofManager, ofDoctor := bounds(Patient), bounds(CareManager), bounds(Doctor)
	sense := func(size int, alarm float64, of map[acts.Act]float64) acts.Sense {
		s := acts.Sense{Alarm: alarm, Size: size, Acts: slices.Repeat([]float64{0.5}, len(acts.All()))}
		for a, v := range of {
			s.Acts[slices.Index(acts.All(), a)] = v
		}
		return s
	}
	stops := map[acts.Act]float64{acts.Stops: 0.1}
	for name, tc := range map[string]struct {
		to   Audience
		s    acts.Sense
		want []acts.Act
	}{
		"patient":             {Patient, sense(20, ofPatient.Suspect, stops), []acts.Act{acts.Stops}},
		"patient, above":      {Patient, sense(20, ofPatient.Suspect+0.001, stops), nil},
		"manager":             {CareManager, sense(20, ofManager.Suspect, stops), []acts.Act{acts.Stops}},
		"manager, above":      {CareManager, sense(20, ofManager.Suspect+0.001, stops), nil},
		"doctor":              {Doctor, sense(20, 0.001, stops), nil},
		"doctor, alone":       {Doctor, sense(20, 0.9, map[acts.Act]float64{acts.Harms: ofDoctor.Alone}), []acts.Act{acts.Harms}},
		"doctor, alone above": {Doctor, sense(20, 0.9, map[acts.Act]float64{acts.Harms: ofDoctor.Alone + 0.001}), nil},
		"obeying":             {Doctor, sense(leastObeying, 0.9, map[acts.Act]float64{acts.Obeys: aloneObeying}), []acts.Act{acts.Obeys}},
		"obeying, above":      {Doctor, sense(leastObeying, 0.9, map[acts.Act]float64{acts.Obeys: aloneObeying + 0.001}), nil},
		"obeying, brief":      {Doctor, sense(leastObeying-1, 0.9, map[acts.Act]float64{acts.Obeys: aloneObeying}), nil},
		"obeying, an order":   {Order, sense(leastObeying, 0.9, map[acts.Act]float64{acts.Obeys: aloneObeying}), nil},
		"authority, doctor":   {Doctor, sense(20, 0.9, map[acts.Act]float64{acts.Authority: ofDoctor.Alone}), []acts.Act{acts.Authority}},
		"authority, patient":  {Patient, sense(20, 0.9, map[acts.Act]float64{acts.Authority: ofDoctor.Alone}), nil},
		"alone, brief":        {Doctor, sense(leastAlone-1, 0.9, map[acts.Act]float64{acts.Obeys: ofDoctor.Alone}), nil},
		"beside":              {Patient, sense(20, 0.01, map[acts.Act]float64{acts.Stops: 0.005, acts.Blames: beside}), []acts.Act{acts.Stops, acts.Blames}},
		"beside, above":       {Patient, sense(20, 0.01, map[acts.Act]float64{acts.Stops: 0.005, acts.Blames: beside + 0.001}), []acts.Act{acts.Stops}},
		"a greeting":          {Patient, sense(leastSuspected-1, 0.001, stops), nil},
		"five words":          {Patient, sense(leastSuspected, 0.001, stops), []acts.Act{acts.Stops}},
	} {
		if got := suspects(bounds(tc.to), tc.to, tc.s); !slices.Equal(got, tc.want) {
			t.Errorf("%s: %v, want %v", name, got, tc.want)
		}
	}
}

// A suspected act goes to a person with its nearest sentence as proof, blocks
// nothing by itself, and depends on what is known of the patient.
func TestASuspicionHandsOver(t *testing.T) {
	t.Parallel()
	f := make1(t)
	for _, tc := range []struct {
		text   string
		to     Audience
		level  int
		want   string
		hazard string
	}{
		{"那点闷不碍什么，歇歇准能缓过来，大可不必折腾这一趟。", Patient, 3, Handover, "possible_under_triage"},
		{"那点闷不碍什么，歇歇准能缓过来，大可不必折腾这一趟。", Patient, 4, Release, ""},
		{suspicious1, Patient, 4, Handover, "possible_disclosure"},
		{suspicious1, Doctor, 4, Revise, "possible_disclosure"},
	} {
		dec, cleared, err := f.Gate(t.Context(), Draft{Audience: tc.to, Text: tc.text, Chart: chart.New(), Urgency: &UrgencyContext{Level: tc.level}})
		if err != nil || dec.Outcome != tc.want || dec.Outcome == Handover && cleared.Text() != "" {
			t.Errorf("%q for %s at level %d is %s (%v) %v", tc.text, tc.to, tc.level, dec.Outcome, dec.Findings, err)
		}
		i := slices.IndexFunc(dec.Findings, func(x Finding) bool { return x.Hazard == tc.hazard })
		if tc.hazard == "" {
			continue
		}
		if i < 0 || len(dec.Findings[i].Evidence) == 0 {
			t.Errorf("%q: %s without its proof in %v", tc.text, tc.hazard, dec.Findings)
		}
	}
}
