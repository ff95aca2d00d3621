package content

import (
	"testing"

	"apricot.health/knowledge/graph"
)

// TestScope counts what the graph holds against the least that it is to hold,
// so that no reorganisation of the files loses a module unseen.
func TestScope(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	rules := map[string]int{}
	for _, r := range g.SafetyRules() {
		rules[r.Kind]++
		if r.Kind == "interaction" {
			rules[r.Tier]++
		}
	}
	edges, deadly, elsewhere := 0, 0, 0
	for _, c := range g.Conditions() {
		edges += len(c.Edges)
		if c.MustNotMiss {
			deadly++
		}
		if c.Department == "" {
			elsewhere++
		}
	}
	allowed := 0
	for _, c := range g.DrugClasses() {
		allowed += len(c.DuplicateAllowed)
	}
	for _, s := range []struct {
		what       string
		has, least int
	}{
		{"complaints with an interview", len(g.Complaints()), 70},
		{"conditions", len(g.Conditions()), 350},
		{"conditions that must not be missed", deadly, 90},
		{"findings", len(g.Findings()), 1200},
		{"edges of condition and finding", edges, 5000},
		{"red flags", len(g.RedFlags()), 250},
		{"combinations that together raise urgency", combined(g), 40},
		{"scores", len(g.Scores()), 35},
		{"pathways", len(g.Pathways()), 12},
		{"medicines", len(g.Drugs()), 360},
		{"interactions that interrupt", rules["interruptive"], 40},
		{"soft interactions", rules["soft"], 120},
		{"passive interactions", rules["passive"], 90},
		{"allergen groups", len(g.AllergenGroups()), 20},
		{"contraindications by condition", rules["contraindication"], 400},
		{"pairs that may stand together", allowed, 1},
		{"order rules", len(g.OrderRules()), 250},
	} {
		if s.has < s.least {
			t.Errorf("%s: %d, at least %d", s.what, s.has, s.least)
		}
		t.Logf("%s: %d", s.what, s.has)
	}
	if elsewhere > 0 {
		t.Errorf("%d conditions have no department", elsewhere)
	}
}

// combined counts the red flags that no single finding raises.
func combined(g *graph.Graph) int {
	n := 0
	for _, f := range g.RedFlags() {
		if together(f.When) {
			n++
		}
	}
	return n
}

// together says that an expression asks for at least two facts at once.
func together(e graph.Expr) bool {
	switch {
	case len(e.All) > 1:
		return len(e.Facts()) > 1
	case e.Count != nil:
		return e.Count.Min > 1
	case len(e.Any) > 0:
		for _, part := range e.Any {
			if !together(part) {
				return false
			}
		}
		return true
	default:
		return false
	}
}
