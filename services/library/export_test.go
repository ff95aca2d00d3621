package library

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
)

// free are members whose words are the content's own.
var free = []string{"locator", "name", "edition", "publisher", "id", "zh", "en", "says", "about", "by", "poisons", "text", "why", "excluded", "against", "loosely", "names", "not", "unless", "in", "response", "synonyms", "conflicts_with", "after", "unit", "loinc", "fact", "most", "expect", "conditions"}

// Unnamed are the members and the single words of the schema without a name.
func Unnamed(g *graph.Graph) []string {
	root, err := parse(g.Snapshot())
	if err != nil {
		return []string{err.Error()}
	}
	seen := map[string]bool{}
	tell := func(kind, what string) {
		if !seen[what] {
			seen[what] = true
		}
	}
	for _, kind := range root.Members {
		if _, ok := words[kind.Key]; !ok && kind.Value.List {
			tell(kind.Key, "the kind "+kind.Key)
		}
		kind.Value.walk(func(n *node) {
			for _, m := range n.Members {
				_, in := words[kind.Key+"."+m.Key]
				_, any := words[m.Key]
				if !in && !any && !strings.Contains(m.Key, ".") {
					tell(kind.Key, fmt.Sprintf("the member %s of %s", m.Key, kind.Key))
				}
			}
			if n.Text == "" || n.Key == "" || strings.ContainsAny(n.Text, " .:-/0123456789") || n.Text[0] < 'a' || n.Text[0] > 'z' || slices.Contains(free, n.Key) || strings.Contains(n.Key, ".") {
				return
			}
			if _, ok := named(*n); !ok {
				tell(kind.Key, fmt.Sprintf("the word %s of %s", n.Text, n.Key))
			}
		})
	}
	out := make([]string, 0, len(seen))
	for what := range seen {
		out = append(out, what)
	}
	slices.Sort(out)
	return out
}
