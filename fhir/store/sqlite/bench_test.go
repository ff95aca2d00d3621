package sqlite_test

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/store/storetest"
)

// raw is SQLite without a FHIR store: one table, one index, the same pragmas,
// one prepared writer and a pool of readers.
type raw struct {
	mu           sync.Mutex
	write, read  *sql.DB
	insert       *sql.Stmt
	get, findOne *sql.Stmt
}

var codePattern = regexp.MustCompile(`"code":"(\d+-\d+)"`)

func newRaw(b *testing.B) storetest.Baseline {
	b.Helper()
	dsn := "file:" + filepath.Join(b.TempDir(), "raw.db") + "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)"
	r := &raw{}
	open := func() *sql.DB {
		db, err := sql.Open("sqlite", dsn)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = db.Close() })
		return db
	}
	r.write, r.read = open(), open()
	r.write.SetMaxOpenConns(1)
	r.read.SetMaxOpenConns(4)
	r.read.SetMaxIdleConns(4)
	for _, q := range []string{
		`CREATE TABLE resource (rk INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, body TEXT NOT NULL)`,
		`CREATE INDEX resource_code ON resource (code)`,
	} {
		if _, err := r.write.Exec(q); err != nil {
			b.Fatal(err)
		}
	}
	prepare := func(db *sql.DB, q string) *sql.Stmt {
		s, err := db.Prepare(q)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	r.insert = prepare(r.write, `INSERT INTO resource (id, code, body) VALUES (?, ?, ?)`)
	r.get = prepare(r.read, `SELECT body FROM resource WHERE id = ?`)
	r.findOne = prepare(r.read, `SELECT body FROM resource WHERE code = ? ORDER BY rk LIMIT ?`)
	return r
}

func codeOf(body []byte) string {
	if m := codePattern.FindSubmatch(body); m != nil {
		return string(m[1])
	}
	return ""
}

func (r *raw) Insert(ctx context.Context, ids []string, bodies [][]byte) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	tx, err := r.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	insert := tx.StmtContext(ctx, r.insert) //nolint:sqlclosecheck // closed with the transaction
	for i, id := range ids {
		if _, err := insert.ExecContext(ctx, id, codeOf(bodies[i]), string(bodies[i])); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (r *raw) Get(ctx context.Context, id string) (body []byte, err error) {
	err = r.get.QueryRowContext(ctx, id).Scan(&body)
	return body, err
}

func (r *raw) Find(ctx context.Context, code string, limit int) (n int, err error) {
	rows, err := r.findOne.QueryContext(ctx, code, limit)
	if err != nil {
		return 0, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var body []byte
		if err := rows.Scan(&body); err != nil {
			return n, err
		}
		n++
	}
	return n, rows.Err()
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) storetest.Backend {
		b.Helper()
		s, err := sqlite.Open(b.Context(), sqlite.Config{Path: filepath.Join(b.TempDir(), "b.db"), Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		return s
	}, newRaw)
}

// BenchmarkOpen measures how long databases of growing size take until they can
// be used, and what a process that has one open takes of memory. That process is
// this benchmark, run anew with the database in APRICOT_BENCH_DB.
func BenchmarkOpen(b *testing.B) {
	const env = "APRICOT_BENCH_DB"
	ready := func(path string) {
		s, err := sqlite.Open(context.Background(), sqlite.Config{Path: path, Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Read(b.Context(), store.Key{Type: "Patient", ID: "p7"}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	if path := os.Getenv(env); path != "" {
		ready(path)
		b.ReportMetric(storetest.PeakMiB(b), "peak-RSS-MiB")
		return
	}
	for _, n := range storetest.Sizes() {
		b.Run(fmt.Sprintf("resources=%d", n), func(b *testing.B) {
			path := filepath.Join(b.TempDir(), "o.db")
			s, err := sqlite.Open(b.Context(), sqlite.Config{Path: path, Now: time.Now})
			if err != nil {
				b.Fatal(err)
			}
			storetest.Load(b, s, n)
			if err := s.Close(); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				ready(path)
			}
			b.StopTimer()
			alone := exec.Command(os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkOpen$", "-test.benchtime=1x") //nolint:gosec // this benchmark
			alone.Env = append(os.Environ(), env+"="+path)
			out, err := alone.CombinedOutput()
			peak := peakPattern.FindSubmatch(out)
			if err != nil || peak == nil {
				b.Fatalf("%v: %s", err, out)
			}
			mib, err := strconv.ParseFloat(string(peak[1]), 64)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(mib, "peak-RSS-MiB")
		})
	}
}

var peakPattern = regexp.MustCompile(`([\d.]+) peak-RSS-MiB`)
