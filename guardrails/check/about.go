package check

import (
	"slices"
	"strconv"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var conceptRE = pattern.MustCompile(`"((?:drug|class|allergen|cond|find|inv)\.[a-z0-9_.]+)"`)

// cited is what the items of a graph say, by id. It is read from the whole graph, so
// only when a text first cites something.
type cited struct {
	g *graph.Graph
	// speaks maps what can be cited to the concepts it speaks of.
	speaks map[string]map[string]bool
	// figures are the numbers that an item states.
	figures map[string][]float64
}

// about gives the concepts that an item, or the items of a source, speak of;
// nil where the id is of no such item.
func (x *Index) about(id string) map[string]bool { return x.cited().speaks[id] }

// newCited reads the concepts and the figures of every item that can be
// cited, and hands the concepts to its sources.
func newCited(g *graph.Graph) cited {
	x := cited{g: g, speaks: map[string]map[string]bool{}, figures: map[string][]float64{}}
	for _, i := range x.g.SafetyRules() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.RedFlags() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.Drugs() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.Conditions() {
		x.item(i.ID, i.Refs)
		for _, e := range i.Edges {
			x.speaks[i.ID][e.Find] = true
		}
	}
	for _, i := range x.g.Bands() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.Scores() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.Pathways() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.OrderRules() {
		x.item(i.ID, i.Refs)
	}
	for _, i := range x.g.Findings() {
		x.item(i.ID, nil)
	}
	for _, i := range x.g.Investigations() {
		x.item(i.ID, nil)
	}
	return x
}

// item takes one item up. A reference to a source makes the source speak of
// what the item speaks of.
func (x cited) item(id string, refs []graph.Ref) {
	text := itemText(x.g, id)
	x.figures[id] = figuresIn(text)
	concepts := map[string]bool{id: true}
	for _, m := range conceptRE.FindAllStringSubmatch(text, -1) {
		concepts[m[1]] = true
	}
	x.speaks[id] = concepts
	for _, r := range refs {
		of := x.speaks[r.Source]
		if of == nil {
			of = map[string]bool{}
			x.speaks[r.Source] = of
		}
		for c := range concepts {
			of[c] = true
		}
	}
}

// figuresOf gives the numbers that an item states. Phrases are no part of any
// list of the graph, so theirs are read when asked for.
func (x *Index) figuresOf(id string) []float64 {
	if f, ok := x.cited().figures[id]; ok {
		return f
	}
	return figuresIn(itemText(x.g, id))
}

func figuresIn(text string) []float64 {
	var out []float64
	for _, f := range figureRE.FindAllString(text, -1) {
		if n, err := strconv.ParseFloat(f, 64); err == nil && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}
