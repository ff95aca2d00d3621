package reason

import (
	"math"
	"math/bits"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// atlas is the graph's findings and conditions laid out for weighing: findings
// have numbers, and each condition has a row of likelihoods.
type atlas struct {
	findings []graph.Finding
	number   map[string]int
	profiles []profile
	byID     map[string]int
	courses  courses
}

// profile is one condition.
type profile struct {
	condition graph.Condition
	edges     []link
	// like is P(finding | condition) by finding, 0 where there is no edge.
	like []float32
	// explains are the findings that the condition may bring, by an edge to
	// them or to what they imply or are implied by.
	explains bitset
}

// link is an edge with its two log likelihood ratios.
type link struct {
	find    int
	p       float64
	yes, no float64
	// specifics and generals are those that have an edge too.
	specifics, generals []int
}

type bitset []uint64

func (b bitset) set(i int)      { b[i/64] |= 1 << (i % 64) }
func (b bitset) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

// without counts what is in b and not in x.
func (b bitset) without(x bitset) int {
	n := 0
	for i := range b {
		n += bits.OnesCount64(b[i] &^ x[i])
	}
	return n
}

func newAtlas(g *graph.Graph) *atlas {
	a := &atlas{findings: g.Findings(), number: map[string]int{}, byID: map[string]int{}, courses: newCourses(g)}
	for i, f := range a.findings {
		a.number[f.ID] = i
	}
	for _, c := range g.Conditions() {
		a.byID[c.ID] = len(a.profiles)
		a.profiles = append(a.profiles, a.profile(g, c))
	}
	return a
}

func (a *atlas) bits() bitset { return make(bitset, len(a.findings)/64+1) }

func (a *atlas) profile(g *graph.Graph, c graph.Condition) profile {
	p := profile{condition: c, like: make([]float32, len(a.findings)), explains: a.bits()}
	for _, e := range c.Edges {
		i := a.number[e.Find]
		mid, base := geometricMiddle(e.Low, e.High), a.findings[i].Base
		p.like[i] = float32(mid)
		p.explains.set(i)
		for _, id := range append(slices.Clone(g.Generals(e.Find)), g.Specifics(e.Find)...) {
			p.explains.set(a.number[id])
		}
		if base > 0 {
			p.edges = append(p.edges, link{find: i, p: mid, yes: clampLog(mid, base), no: clampLog(1-mid, 1-base)})
		}
	}
	// In the order of findings, so that a sum is the same to the last bit in
	// every run.
	slices.SortFunc(p.edges, func(x, y link) int { return x.find - y.find })
	for i := range p.edges {
		x := &p.edges[i]
		id := a.findings[x.find].ID
		x.specifics = a.onEdges(p, g.Specifics(id))
		x.generals = a.onEdges(p, g.Generals(id))
	}
	return p
}

func (a *atlas) onEdges(p profile, ids []string) []int {
	var out []int
	for _, id := range ids {
		if i := a.number[id]; p.like[i] > 0 {
			out = append(out, i)
		}
	}
	return out
}

func geometricMiddle(low, high float64) float64 { return math.Sqrt(low * high) }

func clampLog(p, base float64) float64 {
	if base <= 0 || base >= 1 || p <= 0 || p >= 1 {
		return 0
	}
	limit := math.Log(maxLR)
	return max(-limit, min(limit, math.Log(p/base)))
}

// scene is what is known of a patient, by the number of the finding.
type scene struct {
	facts logic.Facts
	is    []chart.Tri
	// troubles are the symptoms and signs that are present and that some
	// condition explains.
	troubles bitset
}

func (a *atlas) scene(f logic.Facts) scene {
	s := scene{facts: f, is: make([]chart.Tri, len(a.findings)), troubles: a.bits()}
	for i, x := range a.findings {
		if x.Kind != "boolean" {
			continue
		}
		s.is[i] = f.Bool(x.ID)
		if s.is[i] == chart.Yes && x.Base > 0 && (x.Class == "symptom" || x.Class == "sign") {
			s.troubles.set(i)
		}
	}
	return s
}

// any is true where one of the findings has the value.
func (s scene) any(of []int, v chart.Tri) bool {
	return slices.ContainsFunc(of, func(i int) bool { return s.is[i] == v })
}
