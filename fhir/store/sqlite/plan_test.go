package sqlite

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// planned runs a search and returns what EXPLAIN QUERY PLAN says of each
// statement that it took.
func planned(t *testing.T, s *Store, typ, query string) (found int, next string, plans map[string]string) {
	t.Helper()
	for _, c := range s.driver.all {
		if err := c.forget(); err != nil {
			t.Fatal(err)
		}
	}
	q, err := search.ParseString(typ, query, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	plans = map[string]string{}
	for _, c := range s.driver.all {
		for text := range maps.Clone(c.statements) {
			if !strings.HasPrefix(text, "SELECT") {
				continue
			}
			args := slices.Repeat([]any{nil}, strings.Count(text, "?"))
			plans[text] = explain(t, s, text, args)
		}
	}
	return len(res.Matches), res.Next, plans
}

func explain(t *testing.T, s *Store, text string, args []any) (plan string) {
	t.Helper()
	rows, err := s.driver.conn.c.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		plan += detail + "\n"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}

// TestFirstPageReadsNoMore: a page of a search that fits a large part of the
// store is read along an index, from where the page before ended until it is
// full. What would read or sort all matches has no place in the plans.
func TestFirstPageReadsNoMore(t *testing.T) {
	t.Parallel()
	s := opened(t, filepath.Join(t.TempDir(), "a.db"))
	var ops []store.Op
	for i := range 4000 {
		if p := i / 20; i%20 == 0 {
			ops = append(ops, store.Op{Verb: store.Update, Type: "Patient", ID: fmt.Sprintf("p%d", p), Body: fmt.Appendf(nil,
				`{"resourceType":"Patient","gender":"male","birthDate":"%d"}`, 1930+p%80)})
		} else {
			ops = append(ops, store.Op{Verb: store.Update, Type: "Observation", ID: fmt.Sprintf("o%d", i), Body: fmt.Appendf(nil,
				`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"%d"}]},"subject":{"reference":"Patient/p%d"},`+
					`"effectiveDateTime":"20%02d-%02d-%02d","valueQuantity":{"value":%d,"unit":"mmol/L","system":"http://unitsofmeasure.org","code":"mmol/L"}}`,
				i%3, p, 10+i%15, 1+i%12, 1+i%28, i%30)})
		}
	}
	if _, err := s.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	const byKey, byDate, byUpdate = "resource_type (type=? AND rk>? AND rk<?)", "idx_date_hi (h=? AND hi>?", "resource_updated (type=? AND updated>?"
	for _, tc := range [][3]string{
		{"Patient", "_has:Observation:patient:code=2", byKey},
		{"Patient", "_has:Observation:patient:date=ge2012", byKey},
		{"Observation", "patient.gender=male", byKey},
		{"Observation", "code=1,2", byKey},
		{"Observation", "code-value-quantity=1$gt5", byKey},
		{"Observation", "value-quantity=gt5", byKey},
		{"Observation", "value-quantity=gt5||mmol/L", byKey},
		{"Observation", "date=le2022", byKey},
		{"Observation", "date=ge2012", byDate},
		{"Observation", "date=gt2012&status=final", byDate},
		{"Observation", "_sort=-date", byDate},
		{"Observation", "_sort=-date&status=final", byDate},
		{"Observation", "_lastUpdated=ge2020", byUpdate},
		{"Observation", "_lastUpdated=ge2020&_lastUpdated=lt2100", byUpdate},
	} {
		page := "&_count=20"
		for range 2 {
			found, next, plans := planned(t, s, tc[0], tc[1]+page)
			if found != 20 || next == "" {
				t.Fatalf("%s?%s: %d found", tc[0], tc[1], found)
			}
			checkPlans(t, tc, plans)
			page = "&_count=20&_page=" + next
		}
	}
}

// pageOfArm is a page of one source of dates, read along its index, put in order
// with those of the others.
var pageOfArm = regexp.MustCompile(`SCAN a\d+\n(USE TEMP B-TREE FOR ORDER BY\n)?`)

func checkPlans(t *testing.T, tc [3]string, plans map[string]string) {
	t.Helper()
	lists := 0
	for text, plan := range plans {
		if strings.HasPrefix(text, "SELECT COUNT(*)") && strings.Contains(text, "LIMIT ?) y") { // reads 1000 rows at most
			continue
		}
		plan = pageOfArm.ReplaceAllString(plan, "")
		for _, bad := range []string{"TEMP B-TREE FOR ORDER BY", "TEMP B-TREE FOR GROUP BY", "TEMP B-TREE FOR DISTINCT", "LIST SUBQUERY", "MATERIALIZE", "SCAN "} {
			if strings.Contains(plan, bad) {
				t.Errorf("%s?%s: %s in the plan of %s\n%s", tc[0], tc[1], bad, text, plan)
			}
		}
		if strings.Contains(plan, tc[2]) {
			lists++
		}
	}
	if lists != 1 {
		t.Errorf("%s?%s: %d statements walk %s: %v", tc[0], tc[1], lists, tc[2], plans)
	}
}
