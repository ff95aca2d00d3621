package graph

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Home is the jurisdiction that holds where a site chose none.
const Home = "CN"

// everywhere marks what an international body says: it holds where the site's own
// jurisdiction says nothing.
const everywhere = "INT"

// Jurisdictions are those that a site can choose.
func Jurisdictions() []string { return []string{"CN", "US", "EU", "UK"} }

// Aside is an item that the jurisdiction of the site sets aside, with the one that
// stands in for it. A target of a pathway is named with its pathway: path.x bp_uk.
type Aside struct{ ID, StandIn string }

// In gives the graph as it holds in a jurisdiction: of items that conflict, that
// of the jurisdiction is kept, otherwise that of an international body, otherwise
// that of Home, otherwise the first by id; the others are set aside. What names one of those names its
// stand-in then. In the home jurisdiction the hash stays what it is.
func (g *Graph) In(jurisdiction string) *Graph {
	codes := g.codes
	g = g.Whole()
	m, aside := g.module().in(jurisdiction)
	if len(aside) == 0 {
		return g.WithCodes(codes)
	}
	out := indexed(m)
	out.codes, out.aside, out.whole, out.hash, out.snapshot = codes, aside, g, g.hash, g.snapshot
	if jurisdiction != Home {
		sum := sha256.Sum256([]byte(g.hash + " " + jurisdiction))
		out.hash = "sha256:" + hex.EncodeToString(sum[:])
	}
	return out
}

// Aside are the items that In set aside, in the order of their ids.
func (g *Graph) Aside() []Aside { return slices.Clone(g.aside) }

// Whole is the graph with what In set aside.
func (g *Graph) Whole() *Graph {
	if g.whole == nil {
		return g
	}
	return g.whole
}

// says is what an item says of its jurisdiction.
type says struct {
	id string
	p  *Provenance
}

// preferred gives the stand-in of an item in a jurisdiction, "" for one that is
// kept.
func preferred(x says, of func(id string) (says, bool), jurisdiction string) string {
	best := x
	for _, id := range x.p.ConflictsWith {
		if y, ok := of(id); ok && better(y, best, jurisdiction) {
			best = y
		}
	}
	if best.id == x.id {
		return ""
	}
	return best.id
}

func better(x, y says, jurisdiction string) bool {
	a, b := distance(x.p.Jurisdiction, jurisdiction), distance(y.p.Jurisdiction, jurisdiction)
	return a < b || a == b && x.id < y.id
}

func distance(of, to string) int {
	switch of {
	case to:
		return 0
	case everywhere, "":
		return 1
	case Home:
		return 2
	}
	return 3
}

// in leaves out what a jurisdiction sets aside. The lists of m are not written to.
func (m Module) in(jurisdiction string) (Module, []Aside) {
	all := map[string]says{}
	m.each(func(id string, p *Provenance) { all[id] = says{id, p} })
	of := func(id string) (says, bool) { x, ok := all[id]; return x, ok }
	standIn, off := map[string]string{}, map[string]bool{}
	var aside []Aside
	for id, x := range all {
		if y := preferred(x, of, jurisdiction); y != "" {
			standIn[id], off[id] = y, true
			aside = append(aside, Aside{id, y})
		}
	}
	m.decide(nil, off)
	m.Pathways = slices.Clone(m.Pathways)
	for i := range m.Pathways {
		aside = append(aside, m.Pathways[i].in(jurisdiction, standIn)...)
	}
	slices.SortFunc(aside, func(a, b Aside) int { return strings.Compare(a.ID, b.ID) })
	return m, aside
}

// in leaves out the targets that a jurisdiction sets aside and names the tables
// that stand in for others.
func (p *Pathway) in(jurisdiction string, standIn map[string]string) []Aside {
	of := func(id string) (says, bool) {
		i := slices.IndexFunc(p.Targets, func(t Target) bool { return t.ID == id })
		if i < 0 {
			return says{}, false
		}
		return says{id, &p.Targets[i].Provenance}, true
	}
	var aside []Aside
	var kept []Target
	for _, t := range p.Targets {
		if y := preferred(says{t.ID, &t.Provenance}, of, jurisdiction); y != "" {
			aside = append(aside, Aside{p.ID + " " + t.ID, p.ID + " " + y})
			continue
		}
		kept = append(kept, t)
	}
	p.Targets = kept
	if len(standIn) == 0 {
		return aside
	}
	p.Steps = slices.Clone(p.Steps)
	for i := range p.Steps {
		var bands []string
		for _, b := range p.Steps[i].Bands {
			if y := standIn[b]; y != "" {
				b = y
			}
			if !slices.Contains(bands, b) {
				bands = append(bands, b)
			}
		}
		p.Steps[i].Bands = bands
	}
	return aside
}

// each tells the id and provenance of every item that may conflict with another.
func (m *Module) each(tell func(id string, p *Provenance)) {
	for i := range m.RedFlags {
		tell(m.RedFlags[i].ID, &m.RedFlags[i].Provenance)
	}
	for i := range m.OrderRules {
		tell(m.OrderRules[i].ID, &m.OrderRules[i].Provenance)
	}
	for i := range m.SafetyRules {
		tell(m.SafetyRules[i].ID, &m.SafetyRules[i].Provenance)
	}
	for i := range m.Bands {
		tell(m.Bands[i].ID, &m.Bands[i].Provenance)
	}
	for i := range m.Scores {
		tell(m.Scores[i].ID, &m.Scores[i].Provenance)
	}
	for i := range m.Pathways {
		tell(m.Pathways[i].ID, &m.Pathways[i].Provenance)
	}
	for i := range m.Practices {
		tell(m.Practices[i].ID, &m.Practices[i].Provenance)
	}
	for i := range m.EducationFigures {
		tell(m.EducationFigures[i].ID, &m.EducationFigures[i].Provenance)
	}
}
