package feed_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/fhir/validate"
	"apricot.health/services/feed"
)

type database interface {
	store.Store
	store.Inbox
}

// BenchmarkCommitted sends registrations of new patients over 1, 8 and 32
// connections, each of which waits for its answer, guard and validation
// included. msg/s are answers, p99-ms is the time from the last byte sent to
// the answer, mapped/s counts until the last message is in FHIR. raw-inserts/s
// are plain inserts of the same bytes in single transactions on the same
// database with the same durability, by as many writers as the database takes
// at a time, before and after; ratio is of answers to those. cpu-us/msg is the
// processor time of this process, senders included and PostgreSQL not: what a
// loaded machine changes least.
func BenchmarkCommitted(b *testing.B) {
	base := message(b, "adt-a01-23.hl7")
	for _, on := range []struct {
		name string
		open func(*testing.B) (database, func(i int) error, int)
	}{{"sqlite", benchSQLite}, {"postgres", benchPostgres(b)}} {
		for _, acknowledge := range []string{site.Mapped, site.Kept} {
			for _, peers := range []int{1, 8, 32} {
				b.Run(fmt.Sprintf("%s/acknowledge=%s/senders=%d", on.name, acknowledge, peers), func(b *testing.B) {
					db, insert, writers := on.open(b)
					raw := rawInserts(b, insert, min(writers, peers))
					rate := load(b, db, base, acknowledge, peers)
					raw = (raw + rawInserts(b, insert, min(writers, peers))) / 2
					b.ReportMetric(raw, "raw-inserts/s")
					b.ReportMetric(rate/raw, "ratio")
				})
			}
		}
	}
}

// load sends b.N messages, reports, and gives the answers a second.
func load(b *testing.B, db database, base, acknowledge string, peers int) float64 {
	b.Helper()
	guarded := guard.New(validate.Store{Store: db}, time.Now)
	f, _ := start(b, feed.Config{Store: guarded, Match: db, Inbox: db, Limits: site.Limits{Acknowledge: acknowledge}})
	senders := make([]*sender, peers)
	for i := range senders {
		senders[i] = dial(b, f)
		_ = senders[i].conn.SetDeadline(time.Now().Add(time.Hour))
	}
	took := make([]time.Duration, b.N)
	var wg sync.WaitGroup
	b.ResetTimer()
	begin, spent := time.Now(), processor(b)
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
	answered := time.Since(begin)
	for {
		left, err := db.Unsettled(b.Context(), 1)
		if err != nil {
			b.Fatal(err)
		}
		if len(left) == 0 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	mapped := time.Since(begin)
	spent = processor(b) - spent
	if odd, err := db.List(b.Context(), store.Quarantined, 0, 1); err != nil || len(odd) > 0 {
		b.Fatalf("in quarantine: %v %v", odd, err)
	}
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/answered.Seconds(), "msg/s")
	b.ReportMetric(float64(b.N)/mapped.Seconds(), "mapped/s")
	b.ReportMetric(float64(spent.Microseconds())/float64(b.N), "cpu-us/msg")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
	return float64(b.N) / answered.Seconds()
}

// processor is the time that this process has had of the processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func numbered(base string, i int) string {
	return strings.NewReplacer("|W1|", fmt.Sprintf("|B%d|", i), "000200", fmt.Sprintf("9%06d", i), "W-77", fmt.Sprintf("W-%d", i)).Replace(base)
}

// rawInserts is how many single inserts in a second the writers commit.
func rawInserts(b *testing.B, insert func(i int) error, writers int) float64 {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	begin := time.Now()
	for range writers {
		wg.Go(func() {
			for time.Since(begin) < time.Second {
				if err := insert(int(n.Add(1))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return float64(n.Load()) / time.Since(begin).Seconds()
}

func benchSQLite(b *testing.B) (on database, insert func(i int) error, writers int) {
	b.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE m (id INTEGER PRIMARY KEY, raw BLOB)`); err != nil {
		b.Fatal(err)
	}
	base := message(b, "adt-a01-23.hl7")
	return open(b), func(i int) error {
		_, err := db.ExecContext(b.Context(), `INSERT INTO m (raw) VALUES (?)`, []byte(numbered(base, i)))
		return err
	}, 1
}

func benchPostgres(b *testing.B) func(*testing.B) (database, func(i int) error, int) {
	b.Helper()
	server := sync.OnceValue(func() *pgtest.Server { return pgtest.New(b) })
	base := message(b, "adt-a01-23.hl7")
	return func(b *testing.B) (database, func(i int) error, int) {
		b.Helper()
		pool, err := pgxpool.New(b.Context(), server().Database(b))
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(pool.Close)
		if _, err := pool.Exec(b.Context(), `CREATE TABLE m (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, raw BYTEA)`); err != nil {
			b.Fatal(err)
		}
		s, err := postgres.Open(b.Context(), postgres.Config{URL: server().Database(b), Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		return s, func(i int) error {
			_, err := pool.Exec(b.Context(), `INSERT INTO m (raw) VALUES ($1)`, []byte(numbered(base, i)))
			return err
		}, int(pool.Config().MaxConns)
	}
}
