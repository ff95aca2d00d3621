package content

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"apricot.health/knowledge/graph"
)

// fewest is how many tests stand beside the rules of a module at the least.
const fewest = 7

// deciding are the kinds of items that decide: a module of which an item is of one of
// them is a rule module.
var deciding = regexp.MustCompile(`^(?:flag|order|rule|band|score|path|practice|figure|pharm|trial|herb|incompatibility|drug|class|allergen)\.`)

// itemID is the id at the head of an item, or of a row of a table.
var itemID = regexp.MustCompile(`(?m)^(?: *- \{?id: ([a-z]+\.[a-z0-9_.]+)|([a-z]+\.[a-z0-9_.]+),)`)

// TestEveryRuleModuleIsTested: rules come with tests beside them, each with some and
// each module with several.
func TestEveryRuleModuleIsTested(t *testing.T) {
	t.Parallel()
	g, err := Graph()
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	tested := g.Whole().Tested()
	modules, err := filepath.Glob("*.[yc]*")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range modules {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		tests, rules := 0, 0
		for _, m := range itemID.FindAllStringSubmatch(string(text), -1) {
			id := m[1] + m[2]
			if !deciding.MatchString(id) || strings.HasPrefix(name, "medicinetests-") || strings.HasPrefix(name, "itemtests-") {
				continue
			}
			rules++
			tests += tested[id].Tests
			if tested[id] == (graph.Tested{}) && !passive(g, id) {
				t.Errorf("%s: no test stands beside %s", name, id)
			}
		}
		if rules == 0 {
			continue
		}
		if n++; tests < fewest {
			t.Errorf("%s has %d rules and %d tests beside them, and needs %d", name, rules, tests, fewest)
		}
	}
	if n < 50 {
		t.Errorf("only %d rule modules were found", n)
	}
}

// passive is true for a class or an allergen group, which decides only where it
// says more than a name: what rests on its members stands beside them.
func passive(g *graph.Graph, id string) bool {
	_, class := g.DrugClass(id)
	_, group := g.AllergenGroup(id)
	return class || group
}
