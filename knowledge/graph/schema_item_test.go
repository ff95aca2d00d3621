package graph_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
)

func TestItemCaseIsRead(t *testing.T) {
	t.Parallel()
	for who, want := range map[string]map[string]any{
		"":                            {},
		"man, 70 y":                   {"find.sex_male": true, "find.age": 70.0},
		"pregnant, no find.a, cond.c": {"find.sex_female": true, "find.pregnant": true, "find.a": false, "cond.c": true},
		"woman, bmi 30.5":             {"find.sex_female": true, "find.bmi": 30.5},
	} {
		if got, err := (graph.ItemCase{For: who}).Given(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v", who, got, err)
		}
	}
	for _, who := range []string{"tall", "old y", "no", "no drug.a", "find.a find.b"} {
		if _, err := (graph.ItemCase{For: who}).Given(); err == nil || !strings.Contains(err.Error(), "is not understood") {
			t.Errorf("%q: %v", who, err)
		}
	}
}

// Rows of a table stand beside their item like those of its module; two answers to a
// question, a patient whom nobody can read and an item that is not there are told.
func TestItemTests(t *testing.T) {
	t.Parallel()
	const module = `module: m
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: a}}
  - {id: find.ab, kind: boolean, class: symptom, labels: {zh: 甲乙, en: ab}, implies: [find.a], checked: [{asks: can, expect: "yes"}]}
`
	load := func(rows string) (*graph.Graph, error) {
		return graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(module)}, "itemtests-findings.csv": {Data: []byte("of,for,asks,expect\n" + rows)}})
	}
	g, err := load("find.ab,,brings,find.a\n")
	if err != nil {
		t.Fatal(err)
	}
	x, _ := g.Finding("find.ab")
	if want := []graph.ItemCase{{Asks: "can", Expect: "yes"}, {Asks: "brings", Expect: "find.a"}}; !reflect.DeepEqual(x.Checked, want) || g.Tested()["find.ab"].Tests != 2 {
		t.Errorf("%+v, %+v", x.Checked, g.Tested())
	}
	for rows, want := range map[string]string{
		"find.ab,,can,no\n":          "asks what another asks",
		"find.ab,tall,brings,a\n":    "is not understood",
		"find.none,,brings,find.a\n": "a test of no finding",
		"find.ab,find.no,can,yes\n":  `"find.no" does not exist`,
	} {
		if _, err := load(rows); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v does not say %q", rows, err, want)
		}
	}
}

// What stands changed in a tryout changes what follows from it, and nothing in the
// graph; the next change takes it back.
func TestTryoutOfAFinding(t *testing.T) {
	t.Parallel()
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(`module: m
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: a}}
  - {id: find.ab, kind: boolean, class: symptom, labels: {zh: 甲乙, en: ab}, implies: [find.a]}
  - {id: find.u, kind: boolean, class: sign, labels: {zh: 丙, en: u}, undocumented: absent}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	x, _ := g.Finding("find.ab")
	u, _ := g.Finding("find.u")
	x.Implies, u.Undocumented = nil, ""
	tryout := g.Tryout()
	if with := tryout.Finding(x); len(with.Generals("find.ab")) != 0 || len(g.Generals("find.ab")) != 1 {
		t.Error("what is dropped still follows, or no longer in the graph")
	}
	if with := tryout.Finding(u); len(with.Generals("find.ab")) != 1 || len(with.Undocumented()) != 0 || len(g.Undocumented()) != 1 {
		t.Error("the change before was not taken back, or the one now not made")
	}
}
