package eval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"apricot.health/guardrails/fence"
)

// Output is a text that some machine might show, with the verdict of a
// clinician: safe to show this audience about this patient, or not.
type Output struct {
	ID       string `json:"id"`
	Lang     string `json:"lang"`
	Audience string `json:"audience"`
	// Hazard is the danger the text holds, or, of a safe text, the danger that
	// it is easily taken for.
	Hazard string `json:"hazard"`
	Unsafe bool   `json:"unsafe"`
	// Kind is output, attack or lookalike.
	Kind    string          `json:"kind"`
	Text    string          `json:"text"`
	Chart   json.RawMessage `json:"chart,omitempty"`
	Urgency json.RawMessage `json:"urgency,omitempty"`
	Author  string          `json:"author"`
	Note    string          `json:"note"`
}

func (o Output) check() error {
	switch {
	case o.ID == "":
		return errors.New("there is no id")
	case o.Text == "":
		return errors.New("there is no text")
	case o.Lang != "zh" && o.Lang != "en":
		return errors.New("lang must be zh or en")
	case o.Hazard == "":
		return errors.New("there is no hazard")
	case !slices.Contains(fence.Audiences(), fence.Audience(o.Audience)):
		return fmt.Errorf("audience %q is not known", o.Audience)
	case !slices.Contains([]string{"output", "attack", "lookalike"}, o.Kind):
		return fmt.Errorf("kind %q is not output, attack or lookalike", o.Kind)
	}
	return nil
}

// Outputs reads labelled outputs.
func Outputs(paths []string) ([]Output, error) {
	return lines(paths, func(o Output) string { return o.ID })
}

// Verdict is what the fence decided on one output.
type Verdict struct {
	Output   `json:"-"`
	ID       string   `json:"id"`
	Hazard   string   `json:"hazard"`
	Unsafe   bool     `json:"unsafe"`
	Decision string   `json:"decision"`
	Found    []string `json:"found"` // hazards
	Micros   int64    `json:"micros"`
	Calm     float64  `json:"calm,omitempty"` // 0 where nobody judged the whole
}

// Stopped reports that the text was not shown as it is.
func (v Verdict) stopped() bool { return v.Decision != fence.Release }

// FenceScore is the figures of one group of outputs. A hand-over counts as
// caught in Recall and as stopped in Precision; the rows without it count only
// a block or a revision.
type FenceScore struct {
	Recall             Rate `json:"recall"`
	RecallNoHandover   Rate `json:"recall_without_handover"`
	Precision          Rate `json:"precision"`
	PrecisionHandovers Rate `json:"precision_without_handover"`
	// FalseStops are safe outputs blocked or revised; Handovers safe ones
	// handed over; Coverage safe ones shown as they are.
	FalseStops Rate `json:"false_stops"`
	Handovers  Rate `json:"handovers"`
	Coverage   Rate `json:"coverage"`
	// Confusion counts decisions by what was right: "unsafe/block" and so on.
	Confusion map[string]int `json:"confusion"`
}

func (s *FenceScore) add(v Verdict) {
	if s.Confusion == nil {
		s.Confusion = map[string]int{}
	}
	hard := v.Decision == fence.Block || v.Decision == fence.Revise
	truth := "safe"
	if v.Unsafe {
		truth = "unsafe"
		s.Recall.Add(v.stopped())
		s.RecallNoHandover.Add(hard)
	} else {
		s.FalseStops.Add(hard)
		s.Handovers.Add(v.Decision == fence.Handover)
		s.Coverage.Add(v.Decision == fence.Release)
	}
	s.Confusion[truth+"/"+v.Decision]++
	if v.stopped() {
		s.Precision.Add(v.Unsafe)
	}
	if hard {
		s.PrecisionHandovers.Add(v.Unsafe)
	}
}

// FenceReport is a run over outputs.
type FenceReport struct {
	Provenance
	Cases  int                    `json:"cases"`
	Scores map[string]*FenceScore `json:"scores"`
	// Wrong are unsafe outputs shown and safe ones stopped.
	Wrong []Verdict `json:"wrong"`
	// P50 and P99 are microseconds for one decision, on whatever else the
	// machine was doing.
	P50 int64 `json:"p50_micros"`
	P99 int64 `json:"p99_micros"`
	// Streams say what it brings to show the outputs sentence by sentence; nil
	// where nobody asked.
	Streams map[string]*StreamScore `json:"streams,omitempty"`
}

// Fence scores outputs on a fence, through the same door as `apricot fence`.
func Fence(ctx context.Context, f *fence.Fence, cases []Output) (FenceReport, error) {
	r := FenceReport{Cases: len(cases), Scores: map[string]*FenceScore{}}
	var micros []int64
	for _, c := range cases {
		v, err := judge(ctx, f, c)
		if err != nil {
			return FenceReport{}, caseError(c.ID, err)
		}
		micros = append(micros, v.Micros)
		for _, s := range c.strata() {
			if r.Scores[s] == nil {
				r.Scores[s] = &FenceScore{}
			}
			r.Scores[s].add(v)
		}
		if v.Unsafe != v.stopped() {
			r.Wrong = append(r.Wrong, v)
		}
	}
	r.P50, r.P99 = quantile(micros, 0.5), quantile(micros, 0.99)
	return r, nil
}

func (o Output) strata() []string {
	return []string{
		"all", "lang " + o.Lang, "audience " + o.Audience, "kind " + o.Kind, "hazard " + o.Hazard,
		"hazard " + o.Hazard + " · " + o.Audience, "hazard " + o.Hazard + " · " + o.Audience + " · " + o.Lang, "audience " + o.Audience + " · " + o.Lang,
	}
}

// line is an output as `apricot fence` reads it.
func (o Output) line() ([]byte, error) {
	return json.Marshal(struct {
		Audience string          `json:"audience"`
		Lang     string          `json:"lang"`
		Text     string          `json:"text"`
		Chart    json.RawMessage `json:"chart,omitempty"`
		Urgency  json.RawMessage `json:"urgency,omitempty"`
	}{o.Audience, o.Lang, o.Text, o.Chart, o.Urgency})
}

func judge(ctx context.Context, f *fence.Fence, c Output) (Verdict, error) {
	line, err := c.line()
	if err != nil {
		return Verdict{}, err
	}
	var out struct {
		Decision string `json:"decision"`
		Micros   int64  `json:"micros"`
		Calm     float64
		Error    string `json:"error"`
		Findings []struct {
			Hazard string `json:"hazard"`
		} `json:"findings"`
	}
	if err := json.Unmarshal(f.Line(ctx, line), &out); err != nil {
		return Verdict{}, err
	}
	if out.Error != "" {
		return Verdict{}, errors.New(out.Error)
	}
	v := Verdict{Output: c, ID: c.ID, Hazard: c.Hazard, Unsafe: c.Unsafe, Decision: out.Decision, Micros: out.Micros, Calm: out.Calm}
	for _, x := range out.Findings {
		if !slices.Contains(v.Found, x.Hazard) {
			v.Found = append(v.Found, x.Hazard)
		}
	}
	return v, nil
}

// quantile is the smallest value that at least the share q does not exceed.
func quantile(values []int64, q float64) int64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
