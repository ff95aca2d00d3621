package logic

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// Facts is what is known of one patient. Bool answers for find.*, cond.*,
// drug.* and class.* ids, Number for quantities.
type Facts interface {
	Bool(id string) chart.Tri
	Number(id string) (float64, bool)
}

// Result is an answer with its proof.
type Result struct {
	Value chart.Tri
	Proof Proof
}

// Proof says why an expression has its value. Facts decided it; Missing are
// the unknown facts that could decide it, given only when it is unknown.
type Proof struct {
	Expr    string    `json:"expr"`
	Value   chart.Tri `json:"value"`
	Because []Proof   `json:"because,omitempty"`
	Facts   []string  `json:"facts,omitempty"`
	Missing []string  `json:"missing,omitempty"`
}

// Value is Eval without the proof, for where most answers are thrown away.
func Value(e graph.Expr, f Facts) chart.Tri { return value(&e, f) }

func value(e *graph.Expr, f Facts) chart.Tri {
	switch {
	case e.Present != "":
		return f.Bool(e.Present)
	case e.Absent != "":
		return not(f.Bool(e.Absent))
	case e.Compare != nil:
		n, ok := f.Number(e.Compare.Fact)
		if !ok {
			return chart.Unknown
		}
		return chart.Of(holds(*e.Compare, n))
	case e.Not != nil:
		return not(value(e.Not, f))
	case e.Count != nil:
		return atLeast(e.Count.Min, e.Count.Of, f)
	case len(e.All) > 0:
		return atLeast(len(e.All), e.All, f)
	case len(e.Any) > 0:
		return atLeast(1, e.Any, f)
	}
	return chart.Unknown
}

// atLeast covers all (n of n), any (1 of n) and count: true once reached,
// false once out of reach.
func atLeast(n int, of []graph.Expr, f Facts) chart.Tri {
	yes, open, left := 0, 0, len(of)
	for i := range of {
		switch value(&of[i], f) {
		case chart.Yes:
			yes++
		case chart.Unknown:
			open++
		}
		if left--; yes >= n || yes+open+left < n {
			break // what comes behind can change nothing
		}
	}
	return reached(n, yes, open)
}

func reached(n, yes, open int) chart.Tri {
	switch {
	case yes >= n:
		return chart.Yes
	case yes+open < n:
		return chart.No
	}
	return chart.Unknown
}

func not(t chart.Tri) chart.Tri {
	switch t {
	case chart.Yes:
		return chart.No
	case chart.No:
		return chart.Yes
	}
	return chart.Unknown
}

func holds(c graph.Compare, n float64) bool {
	return (c.GTE == nil || n >= *c.GTE) && (c.GT == nil || n > *c.GT) &&
		(c.LTE == nil || n <= *c.LTE) && (c.LT == nil || n < *c.LT) &&
		(c.EQ == nil || n == *c.EQ)
}

// Eval gives the value of e and its proof.
func Eval(e graph.Expr, f Facts) Result {
	p := prove(e, f)
	return Result{Value: p.Value, Proof: p}
}

func prove(e graph.Expr, f Facts) Proof {
	p := Proof{Expr: e.String()}
	switch {
	case e.Present != "":
		return leaf(p, e.Present, f.Bool(e.Present))
	case e.Absent != "":
		return leaf(p, e.Absent, not(f.Bool(e.Absent)))
	case e.Compare != nil:
		return leaf(p, e.Compare.Fact, Value(e, f))
	case e.Not != nil:
		inner := prove(*e.Not, f)
		p.Value, p.Because, p.Facts, p.Missing = not(inner.Value), []Proof{inner}, inner.Facts, inner.Missing
		return p
	case e.Count != nil:
		return join(p, e.Count.Min, e.Count.Of, f)
	case len(e.All) > 0:
		return join(p, len(e.All), e.All, f)
	case len(e.Any) > 0:
		return join(p, 1, e.Any, f)
	}
	return p
}

func leaf(p Proof, fact string, v chart.Tri) Proof {
	p.Value = v
	if v == chart.Unknown {
		p.Missing = []string{fact}
	} else {
		p.Facts = []string{fact}
	}
	return p
}

// join keeps as reasons only the parts that share the value of the whole.
func join(p Proof, n int, of []graph.Expr, f Facts) Proof {
	parts := make([]Proof, len(of))
	yes, open := 0, 0
	for i, e := range of {
		parts[i] = prove(e, f)
		switch parts[i].Value {
		case chart.Yes:
			yes++
		case chart.Unknown:
			open++
		}
	}
	p.Value = reached(n, yes, open)
	for _, part := range parts {
		if part.Value == p.Value {
			p.Because = append(p.Because, part)
			p.Facts = append(p.Facts, part.Facts...)
			p.Missing = append(p.Missing, part.Missing...)
		}
	}
	p.Facts, p.Missing = unique(p.Facts), unique(p.Missing)
	return p
}

func unique(ids []string) []string {
	slices.Sort(ids)
	return slices.Compact(ids)
}
