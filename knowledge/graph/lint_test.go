package graph_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/graph"
)

func compile(t *testing.T, text string) (*graph.Graph, []graph.Problem) {
	t.Helper()
	return graph.Compile(fstest.MapFS{"m.yaml": {Data: []byte(text)}})
}

func TestGoodContentHasNoProblems(t *testing.T) {
	t.Parallel()
	if _, problems := compile(t, good); len(problems) > 0 {
		t.Fatal(problems)
	}
}

// TestLints breaks the good module in one place for each lint and wants it
// named, with its file, line and id.
func TestLints(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ old, broken, id, want string }{
		"unknown section":       {"departments:", "places:", "", `unknown section "places"`},
		"unknown key":           {"base: 0.1, ask: {zh: 甲吗", "bass: 0.1, ask: {zh: 甲吗", "find.a", "unknown field"},
		"wrong type":            {"base: 0.1, ask: {zh: 甲吗", "base: much, ask: {zh: 甲吗", "find.a", ""},
		"no module":             {"module: good", "", "", "missing key module"},
		"section is no list":    {"phrases:\n  - {id: phrase.p, labels: {zh: 句, en: phrase}}", "phrases: {id: phrase.p}", "", "a section is a list"},
		"duplicate id":          {"{id: find.d, kind: boolean, class: symptom, labels: {zh: 丁, en: dd}, derive: {find.q: {gte: 50}}}", "{id: find.a, kind: boolean, class: symptom, labels: {zh: 丁, en: dd}}", "find.a", "duplicate id"},
		"id of another kind":    {"id: phrase.p", "id: find.p", "find.p", `must begin with "phrase."`},
		"capital in an id":      {"id: phrase.p,", "id: phrase.P,", "phrase.P", "made of a-z"},
		"label missing":         {"labels: {zh: 句, en: phrase}", "labels: {zh: 句, en: ' '}", "phrase.p", "needs zh and en"},
		"dangling finding":      {"implies: [find.a]", "implies: [find.nowhere]", "find.b", `"find.nowhere" does not exist`},
		"dangling source":       {"source: src.s, locator: l, confidence: high}]\n    status: draft\ncomplaints", "source: src.none, locator: l, confidence: high}]\n    status: draft\ncomplaints", "cond.x", `"src.none" does not exist`},
		"named twice":           {"danger: [find.a]", "danger: [find.a, find.a]", "comp.c", `names "find.a" twice`},
		"wrong kind of ref":     {"suspect: [cond.x]", "suspect: [find.a]", "flag.f", "is not a cond.* id"},
		"publisher missing":     {"publisher: p, edition", `publisher: "", edition`, "src.s", "needs publisher and year"},
		"bad date":              {`"2027-01-01"`, `"soon"`, "src.s", "is not a date"},
		"finding kind":          {"find.q, kind: quantity", "find.q, kind: amount", "find.q", "kind is"},
		"finding class":         {"id: find.c, kind: boolean, class: history", "id: find.c, kind: boolean, class: story", "find.c", "class is"},
		"quantity without unit": {"unit: mm, ", "", "find.q", "needs a unit"},
		"empty range":           {"plausible: {min: 0, max: 100}", "plausible: {min: 100, max: 0}", "find.q", "plausible range is empty"},
		"unit on a yes or no":   {"id: find.c, kind: boolean,", "id: find.c, kind: boolean, unit: mm,", "find.c", "neither unit nor range"},
		"base of one":           {"base: 0.1, ask: {zh: 甲吗", "base: 1, ask: {zh: 甲吗", "find.a", "outside [0,1)"},
		"implies itself":        {"id: find.a, kind: boolean,", "id: find.a, kind: boolean, implies: [find.b],", "find.a", "implies itself"},
		"derived quantity":      {"unit: mm, labels", "unit: mm, derive: find.a, labels", "find.q", "only a yes-or-no finding can be derived"},
		"acute history":         {"undocumented: absent", "acute: true", "find.c", "only a symptom or a sign is acute"},
		"undocumented":          {"undocumented: absent", "undocumented: present", "find.c", "undocumented is"},
		"prior":                 {"prior: 5", "prior: 0", "cond.x", "prior 0 is outside"},
		"level":                 {"department: dept.d\n    level: 3", "department: dept.d\n    level: 9", "cond.x", "level 9 is outside"},
		"modifier why":          {"{min_age: 60, times: 2}", "{times: 1}", "cond.x", "does not say why"},
		"modifier why in one":   {"{min_age: 60, times: 2}", "{times: 1, why: {zh: 无关, en: ''}}", "cond.x", "why of a modifier"},
		"modifier ages":         {"{min_age: 60, times: 2}", "{min_age: 60, max_age: 50, times: 2}", "cond.x", "modifier"},
		"known quantity":        {"known: {implies: [find.c]", "known: {implies: [find.q]", "cond.x", "known implies quantity"},
		"edge range":            {"low: 0.2, high: 0.4", "low: 0.5, high: 0.4", "cond.x", "is not a range inside (0,1)"},
		"edge confidence":       {"high: 0.4, basis: judgement", "high: 0.4, basis: judgement, confidence: sure", "cond.x", "confidence of the edge"},
		"edge basis":            {"high: 0.4, basis: judgement", "high: 0.4, basis: gut", "cond.x", "basis of the edge"},
		"edge to a quantity":    {"{find: find.a, low", "{find: find.q, low", "cond.x", "edge to quantity"},
		"edge without base":     {"{find: find.a, low", "{find: find.c, low", "cond.x", "which has no base"},
		"edge cites nothing":    {"high: 0.4, basis: judgement}", "high: 0.4, basis: literature, confidence: high, ref: {source: src.none, locator: l, confidence: high}}", "cond.x", `"src.none" does not exist`},
		"edge cites nowhere":    {"high: 0.4, basis: judgement}", "high: 0.4, basis: literature, confidence: high, ref: {source: src.s, locator: '', confidence: high}}", "cond.x", "without locator"},
		"judgement cites":       {"high: 0.4, basis: judgement}", "high: 0.4, basis: judgement, confidence: low, ref: {source: src.s, locator: l, confidence: high}}", "cond.x", "is a judgement"},
		"edge cites, unsure":    {"high: 0.4, basis: judgement}", "high: 0.4, basis: literature, ref: {source: src.s, locator: l, confidence: high}}", "cond.x", "says no confidence"},
		"two edges":             {"edges: [", "edges: [{find: find.a, low: 0.1, high: 0.2, basis: judgement}, ", "cond.x", "two edges to find.a"},
		"no refs":               {"edges: [{find: find.a, low: 0.2, high: 0.4, basis: judgement}]\n    refs: [{source: src.s, locator: l, confidence: high}]", "edges: [{find: find.a, low: 0.2, high: 0.4, basis: judgement}]", "cond.x", "no refs"},
		"no locator":            {"basis: judgement}]\n    refs: [{source: src.s, locator: l,", "basis: judgement}]\n    refs: [{source: src.s, locator: \"\",", "cond.x", "without locator"},
		"confidence":            {"basis: judgement}]\n    refs: [{source: src.s, locator: l, confidence: high", "basis: judgement}]\n    refs: [{source: src.s, locator: l, confidence: sure", "cond.x", "confidence of a ref"},
		"status":                {"confidence: high}]\n    status: draft\ncomplaints", "confidence: high}]\n    status: done\ncomplaints", "cond.x", "status is"},
		"conflict with nothing": {"confidence: high}]\n    status: draft\ninvestigations", "confidence: high}]\n    status: draft\n    jurisdiction: CN\n    conflicts_with: [flag.none]\ninvestigations", "flag.f", `"flag.none" does not exist`},
		"conflict of a disease": {"confidence: high}]\n    status: draft\ncomplaints", "confidence: high}]\n    status: draft\n    jurisdiction: CN\n    conflicts_with: [cond.x]\ncomplaints", "cond.x", "cannot be set aside"},
		"conflict of two kinds": {"confidence: high}]\n    status: draft\ninvestigations", "confidence: high}]\n    status: draft\n    jurisdiction: CN\n    conflicts_with: [order.o]\ninvestigations", "flag.f", "of another kind"},
		"conflict with itself":  {"confidence: high}]\n    status: draft\ninvestigations", "confidence: high}]\n    status: draft\n    jurisdiction: CN\n    conflicts_with: [flag.f]\ninvestigations", "flag.f", "of the same jurisdiction"},
		"validity":              {"confidence: high}]\n    status: draft\ncomplaints", "confidence: high}]\n    status: draft\n    valid_from: \"2026-01-01\"\n    valid_to: \"2025-01-01\"\ncomplaints", "cond.x", "valid_from is after valid_to"},
		"no conditions":         {"conditions: [cond.x]\n    department", "conditions: []\n    department", "comp.c", "no conditions to consider"},
		"asks without question": {"danger: [find.a]", "danger: [find.b]", "comp.c", "has no question"},
		"flag without tests":    {"tests: [{given: {find.a: true, find.q: 10}, expect: true}, {given: {find.a: false}, expect: false}]", "tests: [{given: {find.a: true, find.q: 10}, expect: true}]", "flag.f", "a test that fires and one that does not"},
		"flag never fires":      {"find.q: {gte: 10, lt: 20}", "find.q: {gte: 20, lt: 10}", "flag.f", "can never hold"},
		"implausible bound":     {"find.q: {gte: 10, lt: 20}", "find.q: {gte: 10, lt: 200}", "flag.f", "outside its plausible range"},
		"quantity as yes or no": {"when: {all: [find.a,", "when: {all: [find.q,", "flag.f", "used as yes or no"},
		"compared yes or no":    {"{find.q: {gte: 10, lt: 20}}", "{find.a: {gte: 10}}", "flag.f", "is no quantity"},
		"no fact":               {"when: {all: [find.a,", "when: {all: [inv.i,", "flag.f", "is not a fact"},
		"two keys":              {"when: {all: [find.a, {find.q: {gte: 10, lt: 20}}]}", "when: {all: [find.a], any: [find.b]}", "flag.f", "exactly one key"},
		"empty list":            {"when: {all: [find.a, {find.q: {gte: 10, lt: 20}}]}", "when: {all: []}", "flag.f", "not empty"},
		"impossible count":      {"when: {all: [find.a, {find.q: {gte: 10, lt: 20}}]}", "when: {count: {min: 3, of: [find.a, find.b]}}", "flag.f", "can never be true"},
		"unknown bound":         {"find.q: {gte: 10, lt: 20}", "find.q: {atleast: 10}", "flag.f", "unknown bound"},
		"test of nothing":       {"{given: {find.a: false}, expect: false}]", "{given: {find.a: false}}]", "flag.f", "expects nothing"},
		"test of a word":        {"{given: {find.a: false}, expect: false}]", "{given: {find.a: maybe}, expect: false}]", "flag.f", "neither true, false nor a number"},
		"test of a number":      {"{given: {find.a: false}, expect: false}]", "{given: {find.a: 3}, expect: false}]", "flag.f", "gives a number"},
		"test dangling":         {"{given: {find.a: false}, expect: false}]", "{given: {find.zz: false}, expect: false}]", "flag.f", "does not exist"},
		"category":              {"category: imaging", "category: picture", "inv.i", "category is"},
		"orders nothing":        {"orders: [inv.i]\n    why", "orders: []\n    why", "order.o", "orders nothing"},
		"class cycle":           {"{id: class.k, labels", "{id: class.k, parents: [class.kk], labels", "class.k", "its own ancestor"},
		"duplicate of three":    {"[[drug.d, drug.e]]", "[[drug.d, drug.e, drug.d]]", "class.k", "takes pairs"},
		"cross severity":        {"group: allergen.h, severity: major", "group: allergen.h, severity: bad", "allergen.g", "severity is"},
		"RxNorm of letters":     {"labels: {zh: 药, en: drugd}", "labels: {zh: 药, en: drugd}\n    rxnorm: RX7", "drug.d", "no concept identifier"},
		"RxNorm with a zero":    {"labels: {zh: 药, en: drugd}", "labels: {zh: 药, en: drugd}\n    rxnorm: '07'", "drug.d", "no concept identifier"},
		"RxNorm of another":     {"allergens: [allergen.g]", "allergens: [allergen.g]\n    rxnorm: '8'", "drug.e", "of drug.d too"},
		"route":                 {"route: oral", "route: by_mouth", "drug.d", "route is"},
		"dose order":            {"usual_min: 1, usual_max: 2", "usual_min: 3, usual_max: 2", "drug.d", "does not hold"},
		"dose per day":          {"max_single: 3, max_daily: 6", "max_single: 7, max_daily: 6", "drug.d", "exceeds max_daily"},
		"negative dose":         {"usual_min: 1,", "usual_min: -1,", "drug.d", "negative bound"},
		"renal order":           {"below: 60", "below: 20", "drug.d", "renal rows must ascend"},
		"renal route":           {"below: 30, measure: egfr", "routes: [iv], below: 30, measure: egfr", "drug.d", "which has no dose"},
		"renal route twice":     {"below: 30, measure: egfr", "routes: [oral, oral], below: 30, measure: egfr", "drug.d", "twice"},
		"renal unit":            {"max_daily: 3, unit: mg}", "max_daily: 3}", "drug.d", "without unit"},
		"elder action":          {"no_adjustment: [hepatic]", "elder: [{action: reduce}]", "drug.d", "elder action is"},
		"elder condition":       {"no_adjustment: [hepatic]", "elder: [{action: avoid, when: cond.nowhere}]", "drug.d", "cond.nowhere"},
		"elder rows":            {"no_adjustment: [hepatic]", "elder: [{action: avoid}, {action: avoid, when: cond.x}]", "drug.d", "leaves nothing"},
		"unadjusted organ":      {"no_adjustment: [hepatic]", "no_adjustment: [cardiac]", "drug.d", "no_adjustment is"},
		"unadjusted twice":      {"no_adjustment: [hepatic]", "no_adjustment: [hepatic, hepatic]", "drug.d", "names hepatic twice"},
		"unadjusted with rows":  {"no_adjustment: [hepatic]", "no_adjustment: [renal]", "drug.d", "there are renal rows"},
		"unadjusted liver rows": {"no_adjustment: [hepatic]", "no_adjustment: [hepatic]\n    hepatic: [{from: C, action: avoid}]", "drug.d", "there are hepatic rows"},
		"pregnancy weeks":       {"from_week: 20, to_week: 42", "from_week: 20, to_week: 10", "drug.d", "weeks are empty"},
		"qt":                    {"lactation: caution\n    qt: none", "lactation: caution\n    qt: long", "drug.d", "qt is"},
		"rule without drug":     {"a: [class.k]", "a: []", "rule.r", "no drug in a"},
		"interaction of one":    {"kind: contraindication", "kind: interaction", "rule.r", "an interaction needs b"},
		"rule without when":     {"a: [class.k]\n    when: cond.x", "a: [class.k]", "rule.r", "a contraindication needs when"},
		"tier":                  {"tier: soft", "tier: loud", "rule.r", "tier is"},
		"edges ascend":          {"edges: [10, 20]", "edges: [20, 10]", "band.b", "edges must ascend"},
		"values for edges":      {"points: [0, 1, 2]", "points: [0, 1]", "band.b", "need 3 values"},
		"band of a yes or no":   {"input: find.q", "input: find.a", "band.b", "is no quantity"},
		"item of neither":       {"band: band.b}", "points: 1}", "score.s", "a band or a condition"},
		"responses ascend":      {"{min: 3, name: high", "{min: 0, name: high", "score.s", "responses must ascend"},
		"single of nothing":     {"response: high}", "response: none}", "score.s", "does not exist"},
		"later step":            {"after: [s1]", "after: [s2]", "path.p", "no earlier step"},
		"step kind":             {"id: s1, kind: measure", "id: s1, kind: weigh", "path.p", "kind of step s1"},
		"step twice":            {"{id: s2, kind: exclude", "{id: s1, kind: exclude", "path.p", "used twice"},
		"path for nothing":      {"for: [cond.x]", "for: [drug.d]", "path.p", "no known condition or finding"},
		"target without reach":  {"reach: [{find: find.q, statistic: mean, days: 7, lt: 20}]", "reach: []", "path.p", "reaches nothing"},
		"mean without days":     {"statistic: mean, days: 7", "statistic: mean", "path.p", "a mean needs days"},
		"statistic":             {"statistic: mean, days: 7", "statistic: median, days: 7", "path.p", "statistic in t1"},
		"reading without bound": {"days: 7, lt: 20}", "days: 7}", "path.p", "has no bound"},
		"target one-sided":      {"{given: {cond.x: true, find.q: 20}, expect: false}]", "{given: {cond.x: true, find.q: 18}, expect: true}]", "path.p", "a test that holds and one that does not"},
		"monitor interval":      {"every_days: 7", "every_days: 0", "path.p", "has no interval"},
		"monitor by":            {"by: patient", "by: robot", "path.p", "by of m1"},
		"monitor of nothing":    {"finds: [find.q], every_days", "every_days", "path.p", "watches nothing"},
		"goal unknown":          {"unmet: g", "unmet: h", "path.p", "which no target has"},
		"hours":                 {"within_hours: 24", "within_hours: 0", "path.p", "within_hours is 0 for an emergency"},
		"lesson text":           {"text: {zh: 文, en: text}", "text: {zh: 文, en: \"\"}", "path.p", "text of lesson l1"},
		"id twice in a pathway": {"{id: l1, labels", "{id: m1, labels", "path.p", "used twice in the pathway"},
		"one name for two":      {"labels: {zh: 丁, en: dd}", "labels: {zh: 甲, en: dd}", "find.d", `name "甲" also leads to`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n := strings.Count(good, tc.old); n < 1 {
				t.Fatalf("%q is not in the good module", tc.old)
			}
			_, problems := compile(t, strings.Replace(good, tc.old, tc.broken, 1))
			for _, p := range problems {
				if p.ID != tc.id || !strings.Contains(p.What, tc.want) {
					continue
				}
				if p.File != "m.yaml" || p.Line < 1 {
					t.Errorf("%v stands at %s:%d", p, p.File, p.Line)
				}
				return
			}
			t.Errorf("want %q on %q, got %v", tc.want, tc.id, problems)
		})
	}
}

func TestLoadRefusesTheWhole(t *testing.T) {
	t.Parallel()
	bad := strings.Replace(good, "level: 3", "level: 9", 1)
	if g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(bad)}}); err == nil || g != nil || !strings.Contains(err.Error(), "m.yaml:") {
		t.Errorf("a graph with a problem is served: %v", err)
	}
	if _, problems := compile(t, "module: [unclosed"); len(problems) == 0 {
		t.Error("broken YAML has no problem")
	}
}

func TestExpiryNeedsNoClock(t *testing.T) {
	t.Parallel()
	g, problems := compile(t, strings.Replace(good, "confidence: high}]\n    status: draft\ncomplaints", "confidence: high}]\n    status: draft\n    valid_to: \"2026-06-30\"\ncomplaints", 1))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for day, want := range map[string]int{"2026-06-30": 0, "2026-07-01": 1} {
		if got := g.Expired(day); len(got) != want {
			t.Errorf("on %s expired: %v", day, got)
		}
	}
	for day, want := range map[string]int{"2027-01-01": 0, "2027-01-02": 1} {
		if got := g.DueForReview(day); len(got) != want {
			t.Errorf("on %s due: %v", day, got)
		}
	}
}
