package record

import (
	"slices"
	"strings"
)

// named gives the codings without a name the one that the hospital's code
// tables have for them: a problem list of bare codes is then read, and shown,
// like any other.
func (r *Reader) named(c concept) concept {
	c.Coding = slices.Clone(c.Coding)
	for i, x := range c.Coding {
		if x.Display == "" {
			known, _ := r.graph.Code(x.System, x.Code)
			c.Coding[i].Display = known.Display
		}
	}
	return c
}

// byTable gives the concept that the hospital's code tables give one of the
// codings, of a kind that is asked for.
func (r *Reader) byTable(c concept, kinds ...string) string {
	for _, x := range c.Coding {
		known, _ := r.graph.Code(x.System, x.Code)
		for _, k := range kinds {
			if strings.HasPrefix(known.Concept, k) {
				return known.Concept
			}
		}
	}
	return ""
}

// Named gives the concept whose name the text is as a whole; kinds are tried in
// order. It is empty where there is none.
func (r *Reader) Named(text string, kinds ...string) string { return r.names.whole(text, kinds...) }
