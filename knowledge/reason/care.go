package reason

import (
	"cmp"
	"slices"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// CareCase is a patient in chronic care at one moment: Chart.Now.
type CareCase struct {
	Chart chart.Chart
	// Done is when each investigation (inv.*) was last done.
	Done map[string]time.Time
}

// Goal is where one goal of treatment stands.
type Goal struct {
	Name   string
	Target graph.Target
	// Met is unknown while readings are missing or too few; Better is whether
	// the stricter aim is reached too.
	Met, Better chart.Tri
	Readings    []logic.ReadingResult
	// Doubt names facts that would choose a stricter or looser target.
	Doubt []string
}

// Due is a piece of monitoring.
type Due struct {
	Monitor graph.Monitor
	// Last is zero where nothing is recorded; then it is due now.
	Last, Due time.Time
	Overdue   bool
}

// Alarm is an escalation that fires.
type Alarm struct {
	Escalation graph.Escalation
	Readings   []logic.ReadingResult
	Proof      logic.Proof
	By         time.Time // when somebody must have acted
}

// Care is a chronic-care pathway for one patient now.
type Care struct {
	ID      string
	Entered chart.Tri
	Goals   []Goal
	Due     []Due   // the most overdue first
	Alarms  []Alarm // the most urgent first
	Lessons []graph.Lesson
}

// Care follows the chronic-care part of a pathway. It is the zero value for an
// id that the graph does not know, and holds nothing where the patient has not
// certainly entered.
func (e *Engine) Care(id string, c CareCase) Care {
	p, ok := e.g.Pathway(id)
	if !ok {
		return Care{}
	}
	f := logic.FromChart(e.g, c.Chart)
	out := Care{ID: id, Entered: logic.Offered(p.Entry, nil, f)}
	if out.Entered != chart.Yes {
		return out
	}
	series, now := logic.SeriesOf(e.g, c.Chart), c.Chart.Now
	out.Goals = goals(p.Targets, f, series, now)
	for _, m := range p.Monitoring {
		if logic.Offered(m.When, m.Unless, f) == chart.Yes {
			out.Due = append(out.Due, due(m, c, series))
		}
	}
	slices.SortStableFunc(out.Due, func(a, b Due) int { return a.Due.Compare(b.Due) })
	for _, x := range p.Escalation {
		fires, readings := logic.Escalates(x, f, series, now)
		if fires != chart.Yes || x.Unmet != "" && !missed(out.Goals, x.Unmet) {
			continue
		}
		a := Alarm{Escalation: x, Readings: readings, By: now.Add(time.Duration(x.WithinHours) * time.Hour)}
		if x.When != nil {
			a.Proof = logic.Eval(*x.When, f).Proof
		}
		out.Alarms = append(out.Alarms, a)
	}
	slices.SortStableFunc(out.Alarms, func(a, b Alarm) int { return cmp.Compare(a.Escalation.WithinHours, b.Escalation.WithinHours) })
	for _, x := range p.Education {
		if logic.Offered(x.When, nil, f) == chart.Yes {
			out.Lessons = append(out.Lessons, x)
		}
	}
	return out
}

// goals takes the first target of each goal that certainly is the patient's.
// What could have chosen an earlier one, were it known, is noted.
func goals(targets []graph.Target, f logic.Facts, s logic.Series, now time.Time) []Goal {
	var out []Goal
	doubt := map[string][]string{}
	for _, t := range targets {
		if slices.ContainsFunc(out, func(g Goal) bool { return g.Name == t.Goal }) {
			continue
		}
		switch logic.Offered(t.When, t.Unless, f) {
		case chart.Unknown:
			doubt[t.Goal] = append(doubt[t.Goal], logic.Eval(*t.When, f).Proof.Missing...)
		case chart.Yes:
			g := Goal{Name: t.Goal, Target: t, Doubt: doubt[t.Goal]}
			g.Met, g.Readings = logic.Met(t.Reach, s, now)
			if len(t.Better) > 0 {
				g.Better, _ = logic.Met(t.Better, s, now)
			}
			out = append(out, g)
		}
	}
	return out
}

func missed(goals []Goal, name string) bool {
	return slices.ContainsFunc(goals, func(g Goal) bool { return g.Name == name && g.Met == chart.No })
}

func due(m graph.Monitor, c CareCase, s logic.Series) Due {
	d := Due{Monitor: m}
	d.Last, d.Due, d.Overdue = logic.DueDate(m, s, c.Done, c.Chart.Now)
	return d
}
