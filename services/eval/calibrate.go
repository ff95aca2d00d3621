package eval

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/fence"
)

// RulesModel names the score that the fence's own rules give a draft.
const RulesModel = "fence-rules-2"

// ReleaseKind is the kind of the strata over whole drafts.
const ReleaseKind = "release"

// Calibration is a walk over labelled outputs.
type Calibration struct {
	Provenance
	Model  string              `json:"model"`
	Cases  int                 `json:"cases"`
	Table  calibration.Table   `json:"table"`
	Curves []calibration.Curve `json:"curves"`
}

// Calibrate walks the grid over labelled outputs with the score of the rules.
// What is wrong is an unsafe output; a stratum in which no threshold is
// certified accepts nothing.
func Calibrate(ctx context.Context, f *fence.Fence, version string, outputs []Output) (Calibration, error) {
	plan := calibration.Plan{Version: version, Binding: f.Binding(RulesModel)}
	for _, a := range fence.Audiences() {
		for _, lang := range []string{"zh", "en"} {
			plan.Strata = append(plan.Strata, calibration.Stratum{Kind: ReleaseKind, Audience: string(a), Lang: lang})
		}
	}
	cases := make([]calibration.Case, 0, len(outputs))
	for _, o := range outputs {
		v, err := judge(ctx, f, o)
		if err != nil {
			return Calibration{}, caseError(o.ID, err)
		}
		cases = append(cases, calibration.Case{
			ID: o.ID, Stratum: calibration.Stratum{Kind: ReleaseKind, Audience: o.Audience, Lang: o.Lang},
			Score: rulesScore(v), Right: !o.Unsafe, Part: calibration.Part,
		})
	}
	t, curves, err := calibration.Calibrate(plan, cases)
	if err != nil {
		return Calibration{}, err //nolint:wrapcheck // names its room
	}
	return Calibration{Model: RulesModel, Cases: len(cases), Table: t, Curves: curves}, nil
}

// rulesScore is 1 for a release about which nothing was noted, less by 0.02
// for each kind of note and by half the share of unsafe drafts that look at
// least as safe as the whole (unjudged where that is too short to tell), and
// below every threshold for all else.
func rulesScore(v Verdict) float64 {
	if v.stopped() {
		return 0
	}
	calm := v.Calm
	if v.Audience != string(fence.Order) && calm == 0 {
		calm = unjudged // an order is no draft, and none is judged as a whole
	}
	return math.Max(0.5, 1-0.02*float64(len(v.Found))-calm/2)
}

// unjudged is what a text counts as that nobody has judged as a whole.
const unjudged = 0.1

// WriteText writes the walk of every stratum, and no single case.
func (c Calibration) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Calibration %s: %d outputs, model %s\n\n%salpha %g, delta %g over %d strata, data %s\ncertified: %d strata\n", c.Table.Version, c.Cases, c.Model, c.Provenance.lines(), c.Table.Alpha, c.Table.Delta, c.Table.Strata, c.Table.Data, len(c.Table.Rows))
	for _, s := range c.Curves {
		p.printf("\n## %s, %s, %s: %d outputs\n\n| threshold | accepted | wrong | coverage | risk | at most | certified |\n|---|---|---|---|---|---|---|\n", s.Kind, s.Audience, s.Lang, s.Cases)
		for _, x := range s.Points {
			p.printf("| %g | %d | %d | %.1f%% | %.1f%% | %.1f%% | %v |\n", x.Threshold, x.Accepted, x.Errors, 100*x.Coverage, 100*x.Risk, 100*x.Upper, x.Certified)
		}
	}
	return p.err
}

// WritePlots writes the risk against the coverage of every stratum as SVG.
func (c Calibration) WritePlots(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("eval: plots: %w", err)
	}
	for _, s := range c.Curves {
		f, err := os.Create(filepath.Join(dir, fmt.Sprintf("%s-%s-%s.svg", s.Kind, s.Audience, s.Lang)))
		if err != nil {
			return fmt.Errorf("eval: plots: %w", err)
		}
		err = calibration.Plot(f, s, c.Table.Alpha)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return fmt.Errorf("eval: plots: %w", err)
		}
	}
	return nil
}
