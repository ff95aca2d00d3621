package fence_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
)

func allergic() chart.Chart {
	c := chart.New()
	c.Patient, c.Now, c.AgeYears, c.Sex, c.Pregnant = "canary-7731", now, 40, chart.Male, chart.No
	c.Identity = []string{"金丝雀", "CANARY-ID-99"}
	c.Allergies = []chart.Coded{{Concept: "allergen.penicillin", Text: "CANARY-ALLERGY", Evidence: "AllergyIntolerance/1", Status: "active"}}
	c.AllergiesKnown, c.ConditionsKnown, c.MedicationsKnown = true, true, true
	c.Measures["find.egfr"] = chart.Measure{Value: 90, Unit: "mL/min/{1.73_m2}", At: now, Evidence: "Observation/1"}
	return c
}

func TestZeroClearedShowsNothing(t *testing.T) {
	t.Parallel()
	var c fence.Cleared
	if c.Text() != "" || c.DecisionID() != "" || c.Audience() != "" || len(c.Warnings()) != 0 {
		t.Errorf("%+v", c)
	}
}

func TestDoctorIsWarnedWithEvidence(t *testing.T) {
	t.Parallel()
	g := theFence(t)
	c := allergic()
	dec, cleared, err := g.Gate(t.Context(), fence.Draft{Audience: fence.Doctor, Lang: "zh", Text: "建议阿莫西林0.5g 口服 每日3次。", Chart: c})
	if err != nil || dec.Outcome != fence.Revise || !strings.Contains(cleared.Text(), "阿莫西林") {
		t.Fatalf("%s %q %v %s", dec.Outcome, cleared.Text(), err, hazards(dec))
	}
	w := cleared.Warnings()
	if len(w) == 0 || w[0].Hazard != "allergy" || w[0].Severity != "critical" || len(w[0].Evidence) == 0 || w[0].Message.ZH == "" {
		t.Errorf("warnings %+v", w)
	}
	w[0].Hazard = "changed"
	if cleared.Warnings()[0].Hazard == "changed" {
		t.Error("a caller can change what was cleared")
	}
}

func TestStructuredOrders(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for name, tc := range map[string]struct {
		order fence.OrderDraft
		want  string
	}{
		"allergy":            {fence.OrderDraft{DrugText: "阿莫西林胶囊", Concept: "drug.amoxicillin", Dose: &claim.Posology{Amount: 500, Unit: "mg", Route: "oral", PerDay: 3}}, fence.Block},
		"allergy, text only": {fence.OrderDraft{DrugText: "阿莫西林胶囊 0.5g 口服 每日3次"}, fence.Block},
		"unknown drug":       {fence.OrderDraft{DrugText: "神奇药丸"}, fence.Handover},
		"ten times":          {fence.OrderDraft{DrugText: "地高辛", Concept: "drug.digoxin", Dose: &claim.Posology{Amount: 2.5, Unit: "mg", Route: "oral", PerDay: 1}}, fence.Block},
	} {
		dec, cleared, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Order, Lang: "zh", Chart: allergic(), Orders: []fence.OrderDraft{tc.order}})
		if err != nil || dec.Outcome != tc.want || cleared.Text() != "" {
			t.Errorf("%s: %s %v %s", name, dec.Outcome, err, hazards(dec))
		}
	}
}

func TestUndeclaredClaims(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	d := fence.Draft{Audience: fence.Patient, Lang: "en", Text: "Please call 120 now.", Chart: allergic(), Declared: []claim.Claim{}}
	dec, _, err := f.Gate(t.Context(), d)
	if err != nil || dec.Outcome != fence.Handover || !strings.Contains(hazards(dec), "undeclared") {
		t.Errorf("a model that declares nothing but says much: %s %s %v", dec.Outcome, hazards(dec), err)
	}
	d.Declared = []claim.Claim{{Kind: claim.Urgency, Act: claim.Emergency, Polarity: claim.Affirmed}}
	if dec, _, err = f.Gate(t.Context(), d); err != nil || dec.Outcome != fence.Release {
		t.Errorf("declared in full: %s %s %v", dec.Outcome, hazards(dec), err)
	}
}

// What a model declares otherwise than it wrote it is not declared.
func TestADeclaredClaimMustAgree(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	c := allergic()
	const text = "Her potassium was 4.1 mmol/L today. Her sister takes warfarin."
	own, _ := f.Claims().Extract(text, "en")
	agrees := func(declared []claim.Claim) bool {
		dec, _, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Doctor, Lang: "en", Text: text, Chart: c, Declared: declared})
		if err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(hazards(dec), "undeclared")
	}
	if !agrees(own) {
		t.Fatalf("its own claims: %+v", own)
	}
	value := 6.1
	for i := range own {
		for name, change := range map[string]func(*claim.Claim){
			"whose it is":    func(c *claim.Claim) { c.Experiencer = "other" },
			"how much it is": func(c *claim.Claim) { c.Value = &value },
			"in what unit":   func(c *claim.Claim) { c.Unit = "mg/dL" },
			"how sure it is": func(c *claim.Claim) { c.Certainty = claim.Possible },
			"on what":        func(c *claim.Claim) { c.Condition = &claim.Span{} },
		} {
			declared := slices.Clone(own)
			change(&declared[i])
			if agrees(declared) {
				t.Errorf("%s is declared otherwise: %+v", name, declared[i])
			}
		}
	}
}

// A score lifts nothing as long as calibration certifies no stratum.
func TestScoreCountsOnlyWhenCertified(t *testing.T) {
	t.Parallel()
	sure := 1.0
	dec, _, err := theFence(t).Gate(t.Context(), fence.Draft{
		Audience: fence.Patient, Lang: "en", Text: "You have asthma.", Chart: allergic(), Score: &sure, Urgency: &fence.UrgencyContext{Level: 4},
	})
	if err != nil || dec.Outcome != fence.Handover {
		t.Errorf("%s %s %v", dec.Outcome, hazards(dec), err)
	}
}

// A certified score lifts the demand for a person's diagnosis, and only with
// the model, the graph, the policy, the banks and the tables that it was calibrated with.
func TestCertifiedScore(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	strata := []calibration.Stratum{{Kind: "diagnosis", Audience: "patient", Lang: "en"}}
	var labelled []calibration.Case
	for i := range 700 {
		labelled = append(labelled, calibration.Case{ID: strconv.Itoa(i), Stratum: strata[0], Score: 0.9995, Right: true, Part: calibration.Part})
	}
	table := func(b calibration.Binding) *calibration.Table {
		made, _, err := calibration.Calibrate(calibration.Plan{Version: "test", Binding: b, Strata: strata}, labelled)
		if err != nil {
			t.Fatal(err)
		}
		return &made
	}
	now := theFence(t).Binding("m")
	other := func(change func(*calibration.Binding)) calibration.Binding { b := now; change(&b); return b }
	sure, unsure := 0.995, 0.4
	for name, tc := range map[string]struct {
		with  calibration.Binding
		model string
		score *float64
		want  string
		stale bool
	}{
		"certified":       {now, "m", &sure, fence.Release, false},
		"below":           {now, "m", &unsure, fence.Handover, false},
		"without a score": {now, "m", nil, fence.Handover, false},
		"another model":   {now, "m2", &sure, fence.Handover, true},
		"without a model": {now, "", &sure, fence.Handover, true},
		"another graph":   {other(func(b *calibration.Binding) { b.Graph = "sha256:another" }), "m", &sure, fence.Handover, true},
		"another policy":  {other(func(b *calibration.Binding) { b.Policy = "sha256:another" }), "m", &sure, fence.Handover, true},
		"other acts":      {other(func(b *calibration.Binding) { b.Acts = "sha256:another" }), "m", &sure, fence.Handover, true},
		"other tables":    {other(func(b *calibration.Binding) { b.Tables = "sha256:another" }), "m", &sure, fence.Handover, true},
		"other stances":   {other(func(b *calibration.Binding) { b.Stance = "sha256:another" }), "m", &sure, fence.Handover, true},
	} {
		f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Now: func() time.Time { return time.Unix(1772000000, 0) }, Calibration: table(tc.with)})
		if err != nil {
			t.Fatal(err)
		}
		dec, _, err := f.Gate(t.Context(), fence.Draft{
			Audience: fence.Patient, Lang: "en", Text: "You have asthma.", Chart: allergic(), Score: tc.score, Model: tc.model, Urgency: &fence.UrgencyContext{Level: 4},
		})
		stale := slices.ContainsFunc(dec.Findings, func(x fence.Finding) bool { return x.Hazard == "uncalibrated" })
		if err != nil || dec.Outcome != tc.want || stale != tc.stale || dec.Record.Calibration != "test" {
			t.Errorf("%s: %s %s %v", name, dec.Outcome, hazards(dec), err)
		}
	}
}

// The sentence that must go goes, the rest is judged again and shown.
func TestRemovesTheSentence(t *testing.T) {
	t.Parallel()
	dec, cleared, err := theFence(t).Gate(t.Context(), fence.Draft{
		Audience: fence.Doctor, Lang: "en", Text: "Please take a full history. See [rule.made_up_thing]. Then decide.", Chart: allergic(),
	})
	if err != nil || dec.Outcome != fence.Revise || strings.Contains(cleared.Text(), "made_up") || !strings.Contains(cleared.Text(), "full history") || !strings.Contains(cleared.Text(), "Then decide") {
		t.Errorf("%s %q %s %v", dec.Outcome, cleared.Text(), hazards(dec), err)
	}
}

func TestRecordHoldsNoWordsAndReplays(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	drafts := []fence.Draft{
		{Audience: fence.Patient, Lang: "zh", Text: "金丝雀您可以服用阿莫西林0.5克CANARYWORD，电话13912345678。", Chart: allergic()},
		{Audience: fence.Doctor, Lang: "zh", Text: "建议阿莫西林0.5g 每日3次。CANARYWORD", Chart: allergic(), Template: "label:CANARYTEMPLATE"},
		{Audience: fence.Order, Lang: "zh", Chart: allergic(), Orders: []fence.OrderDraft{{DrugText: "CANARY药丸", Evidence: "MedicationRequest/3"}}},
	}
	for i, d := range drafts {
		dec, _, err := f.Gate(t.Context(), d)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(dec.Record)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"CANARY", "canary", "金丝雀", "13912345678", "阿莫西林"} {
			if strings.Contains(string(raw), word) {
				t.Errorf("draft %d: the record holds %q: %s", i, word, raw)
			}
		}
		var kept fence.Record
		if err := json.Unmarshal(raw, &kept); err != nil {
			t.Fatal(err)
		}
		if _, err := fence.Replay(t.Context(), f, d, kept); err != nil {
			t.Errorf("draft %d does not replay: %v", i, err)
		}
		d.Chart.AgeYears++
		if _, err := fence.Replay(t.Context(), f, d, kept); !errors.Is(err, fence.ErrReplay) {
			t.Errorf("draft %d with another chart replays: %v", i, err)
		}
		d.Chart.AgeYears--
		kept.Outcome += "d"
		if _, err := fence.Replay(t.Context(), f, d, kept); !errors.Is(err, fence.ErrReplay) {
			t.Errorf("draft %d: a forged outcome replays: %v", i, err)
		}
	}
}

// Whatever surrounds it, advice to take what the patient is allergic to is
// never shown to a patient.
func TestAllergyNeverPasses(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	danger := []string{"您可以服用阿莫西林。", "建议口服阿莫西林胶囊0.5克，每日3次。", "Take amoxicillin 500 mg three times a day.", "请继续吃阿莫西林。", "Use Augmentin 625 mg twice daily."}
	filler := []string{"您好。", "请多喝水。", "如果加重，请马上拨打120。", "Thank you.", "您的胸痛是什么时候开始的？", "Please rest.", "　", "\n", "您对什么过敏？"}
	templates := []string{"", "phrase:phrase.greeting", "ask:find.chest_pain", "summary", "label:drug.amoxicillin"}
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom(filler), 0, 5).Draw(t, "filler")
		at := rapid.IntRange(0, len(parts)).Draw(t, "at")
		text := strings.Join(parts[:at], "") + rapid.SampledFrom(danger).Draw(t, "danger") + strings.Join(parts[at:], "")
		d := fence.Draft{
			Audience: rapid.SampledFrom([]fence.Audience{fence.Patient, fence.CareManager, fence.Order}).Draw(t, "audience"),
			Lang:     rapid.SampledFrom([]string{"zh", "en", ""}).Draw(t, "lang"),
			Text:     text, Chart: allergic(), Template: rapid.SampledFrom(templates).Draw(t, "template"),
			Urgency: &fence.UrgencyContext{Level: rapid.IntRange(3, 4).Draw(t, "level")},
		}
		dec, cleared, err := f.Gate(t.Context(), d)
		if err != nil || dec.Outcome != fence.Block || cleared.Text() != "" {
			t.Fatalf("%q: %s %q %v", text, dec.Outcome, cleared.Text(), err)
		}
	})
}

func mustGraph(t testing.TB) *graph.Graph {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return g
}
