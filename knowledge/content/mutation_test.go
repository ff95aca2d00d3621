package content

import (
	"flag"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// fill is for authors: go test ./knowledge/content -run TestMutants -fill
// writes the missing tests beside the rules, for the author to read.
var fill = flag.Bool("fill", false, "write the tests that would notice the surviving mutants")

// TestMutants changes every rule by one step, operator or clause at a time:
// the tests beside the rule must notice, or the build fails.
func TestMutants(t *testing.T) {
	t.Parallel()
	g, err := graph.Load(os.DirFS("."))
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	survivors, counts := mutation.Run(g)
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		n := counts[kind]
		t.Logf("%s: %d rules, %d mutants: %d killed, %d the same rule in other words, %d survivors", kind, n.Rules, n.Mutants, n.Killed, n.Same, n.Mutants-n.Killed-n.Same)
	}
	if *fill {
		fillIn(t, survivors)
		return
	}
	for _, s := range survivors {
		t.Error(s)
	}
}

// TestItemMutants is TestMutants for the items that are no rules: for whom a
// condition is likelier, what a complaint asks, which finding brings which.
func TestItemMutants(t *testing.T) {
	t.Parallel()
	g, err := graph.Load(os.DirFS("."))
	if err != nil {
		t.Fatal("content does not compile; see TestContent")
	}
	survivors, counts := mutation.RunItems(g)
	for _, kind := range slices.Sorted(maps.Keys(counts)) {
		n := counts[kind]
		t.Logf("%s: %d items, %d mutants: %d killed, %d the same in other words, %d survivors", kind, n.Rules, n.Mutants, n.Killed, n.Same, n.Mutants-n.Killed-n.Same)
	}
	if n := counts.All(); n.Mutants == 0 {
		t.Error("nothing was changed")
	}
	if *fill {
		if err := mutation.FillItems(".", survivors); err != nil {
			t.Error(err)
		}
		return
	}
	for _, s := range survivors {
		t.Error(s)
	}
}

func fillIn(t *testing.T, survivors []mutation.Survivor) {
	t.Helper()
	tests := map[string][]string{}
	for _, s := range survivors {
		tests[s.Rule] = append(tests[s.Rule], mutation.YAML(s.Test))
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".yaml") {
			continue
		}
		old, err := os.ReadFile(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := string(old)
		for rule, cases := range tests {
			next, found, err := mutation.Fill(text, rule, cases)
			if err != nil {
				t.Error(err)
			}
			if found {
				delete(tests, rule)
			}
			text = next
		}
		if text == string(old) {
			continue
		}
		if err := os.WriteFile(e.Name(), []byte(text), 0o644); err != nil { //nolint:gosec // the modules are public text
			t.Fatal(err)
		}
	}
	for rule := range tests {
		t.Errorf("%s is in no module", rule)
	}
}
