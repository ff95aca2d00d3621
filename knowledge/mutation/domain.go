package mutation

import (
	"maps"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// expected writes an outcome as a test does: of a score the sum, or how it is
// read.
func expected(v any, says aspect) any {
	switch x := v.(type) {
	case chart.Tri:
		if x == chart.Unknown {
			return x.String()
		}
		return x == chart.Yes
	case logic.Said:
		if x.Holds == chart.Yes && says == words {
			return x.Words
		}
		return expected(x.Holds, says)
	case logic.ScoreResult:
		switch {
		case x.Applies != chart.Yes:
			return chart.Unknown.String()
		case says == words:
			return logic.ResponseWords(x.Response)
		case says == named:
			return x.Response.Name
		}
		return float64(x.Sum)
	}
	return v
}

// changed is given with one fact set; nil takes it out.
func changed(given map[string]any, id string, v any) map[string]any {
	out := maps.Clone(given)
	if out == nil {
		out = map[string]any{}
	}
	if v == nil {
		delete(out, id)
		return out
	}
	out[id] = v
	return out
}

// domain are the values worth trying for each fact: yes, no and unknown;
// around and on each threshold of a quantity.
func (s subject) domain(g *graph.Graph) map[string][]any {
	out := map[string][]any{}
	ids := map[string]bool{}
	for _, e := range s.exprs {
		for _, id := range e.Facts() {
			ids[id] = true
		}
	}
	numbers := map[string][]float64{}
	for fact, at := range s.numbers {
		numbers[fact] = append(numbers[fact], at...)
	}
	for _, e := range s.exprs {
		thresholds(e, numbers)
	}
	for id := range ids {
		if f, ok := g.Finding(id); !ok || f.Kind != "quantity" {
			out[id] = []any{true, false, nil}
		}
	}
	for fact, at := range numbers {
		seen := map[float64]bool{}
		for _, v := range at {
			step := s.steps.of(fact, v)
			for _, d := range []float64{0, -step, step, -step / 2, step / 2} {
				if v := clean(v + d); !seen[v] && plausible(g, fact, v) {
					seen[v] = true
					out[fact] = append(out[fact], v)
				}
			}
		}
		out[fact] = append(out[fact], nil)
	}
	for fact, values := range s.tries {
		for _, v := range values {
			if !slices.Contains(out[fact], v) && (strings.HasPrefix(fact, "inv.") || s.id == fact || believable(g, fact, v)) {
				out[fact] = append(out[fact], v)
			}
		}
	}
	return out
}

// believable is true for a value, or readings, that are all plausible.
func believable(g *graph.Graph, fact string, v any) bool {
	text, ok := v.(string)
	if !ok {
		n, number := v.(float64)
		return !number || plausible(g, fact, n)
	}
	list, err := graph.ReadDated(text)
	return err == nil && !slices.ContainsFunc(list, func(d graph.Dated) bool { return !plausible(g, fact, d.Value) })
}

func plausible(g *graph.Graph, fact string, v float64) bool {
	f, _ := g.Finding(fact)
	return f.Plausible == nil || v >= f.Plausible.Min && v <= f.Plausible.Max
}

func thresholds(e graph.Expr, into map[string][]float64) {
	if e.Compare != nil {
		for _, b := range bounds(e.Compare) {
			into[e.Compare.Fact] = append(into[e.Compare.Fact], **b.at)
		}
	}
	for _, x := range children(e) {
		thresholds(x, into)
	}
}

// consistent refuses facts that no patient has: a specific finding without the
// general one, two that exclude each other, both sexes, a class without any
// drug of it.
func consistent(g *graph.Graph, given map[string]any) bool {
	for id, v := range given {
		if v != true {
			continue
		}
		for _, up := range g.Generals(id) {
			if given[up] == false {
				return false
			}
		}
		f, _ := g.Finding(id)
		for _, x := range f.Excludes {
			if given[x] == true {
				return false
			}
		}
		if isDrug(id) {
			for _, class := range g.ClassesOf(id) {
				if given[class] == false {
					return false
				}
			}
		}
	}
	female, male := given["find.sex_female"], given["find.sex_male"]
	if female != nil && female == male || given["find.pregnant"] == true && (male == true || female == false) {
		return false
	}
	return true
}
