package reason

import (
	"maps"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// The urgencies, in the words of apricot triage.
const (
	Emergency = "emergency"
	Urgent    = "urgent"
	Routine   = "routine"
	SelfCare  = "self-care"
)

const (
	// leads is the probability from which a condition is seen today, and surely
	// that from which it sets the level itself: what may be an emergency, but is
	// not yet likely to be, is for its red flags to say.
	leads  = 0.3
	surely = 0.6
	// threatens is the probability from which a condition that must not be
	// missed sets the level of a thin story, of today at most, and worries that
	// from which it is seen today.
	threatens = 0.25
	worries   = 0.1
	// heads is the probability from which an emergency at the head of the list
	// decides where the patient is seen.
	heads = 0.2
	// A story of fewer than thin informative findings whose danger signs were
	// not asked for is seen today where emergencies hold at least this share.
	thin = 4
	open = 0.08
	// bare is that share where one thing was told and no more: a headache, and nothing else.
	bare = 0.045
)

// urgency takes the worst of all that speaks: red flags, early-warning scores,
// conditions of the record, conditions that lead or threaten, and the complaint's own level. A story in
// which no complaint was recognised is seen today: nobody knows what it is.
func (e *Engine) urgency(a *Assessment, c Case, f logic.Facts, told []graph.Complaint, d differential) {
	a.Level = 4
	raise := func(level int, by Basis) {
		by.Level = level
		switch {
		case level <= 0 || level > a.Level:
		case level < a.Level:
			a.Level, a.Basis = level, []Basis{by}
		case !slices.ContainsFunc(a.Basis, func(x Basis) bool { return x.ID == by.ID && x.Kind == by.Kind }):
			a.Basis = append(a.Basis, by)
		}
	}
	for _, comp := range told {
		raise(comp.Level, Basis{Kind: ByComplaint, ID: comp.ID})
	}
	if len(told) == 0 && (d.thin || d.unsure) {
		raise(3, Basis{Kind: ByAbstaining})
	}
	share := open
	if d.informative <= 1 || c.onlyNamed() {
		share = bare
	}
	if (d.thin || d.informative < thin) && e.openDanger(told, f) > 0 && emergencies(told, d) >= share {
		raise(3, Basis{Kind: ByDangerOpen})
	}
	for _, s := range e.alarms {
		if r := logic.EvalScore(e.g, s, f); r.Applies == chart.Yes && r.Response.Level > 0 {
			raise(r.Response.Level, Basis{Kind: ByScore, ID: s.ID})
		}
	}
	e.knownLevels(c, d.scene, raise)
	for _, r := range d.ranked {
		cond, _ := e.g.Condition(r.Condition)
		switch {
		case r.P >= surely:
			raise(cond.Level, likelyOf(cond))
		case r.P >= leads:
			raise(max(cond.Level, today), likelyOf(cond))
		}
	}
	for _, r := range a.MustNotMiss {
		cond, _ := e.g.Condition(r.Condition)
		switch {
		case d.thin && r.P >= threatens:
			// Too little is known to name a condition, and so to call it an
			// emergency: the patient is seen today.
			raise(max(cond.Level, 3), likelyOf(cond))
		case r.P >= surely:
			raise(cond.Level, likelyOf(cond))
		case r.P >= worries && !d.thin:
			raise(max(cond.Level, 3), likelyOf(cond))
		}
	}
	for _, hit := range a.RedFlags {
		raise(hit.Level, Basis{Kind: ByRedFlag, ID: hit.ID})
	}
	for _, s := range a.Suspected {
		raise(s.Level, Basis{Kind: ByResembling, ID: s.Flag, Words: s.Words, Near: []Near{{s.Flag, s.Saying}}})
	}
	if a.Acuity >= e.weights.Acuity.Now {
		raise(today-1, e.toldBasis(c.Resembles))
	}
	a.UrgencyBy = idsOf(a.Basis)
	a.Urgency = urgencyOf(a.Level)
}

// knownLevels raises for a condition of the record that content calls urgent
// while a finding of now speaks for it: chest pain in a patient whose chart
// says unstable angina.
func (e *Engine) knownLevels(c Case, s scene, raise func(int, Basis)) {
	for _, x := range c.Chart.Conditions {
		cond, ok := e.g.Condition(x.Concept)
		if !ok || x.Past || x.Status == "resolved" || cond.Known == nil || cond.Known.Level == 0 {
			continue
		}
		if e.presents(&e.profiles[e.byID[cond.ID]], s) {
			raise(cond.Known.Level, Basis{Kind: ByRecord, ID: cond.ID})
		}
	}
}

// urgencyOf names a level. Self-care is never said by the engine: no content
// certifies a story as safe to stay at home with.
func urgencyOf(level int) string {
	switch level {
	case 1, 2:
		return Emergency
	case 3:
		return Urgent
	default:
		return Routine
	}
}

// emergencies is the largest share of emergencies behind one of the complaints.
func emergencies(told []graph.Complaint, d differential) float64 {
	most := 0.0
	for _, c := range told {
		most = max(most, d.emergencies(c))
	}
	return most
}

// department is where the likely conditions belong, else where the most
// dangerous complaint does.
func (e *Engine) department(a Assessment, c Case, told []graph.Complaint, d differential) string {
	if a.Level <= 2 {
		return "dept.emergency"
	}
	if age := c.Chart.AgeYears; age >= 0 && age < logic.ChildAge {
		return "dept.paediatrics"
	}
	if len(a.Differential) > 0 {
		first, _ := e.g.Condition(a.Differential[0].Condition)
		if first.Level <= 2 && a.Differential[0].P >= heads {
			return first.Department
		}
	}
	vote := map[string]float64{}
	for _, r := range a.Differential {
		if cond, _ := e.g.Condition(r.Condition); cond.Department != "dept.emergency" {
			vote[cond.Department] += r.P
		}
	}
	best := ""
	for _, id := range slices.Sorted(maps.Keys(vote)) {
		if vote[id] >= leads && (best == "" || vote[id] > vote[best]) {
			best = id
		}
	}
	switch {
	case best != "":
		return best
	case len(told) > 0:
		return d.dangerousFirst(told)[0].Department
	}
	return "dept.general_medicine"
}
