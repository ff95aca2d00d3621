package graph

import "slices"

// Tryout is a graph in which one item at a time stands changed, to see what a change
// of it would change. It is not safe for concurrent use, and the graph that it gives
// holds until the next.
type Tryout struct {
	g    Graph
	undo func()
}

// Tryout gives a tryout of g, which stays as it is.
func (g *Graph) Tryout() *Tryout {
	t := &Tryout{g: *g, undo: func() {}}
	t.g.hash, t.g.whole = "", nil // it has none
	t.g.drugs.items, t.g.classes.items, t.g.allergens.items = g.drugs.list(), g.classes.list(), g.allergens.list()
	t.g.findings.items, t.g.conditions.items = g.findings.list(), g.conditions.list()
	return t
}

// Drug puts x in the place of the medicine of its id.
func (t *Tryout) Drug(x Drug) *Graph {
	old := put(t, &t.g.drugs, x.ID, x)
	return t.reclassed(slices.Equal(old.Classes, x.Classes))
}

// Class is Drug for a class of medicines.
func (t *Tryout) Class(x DrugClass) *Graph {
	old := put(t, &t.g.classes, x.ID, x)
	return t.reclassed(slices.Equal(old.Parents, x.Parents))
}

// Allergen is Drug for an allergen group.
func (t *Tryout) Allergen(x AllergenGroup) *Graph {
	put(t, &t.g.allergens, x.ID, x)
	return &t.g
}

// Condition is Drug for a condition.
func (t *Tryout) Condition(x Condition) *Graph {
	put(t, &t.g.conditions, x.ID, x)
	return &t.g
}

// Finding is Drug for a finding.
func (t *Tryout) Finding(x Finding) *Graph {
	put(t, &t.g.findings, x.ID, x)
	items, old := t.undo, t.g
	t.g.derived, t.g.undocumented = nil, nil
	t.g.indexImplies()
	t.undo = func() {
		items()
		t.g.generals, t.g.specifics, t.g.derived, t.g.undocumented = old.generals, old.specifics, old.derived, old.undocumented
	}
	return &t.g
}

func (t *Tryout) reclassed(same bool) *Graph {
	if same {
		return &t.g
	}
	items, classes := t.undo, t.g.classesOf
	t.g.indexClasses()
	t.undo = func() {
		items()
		t.g.classesOf = classes
	}
	return &t.g
}

func put[T any](t *Tryout, of *table[T], id string, x T) T {
	t.undo()
	i, ok := of.at[id]
	if !ok {
		t.undo = func() {}
		return x
	}
	old := of.items[i]
	of.items[i] = x
	t.undo = func() { of.items[i] = old }
	return old
}
