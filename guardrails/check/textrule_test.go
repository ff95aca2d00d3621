package check

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

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

// The tables of rules about texts are read strictly: a row that lacks what each has, that
// stands twice, in one file or in two, or that has a key which its kind has not, is refused.
func TestTablesOfRulesAreReadStrictly(t *testing.T) {
	t.Parallel()
	row := func(name, more string) string {
		return "- protocol: " + name + "\n  label: {zh: 甲, en: a}\n  source: a label\n  hazards: [interaction]\n" + more
	}
	read := func(files map[string]string) ([]protocol, error) {
		of := fstest.MapFS{}
		for name, text := range files {
			of[name] = &fstest.MapFile{Data: []byte(text)}
		}
		return readRules[protocol](of, "protocol", "b.yaml", "a-*.yaml")
	}
	got, err := read(map[string]string{"a-1.yaml": row("one", ""), "a-2.yaml": row("two", "  confidence: low\n"), "b.yaml": row("three", ""), "c.yaml": "nothing"})
	if err != nil || len(got) != 3 || got[0].id != "protocol.three" || got[1].id != "protocol.one" || got[2].id != "protocol.two" || got[2].Source != "a label" {
		t.Fatalf("%+v %v", got, err)
	}
	for why, rows := range map[string]string{
		"has no name": row(`""`, ""), "stands twice": row("a", "") + row("a", ""), "twice": row("three", ""), "label": strings.Replace(row("a", ""), "甲", `""`, 1),
		"languages": strings.Replace(row("a", ""), ", en: a", "", 1), "has no source": strings.Replace(row("a", ""), "a label", `""`, 1),
		"sure": row("a", "  confidence: sure\n"), "sources": strings.Replace(row("a", ""), "source", "sources", 1), "sequence": "protocols: []",
	} {
		if _, err := read(map[string]string{"a-1.yaml": rows, "b.yaml": row("three", "")}); err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), "a-1.yaml") {
			t.Errorf("not refused as %q: %v", why, err)
		}
	}
	if _, err := read(map[string]string{"b.yaml": row("a", "")}); err == nil {
		t.Error("a pattern that names no table is taken")
	}
}
