package mutation

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// outcome is what a rule comes to in a test case.
type outcome func(f logic.Facts, given map[string]any) any

type mutant struct {
	name string
	got  outcome
	// response is true where a score is read, not summed, otherwise.
	response bool
}

// subject is a rule with its tests and its mutants.
type subject struct {
	id      string
	tests   []graph.Case
	steps   steps
	exprs   []graph.Expr // whose facts a further test may give
	numbers map[string][]float64
	got     outcome
	mutants []mutant
}

// uses enters an expression whose facts matter.
func (s *subject) uses(es ...*graph.Expr) {
	for _, e := range es {
		if e != nil {
			s.exprs = append(s.exprs, *e)
		}
	}
}

func (s *subject) edge(fact string, at ...float64) {
	if s.numbers == nil {
		s.numbers = map[string][]float64{}
	}
	s.numbers[fact] = append(s.numbers[fact], at...)
}

func (s *subject) add(name string, got outcome) {
	s.mutants = append(s.mutants, mutant{name: name, got: got})
}

// offered is a rule of when and unless.
func offered(id string, tests []graph.Case, when, unless *graph.Expr, st steps) subject {
	plain := func(when, unless *graph.Expr) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.Offered(when, unless, f) }
	}
	s := subject{id: id, steps: st, tests: tests, got: plain(when, unless)}
	s.uses(when, unless)
	for _, v := range pairs(when, unless, st) {
		s.add(v.name, plain(v.when, v.unless))
	}
	return s
}

func safety(r graph.SafetyRule, st steps) subject {
	plain := func(r graph.SafetyRule) outcome {
		return func(f logic.Facts, given map[string]any) any { return logic.SafetyOutcome(r, given, f) }
	}
	s := subject{id: r.ID, steps: st, tests: r.Tests, got: plain(r)}
	for _, id := range slices.Concat(r.A, r.B) {
		s.uses(&graph.Expr{Present: id})
	}
	s.uses(r.When)
	if r.When != nil {
		for _, v := range variants(*r.When, st) {
			x := r
			x.When = &v.expr
			s.add(v.name, plain(x))
		}
		if len(r.A) > 0 && r.Kind == "interaction" {
			x := r
			x.When = nil
			s.add("when is dropped", plain(x))
		}
	}
	if len(r.B) > 0 {
		x := r
		x.B = nil
		s.add("the second drug is dropped", plain(x))
	}
	for _, m := range slices.Concat(
		dropped(r, "a", func(x *graph.SafetyRule) *[]string { return &x.A }),
		dropped(r, "b", func(x *graph.SafetyRule) *[]string { return &x.B }),
	) {
		if len(m.Fact.A) > 0 && (len(m.Fact.B) > 0 || len(r.B) == 0) {
			s.add(m.Change, plain(m.Fact))
		}
	}
	return s
}

func band(b graph.Band, st steps) subject {
	plain := func(b graph.Band) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.BandOutcome(b, f) }
	}
	s := subject{id: b.ID, steps: st, tests: b.Tests, got: plain(b)}
	s.uses(b.When)
	s.edge(b.Input, b.Edges...)
	for i, at := range b.Edges {
		for _, to := range []float64{clean(at - st.of(b.Input, at)), clean(at + st.of(b.Input, at))} {
			x := b
			x.Edges = slices.Clone(b.Edges)
			x.Edges[i] = to
			if slices.IsSorted(x.Edges) {
				s.add(fmt.Sprintf("edge %v becomes %v", at, to), plain(x))
			}
		}
	}
	if b.When != nil {
		x := b
		x.When = nil
		s.add("when is dropped", plain(x))
		for _, v := range variants(*b.When, st) {
			x := b
			x.When = &v.expr
			s.add(v.name, plain(x))
		}
	}
	return s
}

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

// read moves each cut by which a score is read by one point. The first reading is
// where the score begins: no sum is below it.
func (s *subject) read(sc graph.Score, plain func(graph.Score) outcome) {
	for _, d := range []int{-1, 1} {
		for i, r := range sc.Responses {
			if i == 0 {
				continue
			}
			x := sc
			x.Responses = slices.Clone(sc.Responses)
			x.Responses[i].Min += d
			if slices.IsSortedFunc(x.Responses, func(a, b graph.Response) int { return a.Min - b.Min }) {
				s.mutants = append(s.mutants, mutant{fmt.Sprintf("%s from %d becomes from %d", r.Name, r.Min, r.Min+d), plain(x), true})
			}
		}
		if sc.Single != nil {
			x := sc
			x.Single = &graph.SingleItem{Points: sc.Single.Points + d, Response: sc.Single.Response}
			s.mutants = append(s.mutants, mutant{fmt.Sprintf("%d points of one item become %d", sc.Single.Points, x.Single.Points), plain(x), true})
		}
	}
}

func target(id string, t graph.Target, st steps) subject {
	plain := func(t graph.Target) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.TargetGiven(t, f) }
	}
	s := subject{id: id, steps: st, tests: t.Tests, got: plain(t)}
	s.uses(t.When, t.Unless)
	for _, v := range pairs(t.When, t.Unless, st) {
		x := t
		x.When, x.Unless = v.when, v.unless
		s.add(v.name, plain(x))
	}
	for _, r := range readings(t.Reach, st) {
		x := t
		x.Reach = r.list
		s.add(r.name, plain(x))
	}
	for _, r := range t.Reach {
		c := r.Bounds()
		s.uses(&graph.Expr{Compare: &c})
	}
	return s
}

func escalation(id string, e graph.Escalation, st steps) subject {
	plain := func(e graph.Escalation) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.EscalationGiven(e, f) }
	}
	s := subject{id: id, steps: st, tests: e.Tests, got: plain(e)}
	s.uses(e.When)
	for _, v := range pairs(e.When, nil, st) {
		x := e
		x.When = v.when
		s.add(v.name, plain(x))
	}
	for _, r := range readings(e.Readings, st) {
		x := e
		x.Readings = r.list
		s.add(r.name, plain(x))
	}
	for _, r := range e.Readings {
		c := r.Bounds()
		s.uses(&graph.Expr{Compare: &c})
	}
	return s
}

type pair struct {
	name         string
	when, unless *graph.Expr
}

// pairs are the single changes of a when and an unless.
func pairs(when, unless *graph.Expr, st steps) []pair {
	var out []pair
	if when != nil {
		for _, v := range variants(*when, st) {
			out = append(out, pair{v.name, &v.expr, unless})
		}
	}
	if unless != nil {
		out = append(out, pair{"unless is dropped", when, nil})
		for _, v := range variants(*unless, st) {
			out = append(out, pair{"unless: " + v.name, when, &v.expr})
		}
	}
	return out
}

type readingList struct {
	name string
	list []graph.Reading
}

// readings moves the bounds of each reading and drops each.
func readings(rs []graph.Reading, st steps) []readingList {
	var out []readingList
	for i, r := range rs {
		for _, v := range compared(r.Bounds(), st) {
			x := slices.Clone(rs)
			x[i].GTE, x[i].GT, x[i].LTE, x[i].LT = v.expr.Compare.GTE, v.expr.Compare.GT, v.expr.Compare.LTE, v.expr.Compare.LT
			out = append(out, readingList{v.name, x})
		}
		if len(rs) > 1 {
			out = append(out, readingList{"the reading of " + r.Find + " is dropped", slices.Delete(slices.Clone(rs), i, i+1)})
		}
	}
	return out
}

// subjects are all rules of the graph that carry tests.
func subjects(g *graph.Graph) []subject {
	st := measure(g)
	var out []subject
	for _, x := range g.RedFlags() {
		out = append(out, offered(x.ID, x.Tests, &x.When, x.Unless, st))
	}
	for _, x := range g.OrderRules() {
		out = append(out, offered(x.ID, x.Tests, &x.When, x.Unless, st))
	}
	for _, x := range g.SafetyRules() {
		out = append(out, safety(x, st))
	}
	for _, x := range g.Bands() {
		out = append(out, band(x, st))
	}
	for _, x := range g.Scores() {
		out = append(out, score(g, x, st))
	}
	for _, x := range g.Pathways() {
		for _, t := range x.Targets {
			out = append(out, target(x.ID+" target "+t.ID, t, st))
		}
		for _, m := range x.Monitoring {
			if m.When != nil || m.Unless != nil {
				out = append(out, offered(x.ID+" monitoring "+m.ID, m.Tests, m.When, m.Unless, st))
			}
		}
		for _, e := range x.Escalation {
			out = append(out, escalation(x.ID+" escalation "+e.ID, e, st))
		}
		for _, s := range x.Steps {
			for _, o := range s.Options {
				if o.When != nil || o.Unless != nil {
					out = append(out, offered(x.ID+" option "+o.ID, o.Tests, o.When, o.Unless, st))
				}
			}
		}
	}
	return out
}

// measure finds the step of each quantity.
func measure(g *graph.Graph) steps {
	st := steps{}
	one := func(es ...*graph.Expr) {
		for _, e := range es {
			if e != nil {
				st.expr(*e)
			}
		}
	}
	for _, x := range g.RedFlags() {
		one(&x.When, x.Unless)
	}
	for _, x := range g.OrderRules() {
		one(&x.When, x.Unless)
	}
	for _, x := range g.SafetyRules() {
		one(x.When)
	}
	for _, x := range g.Bands() {
		one(x.When)
		for _, at := range x.Edges {
			st.note(x.Input, at)
		}
		if x.Decimals > 0 {
			st.note(x.Input, roundStep(x.Decimals))
		}
	}
	for _, x := range g.Scores() {
		one(x.Population)
		for _, item := range x.Items {
			one(item.When)
		}
	}
	for _, x := range g.Pathways() {
		for _, t := range x.Targets {
			one(t.When, t.Unless)
		}
		for _, e := range x.Escalation {
			one(e.When)
		}
	}
	return st
}

func roundStep(decimals int) float64 {
	step := 1.0
	for range decimals {
		step /= 10
	}
	return clean(step)
}

func isDrug(id string) bool {
	return strings.HasPrefix(id, "drug.") || strings.HasPrefix(id, "class.")
}
