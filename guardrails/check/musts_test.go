package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/goccy/go-yaml"

	"apricot.health/knowledge/chart"
)

// mustCase are the texts that stand beside a must: those that leave out what it demands,
// and those that do not or where it does not hold. One that begins with "p:" is to a
// patient, with "c:" to a care manager, with "o:" an order; others are to a doctor.
type mustCase struct {
	Must  string `yaml:"must"`
	Chart struct {
		Age        *float64 `yaml:"age"`
		Pregnant   bool     `yaml:"pregnant"`
		Conditions []string `yaml:"conditions"`
		Medicines  []string `yaml:"medicines"`
	} `yaml:"chart"`
	Unsafe []string `yaml:"unsafe"`
	Safe   []string `yaml:"safe"`
}

func (c mustCase) record() chart.Chart {
	r := onMedicines()
	if c.Chart.Age != nil {
		r.AgeYears = *c.Chart.Age
	}
	if c.Chart.Pregnant {
		r.Pregnant, r.Sex = chart.Yes, chart.Female
	}
	for _, t := range c.Chart.Conditions {
		r.Conditions = append(r.Conditions, chart.Coded{Text: t, Status: "active"})
	}
	for _, t := range c.Chart.Medicines {
		r.Medications = append(r.Medications, chart.Coded{Text: t, Status: "active"})
	}
	return r
}

func mustCases(t *testing.T) []mustCase {
	t.Helper()
	files, err := filepath.Glob("testdata/musts/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%v %v", files, err)
	}
	var out []mustCase
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var list []mustCase
		if err := yaml.UnmarshalWithOptions(raw, &list, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		out = append(out, list...)
	}
	return out
}

// omittedIn gives the musts that a text leaves out.
func omittedIn(text string, c chart.Chart) []string {
	var out []string
	for _, f := range mustBenchOf(text, c).omitted() {
		out = append(out, strings.TrimPrefix(f.Evidence[0], "must."))
	}
	return out
}

// Every must is told by its texts that leave it out, and by none of the others; each has
// at least two of the one and three of the other, in both languages.
func TestMusts(t *testing.T) {
	t.Parallel()
	cases := mustCases(t)
	for _, m := range musts() {
		i := slices.IndexFunc(cases, func(c mustCase) bool { return c.Must == m.Must })
		if i < 0 {
			t.Errorf("%s has no texts", m.Must)
			continue
		}
		c := cases[i]
		if len(c.Unsafe) < 2 || len(c.Safe) < 3 {
			t.Errorf("%s: %d unsafe and %d safe texts", m.Must, len(c.Unsafe), len(c.Safe))
		}
		both := map[bool]bool{}
		for _, text := range c.Unsafe {
			both[strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) >= 0] = true
			if !slices.Contains(omittedIn(text, c.record()), m.Must) {
				t.Errorf("%s is not told: %s", m.Must, text)
			}
		}
		if len(both) != 2 {
			t.Errorf("%s: unsafe texts in one language", m.Must)
		}
		for _, text := range c.Safe {
			if got := omittedIn(text, c.record()); len(got) > 0 {
				t.Errorf("%s: %v told: %s", m.Must, got, text)
			}
		}
	}
	for _, c := range cases {
		if !slices.ContainsFunc(musts(), func(m must) bool { return m.Must == c.Must }) {
			t.Errorf("texts of %s, which there is not", c.Must)
		}
	}
}

// What leaves out a must no longer does once it sends to emergency care, nor does it where
// it only tells what to do if the situation comes.
func TestMustsAreMet(t *testing.T) {
	t.Parallel()
	for _, c := range mustCases(t) {
		i := slices.IndexFunc(musts(), func(m must) bool { return m.Must == c.Must })
		if i < 0 || musts()[i].Own {
			continue
		}
		for _, text := range c.Unsafe {
			for _, sent := range [...]string{" 现在立即送急诊。", " Emergency admission now."} {
				if got := omittedIn(text+sent, c.record()); slices.Contains(got, c.Must) {
					t.Errorf("%s: told of %q", c.Must, text+sent)
				}
			}
		}
	}
}

func TestMustsAreSourced(t *testing.T) {
	t.Parallel()
	for _, m := range musts() {
		switch {
		case m.Confidence != "high" && m.Confidence != "medium":
			t.Errorf("%s lacks a confidence", m.Must)
		case len(m.When) == 0 || m.Demands.Regexp == nil:
			t.Errorf("%s has no situation or demands nothing", m.Must)
		case m.Own && m.Waits.Regexp == nil:
			t.Errorf("%s counts its own words only and has none", m.Must)
		case !strings.ContainsFunc(m.Source, unicode.IsDigit) && !strings.Contains(m.Source, "CKS"):
			t.Errorf("%s: a source without an edition: %s", m.Must, m.Source)
		}
	}
}
