package eval

import (
	"math"
	"testing"

	"apricot.health/knowledge/reason"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// Percentages that come true as often as they say have no error, others have
// the difference; a threshold answers those lists whose first three hold as much.
func TestReliability(t *testing.T) {
	t.Parallel()
	var ls []listing
	for i := range 10 {
		ls = append(ls, listing{p: []float64{0.75, 0.15}, right: []bool{i < 6, i >= 6 && i < 9}})
	}
	ls = append(ls, listing{})
	r := reliability(ls)
	for _, b := range r.Bins {
		switch {
		case near(b.From, 0.7):
			if b.Right != (Rate{6, 10}) || !near(b.Mean, 0.75) {
				t.Errorf("70 to 80: %+v", b)
			}
		case near(b.From, 0.1):
			if b.Right != (Rate{3, 10}) || !near(b.Mean, 0.15) {
				t.Errorf("10 to 20: %+v", b)
			}
		case b.Right.N != 0:
			t.Errorf("%+v holds something", b)
		}
	}
	if !near(r.Error.Value, 0.15) || r.Error.Low > r.Error.Value || r.Error.High < r.Error.Value {
		t.Errorf("calibration error %+v", r.Error)
	}
	if want := (6*0.0625 + 4*0.5625) / 11; !near(r.Brier.Value, want) {
		t.Errorf("Brier %+v, want %f", r.Brier, want)
	}
	for _, c := range r.Curve {
		switch {
		case c.From == 0 && (c.Answered != Rate{11, 11} || c.Right != Rate{9, 11}),
			c.From == 0.9 && (c.Answered != Rate{10, 11} || c.Right != Rate{9, 10}),
			c.From == 0.95 && c.Answered != Rate{0, 11}:
			t.Errorf("%+v", c)
		}
	}
	if again := reliability(ls); again.Error != r.Error || again.Brier != r.Brier {
		t.Error("the intervals differ from run to run")
	}
}

// The gradient is that of the loss, and a fit on cases that a term decides
// leans on that term.
func TestLossHasItsGradient(t *testing.T) {
	t.Parallel()
	var cases []weighed
	for i := range 12 {
		c := weighed{kind: "told", counts: 1 + float64(i%3), words: float64(i % 4), right: make([]bool, 3), other: i%5 == 0}
		for k := range 3 {
			var terms reason.Terms
			for j := range terms {
				terms[j] = math.Sin(float64(i*17 + k*5 + j*3))
			}
			c.terms = append(c.terms, terms)
		}
		if !c.other {
			c.right[i%3] = true
		}
		cases = append(cases, c)
	}
	w := reason.Fitted()
	x := flat(w)
	_, grad := loss(cases, shaped(x, w))
	for i := range x {
		const h = 1e-5
		up, down := append([]float64{}, x...), append([]float64{}, x...)
		up[i] += h
		down[i] -= h
		a, _ := loss(cases, shaped(up, w))
		b, _ := loss(cases, shaped(down, w))
		if d := (a - b) / (2 * h); math.Abs(d-grad[i]) > 1e-3*(1+math.Abs(d)) {
			t.Errorf("weight %d: gradient %f, by difference %f", i, grad[i], d)
		}
	}
}
