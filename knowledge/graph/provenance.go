package graph

// Expired lists items whose validity ended before day (2006-01-02). The graph
// has no clock, so the caller brings it.
func (g *Graph) Expired(day string) []Problem {
	var out []Problem
	check := func(id string, p Provenance) {
		if p.ValidTo != "" && p.ValidTo < day {
			out = append(out, Problem{ID: id, What: "expired on " + p.ValidTo})
		}
	}
	g.eachProvenance(check)
	return out
}

// DueForReview lists sources that somebody was to look at again before day.
func (g *Graph) DueForReview(day string) []Problem {
	var out []Problem
	for _, s := range g.sources.items {
		if s.ReviewDue != "" && s.ReviewDue < day {
			out = append(out, Problem{ID: s.ID, What: "review was due on " + s.ReviewDue})
		}
	}
	return out
}

func (g *Graph) eachProvenance(do func(id string, p Provenance)) {
	for _, x := range g.conditions.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.complaints.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.flags.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.orders.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.drugs.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.allergens.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.rules.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.bands.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.scores.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.pathways.items {
		x.eachProvenance(do)
	}
	for _, x := range g.practices.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.figures.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.pharmacology.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.trials.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.herbs.items {
		do(x.ID, x.Provenance)
	}
	for _, x := range g.incompatibilities.items {
		do(x.ID, x.Provenance)
	}
}

// eachProvenance goes over a pathway and all that it holds.
func (x Pathway) eachProvenance(do func(id string, p Provenance)) {
	do(x.ID, x.Provenance)
	for _, s := range x.Steps {
		for _, o := range s.Options {
			do(x.ID+" "+o.ID, o.Provenance)
		}
	}
	for _, t := range x.Targets {
		do(x.ID+" "+t.ID, t.Provenance)
	}
	for _, m := range x.Monitoring {
		do(x.ID+" "+m.ID, m.Provenance)
	}
	for _, e := range x.Escalation {
		do(x.ID+" "+e.ID, e.Provenance)
	}
	for _, l := range x.Education {
		do(x.ID+" "+l.ID, l.Provenance)
	}
}
