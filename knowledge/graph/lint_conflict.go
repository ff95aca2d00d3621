package graph

import "slices"

// conflicts checks that what conflicts says so on both sides, is of one kind and
// of two jurisdictions: only then can a site choose.
func (l *linter) conflicts() {
	m := l.g.module()
	all := map[string]says{}
	m.each(func(id string, p *Provenance) { all[id] = says{id, p} })
	for _, id := range sortedKeys(all) {
		l.conflict(all[id], id, all)
	}
	for _, p := range m.Pathways {
		of := map[string]says{}
		for i, t := range p.Targets {
			of[t.ID] = says{t.ID, &p.Targets[i].Provenance}
		}
		for _, t := range p.Targets {
			l.conflict(of[t.ID], p.ID, of)
		}
	}
}

func (l *linter) conflict(x says, at string, all map[string]says) {
	for _, id := range x.p.ConflictsWith {
		y, ok := all[id]
		a, _ := kindOf(x.id)
		b, _ := kindOf(id)
		switch {
		case !ok:
			l.dangling(at, id)
		case a != b:
			l.add(at, "%s conflicts with %s, which is of another kind", x.id, id)
		case x.p.Jurisdiction == y.p.Jurisdiction:
			l.add(at, "%s conflicts with %s of the same jurisdiction", x.id, id)
		case !slices.Contains(y.p.ConflictsWith, x.id):
			l.add(at, "%s conflicts with %s, which does not say so", x.id, id)
		}
	}
}
