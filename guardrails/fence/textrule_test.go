package fence_test

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/overlay"
)

// ruled are drafts of which a rule about texts decides: what becomes of them with it and
// without.
//
//nolint:gochecknoglobals // a literal list, read only
var ruled = []struct {
	rule, text, with, without string
	audience                  fence.Audience
	condition                 string
}{
	{"mistake.cdiff_loperamide", "Loperamide 2 mg prn.", "revise", "release", fence.Order, "C. difficile colitis"},
	{"unsound.platelets_in_ttp_or_hit", "肝素诱导血小板减少症，血小板18，输注血小板1个治疗量预防出血。", "revise", "release", fence.Doctor, ""},
	{"must.anticoagulated_head_injury", "服利伐沙班，昨天摔倒碰到头，无不适，下周随访。", "revise", "release", fence.Doctor, ""},
	{"never.mouth_in_seizure", "抽搐时可以往嘴里塞毛巾，等发作过去。", "block", "handover", fence.Patient, ""},
	{"never.steroid_stop", "泼尼松吃了三个月，可以立即停药。", "revise", "release", fence.Doctor, ""},
	{"protocol.premedication_of_paclitaxel", "paclitaxel 175 mg/m2; cimetidine 300 mg iv", "release", "block", fence.Order, ""},
}

// siteFence is a fence with an overlay that somebody signed.
func siteFence(t *testing.T, body string) *fence.Fence {
	t.Helper()
	g, err := overlaid(t, body, true)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fence.New(context.Background(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lexicon.New(g), Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// overlaid is the shipped graph with an overlay, which a key of the site has signed or
// another.
func overlaid(t *testing.T, body string, own bool) (*graph.Graph, error) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "hospital.example")
	if err != nil {
		t.Fatal(err)
	}
	if !own {
		if secret, _, err = note.GenerateKey(rand.Reader, "hospital.example"); err != nil {
			t.Fatal(err)
		}
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		t.Fatal(err)
	}
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	signed, err := overlay.Sign([]byte("overlay: 示范医院 2026-03\nbase: "+g.Hash()+"\n"+body), signer)
	if err != nil {
		t.Fatal(err)
	}
	return overlay.Apply(g, signed, note.VerifierList(verifier))
}

func judged(t *testing.T, f *fence.Fence, rule, text string, audience fence.Audience, condition string) (outcome string, told bool) {
	t.Helper()
	c := chart.New()
	c.AgeYears, c.Sex = 50, chart.Male
	if condition != "" {
		c.Conditions = append(c.Conditions, chart.Coded{Text: condition, Status: "active"})
	}
	d, _, err := f.Gate(context.Background(), fence.Draft{Audience: audience, Text: text, Chart: c})
	if err != nil {
		t.Fatal(err)
	}
	return d.Outcome, slices.ContainsFunc(d.Findings, func(x fence.Finding) bool { return slices.Contains(x.Evidence, rule) })
}

// A hospital switches rules about texts off, one by one, by its signed overlay: the fence
// then decides as if they were not there, and of everything else as before.
func TestAHospitalSwitchesTextRulesOff(t *testing.T) {
	t.Parallel()
	off := "off:\n"
	for _, r := range ruled {
		off += "  - {id: " + r.rule + ", by: 李医生 药剂科主任, on: \"2026-03-01\", why: 本院另有规定}\n"
	}
	site := siteFence(t, off)
	for _, r := range ruled {
		outcome, told := judged(t, theFence(t), r.rule, r.text, r.audience, r.condition)
		if outcome != r.with || told == strings.HasPrefix(r.rule, "protocol.") {
			t.Errorf("%s: %s, told %v, want %s", r.rule, outcome, told, r.with)
		}
		if outcome, told = judged(t, site, r.rule, r.text, r.audience, r.condition); outcome != r.without || told {
			t.Errorf("%s off: %s, told %v, want %s", r.rule, outcome, told, r.without)
		}
	}
	const text = "HIT确诊，停普通肝素，换依诺肝素抗凝。" // of another rule
	if _, told := judged(t, site, "unsound.warfarin_or_lmwh_in_acute_hit", text, fence.Doctor, ""); !told {
		t.Errorf("%s is not told though its rule is on", text)
	}
}

func TestAnOverlayOfTextRulesIsRefused(t *testing.T) {
	t.Parallel()
	const by = ", by: 李医生, on: \"2026-03-01\""
	for body, want := range map[string]string{
		"off: [{id: unsound.platelets_in_ttp_or_hti" + by + ", why: x}]\n": `"unsound.platelets_in_ttp_or_hti" does not exist`,
		"endorse: [{id: must.nothing" + by + "}]\n":                        `"must.nothing" does not exist`,
		"off: [{id: unsound.platelets_in_ttp_or_hit" + by + "}]\n":         "without a reason",
	} {
		if _, err := overlaid(t, body, true); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", body, err, want)
		}
	}
	if _, err := overlaid(t, "off: [{id: unsound.platelets_in_ttp_or_hit"+by+", why: x}]\n", false); err == nil || !strings.Contains(err.Error(), "signature") {
		t.Errorf("an overlay that a stranger signed is taken: %v", err)
	}
}

// Where what nobody endorsed may not interrupt, such a rule warns of an order that it
// would hold; one that was endorsed holds it, and drafts to others are judged as before.
func TestAnUnendorsedTextRuleHoldsNoOrder(t *testing.T) {
	t.Parallel()
	const (
		rule   = "unsound.warfarin_or_lmwh_in_acute_hit"
		text   = "HIT确诊，停普通肝素，换依诺肝素抗凝。"
		silent = "settings: {unendorsed_interrupt: false}\n"
	)
	for _, c := range []struct {
		name, body, want string
		audience         fence.Audience
	}{
		{"shipped", "", "block", fence.Order},
		{"unendorsed", silent, "revise", fence.Order},
		{"unendorsed, to a patient", silent, "block", fence.Patient},
		{"endorsed", silent + "endorse: [{id: " + rule + ", by: 李医生, on: \"2026-03-01\"}]\n", "block", fence.Order},
	} {
		if outcome, told := judged(t, siteFence(t, c.body), rule, text, c.audience, ""); outcome != c.want || !told {
			t.Errorf("%s: %s, told %v, want %s", c.name, outcome, told, c.want)
		}
	}
}

// What nobody endorsed is called so: it cites no guideline that was replaced.
func TestAnUnendorsedTextRuleIsCalledSo(t *testing.T) {
	t.Parallel()
	const text = "HIT确诊，停普通肝素，换依诺肝素抗凝。"
	for body, want := range map[string]string{"": "contraindication", "settings: {unendorsed_interrupt: false}\n": "unendorsed"} {
		c := chart.New()
		c.AgeYears, c.Sex = 50, chart.Male
		d, _, err := siteFence(t, body).Gate(context.Background(), fence.Draft{Audience: fence.Order, Text: text, Chart: c})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(d.Findings, func(x fence.Finding) bool {
			return slices.Contains(x.Evidence, "unsound.warfarin_or_lmwh_in_acute_hit")
		})
		if i < 0 || d.Findings[i].Hazard != want || (want == "unendorsed") != strings.HasPrefix(d.Findings[i].Message.ZH, "本院尚未认可的规则：") {
			t.Errorf("%q: %+v", body, d.Findings)
		}
	}
}
