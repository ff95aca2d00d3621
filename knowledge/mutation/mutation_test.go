package mutation_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/mutation"
)

const head = `module: m
sources: [{id: src.s, title: {zh: 源, en: source}, publisher: p, year: 2020, jurisdiction: INT}]
findings:
  - {id: find.a, kind: boolean, class: symptom, labels: {zh: 甲, en: a}}
  - {id: find.b, kind: boolean, class: symptom, labels: {zh: 乙, en: b}}
  - {id: find.ab, kind: boolean, class: symptom, labels: {zh: 甲乙, en: ab}, implies: [find.a]}
  - {id: find.t, kind: quantity, class: vital, unit: Cel, labels: {zh: 温, en: t}, plausible: {min: 30, max: 45}, tests: [{given: {find.t: 29}, expect: false}, {given: {find.t: 30}, expect: true}, {given: {find.t: 45}, expect: true}, {given: {find.t: 46}, expect: false}]}
red_flags:
  - id: flag.f
    labels: {zh: 旗, en: flag}
    advice: {zh: 去, en: go}
    level: 2
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
`

func load(t *testing.T, rule string) *graph.Graph {
	t.Helper()
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(head + rule)}})
	if err != nil {
		t.Fatal(err)
	}
	if errs := logic.CheckContent(g); len(errs) > 0 {
		t.Fatal(errs)
	}
	return g
}

func TestSurvivorsAreFound(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		rule string
		want []string // parts of the changes that survive
	}{
		"both sides of a threshold": {`
    when: {find.t: {gte: 38}}
    tests: [{given: {find.t: 38}, expect: level 2}, {given: {find.t: 37}, expect: false}]
`, nil},
		"one side only": {`
    when: {find.t: {gte: 38}}
    tests: [{given: {find.t: 40}, expect: true}, {given: {find.t: 36}, expect: false}]
`, []string{"becomes 37", "becomes 39"}},
		"a clause without a test": {`
    when: {any: [find.a, find.b]}
    tests: [{given: {find.a: true}, expect: true}, {given: {find.a: false, find.b: false}, expect: false}]
`, []string{"clause find.b is dropped"}},
		"the same rule in other words": {`
    when: {any: [find.a, find.ab]}
    tests: [{given: {find.a: true, find.ab: false}, expect: level 2}, {given: {find.a: false}, expect: false}, {given: {find.ab: true}, expect: true}]
`, nil},
		"a count": {`
    when: {count: {min: 2, of: [find.a, find.b, {find.t: {gt: 38}}]}}
    tests:
      - {given: {find.a: true, find.b: true, find.t: 36}, expect: level 2}
      - {given: {find.a: true, find.b: false, find.t: 38}, expect: false}
      - {given: {find.a: true, find.b: false, find.t: 39}, expect: true}
      - {given: {find.a: false, find.b: true, find.t: 39}, expect: true}
      - {given: {find.a: false, find.b: false, find.t: 39}, expect: false}
      - {given: {find.a: true}, expect: unknown}
`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			survivors, counts := mutation.Run(load(t, tc.rule))
			n := counts.All()
			if n.Rules != 2 || n.Mutants == 0 || n.Killed+n.Same+len(survivors) != n.Mutants {
				t.Errorf("%+v, %d survivors", n, len(survivors))
			}
			var text strings.Builder
			for _, s := range survivors {
				text.WriteString(s.String() + "\n")
			}
			if tc.want == nil && len(survivors) > 0 {
				t.Errorf("survivors: %s", &text)
			}
			for _, want := range tc.want {
				if !strings.Contains(text.String(), want) {
					t.Errorf("%q is not among the survivors: %s", want, &text)
				}
			}
		})
	}
}

// TestFillKills writes the tests that are asked for into the module: then they
// hold, and nothing survives.
func TestFillKills(t *testing.T) {
	t.Parallel()
	rule := `    when: {all: [find.a, {any: [find.b, {find.t: {gte: 38, lt: 40}}]}]}
    tests:
      - {given: {find.a: true, find.b: true}, expect: true}
      - {given: {find.a: false}, expect: false}
`
	g := load(t, "\n"+rule)
	survivors, _ := mutation.Run(g)
	if len(survivors) == 0 {
		t.Fatal("nothing to fill in")
	}
	var tests []string
	for _, s := range survivors {
		tests = append(tests, mutation.YAML(s.Test))
	}
	text, found, err := mutation.Fill(head+rule, "flag.f", tests)
	if err != nil || !found {
		t.Fatal(found, err)
	}
	again, _ := mutation.Run(load(t, strings.TrimPrefix(text, head)))
	for _, s := range again {
		t.Error(s)
	}
	if same, found, _ := mutation.Fill(head+rule, "flag.other", tests); found || same != head+rule {
		t.Error("a rule that is not there was filled")
	}
	if _, _, err := mutation.Fill("  - id: flag.x\n    tests: []\n", "flag.x", tests); err == nil {
		t.Error("tests in one line were added to")
	}
}
