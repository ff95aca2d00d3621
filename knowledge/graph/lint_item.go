package graph

import (
	"maps"
	"slices"
)

// itemCases holds tests beside items to their grammar and to what there is. Two
// answers to one question are one too many.
func (l *linter) itemCases() {
	for _, x := range l.g.Checked() {
		seen := map[[2]string]bool{}
		for i, c := range x.Cases {
			given, err := c.Given()
			if err != nil {
				l.add(x.ID, "test %d: %v", i+1, err)
			}
			for _, fact := range slices.Sorted(maps.Keys(given)) {
				if !l.g.Exists(fact) {
					l.dangling(x.ID, fact)
				}
			}
			if key := [2]string{c.For, c.Asks}; seen[key] {
				l.add(x.ID, "test %d asks what another asks", i+1)
			} else {
				seen[key] = true
			}
		}
	}
}
