package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// snapshotQueries go along every way in which a search can look at a resource.
func snapshotQueries() [][2]string {
	return [][2]string{
		{"Patient", ""},
		{"Patient", "_sort=family,-birthdate"},
		{"Patient", "_sort=-birthdate"},
		{"Patient", "_sort=-_lastUpdated"},
		{"Patient", "family=f1,f2"},
		{"Patient", "family:contains=1&_sort=-gender"},
		{"Patient", "gender=male"},
		{"Patient", "gender:not=male&_sort=birthdate"},
		{"Patient", "gender:missing=true"},
		{"Patient", "birthdate=ge1955&birthdate=lt1970"},
		{"Patient", "_id:not=p1&birthdate=ne1960"},
		{"Patient", "organization=o1"},
		{"Patient", "organization.name=n1"},
		{"Patient", "family=f&organization.name=n1,n2"},
		{"Patient", "_has:Observation:patient:code=c1"},
		{"Patient", "family=f&_has:Observation:patient:value-quantity=gt3||g"},
		{"Patient", "_has:Observation:patient:encounter.status=finished"},
		{"Observation", "code=c1,c2&_sort=value-quantity"},
		{"Observation", "code-value-quantity=c1$gt2"},
		{"Observation", "value-quantity=ge4000||mg&_sort=-value-quantity"},
		{"Observation", "subject:Patient.family=f1"},
		{"Observation", "patient.organization.name=n1"},
		{"Observation", "patient.birthdate=gt1960&code=c2"},
		{"Observation", "patient._has:Observation:patient:code=c3"},
		{"compartment Patient p0", "_sort=_id"},
		{"compartment Patient p0", "_type=Observation"},
	}
}

// testSnapshot pages through searches while resources are written at random:
// what comes is, in order and version, what one large page gave at the start.
func testSnapshot(t *testing.T, b Backend) {
	rnd := rand.New(rand.NewPCG(7, 11)) //nolint:gosec // a test that can be repeated
	for range 250 {
		scramble(t, b, rnd)
	}
	paged := map[string]bool{}
	for range 2 {
		for _, q := range snapshotQueries() {
			want := versions(search1(t, b, q, "_count=1000").Matches)
			got, pages := pagedThrough(t, b, q, len(want), rnd)
			if pages > 1 {
				paged[q[0]+q[1]] = true
			}
			if !slices.Equal(got, want) {
				i := 0
				for i < min(len(got), len(want)) && got[i] == want[i] {
					i++
				}
				t.Errorf("%v: %d of %d, apart from %d on: got %v, want %v", q, len(got), len(want), i, got[i:min(i+3, len(got))], want[i:min(i+3, len(want))])
			}
		}
	}
	for _, q := range snapshotQueries() {
		if !paged[q[0]+q[1]] {
			t.Errorf("%v never had more than one page", q)
		}
	}
}

// pagedThrough gives the pages of a search one after the other, with writes
// between them.
func pagedThrough(t *testing.T, b Backend, q [2]string, total int, rnd *rand.Rand) (got []string, pages int) {
	t.Helper()
	got = []string{}
	for page := "_count=3&_total=accurate"; ; {
		res := search1(t, b, q, page)
		got = append(got, versions(res.Matches)...)
		if pages++; res.Total != total {
			t.Errorf("%v: total %d on page %d, want %d", q, res.Total, pages, total)
		}
		if res.Next == "" || pages > 1000 {
			return got, pages
		}
		page = "_count=3&_page=" + res.Next
		for range 5 {
			scramble(t, b, rnd)
		}
	}
}

// search1 runs a query of snapshotQueries with more parameters.
func search1(t *testing.T, b Backend, q [2]string, more string) store.SearchResult {
	t.Helper()
	typ := q[0]
	o := search.Options{Strict: true}
	var c search.Compartment
	if n, _ := fmt.Sscanf(typ, "compartment %s %s", &c.Type, &c.ID); n == 2 {
		typ, o.Compartment = "", &c
	}
	values, err := url.ParseQuery(q[1] + "&" + more)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := search.ParseWith(typ, values, o)
	if err != nil {
		t.Fatalf("%v: %v", q, err)
	}
	res, err := b.Search(context.Background(), parsed)
	if err != nil {
		t.Fatalf("%v: %v", q, err)
	}
	return res
}

func versions(rs []store.Resource) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, fmt.Sprintf("%s/%d", r.Key, r.Version))
	}
	return out
}

// scramble writes or deletes a few resources of a small world.
func scramble(t *testing.T, b Backend, rnd *rand.Rand) {
	t.Helper()
	n := rnd.IntN
	var op store.Op
	switch n(8) {
	case 0:
		op = update("Organization", fmt.Sprintf("o%d", n(3)), fmt.Sprintf(`"name":"n%d"`, n(3)))
	case 1:
		op = update("Encounter", fmt.Sprintf("e%d", n(4)), fmt.Sprintf(`"status":"%s"`, []string{"finished", "planned"}[n(2)]))
	case 2, 3, 4:
		gender := []string{"", `,"gender":"male"`, `,"gender":"female"`}[n(3)]
		op = update("Patient", fmt.Sprintf("p%d", n(24)), fmt.Sprintf(`"name":[{"family":"f%d"}],"birthDate":"19%d"%s,"managingOrganization":{"reference":"Organization/o%d"}`,
			n(3), 50+n(25), gender, n(3)))
	default:
		op = update("Observation", fmt.Sprintf("x%d", n(60)), fmt.Sprintf(`%s,%s,"subject":{"reference":"Patient/p%d"},"encounter":{"reference":"Encounter/e%d"}`,
			coded("code", "l", fmt.Sprintf("c%d", n(4))), quantity(fmt.Sprint(n(8)), "g"), n(24)*min(n(4), 1), n(4)))
	}
	switch n(24) {
	case 0:
		op.Verb, op.ID = store.Create, ""
	case 1, 2:
		op = store.Op{Verb: store.Delete, Type: op.Type, ID: op.ID}
	}
	must(t, b, op)
}

// testSnapshotFar writes more in between than a page looks at as a whole. A
// search in the order of keys goes on all the same; one that is sorted has
// expired and says so.
func testSnapshotFar(t *testing.T, b Backend) {
	const patients = 10_400
	write := func(verb store.Verb, id func(int) string, rest string) {
		ops := make([]store.Op, patients)
		for i := range ops {
			ops[i] = store.Op{Verb: verb, Type: "Patient", ID: id(i), Body: body("Patient", rest)}
		}
		must(t, b, ops...)
	}
	name := func(i int) string { return fmt.Sprintf("p%05d", i) }
	write(store.Update, name, `"gender":"male"`)
	want := versions(search1(t, b, [2]string{"Patient", "gender=male"}, "_count=1000").Matches)
	first := find(t, b, "Patient", "gender=male&_count=700")
	sorted := find(t, b, "Patient", "_sort=birthdate&_count=700")
	write(store.Create, func(int) string { return "" }, `"gender":"male"`)
	write(store.Update, name, `"gender":"female"`)
	must(t, b, store.Op{Verb: store.Delete, Type: "Patient", ID: name(patients - 1)}, update("Patient", name(750), `"gender":"male","active":true`))
	got := versions(first.Matches)
	q, _ := search.ParseString("Patient", "gender=male&_count=1000&_page="+first.Next, true)
	for {
		res, err := b.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, versions(res.Matches)...)
		if q.Page = res.Next; q.Page == "" {
			break
		}
	}
	if len(got) != patients || !slices.Equal(got[:1000], want) || got[750] != "Patient/p00750/1" || got[patients-1] != "Patient/"+name(patients-1)+"/1" {
		t.Errorf("%d of %d patients, the last %s", len(got), patients, got[len(got)-1])
	}
	q, _ = search.ParseString("Patient", "_sort=birthdate&_count=700&_page="+sorted.Next, true)
	_, err := b.Search(context.Background(), q)
	wantKind(t, err, outcome.Gone)
	other, _ := search.ParseString("Patient", "gender=female&_page="+first.Next, true)
	_, err = b.Search(context.Background(), other)
	wantKind(t, err, outcome.Invalid)
}
