package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// many patients take several transactions to index, more than an open waits
// for.
const many = 1500

func fill(t *testing.T, b Backend) {
	t.Helper()
	var ops []store.Op
	for i := range many {
		ops = append(ops, create("Patient", fmt.Sprintf("p%04d", i), fmt.Sprintf(`"gender":"male","birthDate":"19%02d"`, i%100)))
	}
	must(t, b, ops...)
}

func count(t *testing.T, b Backend, typ, query string) (int, error) {
	t.Helper()
	q, err := search.ParseString(typ, query+"&_summary=count", true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := b.Search(context.Background(), q)
	return res.Total, err
}

// testReindex changes the zone of the site, so that every date has to be
// indexed anew, and interrupts it again and again.
func testReindex(t *testing.T, db Database) {
	b := db.Open(t, nil)
	fill(t, b)
	if p := b.Progress(); p.Running {
		t.Errorf("a new database is being indexed: %+v", p)
	}
	early, late := time.FixedZone("early", 8*3600), time.FixedZone("late", -8*3600)
	for round, zone := range []*time.Location{early, late, late, nil, early} {
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		b = db.Open(t, zone)
		// What is written meanwhile is indexed the new way, whichever side of
		// the cursor it is on.
		must(t, b, update("Patient", "p0001", `"gender":"female","birthDate":"2001"`), update("Patient", "p1499", `"gender":"female","birthDate":"2001"`))
		must(t, b, create("Patient", fmt.Sprintf("new%d", round), `"birthDate":"2001"`))
		if n, err := count(t, b, "Patient", "gender=male"); err != nil || n != many-2 {
			t.Errorf("a search by what has not changed: %d, %v", n, err)
		}
	}
	var last store.IndexProgress
	if err := b.Reindex(context.Background(), false, func(p store.IndexProgress) { last = p }); err != nil {
		t.Fatal(err)
	}
	if last.Running || last.Done < last.Total {
		t.Errorf("done, but at %+v", last)
	}
	if n, err := count(t, b, "Patient", "birthdate=1950"); err != nil || n != many/100 {
		t.Errorf("born in 1950: %d, %v", n, err)
	}
	if n, err := count(t, b, "Patient", "birthdate=2001"); err != nil || n != 7 {
		t.Errorf("born in 2001: %d, %v", n, err)
	}
	// New year came to this zone eight hours before Greenwich.
	if n, err := count(t, b, "Patient", "birthdate=sa1949-12-31T15:00:00Z&birthdate=eb1950-12-31T17:00:00Z"); err != nil || n != many/100 {
		t.Errorf("within 1950 there: %d, %v", n, err)
	}
}

// testReindexForced starts over while searches go on; a search by a parameter
// whose index is not whole is refused.
func testReindexForced(t *testing.T, db Database) {
	b := db.Open(t, nil)
	fill(t, b)
	steps := 0
	err := b.Reindex(context.Background(), true, func(p store.IndexProgress) {
		steps++
		if n, err := count(t, b, "Patient", "gender=male&birthdate=1950"); err != nil || n != many/100 {
			t.Errorf("during the reindex: %d, %v", n, err)
		}
	})
	if err != nil || steps < many/1000 {
		t.Errorf("%d steps, %v", steps, err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	b = db.Open(t, time.FixedZone("other", 3600))
	if p := b.Progress(); p.Running {
		_, err := count(t, b, "Patient", "birthdate=1950")
		if err != nil {
			wantKind(t, err, outcome.Unavailable)
		}
		op := create("Patient", "", "")
		op.IfNoneExist = "birthdate=1950"
		if _, err := b.Apply(ctx, store.Batch{Ops: []store.Op{op}}); err != nil && !outcome.Is(err, outcome.MultipleMatches) {
			wantKind(t, err, outcome.Unavailable)
		}
	}
	if err := b.Reindex(ctx, false, nil); err != nil {
		t.Fatal(err)
	}
	stop()
	if err := b.Reindex(ctx, true, nil); err == nil {
		t.Error("a cancelled reindex says it is done")
	}
}
