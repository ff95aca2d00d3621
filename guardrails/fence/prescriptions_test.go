package fence_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"apricot.health/guardrails/fence"
)

// prescription is one order with its chart, as the files of testdata hold it.
type prescription struct {
	Lang     string          `json:"lang"`
	Audience string          `json:"audience"`
	Hazard   string          `json:"hazard"`
	Text     string          `json:"text"`
	Chart    json.RawMessage `json:"chart"`
}

func prescriptions(t *testing.T, path string) []prescription {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []prescription
	for s := bufio.NewScanner(f); s.Scan(); {
		var p prescription
		if err := json.Unmarshal(s.Bytes(), &p); err != nil {
			t.Fatalf("%s: %v: %s", path, err, s.Text())
		}
		out = append(out, p)
	}
	return out
}

func (p prescription) judge(t *testing.T, f *fence.Fence) lineAnswer {
	t.Helper()
	in, err := json.Marshal(map[string]any{"id": 1, "audience": p.Audience, "lang": p.Lang, "text": p.Text, "chart": p.Chart})
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, f, in)
}

// Of prescriptions that a hospital writes every day at most 2% are stopped in
// any way: alerts that cry wolf are overridden (docs of issue 5: interruptive
// alerts on common safe prescriptions under 2%).
func TestCommonPrescriptionsPass(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	all := prescriptions(t, "testdata/common-prescriptions.jsonl")
	if len(all) < 300 {
		t.Fatalf("only %d prescriptions", len(all))
	}
	var stopped []string
	for _, p := range all {
		a := p.judge(t, f)
		if a.Decision == fence.Release {
			continue
		}
		var hazards []string
		for _, x := range a.Findings {
			if x.Severity != "minor" && !slices.Contains(hazards, x.Hazard) {
				hazards = append(hazards, x.Hazard)
			}
		}
		stopped = append(stopped, p.Text)
		t.Logf("%s: %s for %v", a.Decision, p.Text, hazards)
	}
	if len(stopped)*50 > len(all) {
		t.Errorf("%d of %d common prescriptions were stopped", len(stopped), len(all))
	}
	t.Logf("%d of %d common prescriptions were stopped", len(stopped), len(all))
}

// What would harm is never drafted: wrong unit, way or frequency, a patient who
// may not have it, or two medicines that do not go together.
func TestHarmfulOrdersAreStopped(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for _, p := range prescriptions(t, "testdata/harmful-orders.jsonl") {
		if a := p.judge(t, f); a.Decision == fence.Release || a.Decision == "" {
			t.Errorf("%s: %s %s: released (%v)", p.Hazard, p.Text, p.Chart, a.Findings)
		}
	}
}

// What a doctor's text says against the chart, against a value beside it or
// against a limit is not shown as it is; the same said rightly is. Only how a draft
// looks as a whole may hold one in twenty, which is what its bound means
// (docs/acts.md).
func TestDoctorsTextsAgainstTheChart(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for _, p := range prescriptions(t, "testdata/doctors-contradicted.jsonl") {
		if a := p.judge(t, f); a.Decision == fence.Release || a.Decision == "" {
			t.Errorf("%s: %q with %s: released (%v)", p.Hazard, p.Text, p.Chart, a.Findings)
		}
	}
	agreeing, suspected := prescriptions(t, "testdata/doctors-agreeing.jsonl"), 0
	for _, p := range agreeing {
		a := p.judge(t, f)
		switch {
		case a.Decision == fence.Release:
		case found(a, "possible_unsafe"):
			suspected++
		default:
			t.Errorf("%q with %s: %s for %v", p.Text, p.Chart, a.Decision, a.Findings)
		}
	}
	if t.Logf("%d of %d only look like unsafe ones", suspected, len(agreeing)); suspected*20 > len(agreeing) {
		t.Errorf("%d of %d agreeing texts are held for how they look", suspected, len(agreeing))
	}
}
