package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Reliability says whether the percentages beside conditions mean what they say.
type Reliability struct {
	// Bins are the listed conditions by their percentage.
	Bins []Bin `json:"bins"`
	// Error is the expected calibration error of the bins, and Brier the mean
	// squared error of the first percentage of each list, with 95% intervals from
	// drawing the cases anew a thousand times.
	Error Interval `json:"calibration_error"`
	Brier Interval `json:"brier_first"`
	// Curve is what the engine would answer, and how often rightly, at each
	// share of the first three together.
	Curve []Coverage `json:"curve"`
}

// Bin is the conditions listed with a percentage in one range.
type Bin struct {
	From, To float64
	Mean     float64 // of the percentages
	Right    Rate
}

// Interval is a figure with its 95% interval.
type Interval struct{ Value, Low, High float64 }

// String is "0.868 [0.842, 0.890]".
func (i Interval) String() string { return fmt.Sprintf("%.3f [%.3f, %.3f]", i.Value, i.Low, i.High) }

// Coverage is what a threshold gives.
type Coverage struct {
	From     float64 // the least share of the first three
	Answered Rate
	Right    Rate // of those answered: an acceptable diagnosis among the first three
}

// edges of the bins; what is listed has at least the first.
var binEdges = []float64{0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001}

// draws of the cases anew.
const draws = 1000

// listing is one list with what in it is right.
type listing struct {
	p     []float64
	right []bool
}

func (l listing) first3() (mass float64, hit bool) {
	for i := range min(3, len(l.p)) {
		mass += l.p[i]
		hit = hit || l.right[i]
	}
	return mass, hit
}

func reliability(ls []listing) Reliability {
	r := Reliability{Bins: bins(ls)}
	r.Error, r.Brier = redrawn(ls, func(ls []listing) float64 { return expectedError(bins(ls)) }), redrawn(ls, brier)
	for _, from := range []float64{0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95} {
		c := Coverage{From: from}
		for _, l := range ls {
			mass, hit := l.first3()
			c.Answered.Add(mass >= from)
			if mass >= from {
				c.Right.Add(hit)
			}
		}
		r.Curve = append(r.Curve, c)
	}
	return r
}

func bins(ls []listing) []Bin {
	out := make([]Bin, len(binEdges)-1)
	for i := range out {
		out[i].From, out[i].To = binEdges[i], min(1, binEdges[i+1])
	}
	for _, l := range ls {
		for i, p := range l.p {
			k := slices.IndexFunc(binEdges, func(e float64) bool { return e > p }) - 1
			if k < 0 {
				continue
			}
			out[k].Mean += p
			out[k].Right.Add(l.right[i])
		}
	}
	for i := range out {
		if n := out[i].Right.N; n > 0 {
			out[i].Mean /= float64(n)
		}
	}
	return out
}

func expectedError(bs []Bin) float64 {
	sum, n := 0.0, 0.0
	for _, b := range bs {
		if b.Right.N > 0 {
			sum += float64(b.Right.N) * math.Abs(b.Mean-b.Right.Value())
			n += float64(b.Right.N)
		}
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

func brier(ls []listing) float64 {
	sum := 0.0
	for _, l := range ls {
		p, hit := 0.0, 0.0
		if len(l.p) > 0 {
			p = l.p[0]
			if l.right[0] {
				hit = 1
			}
		}
		sum += (p - hit) * (p - hit)
	}
	return sum / float64(max(1, len(ls)))
}

// redrawn gives a figure of cases with the interval that drawing them anew
// gives, in the same way each time.
func redrawn(ls []listing, figure func([]listing) float64) Interval {
	out := Interval{Value: figure(ls)}
	if len(ls) == 0 {
		return out
	}
	rng := rand.New(rand.NewPCG(4, 2)) //nolint:gosec // the same each time on purpose
	var of []float64
	again := make([]listing, len(ls))
	for range draws {
		for i := range again {
			again[i] = ls[rng.IntN(len(ls))]
		}
		of = append(of, figure(again))
	}
	slices.Sort(of)
	tail := int(draws * (1 - confidence) / 2)
	out.Low, out.High = of[tail], of[draws-1-tail]
	return out
}

func (p *printer) reliability(name string, r Reliability) {
	p.printf("\n### %s\n\n| percentage | listed | mean | right |\n|---|---|---|---|\n", name)
	for _, b := range r.Bins {
		if b.Right.N > 0 {
			p.printf("| %.0f-%.0f | %d | %.1f%% | %s |\n", 100*b.From, 100*b.To, b.Right.N, 100*b.Mean, b.Right)
		}
	}
	p.printf("\ncalibration error %s, Brier score of the first %s\n", r.Error, r.Brier)
	p.printf("\n| first three together from | answered | right among the first three |\n|---|---|---|\n")
	for _, c := range r.Curve {
		p.printf("| %.2f | %.1f%% | %s |\n", c.From, 100*c.Answered.Value(), c.Right)
	}
}
