package logic_test

import (
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

const itemModule = `module: m
sources: [{id: src.s, title: {zh: 源, en: source}, publisher: p, year: 2020, jurisdiction: INT}]
departments: [{id: dept.d, labels: {zh: 科, en: dept}}]
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: a}, base: 0.2, ask: {zh: 甲？, en: a?}}
  - {id: find.ab, kind: boolean, class: symptom, labels: {zh: 甲乙, en: ab}, base: 0.1, implies: [find.a], until: 60, ask: {zh: 乙？, en: b?}}
  - {id: find.w, kind: boolean, class: symptom, labels: {zh: 女, en: w}, sex: female, child: true, acute: true, ask: {zh: 女？, en: w?}}
  - {id: find.u, kind: boolean, class: sign, labels: {zh: 丙, en: u}, undocumented: absent}
conditions:
  - id: cond.c
    labels: {zh: 病, en: c}
    department: dept.d
    level: 2
    must_not_miss: true
    prior: 1
    modifiers: [{min_age: 40, max_age: 65, times: 3}, {min_age: 65, times: 2}, {sex: male, times: 4}, {when: find.u, times: 0.5}]
    known: {times: 10, level: 3, implies: [find.u]}
    edges: [{find: find.a, low: 0.1, high: 0.1, basis: judgement}, {find: find.ab, low: 0.2, high: 0.2, basis: judgement}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
  - {id: cond.w, labels: {zh: 妇, en: w}, department: dept.d, level: 4, prior: 1, sex: female, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
complaints:
  - {id: comp.c, labels: {zh: 诉, en: c}, finding: find.a, also: [find.ab], danger: [find.w, find.ab], history: [find.a], conditions: [cond.w, cond.c], department: dept.d, level: 3, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
investigations: [{id: inv.b, labels: {zh: 血, en: b}, category: laboratory}, {id: inv.a, labels: {zh: 像, en: a}, category: imaging}]
order_rules:
  - {id: order.o, when: find.a, orders: [inv.b, inv.a], why: {zh: 因, en: why}, tests: [{given: {find.a: true}, expect: true}, {given: {find.a: false}, expect: false}], refs: [{source: src.s, locator: l, confidence: high}], status: draft}
pathways:
  - {id: path.p, labels: {zh: 路, en: p}, for: [cond.c], steps: [{id: one, kind: history, labels: {zh: 一, en: one}, ask: [find.a]}, {id: two, kind: exclude, labels: {zh: 二, en: two}, after: [one], orders: [inv.b]}], refs: [{source: src.s, locator: l, confidence: high}], status: draft}
`

// Every question that a test beside an item may ask, with its answer on either side.
func TestAnswers(t *testing.T) {
	t.Parallel()
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(itemModule)}})
	if err != nil {
		t.Fatal(err)
	}
	items := map[string]any{}
	for _, x := range g.Conditions() {
		items[x.ID] = x
	}
	for _, x := range g.Findings() {
		items[x.ID] = x
	}
	items["comp.c"], items["order.o"], items["path.p"] = g.Complaints()[0], g.OrderRules()[0], g.Pathways()[0]
	items["course.c"] = graph.Course{ID: "course.c", Of: []string{"cond.c"}}
	items["flag.f"] = graph.RedFlag{ID: "flag.f", Suspect: []string{"cond.w", "cond.c"}}
	items["score.s"] = graph.Score{ID: "score.s", For: []string{"cond.c"}}
	for _, tc := range []struct{ of, who, asks, want string }{
		{"cond.c", "", "age", "up at 40, down at 65"},
		{"cond.w", "", "age", "alike"},
		{"cond.c", "", "sex", "men"},
		{"cond.w", "", "sex", "only women"},
		{"cond.c", "find.u", "likelier", "less"},
		{"cond.c", "man, find.u", "likelier", "less"},
		{"cond.c", "man, 50 y", "likelier", "more"},
		{"cond.c", "woman, 50 y", "likelier", "alike"},
		{"cond.c", "50 y", "likelier", "more"},
		{"cond.c", "man, 50 y", "times", "12"},
		{"cond.c", "", "known", "more, level 3, brings find.u"},
		{"cond.w", "", "known", "more"},
		{"cond.c", "", "seen", "level 2, dept.d, must not be missed"},
		{"cond.c", "find.a", "speaks", "against"},
		{"cond.c", "find.ab", "speaks", "for"},
		{"cond.c", "find.a, find.ab", "speaks", "both"},
		{"cond.c", "find.ab, find.w", "speaks", "no"},
		{"find.ab", "", "brings", "find.a"},
		{"find.a", "", "brings", "nothing"},
		{"find.ab", "59 y", "can", "yes"},
		{"find.ab", "60 y", "can", "no"},
		{"find.w", "13 y", "can", "yes"},
		{"find.w", "14 y", "can", "no"},
		{"find.w", "man", "can", "no"},
		{"find.a", "", "asked", "yes"},
		{"find.u", "", "asked", "no"},
		{"find.u", "", "unsaid", "absent"},
		{"find.a", "", "unsaid", "unknown"},
		{"find.w", "", "new", "yes"},
		{"find.a", "", "new", "no"},
		{"comp.c", "", "opens", "find.a find.ab"},
		{"comp.c", "", "danger", "find.w find.ab"},
		{"comp.c", "man", "danger", "find.ab"},
		{"comp.c", "", "history", "find.a"},
		{"comp.c", "", "considers", "cond.c cond.w"},
		{"comp.c", "", "seen", "level 3, dept.d"},
		{"order.o", "", "drafts", "inv.b inv.a"},
		{"flag.f", "", "suspects", "cond.c cond.w"},
		{"score.s", "", "for", "cond.c"},
		{"course.c", "cond.c", "of", "yes"},
		{"course.c", "cond.c, cond.w", "of", "no"},
		{"path.p", "", "steps", "one two"},
		{"path.p", "", "two", "exclude, after one, drafts inv.b"},
	} {
		got, err := logic.Answer(g, items[tc.of], graph.ItemCase{For: tc.who, Asks: tc.asks})
		if err != nil || got != tc.want {
			t.Errorf("%s, %q, %s: %q, want %q, %v", tc.of, tc.who, tc.asks, got, tc.want, err)
		}
	}
	for of, item := range items {
		if _, err := logic.Answer(g, item, graph.ItemCase{Asks: "the weather"}); err == nil {
			t.Errorf("%s answers what nobody can ask", of)
		}
	}
}

// A test beside an item that is answered otherwise is told.
func TestItemTestsAreRun(t *testing.T) {
	t.Parallel()
	const rows = "of,for,asks,expect\ncond.c,,sex,women\ncond.c,,seen,\"level 2, dept.d, must not be missed\"\ncond.c,,weather,fine\n"
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(itemModule)}, "itemtests-x.csv": {Data: []byte(rows)}})
	if err != nil {
		t.Fatal(err)
	}
	if errs := logic.CheckContent(g); len(errs) != 2 {
		t.Errorf("%v", errs)
	}
}
