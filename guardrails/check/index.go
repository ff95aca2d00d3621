package check

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// Index is what the checks look up in a graph, worked out once. It is safe
// for concurrent use.
type Index struct {
	g *graph.Graph
	// rules of the graph, and by concept where each stands in them.
	rules []graph.SafetyRule
	of    map[string][]membership
	// names of allergen groups, drugs and classes, squeezed.
	names map[string]string
	// called are the names of a condition, in the form of squeezeSpaces.
	called map[string][]string
	// drugs of a class or an allergen group.
	members map[string][]graph.Drug
	// derived are the findings that rest on one quantity alone.
	derived map[string][]graph.Finding
	// kinds maps a concept to itself and all classes above it.
	kinds map[string][]string
	cited func() cited
	// What texts are held against, beside the rules.
	trials       registry
	practices    []graph.Practice
	practised    *pattern.Set                        // of the first words of each practice
	education    map[string][]*graph.EducationFigure // by the units of their ranges
	materia      materia
	pharmacology pharmacology
	// off are the ids of what the hospital switched off.
	off map[string]bool
	// stated read the scores that texts give.
	stated []stated
}

// membership is the place of a concept in one rule.
type membership struct {
	rule     int
	inA, inB bool
}

// NewIndex prepares a graph for the checks.
func NewIndex(g *graph.Graph) *Index {
	x := &Index{
		g: g, rules: g.SafetyRules(), of: map[string][]membership{}, names: map[string]string{},
		members: map[string][]graph.Drug{}, derived: map[string][]graph.Finding{}, kinds: map[string][]string{},
		cited: sync.OnceValue(func() cited { return newCited(g) }),
	}
	x.practise(g.Practices())
	x.trials = newRegistry(g.Trials())
	x.educate(g.EducationFigures())
	x.materia, x.pharmacology = newMateria(g.Herbs(), g.HerbIncompatibilities()), newPharmacology(g.Pharmacology())
	x.stated = scoreNames(g)
	x.off = switchedOff(g.Site())
	x.indexKinds()
	x.indexRules()
	x.indexNames()
	x.indexCalled()
	for _, f := range g.Derived() {
		if f.Derive == nil {
			continue
		}
		if id := onlyFact(*f.Derive); id != "" {
			x.derived[id] = append(x.derived[id], f)
		}
	}
	return x
}

// educate takes the figures of education that numbers are held against.
func (x *Index) educate(figures []graph.EducationFigure) {
	x.education = map[string][]*graph.EducationFigure{}
	for i := range figures {
		for _, r := range figures[i].In {
			if of := x.education[r.Unit]; len(of) == 0 || of[len(of)-1] != &figures[i] {
				x.education[r.Unit] = append(of, &figures[i])
			}
		}
	}
}

// practise takes the practices that texts are held against.
func (x *Index) practise(practices []graph.Practice) {
	x.practices = practices
	first := make([][]string, len(practices))
	for i, p := range practices {
		first[i] = p.Says[0]
	}
	x.practised = pattern.NewLists(first)
}

// indexKinds closes drugs, classes and allergen groups over their classes: of
// an allergen group (头孢) is said what is said of its members.
func (x *Index) indexKinds() {
	for _, d := range x.g.Drugs() {
		up := x.g.ClassesOf(d.ID)
		x.kinds[d.ID] = append([]string{d.ID}, up...)
		for _, id := range append(slices.Clone(d.Allergens), up...) {
			if !slices.ContainsFunc(x.members[id], func(m graph.Drug) bool { return m.ID == d.ID }) {
				x.members[id] = append(x.members[id], d)
			}
		}
	}
	for _, k := range x.g.DrugClasses() {
		x.kinds[k.ID] = append([]string{k.ID}, x.g.ClassesOf(k.ID)...)
	}
	for _, a := range x.g.AllergenGroups() {
		kinds := []string{a.ID}
		for _, d := range x.members[a.ID] {
			for _, k := range x.g.ClassesOf(d.ID) {
				if !slices.Contains(kinds, k) {
					kinds = append(kinds, k)
				}
			}
		}
		x.kinds[a.ID] = kinds
	}
}

// indexRules finds the rules of each concept by those of its kinds: most rules name
// few kinds and most kinds stand in few rules.
func (x *Index) indexRules() {
	sideA, sideB := map[string][]int{}, map[string][]int{}
	for i, r := range x.rules {
		for _, id := range r.A {
			sideA[id] = append(sideA[id], i)
		}
		for _, id := range r.B {
			sideB[id] = append(sideB[id], i)
		}
	}
	for id, kinds := range x.kinds {
		in := map[int]membership{}
		for _, k := range kinds {
			for _, i := range sideA[k] {
				in[i] = membership{i, true, in[i].inB}
			}
			for _, i := range sideB[k] {
				in[i] = membership{i, in[i].inA, true}
			}
		}
		if len(in) > 0 {
			x.of[id] = slices.SortedFunc(maps.Values(in), func(a, b membership) int { return a.rule - b.rule })
		}
	}
}

// member is true when a drug or class is one of ids or belongs to one.
func (x *Index) member(ids []string, concept string) bool {
	if concept == "" || len(ids) == 0 {
		return false
	}
	kinds, ok := x.kinds[concept]
	if !ok {
		return slices.Contains(ids, concept)
	}
	return slices.ContainsFunc(kinds, func(k string) bool { return slices.Contains(ids, k) })
}

// indexNames takes the name of an allergen group before that of a drug, and
// that of a drug before that of a class.
func (x *Index) indexNames() {
	put := func(id string, l graph.Label, ws ...graph.Words) {
		names := []string{l.ZH, l.EN}
		for _, w := range ws {
			names = append(append(names, w.ZH...), w.EN...)
		}
		for _, n := range names {
			n = squeeze(n)
			for _, form := range [...]string{n, strings.TrimSuffix(n, "s"), strings.TrimSuffix(n, "类")} {
				if _, taken := x.names[form]; !taken && form != "" {
					x.names[form] = id
				}
			}
		}
	}
	for _, a := range x.g.AllergenGroups() {
		put(a.ID, a.Labels, a.Synonyms)
	}
	for _, d := range x.g.Drugs() {
		put(d.ID, d.Labels, d.Synonyms, d.Brands)
	}
	for _, k := range x.g.DrugClasses() {
		put(k.ID, k.Labels, k.Synonyms)
	}
}

// named is the allergen group, drug or class that is called like the text.
func (x *Index) named(text string) string {
	t := squeeze(text)
	for _, tail := range [...]string{"过敏史", "过敏", "类药物", "类", "allergy"} {
		t = strings.TrimSuffix(t, tail)
	}
	return x.names[t]
}

// drugs gives the drug of a concept, or the members of a class or of an
// allergen group.
func (x *Index) drugs(concept string) []graph.Drug {
	if d, ok := x.g.Drug(concept); ok {
		return []graph.Drug{d}
	}
	return x.members[concept]
}

// onlyFact is the quantity of a condition over one quantity and nothing else,
// "" for any other condition.
func onlyFact(e graph.Expr) string {
	if e.Compare != nil {
		return e.Compare.Fact
	}
	id := ""
	for i, p := range append(slices.Clone(e.All), e.Any...) {
		switch of := onlyFact(p); {
		case of == "" || i > 0 && of != id:
			return ""
		default:
			id = of
		}
	}
	return id
}

// indexCalled gives each condition its names.
func (x *Index) indexCalled() {
	x.called = map[string][]string{}
	for _, c := range x.g.Conditions() {
		for _, n := range slices.Concat([]string{c.Labels.ZH, c.Labels.EN}, c.Synonyms.ZH, c.Synonyms.EN) {
			x.called[c.ID] = append(x.called[c.ID], squeezeSpaces(n))
		}
	}
}
