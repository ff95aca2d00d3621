package check

import (
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
)

// Every rule about texts is known to the graph as its table has it, so that a hospital
// can endorse it or switch it off; and the graph knows no other.
func TestTheGraphKnowsEveryTextRule(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	want := TextRules()
	slices.SortFunc(want, func(a, b graph.TextRule) int { return strings.Compare(a.ID, b.ID) })
	got := g.TextRules()
	if slices.Equal(got, want) {
		return
	}
	for _, r := range want {
		if known, _ := g.TextRule(r.ID); known != r {
			t.Errorf("the graph has %+v, the table %+v", known, r)
		}
	}
	t.Errorf("knowledge/content/textrules.csv has %d rules, the tables have %d: go generate ./knowledge/content", len(got), len(want))
}
