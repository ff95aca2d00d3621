package graph

import (
	"maps"
	"slices"
	"strings"
)

// conflicts checks that what conflicts says so on both sides, is of one kind and
// of two jurisdictions, and can be set aside: only then can a site choose.
func (l *linter) conflicts() {
	g := l.g.Whole()
	all, targets := g.saying(), map[string]bool{}
	for _, p := range g.pathways.items {
		for _, t := range p.Targets {
			targets[p.ID+" "+t.ID] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		x := all[id]
		at, _, within := strings.Cut(id, " ")
		if kind, _ := kindOf(at); within && !targets[id] || !within && kind != "band" && !slices.Contains(optional, kind) {
			l.add(at, "%s conflicts and cannot be set aside", id)
		}
		for _, name := range x.ConflictsWith {
			l.conflict(at, x, name, all)
		}
	}
}

func (l *linter) conflict(at string, x says, name string, all map[string]says) {
	a, _ := kindOf(x.id)
	b, _ := kindOf(name)
	y, conflicts := all[name]
	switch of, _, within := strings.Cut(name, " "); {
	case !conflicts && !within && !l.g.Whole().Exists(of):
		l.dangling(at, name)
	case a != b:
		l.add(at, "%s conflicts with %s, which is of another kind", x.id, name)
	case !conflicts || !slices.Contains(y.ConflictsWith, x.id):
		l.add(at, "%s conflicts with %s, which does not say so", x.id, name)
	case x.Jurisdiction == y.Jurisdiction:
		l.add(at, "%s conflicts with %s of the same jurisdiction", x.id, name)
	}
}
