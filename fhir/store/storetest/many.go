package storetest

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// reading is an Observation of testMany.
type reading struct {
	id, code, status, when string
	patient, value         int
	day                    int  // after 2020-01-01, -1 without a date
	old                    bool // has moments in 2019 too
}

func readings(n int) []reading {
	out := make([]reading, n)
	for i := range out {
		r := reading{id: fmt.Sprintf("r%d", i), code: []string{"a", "b", "c"}[i%3], status: "final", patient: i * 7 % 90, value: i % 50, day: i * 13 % 700}
		if i >= n-4 {
			r.status = "amended"
		}
		year, rest := 2020+r.day/336, r.day%336
		date := fmt.Sprintf("%d-%02d-%02d", year, 1+rest/28, 1+rest%28)
		r.when = fmt.Sprintf(`,"effectiveDateTime":"%s"`, date)
		switch {
		case i%40 == 0:
			r.day, r.when = -1, ""
		case i%9 == 0: // a stay of one day
			r.when = fmt.Sprintf(`,"effectivePeriod":{"start":"%s","end":"%s"}`, date, date)
		case i%11 == 0: // several moments, the last of which counts
			r.old, r.when = true, fmt.Sprintf(`,"effectiveTiming":{"event":["2019-01-01","%s","2019-05-01"]}`, date)
		}
		out[i] = r
	}
	return out
}

// testMany asks for more than fits many pages, in every way that the drivers
// have of answering a page without a look at all matches: the pages hold each
// match once, in the order asked for.
func testMany(t *testing.T, b Backend) {
	all := readings(2600)
	var ops []store.Op
	for p := range 90 {
		ops = append(ops, update("Patient", fmt.Sprintf("p%d", p), fmt.Sprintf(`"gender":"%s"`, []string{"male", "female"}[p/45])))
	}
	for _, r := range all {
		ops = append(ops, update("Observation", r.id, fmt.Sprintf(`"status":"%s",%s,%s,"subject":{"reference":"Patient/p%d"}%s`,
			r.status, coded("code", "l", r.code), quantity(fmt.Sprint(r.value), "g"), r.patient, r.when)))
	}
	must(t, b, ops...)
	since := func(day int) func(reading) bool { return func(r reading) bool { return r.day >= day } }
	amended := func(r reading) bool { return r.status == "amended" }
	for _, tc := range []struct {
		query string
		fits  func(reading) bool
	}{
		{"value-quantity=gt5||g", func(r reading) bool { return r.value > 5 }},
		{"value-quantity=lt48", func(r reading) bool { return r.value < 48 }},
		{"value-quantity=ge0||g&status=amended", amended},
		{"code=a,b", func(r reading) bool { return r.code != "c" }},
		{"code=a,b,c&status=amended", amended},
		{"code-value-quantity=b$gt20", func(r reading) bool { return r.code == "b" && r.value > 20 }},
		{"patient.gender=male", func(r reading) bool { return r.patient < 45 }},
		{"patient.gender=male,female&status=amended", amended},
		{"date=le2020-12-28", func(r reading) bool { return r.day >= 0 && r.day < 336 || r.old }},
		{"date=ge2021-01-01", since(336)},
		{"date=gt2020-12-28&status=final", func(r reading) bool { return r.day >= 336 && r.status == "final" }},
		{"date=ge2020-01-01&status=amended", func(r reading) bool { return r.day >= 0 && amended(r) }},
		{"date=ge2020-03-01&date=lt2020-04-01", func(r reading) bool { return r.day >= 56 && (r.day < 84 || r.old) }},
		{"_lastUpdated=ge2020", func(reading) bool { return true }},
		{"_lastUpdated=ge2020&status:not=final", amended},
		{"_sort=-date", func(reading) bool { return true }},
		{"_sort=-date&status=amended", amended},
		{"_sort=-date&status=final", func(r reading) bool { return r.status == "final" }},
	} {
		var want []string
		for _, r := range all {
			if tc.fits(r) {
				want = append(want, r.id)
			}
		}
		got := through(t, b, "Observation", tc.query)
		if strings.HasPrefix(tc.query, "_sort") {
			checkNewestFirst(t, all, got)
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %d found, want %d", tc.query, len(got), len(want))
		}
	}
	for query, want := range map[string]int{
		"_has:Observation:patient:code=a":              30, // 7i mod 90 and i mod 3 go together
		"_has:Observation:patient:status=final":        90,
		"_has:Observation:patient:date=ge2021-01-01":   90,
		"_has:Observation:patient:code=a&gender=male":  15,
		"_has:Observation:patient:status=amended":      4,
		"_has:Observation:patient:code=a,b,c&gender=x": 0,
	} {
		if got := through(t, b, "Patient", query); len(got) != want {
			t.Errorf("%s: %d patients, want %d", query, len(got), want)
		}
	}
}

// through gives the ids on all pages of a search, none of them twice.
func through(t *testing.T, b Backend, typ, query string) (out []string) {
	t.Helper()
	seen := map[string]bool{}
	for page := ""; ; {
		q, err := search.ParseString(typ, query+"&_count=120"+page, true)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		res, err := b.Search(context.Background(), q)
		if err != nil {
			t.Fatalf("%s: %v", query, err)
		}
		for _, r := range res.Matches {
			if seen[r.ID] {
				t.Errorf("%s: %s comes twice", query, r.ID)
			}
			seen[r.ID] = true
			out = append(out, r.ID)
		}
		if res.Next == "" {
			return out
		}
		page = "&_page=" + res.Next
	}
}

func checkNewestFirst(t *testing.T, all []reading, got []string) {
	t.Helper()
	day := map[string]int{}
	for _, r := range all {
		day[r.id] = r.day
	}
	if !slices.IsSortedFunc(got, func(x, y string) int { return cmp.Compare(day[y], day[x]) }) {
		t.Error("not the newest first, those without a date last")
	}
}
