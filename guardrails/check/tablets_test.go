package check

import (
	"fmt"
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// Of every row of tablets.yaml there is a count that the row's limits allow and one more
// that they do not, and the reader of doses tells them apart.
func TestTablets(t *testing.T) {
	t.Parallel()
	index, _ := proseParts()
	seen := map[string]bool{}
	told := func(name string, n int) bool {
		got := judged(t, fmt.Sprintf("%s %d tablets po stat", name, n), "order", recordOf(50, chart.Male, nil, nil, nil))
		return slices.Contains(got, "dose_range") || slices.Contains(got, "dose_error")
	}
	for _, r := range tablets() {
		d, ok := index.g.Drug(r.Of)
		if !ok || seen[r.Of] || r.Source == "" || r.Confidence == "" {
			t.Errorf("%s: no such medicine, twice, or no source", r.Of)
			continue
		}
		seen[r.Of] = true
		most := 0.0
		for _, x := range d.Doses {
			if x.Route != "oral" || x.Population != "adult" || len(x.For) > 0 {
				continue
			}
			limit := x.MaxSingle
			if limit == 0 || x.MaxDaily > 0 && x.MaxDaily < limit {
				limit = x.MaxDaily
			}
			if n, ok := convert(limit, x.Unit, r.Unit); ok {
				most = max(most, n)
			}
		}
		n := int(most / r.Least * tolerance)
		if n < 1 || n >= mostTablets {
			t.Errorf("%s: %d tablets are allowed, so the row tells nothing", r.Of, n)
			continue
		}
		if told(d.Labels.EN, n) {
			t.Errorf("%d tablets of %s are told", n, d.Labels.EN)
		}
		if !told(d.Labels.EN, n+1) {
			t.Errorf("%d tablets of %s are not", n+1, d.Labels.EN)
		}
	}
}

// Ten tablets of paracetamol at once are too many, whatever their strength.
func TestTenTablets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		age  float64
		held bool
	}{
		{"Take ten tablets of paracetamol at once.", 50, true},
		{"对乙酰氨基酚一次吃10片。", 50, true},
		{"Take two tablets of paracetamol at once.", 50, false},
		{"对乙酰氨基酚一次吃2片，一天3次。", 50, false},
		{"Take ten tablets of paracetamol at once.", 17, false}, // a child's tablets may be weaker
		{"Take ten tablets of paracetamol at once.", 18, true},
		{"Paracetamol 3 tablets every 4 hours.", 50, true}, // 5.4 g a day
		{"Never take ten tablets of paracetamol at once.", 50, false},
		{"He took ten tablets of paracetamol at once, an overdose.", 50, false},
	} {
		got := judged(t, c.text, "doctor", recordOf(c.age, chart.Male, nil, nil, nil))
		if is := slices.Contains(got, "dose_range") || slices.Contains(got, "dose_error"); is != c.held {
			t.Errorf("%q at %v: %v", c.text, c.age, got)
		}
	}
}
