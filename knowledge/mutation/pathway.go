package mutation

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// pathway gives the parts of a pathway that decide: who enters, what is reached,
// when what is due and escalates, who is taught what, what is screened and offered.
func pathway(x graph.Pathway, st steps) []subject {
	var out []subject
	if x.Entry != nil {
		out = append(out, offered(x.ID, x.Tests, x.Entry, nil, st))
	}
	for _, t := range x.Targets {
		out = append(out, target(x.ID+" target "+t.ID, t, st))
	}
	for _, m := range x.Monitoring {
		out = append(out, monitor(x.ID+" monitoring "+m.ID, m, st))
	}
	for _, e := range x.Escalation {
		out = append(out, escalation(x.ID+" escalation "+e.ID, e, x.Targets, st))
	}
	for _, l := range x.Education {
		if l.When != nil {
			out = append(out, offered(x.ID+" lesson "+l.ID, l.Tests, l.When, nil, st))
		}
	}
	for _, s := range x.Steps {
		for _, sc := range s.Screen {
			out = append(out, screen(x.ID+" screen "+sc.Cond, sc, st))
		}
		for _, o := range s.Options {
			if o.When != nil || o.Unless != nil {
				out = append(out, offered(x.ID+" option "+o.ID, o.Tests, o.When, o.Unless, st))
			}
		}
	}
	return out
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
	for _, r := range readings(t.Better, st) {
		x := t
		x.Better = r.list
		s.say("better: "+r.name, plain(x))
	}
	s.series(slices.Concat(t.Reach, t.Better)...)
	return s
}

// monitor is a piece of monitoring: whose it is, who does it, when it is due and
// what counts as done.
func monitor(id string, m graph.Monitor, st steps) subject {
	plain := func(m graph.Monitor) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.MonitorGiven(m, f) }
	}
	s := subject{id: id, steps: st, tests: m.Tests, got: plain(m)}
	s.uses(m.When, m.Unless)
	for _, v := range pairs(m.When, m.Unless, st) {
		x := m
		x.When, x.Unless = v.when, v.unless
		s.add(v.name, plain(x))
	}
	for _, to := range []int{m.EveryDays - 1, m.EveryDays + 1} {
		x := m
		x.EveryDays = to
		s.say(fmt.Sprintf("every %d days becomes every %d", m.EveryDays, to), plain(x))
	}
	for _, v := range slices.Concat(
		beside(m, "by", []string{"patient", "nurse", "doctor"}, func(x *graph.Monitor) *string { return &x.By }),
		each(m, "finds", func(x *graph.Monitor) *[]string { return &x.Finds }),
		each(m, "orders", func(x *graph.Monitor) *[]string { return &x.Orders }),
	) {
		s.say(v.Change, plain(v.Fact))
	}
	for _, days := range []int{m.EveryDays, m.EveryDays + 1} {
		for _, find := range m.Finds {
			s.dated(find, days)
		}
		for _, inv := range m.Orders {
			s.try(inv, float64(days))
		}
	}
	return s
}

func escalation(id string, e graph.Escalation, targets []graph.Target, st steps) subject {
	plain := func(e graph.Escalation) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.EscalationGiven(e, targets, f) }
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
	if e.Unmet != "" {
		x := e
		x.Unmet = ""
		s.add("unmet "+e.Unmet+" is dropped", plain(x))
		for _, t := range targets {
			if t.Goal == e.Unmet {
				s.uses(t.When, t.Unless)
				s.series(t.Reach...)
			}
		}
	}
	for _, v := range beside(e, "to", []string{"care_manager", "doctor", "emergency"}, func(x *graph.Escalation) *string { return &x.To }) {
		s.say(v.Change, plain(v.Fact))
	}
	for _, d := range []int{-1, 1} {
		x := e
		if x.WithinHours += d; e.WithinHours > 0 {
			s.say(fmt.Sprintf("within %d hours becomes within %d", e.WithinHours, x.WithinHours), plain(x))
		}
	}
	s.series(e.Readings...)
	return s
}

// screen is a condition that a step looks for.
func screen(id string, sc graph.ScreenItem, st steps) subject {
	plain := func(sc graph.ScreenItem) outcome {
		return func(f logic.Facts, _ map[string]any) any { return logic.ScreenState(sc, f) }
	}
	s := subject{id: id, steps: st, tests: sc.Tests, got: plain(sc)}
	s.uses(sc.Suspect, sc.RuledOut, &graph.Expr{Present: sc.Cond})
	change := func(name string, e *graph.Expr, at func(*graph.ScreenItem) **graph.Expr) {
		if e == nil {
			return
		}
		x := sc
		*at(&x) = nil
		s.add(name+" is dropped", plain(x))
		for _, v := range variants(*e, st) {
			x := sc
			*at(&x) = &v.expr
			s.add(name+": "+v.name, plain(x))
		}
	}
	change("suspect", sc.Suspect, func(x *graph.ScreenItem) **graph.Expr { return &x.Suspect })
	change("ruled_out", sc.RuledOut, func(x *graph.ScreenItem) **graph.Expr { return &x.RuledOut })
	return s
}

type readingList struct {
	name string
	list []graph.Reading
}

// readings moves the bounds of each reading, its days and the number of values that
// it needs, judges them by another statistic and drops each.
func readings(rs []graph.Reading, st steps) []readingList {
	var out []readingList
	for i, r := range rs {
		change := func(name string, do func(*graph.Reading)) {
			x := slices.Clone(rs)
			do(&x[i])
			out = append(out, readingList{name + " of " + r.Find, x})
		}
		for _, v := range compared(r.Bounds(), st) {
			c := v.expr.Compare
			x := slices.Clone(rs)
			x[i].GTE, x[i].GT, x[i].LTE, x[i].LT = c.GTE, c.GT, c.LTE, c.LT
			out = append(out, readingList{v.name, x})
		}
		for name, at := range map[string]func(*graph.Reading) *int{
			"days": func(r *graph.Reading) *int { return &r.Days }, "min_readings": func(r *graph.Reading) *int { return &r.MinReadings },
		} {
			n := *at(&r)
			for _, to := range []int{n - 1, n + 1, 0} {
				if n > 0 && (to > 0 || n > 1 && to == 0) {
					change(fmt.Sprintf("%s %d becomes %d", name, n, to), func(r *graph.Reading) { *at(r) = to })
				}
			}
		}
		for _, to := range []string{"last", "mean", "max", "min", "rise"} {
			if to != r.Statistic && (to != "last" || r.Statistic != "") {
				change(fmt.Sprintf("statistic %q becomes %s", r.Statistic, to), func(r *graph.Reading) { r.Statistic = to })
			}
		}
		if len(rs) > 1 {
			out = append(out, readingList{"the reading of " + r.Find + " is dropped", slices.Delete(slices.Clone(rs), i, i+1)})
		}
	}
	slices.SortStableFunc(out, func(a, b readingList) int { return strings.Compare(a.name, b.name) })
	return out
}

// series enters values over time that tell what a reading asks of them: on and
// around its bound, on the last of its days and a day before, one fewer than it
// needs, rising and falling across the bound.
func (s *subject) series(rs ...graph.Reading) {
	for _, r := range rs {
		c := r.Bounds()
		s.uses(&graph.Expr{Compare: &c})
		need := max(r.MinReadings, 1)
		for _, b := range bounds(&c) {
			v := **b.at
			step := s.steps.of(r.Find, v)
			for _, x := range []float64{v - step, v, v + step} {
				for _, n := range []int{need - 1, need, need + 1} {
					for _, oldest := range []int{n, r.Days, r.Days + 1, 2*r.Days + 30} {
						s.over(r.Find, oldest, slices.Repeat([]float64{x}, max(n, 0))...)
					}
				}
				if r.Statistic == "rise" {
					for _, oldest := range []int{2, r.Days, r.Days + 1} {
						s.over(r.Find, oldest, 70, 70+x)
						s.over(r.Find, oldest, 70, 70+x, 70+x)
					}
				}
			}
			around := []float64{v - 20*step, v - 3*step, v - step, v + step, v + 3*step, v + 20*step}
			for _, a := range around {
				for _, b := range around {
					for _, c := range around {
						list := append(slices.Repeat([]float64{a}, max(need-2, 1)), b, c)
						s.over(r.Find, len(list), list...)
					}
				}
			}
		}
	}
}

// over enters values of a quantity of which the first is so many days old and the
// others of the last days.
func (s *subject) over(find string, oldest int, values ...float64) {
	if len(values) == 0 || oldest < len(values) {
		return
	}
	var text []string
	for i, v := range values {
		days := len(values) - i
		if i == 0 {
			days = oldest
		}
		text = append(text, fmt.Sprintf("%v@%dd", clean(v), days))
	}
	s.try(find, strings.Join(text, " "))
}

// dated enters one value of a quantity, of so many days ago; the plausible of these
// are tried.
func (s *subject) dated(find string, days int) {
	for _, v := range []int{120, 95, 70, 7, 5, 1} {
		s.try(find, fmt.Sprintf("%d@%dd", v, days))
	}
}
