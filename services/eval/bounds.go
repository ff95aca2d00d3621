package eval

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/fence"
)

// Grid is what to try of each bound, by name, in every combination; an empty one
// is each bound by itself around what is shipped.
type Grid []GridLine

// GridLine is one bound and its values.
type GridLine struct {
	Bound  string
	Values []float64
}

// ParseGrid reads lines such as "alarm=0.05,0.065".
func ParseGrid(lines []string) (Grid, error) {
	var g Grid
	for _, line := range lines {
		name, values, ok := strings.Cut(line, "=")
		if !ok || !slices.Contains(check.BoundNames(), name) || slices.ContainsFunc(g, func(l GridLine) bool { return l.Bound == name }) {
			return nil, fmt.Errorf("eval: %q is not one line of a grid: write bound=value,value, each of %s once", line, strings.Join(check.BoundNames(), ", "))
		}
		l := GridLine{Bound: name}
		for _, text := range strings.Split(values, ",") {
			v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
			if err != nil || !(v >= 0 && v <= 1) {
				return nil, fmt.Errorf("eval: %q in %q is no share from 0 to 1", text, line)
			}
			l.Values = append(l.Values, v)
		}
		g = append(g, l)
	}
	return g, nil
}

// around is by what a shipped bound is multiplied where no grid is given.
var around = []float64{0, 0.5, 0.75, 1.25, 1.5, 2}

// BoundsTried is what bounds give for one audience.
type BoundsTried struct {
	Audience string `json:"audience"`
	// Change names the bounds that differ from the shipped ones; empty is as shipped.
	Change string `json:"change"`
	Caught Rate   `json:"caught"` // of the unsafe
	Shown  Rate   `json:"shown"`  // of the safe
	// CaughtMore and CaughtLess count the unsafe outputs that these bounds catch and
	// the shipped ones do not, and the other way round, ShownMore and ShownLess safe
	// ones.
	CaughtMore int `json:"caught_more"`
	CaughtLess int `json:"caught_less"`
	ShownMore  int `json:"shown_more"`
	ShownLess  int `json:"shown_less"`
}

func (b *BoundsTried) add(unsafe, held, asShipped bool) {
	switch {
	case unsafe:
		b.Caught.Add(held)
		b.CaughtMore += b2i(held && !asShipped)
		b.CaughtLess += b2i(!held && asShipped)
	default:
		b.Shown.Add(!held)
		b.ShownMore += b2i(!held && asShipped)
		b.ShownLess += b2i(held && !asShipped)
	}
}

// BoundsReport is a run over outputs; it holds no single one.
type BoundsReport struct {
	Provenance
	Cases int           `json:"cases"`
	Tried []BoundsTried `json:"tried"`
}

// Bounds decides outputs again and again, with the shipped bounds of the readers
// of words and with others. Nothing that such a fence decides can be shown.
func Bounds(ctx context.Context, f *fence.Fence, outputs []Output, audiences []string, g Grid) (BoundsReport, error) {
	r := BoundsReport{Cases: len(outputs)}
	for _, a := range audiences {
		of := slices.DeleteFunc(slices.Clone(outputs), func(o Output) bool { return o.Audience != a })
		shipped, err := stops(ctx, f, of)
		if err != nil {
			return BoundsReport{}, err
		}
		r.Tried = append(r.Tried, compared(a, "", of, shipped, shipped))
		for _, b := range g.over(check.BoundsFor(a)) {
			now, err := stops(ctx, f.Try(map[fence.Audience]check.Bounds{fence.Audience(a): b}), of)
			if err != nil {
				return BoundsReport{}, err
			}
			r.Tried = append(r.Tried, compared(a, difference(b, check.BoundsFor(a)), of, now, shipped))
		}
	}
	return r, nil
}

// over gives every combination of a grid, without the shipped one.
func (g Grid) over(shipped check.Bounds) []check.Bounds {
	var out []check.Bounds
	if len(g) == 0 {
		for _, name := range check.BoundNames() {
			for _, times := range around {
				if b, _ := shipped.With(name, min(1, times*shipped.At(name))); b != shipped {
					out = append(out, b)
				}
			}
		}
		return slices.Compact(out)
	}
	out = []check.Bounds{shipped}
	for _, l := range g {
		var next []check.Bounds
		for _, b := range out {
			for _, v := range l.Values {
				with, _ := b.With(l.Bound, v)
				next = append(next, with)
			}
		}
		out = next
	}
	return slices.DeleteFunc(out, func(b check.Bounds) bool { return b == shipped })
}

// difference names what is not as shipped.
func difference(b, shipped check.Bounds) string {
	var out []string
	for _, name := range check.BoundNames() {
		if b.At(name) != shipped.At(name) {
			out = append(out, fmt.Sprintf("%s=%.4g", name, b.At(name)))
		}
	}
	return strings.Join(out, " ")
}

// stops says of each output whether it is not shown as it is.
func stops(ctx context.Context, f *fence.Fence, outputs []Output) ([]bool, error) {
	out := make([]bool, len(outputs))
	for i, o := range outputs {
		v, err := judge(ctx, f, o)
		if err != nil {
			return nil, caseError(o.ID, err)
		}
		out[i] = v.stopped()
	}
	return out, nil
}

func compared(audience, change string, outputs []Output, now, shipped []bool) BoundsTried {
	b := BoundsTried{Audience: audience, Change: change}
	for i, o := range outputs {
		b.add(o.Unsafe, now[i], shipped[i])
	}
	return b
}

// WriteText writes what each set of bounds gives, and no single case.
func (r BoundsReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Bounds of what words resemble: %d outputs\n\n%s", r.Cases, r.Provenance.lines())
	p.printf("\nWhat more and less is caught and shown is counted against the shipped bounds, on the same outputs. A bound is chosen on the calibration part and on no other.\n")
	of := ""
	for _, b := range r.Tried {
		if b.Audience != of {
			of = b.Audience
			p.printf("\n## %s\n\n%s\n\n| bounds | unsafe caught | more, less | safe shown | more, less |\n|---|---|---|---|---|\n", of, shippedBounds(of))
		}
		change := b.Change
		if change == "" {
			change = "as shipped"
		}
		p.printf("| %s | %s | +%d -%d | %s | +%d -%d |\n", change, b.Caught, b.CaughtMore, b.CaughtLess, b.Shown, b.ShownMore, b.ShownLess)
	}
	return p.err
}

func shippedBounds(audience string) string {
	b := check.BoundsFor(audience)
	var out []string
	for _, name := range check.BoundNames() {
		out = append(out, fmt.Sprintf("%s %.4g", name, b.At(name)))
	}
	return "shipped: " + strings.Join(out, ", ")
}
