package rounds

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

const (
	// freshUrgent is how old a value may be to call somebody within two days: what was
	// as bad a week ago has been seen or has passed.
	freshUrgent = 7 * 24 * time.Hour
	// fresh is how old any other value may be.
	fresh = 366 * 24 * time.Hour
)

// asks is a reason with what is needed to weigh it.
type asks struct {
	agent.CareReason
	hours int // to act in; of a check none
	every int // days between checks; of an escalation none
}

func (a asks) check() bool { return a.Says == agent.CareDue }

func (a asks) priority() string {
	if a.check() {
		return "routine"
	}
	return agent.CarePriority(a.hours)
}

// findings names what an escalation rests on.
func (a asks) findings() string {
	var ids []string
	for _, v := range a.Evidence {
		ids = append(ids, v.Finding)
	}
	return strings.Join(ids, " ")
}

func (a asks) urgent() bool { return !a.check() && a.hours <= agent.UrgentHours }

// reasons are what the pathways of a patient ask for now.
func (s *Service) reasons(c caseOf) (alarms, checks []asks) {
	for _, p := range s.Graph.Pathways() {
		care := s.Engine.Care(p.ID, c.CareCase)
		told := map[string]bool{}
		for _, a := range care.Alarms { // the most urgent first: 6.7 is over 6.5, and need not be over 5.5 too
			r, ok := s.alarm(p, a, c)
			if of := r.findings(); ok && !told[of] {
				told[of] = true
				alarms = append(alarms, r)
			}
		}
		for _, d := range care.Due {
			if r, ok := check(p, d, c.Chart.Now); ok && c.cared {
				checks = append(checks, r)
			}
		}
	}
	return alarms, s.once(checks)
}

// alarm gives the escalation where a value sets it off that is new enough and of which
// nobody was told.
func (s *Service) alarm(p graph.Pathway, a reason.Alarm, c caseOf) (asks, bool) {
	e := a.Escalation
	r := asks{CareReason: agent.CareReason{Rule: p.ID + "/" + e.ID, Says: e.To, Due: a.By}, hours: e.WithinHours}
	told := len(e.Readings) == 0 && e.Unmet == ""
	for i, x := range a.Readings {
		f, _ := s.Graph.Finding(x.Find)
		how := e.Readings[i].Statistic
		if how == "rise" && x.Find == "find.weight" {
			return r, false // the home band of a gain of weight tells it with each weighing
		}
		r.Evidence = append(r.Evidence, agent.CareValue{Finding: x.Find, Value: x.Value, Unit: f.Unit, At: x.Last, Statistic: how, Readings: x.Readings})
	}
	if e.When != nil {
		for _, id := range e.When.Facts() {
			m, ok := c.Chart.Measures[id]
			points := c.series(id)
			if !ok || len(points) == 0 || slices.ContainsFunc(r.Evidence, func(v agent.CareValue) bool { return v.Finding == id }) {
				continue
			}
			f, _ := s.Graph.Finding(id)
			newest := points[len(points)-1]
			r.Evidence = append(r.Evidence, agent.CareValue{Finding: id, Value: newest.Value, Unit: f.Unit, At: newest.At, Readings: 1})
			told = told && c.heard[m.Evidence]
		}
	}
	for _, v := range r.Evidence {
		if v.At.After(r.Last) {
			r.Last = v.At
		}
	}
	limit := fresh
	if e.WithinHours <= 48 {
		limit = freshUrgent
	}
	return r, len(r.Evidence) > 0 && !told && !r.Last.IsZero() && c.Chart.Now.Sub(r.Last) <= limit
}

// check gives a piece of monitoring that is overdue. What the patient does at home is
// overdue where it was begun and has been missed twice, and three days at least: a
// battery that is empty calls nobody.
func check(p graph.Pathway, d reason.Due, now time.Time) (asks, bool) {
	m := d.Monitor
	r := asks{CareReason: agent.CareReason{Rule: p.ID + "/" + m.ID, Says: agent.CareDue, Last: d.Last, Due: d.Due}, every: m.EveryDays}
	if m.By == "patient" {
		missed := max(2*m.EveryDays, 3)
		return r, !d.Last.IsZero() && now.After(d.Last.AddDate(0, 0, missed))
	}
	return r, d.Overdue
}

// once leaves out a check that another overdue one covers: three pathways ask for the
// kidneys, and one blood sample answers all.
func (s *Service) once(checks []asks) []asks {
	slices.SortStableFunc(checks, func(a, b asks) int { return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.every, b.every)) })
	covered := map[string]bool{}
	return slices.DeleteFunc(checks, func(a asks) bool {
		m, _ := s.Graph.Monitor(a.Rule)
		of := m.Orders
		if len(of) == 0 {
			of = m.Finds
		}
		known := !slices.ContainsFunc(of, func(id string) bool { return !covered[id] })
		for _, id := range of {
			covered[id] = true
		}
		return known
	})
}

// newest is when any of the values that a reason rests on was measured last.
func newest(r agent.CareReason, s logic.Series) time.Time {
	var at time.Time
	for _, v := range r.Evidence {
		if points := s(v.Finding); len(points) > 0 && points[len(points)-1].At.After(at) {
			at = points[len(points)-1].At
		}
	}
	return at
}
