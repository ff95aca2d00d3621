package graph

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
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
	standIn := g.standIns(jurisdiction)
	if len(standIn) == 0 {
		return g.WithCodes(codes)
	}
	m := g.module()
	m.setAside(standIn)
	var aside []Aside
	for _, id := range slices.Sorted(maps.Keys(standIn)) {
		aside = append(aside, Aside{id, standIn[id]})
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

// says is what an item says of its jurisdiction; the names in ConflictsWith are
// whole: those of a target have its pathway before them.
type says struct {
	id string
	Provenance
}

// saying gives what every item says that conflicts with another.
func (g *Graph) saying() map[string]says {
	all := map[string]says{}
	g.eachProvenance(func(id string, p Provenance) {
		if len(p.ConflictsWith) == 0 {
			return
		}
		if path, _, within := strings.Cut(id, " "); within {
			p.ConflictsWith = slices.Clone(p.ConflictsWith)
			for i, name := range p.ConflictsWith {
				p.ConflictsWith[i] = path + " " + name
			}
		}
		all[id] = says{id, p}
	})
	return all
}

// standIns gives, for each item that a jurisdiction sets aside, the one that
// holds in its place.
func (g *Graph) standIns(jurisdiction string) map[string]string {
	all, out := g.saying(), map[string]string{}
	for id, x := range all {
		best := x
		for _, name := range x.ConflictsWith {
			if y, ok := all[name]; ok && better(y, best, jurisdiction) {
				best = y
			}
		}
		if best.id != id {
			out[id] = best.id
		}
	}
	return out
}

func better(x, y says, jurisdiction string) bool {
	a, b := distance(x.Jurisdiction, jurisdiction), distance(y.Jurisdiction, jurisdiction)
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

// setAside leaves items and targets out, and names the tables that stand in for
// others. The lists that m shares are not written to.
func (m *Module) setAside(standIn map[string]string) {
	off := make(map[string]bool, len(standIn))
	for id := range standIn {
		off[id] = true
	}
	m.decide(nil, off)
	for i := range m.Pathways {
		p := &m.Pathways[i]
		p.Targets = slices.DeleteFunc(slices.Clone(p.Targets), func(t Target) bool { return off[p.ID+" "+t.ID] })
		p.Steps = slices.Clone(p.Steps)
		for k := range p.Steps {
			p.Steps[k].Bands = standing(p.Steps[k].Bands, standIn)
		}
	}
}

// standing names each stand-in once in the place of what it stands for.
func standing(ids []string, standIn map[string]string) []string {
	var out []string
	for _, id := range ids {
		id = cmp.Or(standIn[id], id)
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
