package fence

import "apricot.health/knowledge/graph"

// bearing are the findings of which one that is there may decide whether some of the
// flags hold: what they name, what implies or excludes that, and what it is derived from.
func bearing(g *graph.Graph, flags []graph.RedFlag) map[string]bool {
	named := map[string]bool{}
	for _, flag := range flags {
		for _, id := range flag.When.Facts() {
			named[id] = true
		}
		if flag.Unless != nil {
			for _, id := range flag.Unless.Facts() {
				named[id] = true
			}
		}
	}
	derives := map[string][]string{}
	for _, x := range g.Derived() {
		if x.Derive == nil {
			continue
		}
		for _, id := range x.Derive.Facts() {
			derives[id] = append(derives[id], x.ID)
		}
	}
	out := map[string]bool{}
	for _, x := range g.Findings() {
		out[x.ID] = touches(g, x.ID, derives, named)
	}
	return out
}

// touches is true where a finding that is there settles one of those that are named.
func touches(g *graph.Graph, id string, derives map[string][]string, named map[string]bool) bool {
	seen, next := map[string]bool{id: true}, []string{id}
	reach := func(ids []string) {
		for _, id := range ids {
			if !seen[id] {
				seen[id] = true
				next = append(next, id)
			}
		}
	}
	for len(next) > 0 {
		at := next[len(next)-1]
		if next = next[:len(next)-1]; named[at] {
			return true
		}
		reach(derives[at])
		reach(g.Generals(at))
		x, _ := g.Finding(at)
		for _, out := range x.Excludes {
			reach([]string{out})
			reach(g.Specifics(out))
		}
	}
	return false
}
