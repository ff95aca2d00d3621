package fence_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"apricot.health/guardrails/fence"
)

// fenceCase is one case of testdata/fence: a line of `apricot fence` and what
// must come of it. Unknown fields are errors.
type fenceCase struct {
	ID       string         `yaml:"id"`
	Audience string         `yaml:"audience"`
	Lang     string         `yaml:"lang"`
	Text     string         `yaml:"text"`
	Chart    map[string]any `yaml:"chart"`
	Template string         `yaml:"template"`
	Basis    []string       `yaml:"basis"`
	Urgency  map[string]any `yaml:"urgency"`
	// Expect is the outcome, or several that are as safe, joined with "|".
	Expect string `yaml:"expect"`
	// Hazards must all be found.
	Hazards []string `yaml:"hazards"`
	// Shows and Hides are words of the text that is shown.
	Shows string `yaml:"shows"`
	Hides string `yaml:"hides"`
	// Why says what a clinician should think of it.
	Why string `yaml:"why"`
}

func cases(t testing.TB) []fenceCase {
	t.Helper()
	files, err := filepath.Glob("../../testdata/fence/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var all []fenceCase
	seen := map[string]bool{}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var list []fenceCase
		if err := yaml.UnmarshalWithOptions(raw, &list, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, c := range list {
			if seen[c.ID] || c.ID == "" {
				t.Fatalf("%s: the id %q stands twice or is missing", name, c.ID)
			}
			seen[c.ID] = true
		}
		all = append(all, list...)
	}
	return all
}

func (c fenceCase) line(t testing.TB) []byte {
	t.Helper()
	in := map[string]any{"id": c.ID, "audience": c.Audience, "text": c.Text, "lang": c.Lang, "template": c.Template, "basis": c.Basis}
	if c.Chart != nil {
		in["chart"] = c.Chart
	}
	if c.Urgency != nil {
		in["urgency"] = c.Urgency
	}
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

type lineAnswer struct {
	ID       any    `json:"id"`
	Decision string `json:"decision"`
	Text     string `json:"text"`
	Findings []struct {
		Hazard, Severity, Claim string
		Evidence                []string
	} `json:"findings"`
	Micros *int64 `json:"micros"`
	Error  string `json:"error"`
}

func ask(t testing.TB, f *fence.Fence, raw []byte) lineAnswer {
	t.Helper()
	var a lineAnswer
	if err := json.Unmarshal(f.Line(t.Context(), raw), &a); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestCases(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for _, c := range cases(t) {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			a := ask(t, f, c.line(t))
			var found []string
			for _, x := range a.Findings {
				found = append(found, x.Hazard)
			}
			if a.Error != "" || !slices.Contains(strings.Split(c.Expect, "|"), a.Decision) {
				t.Fatalf("%q is %s (want %s) for %v %s: %s", c.Text, a.Decision, c.Expect, found, a.Error, c.Why)
			}
			for _, h := range c.Hazards {
				if !slices.Contains(found, h) {
					t.Errorf("%q: hazard %s is not found, only %v", c.Text, h, found)
				}
			}
			if c.Shows != "" && !strings.Contains(a.Text, c.Shows) || c.Hides != "" && strings.Contains(a.Text, c.Hides) {
				t.Errorf("shown: %q", a.Text)
			}
			if a.Decision == fence.Release && a.Text != c.Text {
				t.Errorf("a release shows %q for %q", a.Text, c.Text)
			}
			if a.Decision == fence.Handover && a.Text != "" {
				t.Errorf("a hand-over shows %q", a.Text)
			}
		})
	}
}
