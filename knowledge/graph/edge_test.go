package graph_test

import (
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
)

// Every edge carries a confidence: its author's, or, named as such, the one that
// follows from its basis.
func TestEveryEdgeHasAConfidence(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	binary, err := graph.LoadBinary(g.Binary())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, of := range []*graph.Graph{g, binary} {
		for _, c := range of.Conditions() {
			for _, e := range c.Edges {
				want := "medium"
				if e.Basis == "judgement" {
					want = "low"
				}
				if e.FromBasis && e.Confidence != want || e.Confidence == "" {
					t.Fatalf("%s, %s: confidence %q of basis %q", c.ID, e.Find, e.Confidence, e.Basis)
				}
				seen[e.Confidence]++
			}
		}
	}
	if seen["low"] == 0 || seen["medium"] == 0 {
		t.Errorf("%v", seen)
	}
}
