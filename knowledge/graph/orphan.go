package graph

import "slices"

// Orphans lists what nothing else names: sources, findings, investigations,
// tables, departments and drug classes without a use. They decide nothing, so
// they do not refuse the content.
func (g *Graph) Orphans() []Problem {
	g = g.Whole()
	u := uses{}
	g.clinicalUses(u)
	g.ruleUses(u)
	g.pathwayUses(u)
	g.eachProvenance(func(_ string, p Provenance) {
		for _, r := range p.Refs {
			u.add(r.Source)
		}
	})
	var out []Problem
	check := func(id string) {
		if !u[id] {
			out = append(out, Problem{ID: id, What: "nothing uses it"})
		}
	}
	for _, x := range g.sources.items {
		check(x.ID)
	}
	for _, x := range g.findings.items {
		if x.Class != "demographic" {
			check(x.ID)
		}
	}
	for _, x := range g.invs.items {
		check(x.ID)
	}
	for _, x := range g.departments.items {
		check(x.ID)
	}
	for _, x := range g.classes.items {
		check(x.ID)
	}
	return out
}

type uses map[string]bool

func (u uses) add(ids ...string) {
	for _, id := range ids {
		u[id] = true
	}
}

func (u uses) expr(es ...*Expr) {
	for _, e := range es {
		if e != nil {
			u.add(e.Facts()...)
		}
	}
}

func (g *Graph) clinicalUses(u uses) {
	for _, x := range g.sources.items {
		u.add(x.RetiredBy)
	}
	for _, x := range g.findings.items {
		// A general finding is used by the specific ones, and the other way
		// round by what the general one does.
		u.add(x.Implies...)
		if len(x.Implies) > 0 {
			u.add(x.ID)
		}
		u.add(x.Excludes...)
		u.expr(x.Derive)
		for _, o := range x.Options {
			u.add(slices.Concat(o.Sets, o.Clears)...)
		}
	}
	for _, x := range g.conditions.items {
		u.add(x.Department)
		for _, e := range x.Edges {
			if e.Ref != nil {
				u.add(e.Ref.Source)
			}
			u.add(e.Find)
		}
		for _, m := range x.Modifiers {
			u.expr(m.When)
		}
		if x.Known != nil {
			u.add(x.Known.Implies...)
		}
	}
	for _, x := range g.complaints.items {
		u.add(x.Finding, x.Department)
		u.add(slices.Concat(x.Also, x.Danger, x.History)...)
	}
}

func (g *Graph) ruleUses(u uses) {
	for _, x := range g.flags.items {
		u.expr(&x.When, x.Unless)
	}
	for _, x := range g.orders.items {
		u.expr(&x.When, x.Unless)
		u.add(x.Orders...)
	}
	for _, x := range g.drugs.items {
		u.add(x.Classes...)
	}
	for _, x := range g.classes.items {
		u.add(x.Parents...)
	}
	for _, x := range g.rules.items {
		u.add(slices.Concat(x.A, x.B)...)
		u.expr(x.When)
	}
	for _, x := range g.pharmacology.items {
		u.add(x.Of...)
	}
	for _, x := range g.herbs.items {
		u.add(x.With...)
	}
	for _, x := range g.bands.items {
		u.add(x.Input)
		u.expr(x.When)
	}
	for _, x := range g.scores.items {
		u.expr(x.Population)
		for _, item := range x.Items {
			u.expr(item.When)
		}
	}
}

func (g *Graph) pathwayUses(u uses) {
	for _, x := range g.pathways.items {
		u.add(x.For...)
		u.expr(x.Entry)
		for _, s := range x.Steps {
			u.add(slices.Concat(s.Ask, s.Orders)...)
			for _, sc := range s.Screen {
				u.expr(sc.Suspect, sc.RuledOut)
				u.add(sc.OrderInvs...)
			}
			for _, o := range s.Options {
				u.expr(o.When, o.Unless)
			}
		}
		for _, t := range x.Targets {
			u.expr(t.When, t.Unless)
			for _, r := range t.Reach {
				u.add(r.Find)
			}
		}
		for _, m := range x.Monitoring {
			u.expr(m.When, m.Unless)
			u.add(slices.Concat(m.Finds, m.Orders)...)
		}
		for _, e := range x.Escalation {
			u.expr(e.When)
			for _, r := range e.Readings {
				u.add(r.Find)
			}
		}
	}
}
