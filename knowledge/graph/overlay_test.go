package graph_test

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"apricot.health/knowledge/graph"
)

// siteText is an overlay of good that changes all that an overlay can: its
// numbers are whole, as people write them.
const siteText = `overlay: site
base: %s
settings: {unendorsed_interrupt: false}
endorse: [{id: flag.f, by: Dr Li, on: "2026-03-01"}, {id: path.p, by: Dr Li, on: "2026-03-01"}]
off: [{id: score.s, by: Dr Li, on: "2026-03-01", why: not done here}]
add:
  red_flags:
    - id: flag.own
      labels: {zh: 本院旗, en: own flag}
      advice: {zh: 去, en: go}
      when: {find.q: {gte: 30}}
      level: 2
      suspect: [cond.x]
      tests: [{given: {find.q: 30}, expect: true}, {given: {find.q: 29}, expect: false}]
      refs: [{source: src.s, locator: l, confidence: high}]
      status: endorsed
`

// shippedWith is good with a rule that interrupts, and the overlay for it.
func shippedWith(t *testing.T) (*graph.Graph, func() graph.Overlay) {
	t.Helper()
	g := load(t, map[string]string{"m.yaml": strings.Replace(good, "tier: soft", "tier: interruptive", 1)})
	return g, func() graph.Overlay {
		o, err := graph.ParseOverlay(fmt.Appendf(nil, siteText, g.Hash()))
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
}

// TestConcurrentApply swaps overlays while others read the shipped graph: one
// overlay applied by all at once, one of its own for each, and readers.
func TestConcurrentApply(t *testing.T) {
	t.Parallel()
	g, parse := shippedWith(t)
	hash, content := g.Hash(), g.Binary()
	shared, before := parse(), parse()
	sites := make([]*graph.Graph, 8)
	var wg sync.WaitGroup
	for i := range sites {
		o := shared
		if i%2 == 0 {
			o = parse()
		}
		wg.Go(func() {
			var err error
			if sites[i], err = g.Apply(o); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			if !bytes.Equal(g.Binary(), content) || !g.Exists("score.s") {
				t.Error("a reader sees another graph while an overlay is applied")
			}
		})
	}
	wg.Wait()
	if diff := cmp.Diff(before, shared); diff != "" {
		t.Errorf("applying changes the overlay (-was +is):\n%s", diff)
	}
	if g.Hash() != hash || !bytes.Equal(g.Binary(), content) {
		t.Error("applying changes the shipped graph")
	}
	for _, site := range sites {
		if site == nil || site.Hash() != sites[0].Hash() || site.Hash() == hash {
			t.Fatal("one overlay gives several graphs, or none")
		}
	}
	if r, _ := sites[0].SafetyRule("rule.r"); r.Tier != "soft" {
		t.Errorf("a rule that nobody endorsed is %s", r.Tier)
	}
	if f, _ := sites[0].RedFlag("flag.f"); f.Status != graph.Endorsed {
		t.Errorf("the endorsed flag is %s", f.Status)
	}
}

// TestAnAppliedOverlayMayBeChanged: the graph has copies of what its maker
// goes on to use.
func TestAnAppliedOverlayMayBeChanged(t *testing.T) {
	t.Parallel()
	g, parse := shippedWith(t)
	o := parse()
	site, err := g.Apply(o)
	if err != nil {
		t.Fatal(err)
	}
	content := site.Binary()
	x := &o.Add.RedFlags[0]
	*o.Settings.UnendorsedInterrupt = true
	x.Labels.EN, x.Suspect[0], x.Refs[0].Locator = "changed", "cond.changed", "changed"
	x.Tests[0].Given["find.q"] = 99.0
	*x.When.Compare.GTE = 99
	if !bytes.Equal(site.Binary(), content) || site.Settings().MayInterrupt() {
		t.Error("changing an overlay changes the graph that it was applied to")
	}
}

// TestApplyKeepsTheCodeTables: a hospital that swaps its overlay has not
// unloaded its code tables.
func TestApplyKeepsTheCodeTables(t *testing.T) {
	t.Parallel()
	g, parse := shippedWith(t)
	codes := map[graph.CodeKey]graph.Code{{System: "urn:s", Code: "1"}: {Display: "one", Concept: "drug.d"}}
	with := g.WithCodes(codes)
	clear(codes)
	site, err := with.Apply(parse())
	if err != nil {
		t.Fatal(err)
	}
	for name, g := range map[string]*graph.Graph{"loaded": with, "after an overlay": site} {
		if c, ok := g.Code("urn:s", "1"); !ok || c.Concept != "drug.d" {
			t.Errorf("%s: the code means %+v", name, c)
		}
	}
	if _, ok := g.Code("urn:s", "1"); ok || site.Hash() == g.Hash() {
		t.Error("the graph without tables has them, or the overlay is not in")
	}
}

// A conflict that only one side knows leaves a site nothing to choose from.
func TestConflictsAreOfTwoSides(t *testing.T) {
	t.Parallel()
	flags := func(a, b string) string {
		flag := `  - id: flag.%s
    labels: {zh: 旗, en: flag}
    advice: {zh: 去, en: go}
    when: {find.q: {gte: %d}}
    level: 2
    suspect: [cond.x]
    tests: [{given: {find.q: %d}, expect: true}, {given: {find.q: 1}, expect: false}]
    refs: [{source: src.s, locator: l, confidence: high}]
    status: draft
%s`
		return strings.Replace(good, "investigations:\n", fmt.Sprintf(flag, "cn", 40, 40, a)+fmt.Sprintf(flag, "us", 41, 41, b)+"investigations:\n", 1)
	}
	_, problems := compile(t, flags("    jurisdiction: CN\n", "    jurisdiction: US\n    conflicts_with: [flag.cn]\n"))
	if len(problems) != 1 || !strings.Contains(problems[0].What, "which does not say so") {
		t.Errorf("one side: %v", problems)
	}
	g, problems := compile(t, flags("    jurisdiction: CN\n    conflicts_with: [flag.us]\n", "    jurisdiction: US\n    conflicts_with: [flag.cn]\n"))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for j, want := range map[string]string{"CN": "flag.cn", "US": "flag.us", "UK": "flag.cn"} {
		site := g.In(j)
		other := map[string]string{"flag.cn": "flag.us", "flag.us": "flag.cn"}[want]
		if !site.Exists(want) || site.Exists(other) || !site.Whole().Exists(other) || !cmp.Equal(site.Aside(), []graph.Aside{{ID: other, StandIn: want}}) {
			t.Errorf("%s: %v set aside", j, site.Aside())
		}
		if back, err := graph.Decode(site.Snapshot()); err != nil || back.Hash() != g.Hash() {
			t.Errorf("%s: the snapshot does not hold what is set aside: %v", j, err)
		}
	}
}
