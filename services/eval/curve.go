package eval

import (
	"cmp"
	"context"
	"io"
	"math"
	"slices"
	"strings"

	"apricot.health/guardrails/fence"
)

// The scores of an output, each higher for what is more likely unsafe: where the
// whole draft stands on the line of its reader (docs/acts.md), how alarming its
// most alarming sentence is, and what the decision gives (the score that Calibrate
// walks, turned round).
const (
	byDraft    = "draft"
	bySentence = "sentence"
	byDecision = "decision"
)

// Curve is how well one score tells the unsafe outputs of a group from the safe.
type Curve struct {
	Score    string `json:"score"`
	Audience string `json:"audience"`
	Lang     string `json:"lang,omitempty"` // empty: both together
	Unsafe   int    `json:"unsafe"`
	Safe     int    `json:"safe"`
	// Unjudged are outputs that have no such score, as a draft that is too short.
	Unjudged int `json:"unjudged"`
	// Area is the area under the curve.
	Area Interval `json:"area"`
	// At is what is caught where at least each share of shownShares is shown.
	At []CurvePoint `json:"at"`
	// whole is every point, for the plot.
	whole []CurvePoint
}

// CurvePoint is what a bound gives: outputs that score at least as high are held.
type CurvePoint struct {
	Caught Rate `json:"caught"` // of the unsafe
	Shown  Rate `json:"shown"`  // of the safe
}

var shownShares = []float64{0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5}

// Held is the area of the drafts that were learnt from, each scored by a line that
// had learnt none of its author.
type Held struct {
	Audience string   `json:"audience"`
	Unsafe   int      `json:"unsafe"`
	Safe     int      `json:"safe"`
	Area     Interval `json:"area"`
}

// CurveReport is a run over outputs; it holds no single one.
type CurveReport struct {
	Provenance
	Cases  int     `json:"cases"`
	Held   []Held  `json:"held"`
	Curves []Curve `json:"curves"`
}

// sides are the scores of a group.
type sides struct {
	unsafe, safe []float64
	unjudged     int
}

func (s *sides) add(unsafe bool, score float64) {
	switch {
	case math.IsNaN(score):
		s.unjudged++
	case unsafe:
		s.unsafe = append(s.unsafe, score)
	default:
		s.safe = append(s.safe, score)
	}
}

// Curves scores outputs in each way and says how well each score tells the unsafe
// ones, by audience and language. A group without cases on both sides has no curve.
func Curves(ctx context.Context, f *fence.Fence, outputs []Output) (CurveReport, error) {
	type group struct{ score, audience, lang string }
	of := map[group]*sides{}
	for _, o := range outputs {
		scores, err := scoresOf(ctx, f, o)
		if err != nil {
			return CurveReport{}, caseError(o.ID, err)
		}
		for name, v := range scores {
			for _, lang := range []string{"", o.Lang} {
				g := group{name, o.Audience, lang}
				if of[g] == nil {
					of[g] = &sides{}
				}
				of[g].add(o.Unsafe, v)
			}
		}
	}
	r := CurveReport{Cases: len(outputs)}
	for _, a := range fence.Audiences() {
		safe, unsafe := f.Held(a)
		if len(safe) > 0 && len(unsafe) > 0 {
			r.Held = append(r.Held, Held{Audience: string(a), Unsafe: len(unsafe), Safe: len(safe), Area: area(wide(unsafe), wide(safe))})
		}
	}
	for _, score := range []string{byDraft, bySentence, byDecision} {
		for _, a := range fence.Audiences() {
			for _, lang := range []string{"", "zh", "en"} {
				if s := of[group{score, string(a), lang}]; s != nil && len(s.unsafe) > 0 && len(s.safe) > 0 {
					r.Curves = append(r.Curves, s.curve(score, string(a), lang))
				}
			}
		}
	}
	return r, nil
}

// scoresOf gives every score of an output, NaN where it has none.
func scoresOf(ctx context.Context, f *fence.Fence, o Output) (map[string]float64, error) {
	v, err := judge(ctx, f, o)
	if err != nil {
		return nil, err
	}
	senses, looks := f.Looks(fence.Draft{Audience: fence.Audience(o.Audience), Lang: o.Lang, Text: o.Text})
	out := map[string]float64{byDraft: math.NaN(), bySentence: 0, byDecision: 1 - rulesScore(v)}
	if looks != nil {
		out[byDraft] = looks.Value
	}
	for _, s := range senses {
		out[bySentence] = max(out[bySentence], 1-s.Alarm)
	}
	return out, nil
}

func wide(values []float32) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(v)
	}
	return out
}

func (s *sides) curve(score, audience, lang string) Curve {
	c := Curve{
		Score: score, Audience: audience, Lang: lang, Unsafe: len(s.unsafe), Safe: len(s.safe), Unjudged: s.unjudged,
		Area: area(s.unsafe, s.safe), whole: s.points(),
	}
	for _, share := range shownShares {
		at := slices.IndexFunc(c.whole, func(p CurvePoint) bool { return p.Shown.Value() >= share })
		c.At = append(c.At, c.whole[at]) // the last point shows all
	}
	return c
}

// points are those of every bound, from the strictest, which shows nothing.
func (s *sides) points() []CurvePoint {
	unsafe, safe := slices.Sorted(slices.Values(s.unsafe)), slices.Sorted(slices.Values(s.safe))
	bounds := slices.Compact(slices.Sorted(slices.Values(slices.Concat(unsafe, safe))))
	var out []CurvePoint
	for _, b := range append(bounds, math.Inf(1)) {
		missed, _ := slices.BinarySearch(unsafe, b)
		shown, _ := slices.BinarySearch(safe, b)
		out = append(out, CurvePoint{Caught: Rate{len(unsafe) - missed, len(unsafe)}, Shown: Rate{shown, len(safe)}})
	}
	return out
}

// WriteText writes the areas and what is caught, and no single case.
func (r CurveReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# How well scores tell unsafe outputs: %d\n\n%s", r.Cases, r.Provenance.lines())
	p.printf("\nArea under the curve with its 95%% interval (DeLong), which takes cases for independent; those of one author are alike. " +
		"What the decision stops has one score, so that it says nothing of how much more could be shown. Drafts and sentences are scored by what was learnt, the tuning part with it: on that part their areas flatter, and what was held apart does not.\n")
	p.printf("\n## Drafts learnt from, held apart from their authors\n\n| audience | unsafe | safe | area |\n|---|---|---|---|\n")
	for _, h := range r.Held {
		p.printf("| %s | %d | %d | %s |\n", h.Audience, h.Unsafe, h.Safe, h.Area)
	}
	of := ""
	for _, c := range r.Curves {
		if c.Score != of {
			of = c.Score
			p.printf("\n## By the %s\n\n| audience | lang | unsafe | safe | not judged | area |", of)
			for _, share := range shownShares {
				p.printf(" caught at %.0f%% shown |", 100*share)
			}
			p.printf("\n|---|---|---|---|---|---|%s\n", strings.Repeat("---|", len(shownShares)))
		}
		p.printf("| %s | %s | %d | %d | %d | %s |", c.Audience, cmp.Or(c.Lang, "both"), c.Unsafe, c.Safe, c.Unjudged, c.Area)
		for _, x := range c.At {
			p.printf(" %.1f%% |", 100*x.Caught.Value())
		}
		p.printf("\n")
	}
	return p.err
}
