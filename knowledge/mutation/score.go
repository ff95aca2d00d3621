package mutation

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

func score(g *graph.Graph, sc graph.Score, st steps) subject {
	plain := func(sc graph.Score) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.EvalScore(g, sc, f) }
	}
	s := subject{id: sc.ID, steps: st, tests: sc.Tests, got: plain(sc)}
	s.uses(sc.Population)
	if sc.Population != nil {
		for _, v := range variants(*sc.Population, st) {
			x := sc
			x.Population = &v.expr
			s.add("population: "+v.name, plain(x))
		}
	}
	for i, item := range sc.Items {
		if b, ok := g.Band(item.Band); ok {
			s.edge(b.Input, b.Edges...)
			s.uses(b.When)
		}
		s.uses(item.When)
		change := func(name string, do func(*graph.ScoreItem)) {
			x := sc
			x.Items = slices.Clone(sc.Items)
			do(&x.Items[i])
			s.add(item.Label.EN+": "+name, plain(x))
		}
		if item.When == nil {
			x := sc
			x.Items = slices.Delete(slices.Clone(sc.Items), i, i+1)
			s.add(item.Label.EN+": the item is dropped", plain(x))
			continue
		}
		for _, d := range []int{-1, 1} {
			change(fmt.Sprintf("%d points become %d", item.Points, item.Points+d), func(x *graph.ScoreItem) { x.Points += d })
		}
		for _, v := range variants(*item.When, st) {
			change(v.name, func(x *graph.ScoreItem) { x.When = &v.expr })
		}
	}
	s.read(sc, plain)
	return s
}

// promises are what a reading asks for.
var promises = []func(*graph.Response) *int{
	func(r *graph.Response) *int { return &r.Level }, func(r *graph.Response) *int { return &r.WithinMinutes },
}

// read moves each cut by which a score is read by one point. The first reading is
// where the score begins: no sum is below it.
func (s *subject) read(sc graph.Score, plain func(graph.Score) outcome) {
	for _, d := range []int{-1, 1} {
		for i, r := range sc.Responses {
			for k, at := range promises {
				if *at(&r) == 0 {
					continue
				}
				x := sc
				x.Responses = slices.Clone(sc.Responses)
				*at(&x.Responses[i]) += d
				s.say(fmt.Sprintf("%s %d of %s becomes %d", []string{"level", "within_minutes"}[k], *at(&r), r.Name, *at(&x.Responses[i])), plain(x))
			}
			if i == 0 {
				continue
			}
			x := sc
			x.Responses = slices.Clone(sc.Responses)
			x.Responses[i].Min += d
			if slices.IsSortedFunc(x.Responses, func(a, b graph.Response) int { return a.Min - b.Min }) {
				s.mutants = append(s.mutants, mutant{fmt.Sprintf("%s from %d becomes from %d", r.Name, r.Min, r.Min+d), plain(x), named})
			}
		}
		if sc.Single != nil {
			x := sc
			x.Single = &graph.SingleItem{Points: sc.Single.Points + d, Response: sc.Single.Response}
			s.mutants = append(s.mutants, mutant{fmt.Sprintf("%d points of one item become %d", sc.Single.Points, x.Single.Points), plain(x), named})
		}
	}
}
