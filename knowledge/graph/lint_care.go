package graph

import "slices"

// care checks the chronic-care part of a pathway.
func (l *linter) care(p Pathway) {
	seen := map[string]bool{}
	once := func(id string) {
		if id == "" || seen[id] {
			l.add(p.ID, "id %q is empty or used twice in the pathway", id)
		}
		seen[id] = true
	}
	goals := map[string]bool{}
	for _, t := range p.Targets {
		once(t.ID)
		goals[t.Goal] = true
		l.target(p.ID, t)
	}
	for _, m := range p.Monitoring {
		once(m.ID)
		l.monitor(p.ID, m)
	}
	for _, e := range p.Escalation {
		once(e.ID)
		l.escalation(p.ID, e)
		if e.Unmet != "" && !goals[e.Unmet] {
			l.add(p.ID, "escalation %s names goal %q, which no target has", e.ID, e.Unmet)
		}
	}
	for _, x := range p.Education {
		once(x.ID)
		l.label(p.ID, "lesson "+x.ID, x.Labels)
		l.label(p.ID, "text of lesson "+x.ID, x.Text)
		l.optional(p.ID, x.When)
		l.cases(p.ID, x.Tests)
		l.provenance(p.ID, x.Provenance)
	}
}

func (l *linter) target(id string, t Target) {
	l.label(id, "target "+t.ID, t.Labels)
	if t.Goal == "" {
		l.add(id, "target %s has no goal", t.ID)
	}
	if len(t.Reach) == 0 {
		l.add(id, "target %s reaches nothing", t.ID)
	}
	l.optional(id, t.When)
	l.optional(id, t.Unless)
	for _, r := range append(slices.Clone(t.Reach), t.Better...) {
		l.reading(id, t.ID, r)
	}
	l.bothSides(id, "target "+t.ID, t.Tests)
	l.provenance(id, t.Provenance)
}

func (l *linter) reading(id, of string, r Reading) {
	l.compare(id, r.Bounds())
	l.enum(id, "statistic in "+of, r.Statistic, "", "last", "mean", "max", "min", "rise")
	if r.GTE == nil && r.GT == nil && r.LTE == nil && r.LT == nil {
		l.add(id, "%s: a reading of %s has no bound", of, r.Find)
	}
	if r.GTE != nil && r.GT != nil || r.LTE != nil && r.LT != nil {
		l.add(id, "%s: two bounds of one side on %s", of, r.Find)
	}
	if r.Days < 0 || r.MinReadings < 0 {
		l.add(id, "%s: negative days or readings", of)
	}
	if (r.Statistic == "mean" || r.Statistic == "rise") && r.Days == 0 {
		l.add(id, "%s: a %s needs days", of, r.Statistic)
	}
}

func (l *linter) monitor(id string, m Monitor) {
	l.label(id, "monitoring "+m.ID, m.Labels)
	l.optional(id, m.When)
	l.optional(id, m.Unless)
	l.refs(id, "finds of "+m.ID, m.Finds, "find")
	l.refs(id, "orders of "+m.ID, m.Orders, "inv")
	l.enum(id, "by of "+m.ID, m.By, "patient", "nurse", "doctor")
	if m.EveryDays <= 0 {
		l.add(id, "monitoring %s has no interval", m.ID)
	}
	if len(m.Finds)+len(m.Orders) == 0 {
		l.add(id, "monitoring %s watches nothing", m.ID)
	}
	l.cases(id, m.Tests)
	l.provenance(id, m.Provenance)
}

func (l *linter) escalation(id string, e Escalation) {
	l.label(id, "escalation "+e.ID, e.Labels)
	l.label(id, "advice of "+e.ID, e.Advice)
	l.label(id, "action of "+e.ID, e.Action)
	l.optional(id, e.When)
	for _, r := range e.Readings {
		l.reading(id, e.ID, r)
	}
	l.enum(id, "to of "+e.ID, e.To, "care_manager", "doctor", "emergency")
	if (e.WithinHours == 0) != (e.To == "emergency") || e.WithinHours < 0 {
		l.add(id, "escalation %s: within_hours is 0 for an emergency and only there", e.ID)
	}
	if e.When == nil && len(e.Readings) == 0 && e.Unmet == "" {
		l.add(id, "escalation %s fires on nothing", e.ID)
	}
	l.bothSides(id, "escalation "+e.ID, e.Tests)
	l.provenance(id, e.Provenance)
}

// bothSides wants a test that holds and one that does not.
func (l *linter) bothSides(id, what string, cs []Case) {
	l.cases(id, cs)
	if !slices.ContainsFunc(cs, Case.holds) || !slices.ContainsFunc(cs, func(c Case) bool { return !c.holds() }) {
		l.add(id, "%s needs a test that holds and one that does not", what)
	}
}
