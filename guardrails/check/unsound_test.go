package check

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"apricot.health/knowledge/chart"
)

// chart is the record of a patient.
func (p unsoundPatient) chart() chart.Chart {
	c := bare()
	if p.Pregnant {
		c.AgeYears, c.Sex, c.Pregnant = 30, chart.Female, chart.Yes
	}
	if p.Age > 0 {
		c.AgeYears = p.Age
	}
	for _, words := range p.Conditions {
		c.Conditions = append(c.Conditions, chart.Coded{Text: words, Status: "active"})
	}
	return c
}

// told are the practices that a text gives of a patient.
func (p unsoundPatient) told(t *testing.T, text string) []string {
	t.Helper()
	var out []string
	for _, f := range proseBench(t, text, p.chart()).unsound() {
		for _, e := range f.Evidence {
			if name, ok := strings.CutPrefix(e, "unsound."); ok {
				out = append(out, name)
			}
		}
	}
	return out
}

// The texts beside each practice are told where they are wrong, and nothing is told of
// those that are right; a text is silent where it says of itself that it is past or declined.
func TestUnsoundPractices(t *testing.T) {
	t.Parallel()
	for _, p := range unsoundPractices().list {
		if len(p.Says) == 0 {
			t.Errorf("%s: without words", p.Practice)
		}
		if len(p.Wrong) < 2 || len(p.Right) < 3 || !bothLanguages(p.Wrong) || !bothLanguages(p.Right) {
			t.Errorf("%s: without texts on both sides in both languages", p.Practice)
		}
		for _, text := range p.Wrong {
			if !slices.Contains(p.For.told(t, text), p.Practice) {
				t.Errorf("%s: %q is let through", p.Practice, text)
			}
			for _, past := range []string{"该做法已不再推荐：", "No longer recommended: ", "旧版做法。"} {
				if slices.Contains(p.For.told(t, past+text+past), p.Practice) {
					t.Errorf("%s: %q is told", p.Practice, past+text+past)
				}
			}
		}
		for _, text := range p.Right {
			if told := p.For.told(t, text); len(told) > 0 {
				t.Errorf("%s: %q is told as %v", p.Practice, text, told)
			}
		}
	}
}

func bothLanguages(texts []string) bool {
	han := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	return slices.ContainsFunc(texts, han) && !slices.ContainsFunc(texts, func(s string) bool { return s == "" }) && slices.ContainsFunc(texts, func(s string) bool { return !han(s) })
}

// A practice is for patients of its age only, and one that is about something is silent
// where neither the text nor the chart names it.
func TestUnsoundConcerns(t *testing.T) {
	t.Parallel()
	for _, p := range unsoundPractices().list {
		for _, years := range []float64{p.MinAge - 0.01, p.MaxAge} {
			other := p.For
			if other.Age = years; years > 0 && slices.Contains(other.told(t, p.Wrong[0]), p.Practice) {
				t.Errorf("%s: told at the age of %g", p.Practice, years)
			}
		}
		for _, years := range []float64{p.MinAge, p.MaxAge - 0.01} {
			own := p.For
			if own.Age = years; years > 0 && !slices.Contains(own.told(t, p.Wrong[0]), p.Practice) {
				t.Errorf("%s: not told at the age of %g", p.Practice, years)
			}
		}
		if len(p.For.Conditions) > 0 && len(p.About) > 0 {
			nobody := unsoundPatient{Age: p.For.Age}
			if slices.ContainsFunc(p.Wrong, func(s string) bool {
				return !p.concerns(strings.ToLower(s)) && slices.Contains(nobody.told(t, s), p.Practice)
			}) {
				t.Errorf("%s: told of whom it is not about", p.Practice)
			}
		}
	}
}

// Whole drafts as doctors write them give the practice that their row names, or none.
func TestUnsoundDrafts(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/unsound-drafts.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatal(len(rows), err)
	}
	for _, row := range rows[1:] {
		age, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		p := unsoundPatient{Age: age, Pregnant: row[2] == "y"}
		if row[3] != "" {
			p.Conditions = []string{row[3]}
		}
		told := p.told(t, row[4])
		if row[0] == "" && len(told) > 0 || row[0] != "" && !slices.Contains(told, row[0]) {
			t.Errorf("%q is told as %v, want %q", row[4], told, row[0])
		}
	}
}
