package reason

import (
	"cmp"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// ofChildren is true for a complaint that only children have.
func ofChildren(comp graph.Complaint) bool { return comp.Department == "dept.paediatrics" }

// grown is true for a patient who is known to be no child.
func grown(f logic.Facts) bool {
	age, known := f.Number("find.age")
	return known && age >= logic.ChildAge
}

// Suits is false for a complaint that this patient cannot have: one of children
// for the old, one of women for a man.
func (e *Engine) Suits(complaint string, c chart.Chart) bool {
	comp, ok := e.g.Complaint(complaint)
	if !ok {
		return false
	}
	f := logic.FromChart(e.g, c)
	x, _ := e.g.Finding(comp.Finding)
	return logic.CanHave(x, f) && !(ofChildren(comp) && grown(f))
}

// told are the complaints of the story: the one that the interview is about,
// then every other whose own finding is present.
func (e *Engine) told(c Case, f logic.Facts) []graph.Complaint {
	var out []graph.Complaint
	if comp, ok := e.g.Complaint(c.Complaint); ok {
		out = append(out, comp)
	}
	for _, comp := range e.all {
		if ofChildren(comp) && grown(f) {
			continue
		}
		opens := func(id string) bool { return f.Bool(id) == chart.Yes && !e.ownedBySpecific(id, comp.ID, f) }
		if comp.ID != c.Complaint && (opens(comp.Finding) || slices.ContainsFunc(comp.Also, opens)) {
			out = append(out, comp)
		}
	}
	return out
}

// ownedBySpecific reports that a more specific finding that is present opens a
// complaint of its own and not this one: a child's fever is asked about as
// that, not as the fever of an adult as well.
func (e *Engine) ownedBySpecific(id, comp string, f logic.Facts) bool {
	return slices.ContainsFunc(e.g.Specifics(id), func(s string) bool {
		own := e.complaints[s]
		return len(own) > 0 && !slices.Contains(own, comp) && f.Bool(s) == chart.Yes
	})
}

// emergencies is the share of emergencies among the causes of a complaint.
func (d differential) emergencies(comp graph.Complaint) float64 {
	sum := 0.0
	for i, w := range d.weights {
		if w.condition.Level <= 2 && slices.Contains(comp.Conditions, w.condition.ID) {
			sum += d.p[i]
		}
	}
	return sum
}

// dangerousFirst orders the complaints by how likely an emergency is behind
// each; where that is alike, by their own level, then as they were told.
func (d differential) dangerousFirst(told []graph.Complaint) []graph.Complaint {
	risk := map[string]float64{}
	for _, c := range told {
		risk[c.ID] = d.emergencies(c)
	}
	out := slices.Clone(told)
	slices.SortStableFunc(out, func(a, b graph.Complaint) int {
		return cmp.Or(cmp.Compare(risk[b.ID], risk[a.ID]), cmp.Compare(a.Level, b.Level))
	})
	return out
}

// openDanger counts the danger signs of the complaints that nobody asked for.
func (e *Engine) openDanger(told []graph.Complaint, f logic.Facts) int {
	n := 0
	for _, c := range told {
		for _, id := range c.Danger {
			if x, ok := e.g.Finding(id); ok && f.Bool(id) == chart.Unknown && presumed(x, f) {
				n++
			}
		}
	}
	return n
}
