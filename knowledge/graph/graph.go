package graph

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"
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
