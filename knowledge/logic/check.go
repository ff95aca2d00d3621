package logic

import (
	"fmt"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// CheckContent runs every test case that stands beside a rule, table or score
// and gives one graph.CaseError per case that does not hold. What the jurisdiction sets
// aside is tested too.
func CheckContent(g *graph.Graph) []error {
	g = g.Whole()
	var errs []error
	run := func(id string, cases []graph.Case, got func(Facts) any) {
		for i, c := range cases {
			f := FromGiven(g, c.Given)
			if err := Agrees(c.Expect, got(f)); err != nil {
				errs = append(errs, graph.CaseError{ID: id, Test: i + 1, Says: c.Why, Err: err})
			}
		}
	}
	for _, x := range g.Findings() {
		for i := range x.Tests {
			run(x.ID, x.Tests[i:i+1], func(f Facts) any { return FindingOutcome(x, x.Tests[i].Given, f) })
		}
	}
	for _, x := range g.RedFlags() {
		run(x.ID, x.Tests, func(f Facts) any { return FlagOutcome(x, f) })
	}
	for _, x := range g.OrderRules() {
		run(x.ID, x.Tests, func(f Facts) any { return Offered(&x.When, x.Unless, f) })
	}
	for _, x := range g.SafetyRules() {
		for i := range x.Tests {
			run(x.ID, x.Tests[i:i+1], func(f Facts) any { return SafetyOutcome(x, x.Tests[i].Given, f) })
		}
	}
	for _, x := range g.Bands() {
		run(x.ID, x.Tests, func(f Facts) any { return BandOutcome(x, f) })
	}
	for _, x := range g.Scores() {
		run(x.ID, x.Tests, func(f Facts) any { return EvalScore(g, x, f) })
	}
	for _, x := range g.Pathways() {
		checkPathway(x, run)
	}
	return append(errs, checkItems(g)...)
}

// checkItems runs the tests beside items that are no rules.
func checkItems(g *graph.Graph) []error {
	var errs []error
	for _, x := range g.Checked() {
		for i, c := range x.Cases {
			got, err := Answer(g, x.Item, c)
			if err == nil && got != c.Expect {
				err = fmt.Errorf("expected %q, got %q", c.Expect, got)
			}
			if err != nil {
				errs = append(errs, graph.CaseError{ID: x.ID, Test: i + 1, Says: strings.TrimSpace(c.For + " " + c.Asks), Err: err})
			}
		}
	}
	return errs
}

func checkPathway(x graph.Pathway, run func(id string, cases []graph.Case, got func(Facts) any)) {
	run(x.ID, x.Tests, func(f Facts) any { return Offered(x.Entry, nil, f) })
	for _, t := range x.Targets {
		run(x.ID+" target "+t.ID, t.Tests, func(f Facts) any { return TargetGiven(t, f) })
	}
	for _, m := range x.Monitoring {
		run(x.ID+" monitoring "+m.ID, m.Tests, func(f Facts) any { return MonitorGiven(m, f) })
	}
	for _, e := range x.Escalation {
		run(x.ID+" escalation "+e.ID, e.Tests, func(f Facts) any { return EscalationGiven(e, x.Targets, f) })
	}
	for _, l := range x.Education {
		run(x.ID+" lesson "+l.ID, l.Tests, func(f Facts) any { return Offered(l.When, nil, f) })
	}
	for _, s := range x.Steps {
		for _, sc := range s.Screen {
			run(x.ID+" screen "+sc.Cond, sc.Tests, func(f Facts) any { return ScreenState(sc, f) })
		}
		for _, o := range s.Options {
			run(x.ID+" option "+o.ID, o.Tests, func(f Facts) any { return Offered(o.When, o.Unless, f) })
		}
	}
}

// Offered is the value of "when, unless": no where unless is true, otherwise
// that of when. An unknown unless does not hold back a draft or a red flag.
func Offered(when, unless *graph.Expr, f Facts) chart.Tri {
	if unless != nil && Value(*unless, f) == chart.Yes {
		return chart.No
	}
	if when == nil {
		return chart.Yes
	}
	return Value(*when, f)
}

// SafetyOutcome is whether a safety rule fires in a test. A test that names no drug asks about
// the patient's side alone.
func SafetyOutcome(r graph.SafetyRule, given map[string]any, f Facts) chart.Tri {
	parts := []graph.Expr{}
	named := false
	for id := range given {
		named = named || strings.HasPrefix(id, "drug.") || strings.HasPrefix(id, "class.")
	}
	if named || r.When == nil {
		parts = append(parts, anyOf(r.A))
		if len(r.B) > 0 {
			parts = append(parts, anyOf(r.B))
		}
	}
	if r.When != nil {
		parts = append(parts, *r.When)
	}
	return Value(graph.Expr{All: parts}, f)
}

func anyOf(ids []string) graph.Expr {
	e := graph.Expr{}
	for _, id := range ids {
		e.Any = append(e.Any, graph.Expr{Present: id})
	}
	return e
}

// BandOutcome is what a table's test compares: the value or the points that
// hold, unknown where none certainly does.
func BandOutcome(b graph.Band, f Facts) any {
	r, ok := EvalBand(b, f)
	switch {
	case !ok:
		return chart.Unknown
	case len(b.Points) > 0:
		return float64(r.Points)
	}
	return r.Value
}

// FromGiven makes facts of a test case: what is not given is unknown.
func FromGiven(g *graph.Graph, given map[string]any) Facts {
	f := &facts{bools: map[string]chart.Tri{}, nums: map[string]float64{}}
	for id, v := range given {
		switch x := v.(type) {
		case bool:
			f.bools[id] = chart.Of(x)
			if x {
				for _, class := range g.ClassesOf(id) {
					f.bools[class] = chart.Yes
				}
			}
		case float64:
			f.number(id, x)
		case string:
			f.readings(id, x)
		}
	}
	for a, b := range map[string]string{"find.sex_female": "find.sex_male", "find.sex_male": "find.sex_female"} {
		if v := f.bools[a]; v != chart.Unknown && f.bools[b] == chart.Unknown {
			f.bools[b] = not(v)
		}
	}
	f.derive()
	f.known(g)
	f.close(g)
	return f
}

// Agrees says why an outcome is not what a test expects; nil where it is.
func Agrees(want, got any) error {
	switch g := got.(type) {
	case chart.Tri:
		if w, ok := tri(want); ok && w == g {
			return nil
		}
		return fmt.Errorf("expected %v, got %s", want, g)
	case Said:
		if w, ok := tri(want); ok && w == g.Holds || g.Holds == chart.Yes && want == g.Words {
			return nil
		}
		return fmt.Errorf("expected %v, got %s (%s)", want, g.Holds, g.Words)
	case ScoreResult:
		if n, ok := want.(float64); ok && n == float64(g.Sum) && g.Applies == chart.Yes {
			return nil
		}
		if (want == g.Response.Name || want == ResponseWords(g.Response)) && g.Applies == chart.Yes || want == "unknown" && g.Applies != chart.Yes {
			return nil
		}
		return fmt.Errorf("expected %v, got %d (%s)", want, g.Sum, g.Response.Name)
	}
	if want == got {
		return nil
	}
	return fmt.Errorf("expected %v, got %v", want, got)
}

// ResponseWords are how a score is read and what that asks for: "urgent level 2 within
// 60 min".
func ResponseWords(r graph.Response) string {
	words := r.Name
	if r.Level > 0 {
		words += fmt.Sprintf(" level %d", r.Level)
	}
	if r.WithinMinutes > 0 {
		words += fmt.Sprintf(" within %d min", r.WithinMinutes)
	}
	return words
}

func tri(v any) (chart.Tri, bool) {
	switch x := v.(type) {
	case bool:
		return chart.Of(x), true
	case string:
		switch x {
		case "true", "yes":
			return chart.Yes, true
		case "false", "no":
			return chart.No, true
		case "unknown":
			return chart.Unknown, true
		}
	}
	return chart.Unknown, false
}
