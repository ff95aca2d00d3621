package overlay_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/overlay"
)

func shipped(t *testing.T) *graph.Graph {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func keys(t *testing.T) (note.Signer, note.Verifiers) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "hospital.example")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	v, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	return s, note.VerifierList(v)
}

// interruptive is the first shipped rule that interrupts.
func interruptive(t *testing.T, g *graph.Graph) graph.SafetyRule {
	t.Helper()
	for _, r := range g.SafetyRules() {
		if r.Tier == "interruptive" {
			return r
		}
	}
	t.Fatal("no rule interrupts")
	return graph.SafetyRule{}
}

const decided = ", by: 李医生 药剂科主任, on: \"2026-03-01\""

func text(g *graph.Graph, body string) string {
	return "overlay: 示范医院 2026-03\nbase: " + g.Hash() + "\n" + body
}

const ownFlag = `add:
  red_flags:
    - id: flag.site.own
      labels: {zh: 本院旗, en: own flag}
      advice: {zh: 请到急诊, en: Go to the emergency department}
      when: find.chest_pain
      level: 2
      suspect: [cond.acs]
      tests: [{given: {find.chest_pain: true}, expect: true}, {given: {find.chest_pain: false}, expect: false}]
      refs: [{source: src.site.vitals, locator: own rule, confidence: medium}]
      status: endorsed
`

func TestAnOverlayChangesTheGraph(t *testing.T) {
	t.Parallel()
	g, before := shipped(t), shipped(t).Hash()
	signer, verifiers := keys(t)
	r := interruptive(t, g)
	off := g.OrderRules()[0]
	signed, err := overlay.Sign([]byte(text(g, "settings: {unendorsed_interrupt: false}\nendorse:\n  - {id: "+r.ID+decided+"}\noff:\n  - {id: "+off.ID+decided+", why: 本院不做}\n"+ownFlag)), signer)
	if err != nil {
		t.Fatal(err)
	}
	site, err := overlay.Apply(g, signed, verifiers)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := site.SafetyRule(r.ID); got.Status != graph.Endorsed || got.Tier != "interruptive" {
		t.Errorf("the endorsed rule is %s and %s", got.Status, got.Tier)
	}
	for _, x := range site.SafetyRules() {
		if x.Status != graph.Endorsed && (x.Tier == "interruptive" || x.Severity == "critical" && tierOf(g, x.ID) == "interruptive") {
			t.Errorf("%s interrupts and nobody endorsed it", x.ID)
		}
	}
	if _, ok := site.OrderRule(off.ID); ok {
		t.Errorf("%s is still on", off.ID)
	}
	if _, ok := site.RedFlag("flag.site.own"); !ok {
		t.Error("the hospital's own flag is not there")
	}
	if site.Hash() == before || g.Hash() != before || site.Settings().MayInterrupt() {
		t.Errorf("hash %s, shipped %s, settings %+v", site.Hash(), g.Hash(), site.Settings())
	}
	if got, _ := g.SafetyRule(r.ID); got.Status == graph.Endorsed || !g.Settings().MayInterrupt() {
		t.Error("the shipped graph was changed")
	}
	back, err := graph.Decode(site.Snapshot())
	if err != nil || back.Hash() != site.Hash() || back.Settings().MayInterrupt() {
		t.Errorf("the snapshot is not the graph of the site: %v", err)
	}
}

func tierOf(g *graph.Graph, id string) string {
	r, _ := g.SafetyRule(id)
	return r.Tier
}

func TestAnOverlayIsRefused(t *testing.T) {
	t.Parallel()
	g := shipped(t)
	signer, verifiers := keys(t)
	rule, flag := interruptive(t, g), g.RedFlags()[0]
	for name, tc := range map[string]struct{ text, want string }{
		"another graph":           {strings.Replace(text(g, ""), g.Hash(), "sha256:0", 1), "was written for sha256:0"},
		"no name":                 {strings.Replace(text(g, ""), "示范医院 2026-03", `""`, 1), "has no name"},
		"unknown rule":            {text(g, "endorse: [{id: rule.none"+decided+"}]\n"), `"rule.none" does not exist`},
		"nobody decided":          {text(g, "endorse: [{id: "+rule.ID+", by: '', on: \"2026-03-01\"}]\n"), "needs who decided"},
		"no day":                  {text(g, "endorse: [{id: "+rule.ID+", by: 李医生, on: yesterday}]\n"), "needs who decided"},
		"off without a reason":    {text(g, "off: [{id: "+flag.ID+decided+"}]\n"), "without a reason"},
		"on and off":              {text(g, "endorse: [{id: "+flag.ID+decided+"}]\noff: [{id: "+flag.ID+decided+", why: x}]\n"), "endorsed and switched off"},
		"a condition off":         {text(g, "off: [{id: cond.acs"+decided+", why: x}]\n"), "cannot be switched off"},
		"an id that exists":       {text(g, strings.Replace(ownFlag, "flag.site.own", flag.ID, 1)), "exists and cannot be added"},
		"phrases":                 {text(g, "add:\n  phrases: [{id: phrase.own, labels: {zh: 句, en: phrase}}]\n"), "cannot be added"},
		"a rule that fails lints": {text(g, strings.Replace(ownFlag, "when: find.chest_pain", "when: find.nowhere", 1)), "find.nowhere"},
	} {
		signed, err := overlay.Sign([]byte(tc.text), signer)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if site, err := overlay.Apply(g, signed, verifiers); err == nil || site != nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := overlay.Sign([]byte(text(g, "enforce: all\n")), signer); err == nil {
		t.Error("an unknown key is signed")
	}
}

func TestOnlyTheSitesOwnSignatureCounts(t *testing.T) {
	t.Parallel()
	g := shipped(t)
	signer, verifiers := keys(t)
	stranger, _ := keys(t)
	good, err := overlay.Sign([]byte(text(g, "")), signer)
	if err != nil {
		t.Fatal(err)
	}
	other, err := overlay.Sign([]byte(text(g, "")), stranger)
	if err != nil {
		t.Fatal(err)
	}
	for name, signed := range map[string][]byte{
		"a stranger's": other, "none": []byte(text(g, "")), "empty": {},
		"changed after": bytes.Replace(good, []byte("2026-03"), []byte("2026-04"), 1),
	} {
		if _, err := overlay.Apply(g, signed, verifiers); err == nil {
			t.Errorf("the signature is %s, and the overlay is taken", name)
		}
	}
	if _, err := overlay.Apply(g, good, verifiers); err != nil {
		t.Error(err)
	}
}

func TestSigningLeavesTheTextAlone(t *testing.T) {
	t.Parallel()
	signer, verifiers := keys(t)
	file := []byte("overlay: site\nbase: b#")
	signed, err := overlay.Sign(file[:len(file)-1], signer)
	if err != nil {
		t.Fatal(err)
	}
	if file[len(file)-1] != '#' {
		t.Errorf("signing writes behind the text: %q", file)
	}
	if o, err := overlay.Open(signed, verifiers); err != nil || o.Base != "b" {
		t.Errorf("base %q: %v", o.Base, err)
	}
}
