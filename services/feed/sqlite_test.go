package feed_test

import (
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/services/feed"
)

// open is the real store in a fresh file.
func open(t testing.TB) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func total(t *testing.T, s store.Reader, typ, condition string) int {
	t.Helper()
	q, err := search.ParseString(typ, condition, true)
	if err != nil {
		t.Fatal(err)
	}
	q.Total = true
	r, err := s.Search(actor.With(t.Context(), actor.System("test")), q)
	if err != nil {
		t.Fatal(err)
	}
	return r.Total
}

func TestVisitOnSQLite(t *testing.T) {
	t.Parallel()
	db := open(t)
	f, _ := start(t, feed.Config{Store: db, Inbox: db})
	s := dial(t, f)
	names := []string{"adt-a04-zh.hl7", "adt-a08-zh-gb18030.hl7", "oru-r01-zh-preliminary.hl7", "oru-r01-zh-corrected.hl7", "adt-a03-zh.hl7", "adt-a01-23.hl7"}
	for range 2 { // the second round changes nothing
		for _, name := range names {
			want(t, s.send(message(t, name)), "MSA|AA|")
		}
		for _, c := range []struct {
			typ, condition string
			n              int
		}{
			{"Patient", "", 2},
			{"Patient", "identifier=urn:oid:2.16.156.10011.1.3|11010519491231002X", 1},
			{"Patient", "name=欧阳若兰", 1},
			{"Encounter", "status=finished", 1},
			{"Observation", "", 9},
			{"Observation", "status=corrected", 1},
			{"DiagnosticReport", "", 1},
			{"AllergyIntolerance", "", 1},
			{"Condition", "", 1},
			{"ServiceRequest", "", 1},
		} {
			if got := total(t, db, c.typ, c.condition); got != c.n {
				t.Errorf("%s?%s: want %d, got %d", c.typ, c.condition, c.n, got)
			}
		}
	}
	changes, err := db.Changes(t.Context(), 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	before := len(changes)
	want(t, s.send(message(t, "oru-r01-zh-corrected.hl7")), "MSA|AA|R2")
	if changes, _ = db.Changes(t.Context(), 0, 100); len(changes) != before {
		t.Errorf("%d changes after a replay, %d before", len(changes), before)
	}
}

func TestManySendersOnSQLite(t *testing.T) {
	t.Parallel()
	db := open(t)
	f, _ := start(t, feed.Config{Store: db, Inbox: db})
	var wg sync.WaitGroup
	for i := range 16 {
		s := dial(t, f)
		msg := strings.Replace(message(t, "adt-a04-zh.hl7"), "|A04-1|", fmt.Sprintf("|M%d|", i), 1)
		wg.Go(func() { want(t, s.send(msg), "MSA|AA|") })
	}
	wg.Wait()
	if n := total(t, db, "Patient", ""); n != 1 {
		t.Errorf("%d patients", n)
	}
}
