package graph_test

import (
	"strings"
	"testing"
)

// goodFacts is a module with one fact of every kind and nothing wrong with it.
const goodFacts = `module: facts
sources:
  - {id: src.s, title: {zh: 源, en: source}, publisher: p, edition: "1", year: 2020, jurisdiction: INT}
drug_classes:
  - {id: class.k, labels: {zh: 类, en: class}, synonyms: {}}
drugs:
  - id: drug.d
    labels: {zh: 药, en: drug}
    classes: [class.k]
    lactation: compatible
    qt: none
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
practices:
  - id: practice.p
    labels: {zh: 旧法, en: practice}
    says: [[leech], [apply, use]]
    unless: [museum]
    hazard: guideline_retired
    max_age: 18
    tests: [{text: Apply leeches., expect: true}, {text: Apply no leeches., expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
education_figures:
  - id: figure.f
    labels: {zh: 数, en: figure}
    says: [[walk]]
    in: [{unit: min, min: 30, max: 60}, {unit: h, min: 0.5, max: 1}]
    tests: [{text: Walk for 30 minutes., expect: true}, {text: Walk for 90 minutes., expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
pharmacology:
  - id: pharm.antidote.a
    labels: {zh: 解, en: antidote}
    kind: antidote
    poisons: [cyanide]
    by: [nitrite]
    tests: [{text: a, expect: true}, {text: b, expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
  - id: pharm.class.k
    labels: {zh: 名, en: name}
    kind: class
    of: [class.k, drug.d]
    by: [kay]
    tests: [{text: c, expect: true}, {text: d, expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
trials:
  - id: trial.t
    names: [TRIAL]
    journals: [nejm]
    years: [2001]
    drugs: [drug.d]
    outcome: none
    reductions: [20]
    tests: [{text: TRIAL 2001, expect: false}, {text: TRIAL 2002, expect: true}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
herbs:
  - id: herb.h
    labels: {zh: 当归, en: herb}
    synonyms: {zh: [归]}
    max_daily: 12
    pregnancy: caution
    with: [drug.d]
    tests: [{text: 当归 13g 水煎服, expect: true}, {text: 当归 12g 水煎服, expect: false, for: {takes: [drug.d]}}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
herb_incompatibilities:
  - id: incompatibility.i
    labels: {zh: 反, en: apart}
    a: [herb.h]
    b: [herb.h]
    tests: [{text: 归 当归, expect: true}, {text: 归, expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
`

// TestFactLints breaks the good facts in one place for each lint.
func TestFactLints(t *testing.T) {
	t.Parallel()
	if _, problems := compile(t, goodFacts); len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, tc := range map[string]struct{ old, broken, id, want string }{
		"unknown key":          {"hazard: guideline_retired", "danger: guideline_retired", "practice.p", "unknown field"},
		"kind of an id":        {"id: practice.p", "id: figure.p", "figure.p", `must begin with "practice."`},
		"no label":             {"{zh: 旧法, en: practice}", `{zh: 旧法, en: ""}`, "practice.p", "needs zh and en"},
		"hazard":               {"hazard: guideline_retired", "hazard: bad", "practice.p", "hazard is"},
		"no age":               {"max_age: 18", "min_age: 18\n    max_age: 18", "practice.p", "no patient"},
		"no words":             {"says: [[leech], [apply, use]]", "says: []", "practice.p", "no words"},
		"empty group":          {"[apply, use]", "[]", "practice.p", "without a word"},
		"capital letter":       {"[apply, use]", "[Apply, use]", "practice.p", "no normalised text"},
		"word twice":           {"[apply, use]", "[use, use]", "practice.p", "twice"},
		"one side":             {"{text: Apply no leeches., expect: false}", "{text: Apply no leeches., expect: true}", "practice.p", "expects false"},
		"no text":              {"{text: Apply no leeches., expect: false}", `{text: "", expect: false}`, "practice.p", "expects false"},
		"no ref":               {"    max_age: 18\n    tests: [{text: Apply leeches., expect: true}, {text: Apply no leeches., expect: false}]\n    refs: [{source: src.s, locator: l, confidence: high}]", "    tests: [{text: Apply leeches., expect: true}, {text: Apply no leeches., expect: false}]\n    refs: []", "practice.p", "no refs"},
		"no range":             {"in: [{unit: min, min: 30, max: 60}, {unit: h, min: 0.5, max: 1}]", "in: []", "figure.f", "no range"},
		"range turned about":   {"min: 30, max: 60", "min: 60, max: 30", "figure.f", "is no range"},
		"range of nothing":     {"unit: h, min: 0.5", `unit: "", min: 0.5`, "figure.f", "is no range"},
		"two ranges":           {"unit: h, min: 0.5", "unit: min, min: 0.5", "figure.f", "two ranges"},
		"kind":                 {"kind: antidote", "kind: cure", "pharm.antidote.a", "kind is"},
		"of nothing":           {"    poisons: [cyanide]\n", "", "pharm.antidote.a", "nothing that it is of"},
		"poison of a class":    {"of: [class.k, drug.d]", "of: [class.k]\n    poisons: [x]", "pharm.class.k", "only an antidote"},
		"two classes":          {"of: [class.k, drug.d]", "of: [class.k, class.k]", "pharm.class.k", "of one class"},
		"no class":             {"of: [class.k, drug.d]", "of: [drug.d]", "pharm.class.k", "of one class"},
		"dangling medicine":    {"of: [class.k, drug.d]", "of: [class.k, drug.none]", "pharm.class.k", "does not exist"},
		"antidote without":     {"    by: [nitrite]\n", "", "pharm.antidote.a", "every kind but tapered"},
		"tapered with":         {"kind: antidote\n    poisons: [cyanide]", "kind: tapered\n    of: [drug.d]", "pharm.antidote.a", "every kind but tapered"},
		"no year":              {"years: [2001]", "years: []", "trial.t", "no name, journal or year"},
		"trial without a name": {"names: [TRIAL]", `names: [TRIAL, ""]`, "trial.t", "is no name"},
		"blank beside a name":  {"names: [TRIAL]", `names: ["TRIAL "]`, "trial.t", "is no name"},
		"herb without a name":  {"synonyms: {zh: [归]}", `synonyms: {zh: [" "]}`, "herb.h", "is no name"},
		"untested trial":       {"{text: TRIAL 2002, expect: true}", "{text: TRIAL 2002, expect: false}", "trial.t", "expects true"},
		"untested herb":        {"{text: 当归 13g 水煎服, expect: true}, ", "", "herb.h", "expects true"},
		"untested pair":        {", {text: 归, expect: false}", "", "incompatibility.i", "expects false"},
		"test of nobody":       {"expect: false, for: {takes: [drug.d]}", "expect: false, for: {age: -1}", "herb.h", "patient of -1"},
		"test of no medicine":  {"expect: false, for: {takes: [drug.d]}", "expect: false, for: {takes: [drug.none]}", "herb.h", "does not exist"},
		"journal":              {"journals: [nejm]", "journals: [bmj]", "trial.t", "journal is"},
		"outcome":              {"outcome: none", "outcome: little", "trial.t", "outcome is"},
		"more than all":        {"reductions: [20]", "reductions: [101]", "trial.t", "no reduction"},
		"name twice":           {"names: [TRIAL]", "names: [TRIAL, TRIAL]", "trial.t", "TRIAL is trial.t"},
		"no dose":              {"max_daily: 12", "max_daily: 0", "herb.h", "no dose"},
		"pregnancy":            {"pregnancy: caution", "pregnancy: avoid", "herb.h", "pregnancy is"},
		"herb twice":           {"synonyms: {zh: [归]}", "synonyms: {zh: [当归]}", "herb.h", "当归 is herb.h"},
		"dangling herb":        {"b: [herb.h]", "b: [herb.none]", "incompatibility.i", "does not exist"},
		"one side of the pair": {"b: [herb.h]", "b: []", "incompatibility.i", "one side is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if strings.Count(goodFacts, tc.old) == 0 {
				t.Fatalf("nothing to break: %q", tc.old)
			}
			_, problems := compile(t, strings.Replace(goodFacts, tc.old, tc.broken, 1))
			for _, p := range problems {
				if p.ID == tc.id && strings.Contains(p.What, tc.want) {
					return
				}
			}
			t.Errorf("%s with %q was not named: %v", tc.id, tc.want, problems)
		})
	}
}
