package fence

import (
	"errors"
	"testing"

	"apricot.health/guardrails/check"
	"apricot.health/knowledge/chart"
)

// A fence that tries other bounds decides by them and shows nothing, whole or in
// a stream, and its record is none of the shipped fence's.
func TestATriedFenceDecidesAndClearsNothing(t *testing.T) {
	t.Parallel()
	whole := make1(t)
	d := Draft{Audience: Patient, Lang: "en", Text: "The woman in room 12, Carol Finch, tested positive for the same thing yesterday.", Chart: chart.New(), Urgency: &UrgencyContext{Level: 4}}
	deaf := check.Bounds{Harmless: 1, Act: 1}
	for name, tc := range map[string]struct {
		f       *Fence
		text    string
		outcome string
	}{
		"as shipped":           {whole, d.Text, Handover},
		"shipped, tried":       {whole.Try(nil), d.Text, Handover},
		"another's bounds":     {whole.Try(map[Audience]check.Bounds{Doctor: deaf}), d.Text, Handover},
		"suspects nothing":     {whole.Try(map[Audience]check.Bounds{Patient: deaf}), d.Text, Release},
		"a greeting, tried":    {whole.Try(nil), "Hello.", Release},
		"as shipped, greeting": {whole, "Hello.", Release},
	} {
		d := d
		d.Text = tc.text
		dec, cleared, err := tc.f.Gate(t.Context(), d)
		if err != nil || dec.Outcome != tc.outcome {
			t.Errorf("%s: %s %+v %v", name, dec.Outcome, dec.Findings, err)
		}
		tried := tc.f != whole
		if dec.Record.Tried != tried || (cleared.Text() != "") != (!tried && tc.outcome == Release) {
			t.Errorf("%s: tried %v, shown %q", name, dec.Record.Tried, cleared.Text())
		}
		if _, err := Replay(t.Context(), whole, d, dec.Record); tried != errors.Is(err, ErrReplay) {
			t.Errorf("%s: replay by the shipped fence: %v", name, err)
		}
		s := tc.f.Stream(Draft{Audience: Patient, Lang: "en", Chart: chart.New(), Urgency: d.Urgency})
		early, err := s.Write(t.Context(), "Hello. Hello again. ")
		end, err2 := s.Close(t.Context())
		if err != nil || err2 != nil || tried != (early.Text() == "" && end.Rest.Text() == "") {
			t.Errorf("%s streams %q and %q: %v %v", name, early.Text(), end.Rest.Text(), err, err2)
		}
	}
}
