package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync"
)

// Graph is compiled knowledge. It never changes after Load and is safe for
// concurrent use. Its items share their lists and pointers with what it hands
// out, and with the graphs that Apply makes of it: nobody writes into them.
type Graph struct {
	sources           table[Source]
	findings          table[Finding]
	conditions        table[Condition]
	complaints        table[Complaint]
	flags             table[RedFlag]
	invs              table[Investigation]
	orders            table[OrderRule]
	drugs             table[Drug]
	classes           table[DrugClass]
	allergens         table[AllergenGroup]
	rules             table[SafetyRule]
	bands             table[Band]
	scores            table[Score]
	pathways          table[Pathway]
	departments       table[Department]
	phrases           table[Phrase]
	courses           table[Course]
	words             table[WordClass]
	wordings          table[Wording]
	practices         table[Practice]
	figures           table[EducationFigure]
	pharmacology      table[Pharmacology]
	trials            table[Trial]
	herbs             table[Herb]
	incompatibilities table[HerbIncompatibility]
	textRules         table[TextRule]

	settings *Settings
	site     *Site
	// aside is what In left out of whole.
	aside []Aside
	whole *Graph

	labels    map[string]Label
	classesOf map[string][]string
	generals  map[string][]string
	specifics map[string][]string
	derived   []Finding
	codes     map[CodeKey]Code // of the hospital's code tables
	// undocumented are absent unless somebody documented them.
	undocumented []string
	snapshot     func() []byte // the canonical form, encoded when first asked for
	hash         string
}

// table keeps the items of one kind in id order.
type table[T any] struct {
	items []T
	at    map[string]int
}

func newTable[T any](items []T, id func(T) string) table[T] {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b T) int { return strings.Compare(id(a), id(b)) })
	t := table[T]{items: items, at: make(map[string]int, len(items))}
	for i, x := range items {
		if _, dup := t.at[id(x)]; !dup {
			t.at[id(x)] = i
		}
	}
	return t
}

func (t table[T]) get(id string) (T, bool) {
	i, ok := t.at[id]
	if !ok {
		var zero T
		return zero, false
	}
	return t.items[i], true
}

func (t table[T]) list() []T { return slices.Clone(t.items) }

// newGraph is the graph of items that nobody else can write to; it writes into
// none of them itself.
func newGraph(m Module) *Graph {
	m.Findings = append(slices.Clone(m.Findings), missingBuiltins(m.Findings)...)
	m.trust()
	g := indexed(m)
	sum := sha256.Sum256(g.snapshot())
	g.hash = "sha256:" + hex.EncodeToString(sum[:])
	return g
}

// frozen is a graph of items that were compiled before, with their hash.
func frozen(m Module, hash string) *Graph {
	g := indexed(m)
	g.hash = hash
	return g
}

func indexed(m Module) *Graph {
	g := &Graph{
		sources:           newTable(m.Sources, func(x Source) string { return x.ID }),
		findings:          newTable(m.Findings, func(x Finding) string { return x.ID }),
		conditions:        newTable(m.Conditions, func(x Condition) string { return x.ID }),
		complaints:        newTable(m.Complaints, func(x Complaint) string { return x.ID }),
		flags:             newTable(m.RedFlags, func(x RedFlag) string { return x.ID }),
		invs:              newTable(m.Investigations, func(x Investigation) string { return x.ID }),
		orders:            newTable(m.OrderRules, func(x OrderRule) string { return x.ID }),
		drugs:             newTable(m.Drugs, func(x Drug) string { return x.ID }),
		classes:           newTable(m.DrugClasses, func(x DrugClass) string { return x.ID }),
		allergens:         newTable(m.AllergenGroups, func(x AllergenGroup) string { return x.ID }),
		rules:             newTable(m.SafetyRules, func(x SafetyRule) string { return x.ID }),
		bands:             newTable(m.Bands, func(x Band) string { return x.ID }),
		scores:            newTable(m.Scores, func(x Score) string { return x.ID }),
		pathways:          newTable(m.Pathways, func(x Pathway) string { return x.ID }),
		departments:       newTable(m.Departments, func(x Department) string { return x.ID }),
		phrases:           newTable(m.Phrases, func(x Phrase) string { return x.ID }),
		courses:           newTable(m.Courses, func(x Course) string { return x.ID }),
		words:             newTable(m.WordClasses, func(x WordClass) string { return x.ID }),
		wordings:          newTable(m.Wordings, func(x Wording) string { return x.ID }),
		practices:         newTable(m.Practices, func(x Practice) string { return x.ID }),
		figures:           newTable(m.EducationFigures, func(x EducationFigure) string { return x.ID }),
		pharmacology:      newTable(m.Pharmacology, func(x Pharmacology) string { return x.ID }),
		trials:            newTable(m.Trials, func(x Trial) string { return x.ID }),
		herbs:             newTable(m.Herbs, func(x Herb) string { return x.ID }),
		incompatibilities: newTable(m.HerbIncompatibilities, func(x HerbIncompatibility) string { return x.ID }),
		textRules:         newTable(m.TextRules, func(x TextRule) string { return x.ID }),
	}
	g.settings, g.site = m.Settings, m.Site
	g.indexLabels()
	g.indexClasses()
	g.indexImplies()
	g.snapshot = sync.OnceValue(g.encode)
	return g
}

// module gives the items in id order, with those that are set aside.
func (g *Graph) module() Module {
	g = g.Whole()
	return Module{
		Sources: g.sources.items, Findings: g.findings.items, Conditions: g.conditions.items,
		Complaints: g.complaints.items, RedFlags: g.flags.items, Investigations: g.invs.items,
		OrderRules: g.orders.items, Drugs: g.drugs.items, DrugClasses: g.classes.items,
		AllergenGroups: g.allergens.items, SafetyRules: g.rules.items, Bands: g.bands.items,
		Scores: g.scores.items, Pathways: g.pathways.items, Departments: g.departments.items, Phrases: g.phrases.items,
		Courses: g.courses.items, WordClasses: g.words.items, Wordings: g.wordings.items,
		Practices: g.practices.items, EducationFigures: g.figures.items, Pharmacology: g.pharmacology.items, Trials: g.trials.items, Herbs: g.herbs.items, HerbIncompatibilities: g.incompatibilities.items,
		TextRules: g.textRules.items,
		Settings:  g.settings, Site: g.site,
	}
}

// encode writes the canonical snapshot: items in id order, keys in the order
// of the schema, maps in key order, no spaces.
func (g *Graph) encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(g.module()); err != nil {
		panic("graph: the schema must encode: " + err.Error())
	}
	return bytes.TrimSpace(b.Bytes())
}

func newStrictJSON(r io.Reader) *json.Decoder {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	return d
}

// Hash names the content: "sha256:" and the hex digest of Snapshot.
func (g *Graph) Hash() string { return g.hash }

// Snapshot is the canonical JSON of the whole graph.
func (g *Graph) Snapshot() []byte { return slices.Clone(g.snapshot()) }

func (g *Graph) indexLabels() {
	g.labels = map[string]Label{}
	for _, x := range g.sources.items {
		g.labels[x.ID] = x.Title
	}
	for _, x := range g.findings.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.conditions.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.complaints.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.flags.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.invs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.orders.items {
		g.labels[x.ID] = x.Why
	}
	for _, x := range g.drugs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.classes.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.allergens.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.rules.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.bands.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.scores.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.pathways.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.departments.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.phrases.items {
		g.labels[x.ID] = x.Labels
	}
	g.labelFacts()
}

// labelFacts names what texts are held against; a trial has its name.
func (g *Graph) labelFacts() {
	for _, x := range g.practices.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.figures.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.pharmacology.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.trials.items {
		if len(x.Names) > 0 {
			g.labels[x.ID] = Label{ZH: x.Names[0], EN: x.Names[0]}
		}
	}
	for _, x := range g.herbs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.incompatibilities.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.textRules.items {
		g.labels[x.ID] = x.Labels
	}
}

// indexClasses closes drug classes over their parents. A cycle (which lint
// reports) ends at the first repeat.
func (g *Graph) indexClasses() {
	g.classesOf = make(map[string][]string, len(g.drugs.items)+len(g.classes.items))
	closure := func(from []string) []string {
		seen := map[string]bool{}
		queue := slices.Clone(from)
		for len(queue) > 0 {
			id := queue[0]
			queue = queue[1:]
			if seen[id] {
				continue
			}
			seen[id] = true
			c, _ := g.classes.get(id)
			queue = append(queue, c.Parents...)
		}
		return sortedKeys(seen)
	}
	for _, d := range g.drugs.items {
		g.classesOf[d.ID] = closure(d.Classes)
	}
	for _, c := range g.classes.items {
		g.classesOf[c.ID] = closure(c.Parents)
	}
}

// indexImplies closes implies in both directions.
func (g *Graph) indexImplies() {
	g.generals, g.specifics = map[string][]string{}, map[string][]string{}
	for _, f := range g.findings.items {
		if f.Derive != nil {
			g.derived = append(g.derived, f)
		}
		if f.Undocumented == "absent" {
			g.undocumented = append(g.undocumented, f.ID)
		}
		seen := map[string]bool{}
		queue := slices.Clone(f.Implies)
		for len(queue) > 0 {
			id := queue[0]
			queue = queue[1:]
			if seen[id] || id == f.ID {
				continue
			}
			seen[id] = true
			up, _ := g.findings.get(id)
			queue = append(queue, up.Implies...)
		}
		for _, id := range sortedKeys(seen) {
			g.generals[f.ID] = append(g.generals[f.ID], id)
			g.specifics[id] = append(g.specifics[id], f.ID)
		}
	}
}
