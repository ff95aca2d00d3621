package mutation_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/mutation"
)

const itemModule = `module: m
sources: [{id: src.s, title: {zh: 源, en: source}, publisher: p, year: 2020, jurisdiction: INT}]
departments: [{id: dept.d, labels: {zh: 科, en: dept}}, {id: dept.emergency, labels: {zh: 急, en: emergency}}, {id: dept.general_medicine, labels: {zh: 普, en: general}}]
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: a}, base: 0.2, ask: {zh: 甲？, en: a?}}
  - {id: find.b, kind: boolean, class: symptom, labels: {zh: 乙, en: b}, base: 0.2, ask: {zh: 乙？, en: b?}}
  - {id: find.ab, kind: boolean, class: symptom, labels: {zh: 甲乙, en: ab}, base: 0.1, implies: [find.a, find.b], sex: female, until: 60, acute: true, ask: {zh: 乙？, en: b?}}
  - {id: find.k, kind: boolean, class: symptom, labels: {zh: 童, en: k}, child: true}
conditions:
  - id: cond.c
    labels: {zh: 病, en: c}
    department: dept.d
    level: 2
    prior: 1
    modifiers: [{min_age: 40, max_age: 65, times: 3}, {min_age: 65, sex: female, times: 5}, {max_age: 2, times: 9}, {min_age: 2, max_age: 4, times: 6}, {sex: male, times: 1.4}, {sex: female, times: 0.6}, {when: find.a, times: 0.5}]
    known: {times: 10, level: 3, implies: [find.b]}
    edges: [{find: find.a, low: 0.1, high: 0.1, basis: judgement}, {find: find.ab, low: 0.2, high: 0.2, basis: judgement}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
complaints:
  - {id: comp.c, labels: {zh: 诉, en: c}, finding: find.a, also: [find.ab], danger: [find.b, find.ab], history: [find.a, find.b], conditions: [cond.c], department: dept.d, level: 3, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
courses: [{id: course.any, labels: {zh: 程, en: any}, share: [0.25, 0.25, 0.25, 0.25], of: [cond.c]}]
investigations: [{id: inv.b, labels: {zh: 血, en: b}, category: laboratory}, {id: inv.a, labels: {zh: 像, en: a}, category: imaging}]
order_rules:
  - {id: order.o, when: find.a, orders: [inv.b, inv.a], why: {zh: 因, en: why}, tests: [{given: {find.a: true}, expect: true}, {given: {find.a: false}, expect: false}], refs: [{source: src.s, locator: l, confidence: high}], status: draft}
pathways:
  - {id: path.p, labels: {zh: 路, en: p}, for: [cond.c], steps: [{id: one, kind: history, labels: {zh: 一, en: one}, ask: [find.a, find.b]}, {id: two, kind: exclude, labels: {zh: 二, en: two}, after: [one], orders: [inv.b]}], refs: [{source: src.s, locator: l, confidence: high}], status: draft}
`

func itemGraph(t *testing.T, dir string) *graph.Graph {
	t.Helper()
	fsys := fstest.MapFS{"m.yaml": {Data: []byte(itemModule)}}
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range tables {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[filepath.Base(name)] = &fstest.MapFile{Data: text}
	}
	g, err := graph.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	if errs := logic.CheckContent(g); len(errs) > 0 {
		t.Fatal(errs)
	}
	return g
}

// Without tests every change of an item survives; the tests that are asked for hold,
// and then none does.
func TestFilledItemTestsKill(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	survivors, before := mutation.RunItems(itemGraph(t, dir))
	for _, kind := range []string{
		"cond likelier", "cond known", "cond seen", "cond speaks", "find brings", "find can", "find new", "comp opens", "comp asks",
		"comp considers", "comp seen", "course of", "order drafts", "path steps",
	} {
		if n := before[kind]; n.Mutants == 0 || n.Killed == n.Mutants {
			t.Errorf("%s: %+v", kind, n)
		}
	}
	if err := mutation.FillItems(dir, survivors); err != nil {
		t.Fatal(err)
	}
	left, after := mutation.RunItems(itemGraph(t, dir))
	for _, s := range left {
		t.Error(s)
	}
	if n, m := before.All(), after.All(); m.Mutants != n.Mutants || m.Same != n.Same || m.Killed != m.Mutants-m.Same {
		t.Errorf("%+v became %+v", n, m)
	}
	for kind, n := range after {
		if n.Same > 0 {
			t.Errorf("%s: %d the same", kind, n.Same)
		}
	}
}

// A row taken away is asked for again, and what is added to a list comes in a row of
// its own.
func TestItemSurvivorsAreNamed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	survivors, _ := mutation.RunItems(itemGraph(t, dir))
	kept := survivors[:0]
	for _, s := range survivors {
		if s.Test.Asks != "speaks" && s.Test.Asks != "seen" {
			kept = append(kept, s)
		}
	}
	kept = append(kept, mutation.ItemSurvivor{Item: "cond.c", Test: graph.ItemCase{For: "find.a", Asks: "speaks", Expect: "against"}})
	if err := mutation.FillItems(dir, kept); err != nil {
		t.Fatal(err)
	}
	left, _ := mutation.RunItems(itemGraph(t, dir))
	var text strings.Builder
	for _, s := range left {
		text.WriteString(s.String() + "\n")
	}
	for _, want := range []string{"cond.c,find.ab,speaks,for", `cond.c,,seen,"level 2, dept.d"`, `comp.c,,seen,"level 3, dept.d"`} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is not among: %s", want, &text)
		}
	}
	if strings.Contains(text.String(), "find.a,speaks") {
		t.Errorf("what a test names is asked for again: %s", &text)
	}
}
