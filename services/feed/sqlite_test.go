package feed_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/validate"
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

// BenchmarkCommitted sends registrations of new patients over 1, 8 and 32
// connections, each of which waits for its answer, and sets the rate beside
// that of plain inserts of the same bytes in single transactions with the same
// synchronous=FULL, by one writer, in the same run. p99 is the time from the
// last byte sent to the answer.
func BenchmarkCommitted(b *testing.B) {
	base := message(b, "adt-a01-23.hl7")
	for _, peers := range []int{1, 8, 32} {
		b.Run(fmt.Sprintf("senders=%d", peers), func(b *testing.B) {
			db := open(b)
			guarded := guard.New(validate.Store{Store: db}, time.Now)
			f, _ := start(b, feed.Config{Store: guarded, Match: db, Inbox: db})
			senders := make([]*sender, peers)
			for i := range senders {
				senders[i] = dial(b, f)
				_ = senders[i].conn.SetDeadline(time.Now().Add(time.Hour))
			}
			took := make([]time.Duration, b.N)
			begin := time.Now()
			var wg sync.WaitGroup
			b.ResetTimer()
			for p, s := range senders {
				wg.Go(func() {
					for i := p; i < b.N; i += peers {
						at := time.Now()
						want(b, s.send(numbered(base, i)), "MSA|AA|")
						took[i] = time.Since(at)
					}
				})
			}
			wg.Wait()
			b.StopTimer()
			rate := float64(b.N) / time.Since(begin).Seconds()
			slices.Sort(took)
			raw := rawInserts(b, base)
			b.ReportMetric(rate, "msg/s")
			b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
			b.ReportMetric(raw, "raw-inserts/s")
			b.ReportMetric(rate/raw, "ratio")
		})
	}
}

func numbered(base string, i int) string {
	return strings.NewReplacer("|W1|", fmt.Sprintf("|B%d|", i), "000200", fmt.Sprintf("9%06d", i), "W-77", fmt.Sprintf("W-%d", i)).Replace(base)
}

// rawInserts is how many single-insert transactions a second SQLite commits on
// the same disk.
func rawInserts(b *testing.B, base string) float64 {
	b.Helper()
	path := filepath.Join(b.TempDir(), "raw.db")
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE m (id INTEGER PRIMARY KEY, raw BLOB)`); err != nil {
		b.Fatal(err)
	}
	n, begin := 0, time.Now()
	for ; time.Since(begin) < 2*time.Second; n++ {
		if _, err := db.ExecContext(b.Context(), `INSERT INTO m (raw) VALUES (?)`, []byte(numbered(base, n))); err != nil {
			b.Fatal(err)
		}
	}
	return float64(n) / time.Since(begin).Seconds()
}
