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
	// says is what of the outcome a test of it has to ask for.
	says aspect
}

// aspect is a part of an outcome.
type aspect int

const (
	holds aspect = iota // whether it holds, or the sum
	named               // how a score is read
	words               // what else the rule says
)

// subject is a rule with its tests and its mutants.
type subject struct {
	id      string
	tests   []graph.Case
	steps   steps
	exprs   []graph.Expr // whose facts a further test may give
	numbers map[string][]float64
	tries   map[string][]any
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

// say adds a mutant that only the words of an outcome tell.
func (s *subject) say(name string, got outcome) {
	s.mutants = append(s.mutants, mutant{name, got, words})
}

// try enters values of a fact that a further test may give.
func (s *subject) try(fact string, values ...any) {
	if s.tries == nil {
		s.tries = map[string][]any{}
	}
	s.tries[fact] = append(s.tries[fact], values...)
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

// flag is a red flag, with its level.
func flag(x graph.RedFlag, st steps) subject {
	plain := func(x graph.RedFlag) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.FlagOutcome(x, f) }
	}
	s := subject{id: x.ID, steps: st, tests: x.Tests, got: plain(x)}
	s.uses(&x.When, x.Unless)
	for _, v := range pairs(&x.When, x.Unless, st) {
		own := x
		own.When, own.Unless = *v.when, v.unless
		s.add(v.name, plain(own))
	}
	for _, d := range []int{-1, 1} {
		own := x
		own.Level += d
		s.say(fmt.Sprintf("level %d becomes %d", x.Level, own.Level), plain(own))
	}
	return s
}

// finding is one that is derived, or a quantity with what is plausible of it.
func finding(x graph.Finding, st steps) subject {
	plain := func(x graph.Finding) outcome {
		return func(f logic.Facts, given map[string]any) any { return logic.FindingOutcome(x, given, f) }
	}
	s := subject{id: x.ID, steps: st, tests: x.Tests, got: plain(x)}
	s.uses(x.Derive)
	if x.Derive != nil {
		for _, v := range variants(*x.Derive, st) {
			own := x
			own.Derive = &v.expr
			s.add(v.name, plain(own))
		}
	}
	if p := x.Plausible; p != nil {
		for _, b := range []struct {
			name string
			of   func(*graph.Range) *float64
		}{{"min", func(r *graph.Range) *float64 { return &r.Min }}, {"max", func(r *graph.Range) *float64 { return &r.Max }}} {
			at := *b.of(p)
			step := decimal(at)
			s.try(x.ID, at, clean(at-step), clean(at+step))
			for _, to := range []float64{clean(at - step), clean(at + step)} {
				own, r := x, *p
				*b.of(&r) = to
				own.Plausible = &r
				s.add(fmt.Sprintf("plausible %s %v becomes %v", b.name, at, to), plain(own))
			}
		}
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
	s.readBand(b, plain)
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

// readBand moves the points of each part of a table, puts the word of the next in the
// place of each and rounds the input otherwise.
func (s *subject) readBand(b graph.Band, plain func(graph.Band) outcome) {
	for i, n := range b.Points {
		for _, d := range []int{-1, 1} {
			x := b
			x.Points = slices.Clone(b.Points)
			x.Points[i] += d
			s.add(fmt.Sprintf("points %d of part %d become %d", n, i+1, n+d), plain(x))
		}
	}
	for i := range b.Values {
		x := b
		x.Values = slices.Clone(b.Values)
		x.Values[i] = b.Values[(i+1)%len(b.Values)]
		s.add(fmt.Sprintf("value %s becomes %s", b.Values[i], x.Values[i]), plain(x))
	}
	for _, d := range []int{-1, 1} {
		x := b
		if x.Decimals += d; x.Decimals >= 0 {
			for _, at := range b.Edges { // what is rounded up to the edge, and what is not
				s.edge(b.Input, clean(at-0.5*roundStep(b.Decimals)), clean(at-0.51*roundStep(b.Decimals)), clean(at-0.5*roundStep(x.Decimals)))
			}
			s.add(fmt.Sprintf("decimals %d become %d", b.Decimals, x.Decimals), plain(x))
		}
	}
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

// subjects are all rules of the graph that carry tests.
func subjects(g *graph.Graph) []subject {
	st := measure(g)
	var out []subject
	for _, x := range g.Findings() {
		if x.Derive != nil || x.Plausible != nil {
			out = append(out, finding(x, st))
		}
	}
	for _, x := range g.RedFlags() {
		out = append(out, flag(x, st))
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
		out = append(out, pathway(x, st)...)
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
