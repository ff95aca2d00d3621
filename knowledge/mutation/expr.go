package mutation

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/graph"
)

// variant is a changed expression and what was changed.
type variant struct {
	name string
	expr graph.Expr
}

// steps gives the step of each quantity: the last decimal that any threshold
// of the graph uses for it. An age is counted in years, and in parts of a year
// only where its own threshold is.
type steps map[string]float64

func (s steps) note(fact string, v float64) {
	if step := decimal(v); s[fact] == 0 || step < s[fact] {
		s[fact] = step
	}
}

func decimal(v float64) float64 {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if i := strings.IndexByte(text, '.'); i >= 0 {
		return math.Pow10(i + 1 - len(text))
	}
	return 1
}

func (s steps) expr(e graph.Expr) {
	if c := e.Compare; c != nil {
		for _, b := range bounds(c) {
			s.note(c.Fact, **b.at)
		}
	}
	for _, x := range children(e) {
		s.expr(x)
	}
}

func (s steps) of(fact string, at float64) float64 {
	if v, ok := s[fact]; ok && fact != "find.age" {
		return v
	}
	return decimal(at)
}

func children(e graph.Expr) []graph.Expr {
	switch {
	case e.Not != nil:
		return []graph.Expr{*e.Not}
	case e.Count != nil:
		return e.Count.Of
	case e.All != nil:
		return e.All
	}
	return e.Any
}

// with gives the expression with its children replaced.
func with(e graph.Expr, kids []graph.Expr) graph.Expr {
	switch {
	case e.Not != nil:
		return graph.Expr{Not: &kids[0]}
	case e.Count != nil:
		return graph.Expr{Count: &graph.Count{Min: e.Count.Min, Of: kids}}
	case e.All != nil:
		return graph.Expr{All: kids}
	}
	return graph.Expr{Any: kids}
}

type bound struct {
	op string
	at **float64
}

// bounds are the bounds of c that are set.
func bounds(c *graph.Compare) []bound {
	var out []bound
	for _, b := range []bound{{"gte", &c.GTE}, {"gt", &c.GT}, {"lte", &c.LTE}, {"lt", &c.LT}, {"eq", &c.EQ}} {
		if *b.at != nil {
			out = append(out, b)
		}
	}
	return out
}

// variants are all single changes of e.
func variants(e graph.Expr, s steps) []variant {
	var out []variant
	add := func(x graph.Expr, format string, args ...any) {
		out = append(out, variant{fmt.Sprintf(format, args...), x})
	}
	switch {
	case e.Present != "":
		add(graph.Expr{Absent: e.Present}, "%s becomes its absence", e.Present)
	case e.Absent != "":
		add(graph.Expr{Present: e.Absent}, "the absence of %s becomes its presence", e.Absent)
	case e.Compare != nil:
		return compared(*e.Compare, s)
	case e.Not != nil:
		add(*e.Not, "not is dropped before %s", e.Not)
	case e.Count != nil:
		for _, n := range []int{e.Count.Min - 1, e.Count.Min + 1} {
			add(graph.Expr{Count: &graph.Count{Min: n, Of: e.Count.Of}}, "at least %d becomes at least %d", e.Count.Min, n)
		}
	case len(e.All) > 1:
		add(graph.Expr{Any: e.All}, "all becomes any in %s", e)
	case len(e.Any) > 1:
		add(graph.Expr{All: e.Any}, "any becomes all in %s", e)
	}
	kids := children(e)
	for i, kid := range kids {
		if e.Not == nil && len(kids) > 1 {
			add(with(e, slices.Delete(slices.Clone(kids), i, i+1)), "clause %s is dropped", kid)
		}
		for _, v := range variants(kid, s) {
			changed := slices.Clone(kids)
			changed[i] = v.expr
			out = append(out, variant{v.name, with(e, changed)})
		}
	}
	return out
}

// compared moves each bound a step both ways, takes its edge in or out, turns
// it round, and drops it where another is left.
func compared(c graph.Compare, s steps) []variant {
	var out []variant
	change := func(name string, do func(c *graph.Compare)) {
		x := c
		do(&x)
		out = append(out, variant{name, graph.Expr{Compare: &x}})
	}
	n := len(bounds(&c))
	for i, b := range bounds(&c) {
		v := **b.at
		for _, to := range []float64{v - s.of(c.Fact, v), v + s.of(c.Fact, v)} {
			to = clean(to)
			change(fmt.Sprintf("%s %s %v becomes %v", c.Fact, b.op, v, to), func(x *graph.Compare) { *bounds(x)[i].at = &to })
		}
		if b.op == "eq" {
			continue
		}
		edge := map[string]string{"gte": "gt", "gt": "gte", "lte": "lt", "lt": "lte"}[b.op]
		round := map[string]string{"gte": "lt", "gt": "lte", "lte": "gt", "lt": "gte"}[b.op]
		change(fmt.Sprintf("%s %s %v becomes %s", c.Fact, b.op, v, edge), func(x *graph.Compare) { turn(x, i, edge, v) })
		if n == 1 {
			change(fmt.Sprintf("%s %s %v becomes %s", c.Fact, b.op, v, round), func(x *graph.Compare) { turn(x, i, round, v) })
		} else {
			change(fmt.Sprintf("%s loses %s %v", c.Fact, b.op, v), func(x *graph.Compare) { *bounds(x)[i].at = nil })
		}
	}
	return out
}

func turn(c *graph.Compare, i int, op string, v float64) {
	*bounds(c)[i].at = nil
	switch op {
	case "gte":
		c.GTE = &v
	case "gt":
		c.GT = &v
	case "lte":
		c.LTE = &v
	case "lt":
		c.LT = &v
	}
}

// clean rounds off what binary fractions add: 37.9 and not 37.900000000000006.
func clean(v float64) float64 { return math.Round(v*1e6) / 1e6 }
