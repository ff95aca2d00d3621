package check

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"apricot.health/knowledge/chart"
)

// mistakeRow is one row of testdata/mistakes-*.txt: a text that makes a mistake, or does not.
type mistakeRow struct {
	at, mistake, text string
	chart             chart.Chart
	makes             bool
}

// saidMistakes reads the rows:
//
//	# mistake | condition of the chart; condition | age in years
//	- a text that makes it
//	+ a text that does not
//
// Without an age it is a man of 60. A row that begins with "-" or "+" belongs to the "#" above it.
func saidMistakes(t *testing.T) []mistakeRow {
	t.Helper()
	files, err := filepath.Glob("testdata/mistakes-*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var out []mistakeRow
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var now mistakeRow
		for n, line := range strings.Split(string(raw), "\n") {
			at := fmt.Sprintf("%s:%d", filepath.Base(file), n+1)
			switch text := strings.TrimSpace(strings.TrimLeft(line, "#-+")); {
			case line == "" || strings.HasPrefix(line, "##"):
			case line[0] == '#':
				now = whose(t, at, text)
			case line[0] == '-' || line[0] == '+':
				now.at, now.text, now.makes = at, text, line[0] == '-'
				out = append(out, now)
			default:
				t.Fatalf("%s: no row", at)
			}
		}
	}
	return out
}

func whose(t *testing.T, at, head string) mistakeRow {
	t.Helper()
	parts := strings.Split(head, "|")
	out := mistakeRow{mistake: strings.TrimSpace(parts[0]), chart: bare()}
	if len(parts) > 1 {
		for _, c := range strings.Split(parts[1], ";") {
			if c = strings.TrimSpace(c); c != "" {
				out.chart.Conditions = append(out.chart.Conditions, chart.Coded{Text: c, Status: "active"})
			}
		}
	}
	if len(parts) > 2 {
		years, err := strconv.ParseFloat(strings.TrimSpace(parts[2]), 64)
		if err != nil {
			t.Fatal(at, err)
		}
		out.chart.AgeYears = years
	}
	return out
}

// Each row says whether its text makes its mistake.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, r := range saidMistakes(t) {
		found := proseBench(t, r.text, r.chart).mistaken()
		makes := rules(found, "mistake", r.mistake)
		if makes != r.makes {
			t.Errorf("%s: %s: %q: %v, want %v", r.at, r.mistake, r.text, makes, r.makes)
		}
		if !r.makes && len(found) > 0 && !makes {
			t.Errorf("%s: %q: makes %v", r.at, r.text, found[0].Evidence)
		}
	}
}

// Each mistake has tests: of each way to say it one that does, in
// both languages, and three that do not; and what it is about and what excuses it are
// each noticed where they are dropped.
func TestEachMistakeIsTested(t *testing.T) {
	t.Parallel()
	rows := map[string][]mistakeRow{}
	for _, r := range saidMistakes(t) {
		rows[r.mistake] = append(rows[r.mistake], r)
	}
	for _, x := range allMistakes() {
		own := rows[x.Mistake]
		delete(rows, x.Mistake)
		if x.Confidence == "" {
			t.Errorf("%s: without a confidence", x.Mistake)
		}
		count := map[string]int{}
		for _, r := range own {
			han := strings.ContainsFunc(r.text, func(c rune) bool { return unicode.Is(unicode.Han, c) })
			count[fmt.Sprintf("makes %v, Chinese %v", r.makes, han)]++
			count[fmt.Sprintf("makes %v", r.makes)]++
		}
		for kind, least := range map[string]int{"makes true, Chinese true": 1, "makes true, Chinese false": 1, "makes false, Chinese true": 1, "makes false, Chinese false": 1, "makes true": 2, "makes false": 3} {
			if count[kind] < least {
				t.Errorf("%s: %d tests of %s, want %d", x.Mistake, count[kind], kind, least)
			}
		}
		unnoticed(t, x, own)
	}
	for id := range rows {
		t.Errorf("tests of %q, which is no mistake", id)
	}
}

// unnoticed names the parts of a mistake that no row notices.
func unnoticed(t *testing.T, x mistake, rows []mistakeRow) {
	t.Helper()
	benches := make([]*bench, len(rows))
	for i, r := range rows {
		benches[i] = proseBench(t, r.text, r.chart)
	}
	differs := func(y mistake) bool {
		at := -1
		return slices.ContainsFunc(rows, func(r mistakeRow) bool {
			at++
			b := benches[at]
			makes := b.mayPlan(y) && b.plans(y)
			return makes != r.makes
		})
	}
	for i := range x.Says {
		y := x
		if y.Says = slices.Delete(slices.Clone(x.Says), i, i+1); !differs(y) {
			t.Errorf("%s: no test says %s", x.Mistake, x.Says[i].source)
		}
	}
	for name, drop := range map[string]func(*mistake){
		"about": func(y *mistake) { y.About.Regexp = nil }, "with": func(y *mistake) { y.With.Regexp = nil }, "unless": func(y *mistake) { y.Unless.Regexp = nil }, "except": func(y *mistake) { y.Except.Regexp = nil },
		"min_age": func(y *mistake) { y.MinAge = 0 }, "max_age": func(y *mistake) { y.MaxAge = 0 },
	} {
		y := x
		drop(&y)
		has := map[string]bool{"about": x.About.Regexp != nil, "with": x.With.Regexp != nil, "unless": x.Unless.Regexp != nil, "except": x.Except.Regexp != nil, "min_age": x.MinAge > 0, "max_age": x.MaxAge > 0}[name]
		if has && !differs(y) {
			t.Errorf("%s: nothing notices that %s is dropped", x.Mistake, name)
		}
	}
}

// What does little good is told only of what a doctor writes, what harms of an order and to
// lay readers too; a pregnancy that only the chart knows counts.
func TestMistakesByReader(t *testing.T) {
	t.Parallel()
	cold := recordOf(40, chart.Male, []chart.Coded{{Text: "acute bronchitis"}}, nil, nil)
	colitis := recordOf(40, chart.Male, []chart.Coded{{Text: "C. difficile colitis"}}, nil, nil)
	silent := recordOf(30, chart.Female, []chart.Coded{{Text: "asymptomatic bacteriuria"}}, nil, nil)
	expecting := silent
	expecting.Pregnant = chart.Yes
	for _, c := range []struct {
		mistake, audience, text string
		chart                   chart.Chart
		want                    bool
	}{
		{"antibiotics_for_bronchitis", "doctor", "Doxycycline 200 mg then 100 mg.", cold, true},
		{"antibiotics_for_bronchitis", "order", "Doxycycline 200 mg then 100 mg.", cold, false},
		{"antibiotics_for_bronchitis", "patient", "Doxycycline 200 mg then 100 mg.", cold, false},
		{"cdiff_loperamide", "order", "Loperamide 2 mg prn.", colitis, true},
		{"cdiff_loperamide", "patient", "Loperamide 2 mg as needed.", colitis, true},
		{"cdiff_loperamide", "patient", "", colitis, false},
		{"catheter_bacteriuria", "order", "Cefalexin 500 mg PO bid.", silent, true},
		{"catheter_bacteriuria", "order", "Cefalexin 500 mg PO bid.", expecting, false},
	} {
		b := benchFor(c.audience, c.text, c.chart)
		got := rules(b.mistaken(), "mistake", c.mistake)
		if got != c.want {
			t.Errorf("%s of %q to %s: %v, want %v", c.mistake, c.text, c.audience, got, c.want)
		}
	}
}
