package mutation

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// A test of what stands in a long list names several of it, most of them rowful; what
// is added later comes in a row of its own.
const rowful = 12

// edges drops each finding that speaks for a condition or against it, and has it speak
// for the other side.
func edges(g *graph.Graph, x graph.Condition) []altered {
	sides := map[string][]string{}
	side := func(e graph.Edge) string {
		f, _ := g.Finding(e.Find)
		return logic.Side(e, f)
	}
	for _, e := range x.Edges {
		sides[side(e)] = append(sides[side(e)], e.Find)
	}
	var out []altered
	for i, e := range x.Edges {
		tries := among(x.Checked, "speaks", sides[side(e)], e.Find)
		gone, turned := x, x
		gone.Edges = slices.Delete(slices.Clone(x.Edges), i, i+1)
		out = append(out, altered{"cond speaks", "the edge to " + e.Find + " is dropped", gone, tries})
		f, _ := g.Finding(e.Find)
		p := f.Base / 2
		if side(e) == "against" {
			p = (1 + f.Base) / 2
		}
		turned.Edges = slices.Clone(x.Edges)
		turned.Edges[i].Low, turned.Edges[i].High = p, p
		if side(e) != "no" {
			out = append(out, altered{"cond speaks", e.Find + " speaks for the other side", turned, tries})
		}
	}
	return out
}

// among is the test that asks for one of a list beside others of which no test asks
// yet.
func among(cases []graph.ItemCase, question string, list []string, one string) []graph.ItemCase {
	named := map[string]bool{}
	for _, c := range cases {
		if c.Asks == question {
			for _, id := range strings.Split(c.For, ", ") {
				named[id] = true
			}
		}
	}
	open := slices.DeleteFunc(slices.Clone(list), func(id string) bool { return named[id] })
	i := slices.Index(open, one)
	if i < 0 {
		open, i = []string{one}, 0
	}
	first := i / rowful * rowful
	return []graph.ItemCase{{For: strings.Join(open[first:min(first+rowful, len(open))], ", "), Asks: question}}
}

// course drops each condition of a course.
func course(x graph.Course) []altered {
	var out []altered
	for i, id := range x.Of {
		own := x
		own.Of = slices.Delete(slices.Clone(x.Of), i, i+1)
		out = append(out, altered{"course of", fmt.Sprintf("of loses %s", id), own, among(x.Checked, "of", x.Of, id)})
	}
	return out
}
