package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

func opened(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Config{Path: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func basic(id, padding string) store.Batch {
	return store.Batch{Ops: []store.Op{{Verb: store.Create, Type: "Basic", ID: id, Body: fmt.Appendf(nil, `{"resourceType":"Basic","language":%q}`, padding)}}}
}

func TestDurabilityIsRefusedOtherwise(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		mode string
		sync int
		ok   bool
	}{
		{"wal", 2, true},
		{"wal", 3, true},
		{"wal", 1, false},
		{"wal", 0, false},
		{"delete", 2, false},
		{"memory", 2, false},
		{"", 2, false},
	} {
		if err := checkDurable(tc.mode, tc.sync); (err == nil) != tc.ok || err != nil && !outcome.Is(err, outcome.Unavailable) {
			t.Errorf("%s %d: %v", tc.mode, tc.sync, err)
		}
	}
	if _, err := Open(t.Context(), Config{Path: filepath.Join(t.TempDir(), "x.db") + "/nowhere/y.db", Now: time.Now}); err == nil {
		t.Error("opened where there is no folder")
	}
	s := opened(t, filepath.Join(t.TempDir(), "a.db"))
	if err := s.driver.durable(t.Context(), s.driver.conn.c); err != nil {
		t.Errorf("the writer of an open store: %v", err)
	}
	if _, err := s.driver.conn.c.ExecContext(t.Context(), "PRAGMA synchronous=OFF"); err != nil {
		t.Fatal(err)
	}
	if err := s.driver.durable(t.Context(), s.driver.conn.c); !outcome.Is(err, outcome.Unavailable) {
		t.Errorf("synchronous=OFF went unseen: %v", err)
	}
}

// TestFullDisk lets the database run into its largest size, which SQLite
// answers as it does a full disk: nothing that was refused is there, nothing
// that was acknowledged is lost, reading goes on, and so does writing once
// there is room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := opened(t, path)
	var pages int
	if err := s.driver.conn.c.QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		if _, err := s.driver.conn.c.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count=%d", n)); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages + 60)
	padding := strings.Repeat("x", 3000)
	acknowledged, refused := map[string]bool{}, []string{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := range 30 {
				id := fmt.Sprintf("b-%d-%d", w, i)
				_, err := s.Apply(t.Context(), basic(id, padding))
				mu.Lock()
				if err == nil {
					acknowledged[id] = true
				} else {
					refused = append(refused, id)
					if detail, _ := outcome.Public(err); !outcome.Is(err, outcome.Unavailable) || detail != "there is no room for writes" {
						t.Errorf("%s: %v", id, err)
					}
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(acknowledged) == 0 || len(refused) == 0 {
		t.Fatalf("%d acknowledged, %d refused: the disk was not full in between", len(acknowledged), len(refused))
	}
	check := func(s *Store) {
		t.Helper()
		for id := range acknowledged {
			if _, err := s.Read(t.Context(), store.Key{Type: "Basic", ID: id}); err != nil {
				t.Errorf("%s was acknowledged: %v", id, err)
			}
		}
		for _, id := range refused {
			if _, err := s.Read(t.Context(), store.Key{Type: "Basic", ID: id}); !outcome.Is(err, outcome.NotFound) {
				t.Errorf("%s was refused: %v", id, err)
			}
		}
		changes, err := s.Changes(t.Context(), 0, 1000)
		if err != nil || len(changes) != len(acknowledged) {
			t.Errorf("%d changes of %d, %v", len(changes), len(acknowledged), err)
		}
		for i, c := range changes {
			if c.Seq != int64(i+1) {
				t.Fatalf("the feed has a gap at %d", i+1)
			}
		}
	}
	check(s)
	limit(1 << 30)
	if _, err := s.Apply(t.Context(), basic("after", padding)); err != nil {
		t.Errorf("with room again: %v", err)
	}
	acknowledged["after"] = true
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	check(opened(t, path))
}

// TestBusy lets another process hold the write lock for a while: writes wait
// for it and none is lost; reads do not wait.
func TestBusy(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := opened(t, path)
	if _, err := s.Apply(t.Context(), basic("before", "")); err != nil {
		t.Fatal(err)
	}
	other, err := sql.Open("sqlite", dsn(path, "busy_timeout", busyTimeout))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	c, err := other.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	if _, err := c.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() {
		_, err := s.Apply(context.Background(), basic("meanwhile", ""))
		written <- err
	}()
	if _, err := s.Read(t.Context(), store.Key{Type: "Basic", ID: "before"}); err != nil {
		t.Errorf("a read while another writes: %v", err)
	}
	select {
	case err := <-written:
		t.Errorf("the write did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if _, err := c.ExecContext(t.Context(), "COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Errorf("the write that waited: %v", err)
	}
}

// TestRefusedAlone lets the database refuse one write for a reason of its own:
// the writes that were on their way to the disk with it are kept.
func TestRefusedAlone(t *testing.T) {
	t.Parallel()
	s := opened(t, filepath.Join(t.TempDir(), "a.db"))
	_, err := s.driver.conn.c.ExecContext(t.Context(), `CREATE TRIGGER refuse BEFORE INSERT ON resource WHEN NEW.id LIKE 'bad%'
		BEGIN SELECT RAISE(ABORT, 'refused'); END`)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			id := fmt.Sprintf("good%d", i)
			if i%16 == 0 {
				id = fmt.Sprintf("bad%d", i)
			}
			res, err := s.Apply(t.Context(), basic(id, ""))
			switch {
			case i%16 == 0 && (err == nil || outcome.Is(err, outcome.Conflict)):
				t.Errorf("%s: %v, %v", id, res, err)
			case i%16 != 0 && err != nil:
				t.Errorf("%s: %v", id, err)
			}
		})
	}
	wg.Wait()
	if changes, err := s.Changes(t.Context(), 0, 100); err != nil || len(changes) != 60 || changes[59].Seq != 60 {
		t.Errorf("%d changes, %v", len(changes), err)
	}
}

func TestRetryable(t *testing.T) {
	t.Parallel()
	d := &driver{}
	if d.Retryable(nil) || d.Retryable(errors.New("SQLITE_BUSY")) {
		t.Error("not every error is a rival")
	}
	path := filepath.Join(t.TempDir(), "a.db")
	open := func() *sql.Conn {
		db, err := sql.Open("sqlite", dsn(path, "busy_timeout", "1"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		c, err := db.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	a, b := open(), open()
	if _, err := a.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	_, err := b.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	var e *sqlite.Error
	if !errors.As(err, &e) || e.Code()&0xff != sqlite3.SQLITE_BUSY || !d.Retryable(err) {
		t.Errorf("two writers: %v", err)
	}
	_, err = a.ExecContext(t.Context(), "SELECT nonsense")
	if err == nil || d.Retryable(err) {
		t.Errorf("nonsense: %v", err)
	}
}

// TestNotADatabase refuses a file that is something else and leaves it alone.
func TestNotADatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.txt")
	text := []byte(strings.Repeat("these are somebody's notes\n", 100))
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Config{Path: path, Now: time.Now}); err == nil {
		t.Error("opened a text")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != string(text) {
		t.Errorf("the text was changed, %v", err)
	}
}

// TestCloseUnderLoad closes while many read, search and write: each call ends
// with an answer or Unavailable, what was acknowledged is there afterwards.
func TestCloseUnderLoad(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := opened(t, path)
	var mu sync.Mutex
	var acknowledged []string
	var wg, begun sync.WaitGroup
	for w := range 8 {
		begun.Add(1)
		wg.Go(func() {
			for i := 0; ; i++ {
				id := fmt.Sprintf("b-%d-%d", w, i)
				_, err := s.Apply(context.Background(), basic(id, ""))
				if i == 0 {
					begun.Done()
				}
				if err == nil {
					mu.Lock()
					acknowledged = append(acknowledged, id)
					mu.Unlock()
					_, err = s.Search(context.Background(), search.Query{Type: "Basic"})
				}
				if outcome.Is(err, outcome.Unavailable) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	begun.Wait()
	if err := s.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		t.Errorf("a second close: %v", err)
	}
	again := opened(t, path)
	for _, id := range acknowledged {
		if _, err := again.Read(t.Context(), store.Key{Type: "Basic", ID: id}); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// TestWALStaysShort writes without a pause several times what the WAL may hold:
// it is written back meanwhile, by others as far as they come, by the writer in
// the end, and nothing is lost on the way.
func TestWALStaysShort(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	s := opened(t, path)
	const writers, each, pages = 4, 60, 100
	padding := strings.Repeat("x", pages*4096)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				if _, err := s.Apply(t.Context(), basic(fmt.Sprintf("b-%d-%d", w, i), padding)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	info, err := os.Stat(path + "-wal")
	if err != nil {
		t.Fatal(err)
	}
	const frame = 4096 + 24
	// The last group before the writer takes over may be one of all writers.
	if longest := int64(2*minFrames+2*writers*(pages+50)) * frame; info.Size() > longest || longest > writers*each*pages*frame/2 {
		t.Errorf("the WAL has grown to %d bytes, %d at most were expected of %d written", info.Size(), longest, writers*each*pages*frame)
	}
	for w := range writers {
		for i := range each {
			if _, err := s.Read(t.Context(), store.Key{Type: "Basic", ID: fmt.Sprintf("b-%d-%d", w, i)}); err != nil {
				t.Error(err)
			}
		}
	}
}
