package audit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
)

// bench is a store with events, and the folder of its log.
type bench struct {
	*testing.T
	path, dir string
	db        *sqlite.Store
	signer    note.Signer
	verifier  note.Verifier
}

func newBench(t *testing.T) *bench {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "apricot.test")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t, path: filepath.Join(t.TempDir(), "a.db"), dir: filepath.Join(t.TempDir(), "audit")}
	if b.signer, err = note.NewSigner(secret); err != nil {
		t.Fatal(err)
	}
	if b.verifier, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	b.open()
	t.Cleanup(func() { _ = b.db.Close() })
	return b
}

func (b *bench) open() {
	b.Helper()
	db, err := sqlite.Open(b.Context(), sqlite.Config{Path: b.path, Now: func() time.Time { return epoch }, Readers: 1})
	if err != nil {
		b.Fatal(err)
	}
	b.db = db
}

// add commits n events, each beside a write of something else.
func (b *bench) add(n int) {
	b.Helper()
	for range n {
		body, err := event().Resource()
		if err != nil {
			b.Fatal(err)
		}
		_, err = b.db.Apply(b.Context(), store.Batch{Ops: []store.Op{
			{Verb: store.Create, Type: "Basic", Body: []byte(`{"resourceType":"Basic"}`)},
			{Verb: store.Create, Type: "AuditEvent", Body: body},
		}})
		if err != nil {
			b.Fatal(err)
		}
	}
}

func (b *bench) log() *audit.Log {
	b.Helper()
	l, err := audit.OpenLog(b.dir, b.db, b.signer)
	if err != nil {
		b.Fatal(err)
	}
	return l
}

// catchUp opens the log, brings it up to date and closes it.
func (b *bench) catchUp() {
	b.Helper()
	l := b.log()
	if err := l.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
}

func (b *bench) verify(older []byte) audit.Report {
	b.Helper()
	rep, err := audit.Verify(b.Context(), b.dir, b.db, b.verifier, older)
	if err != nil {
		b.Fatal(err)
	}
	return rep
}

func (b *bench) file(name string) []byte {
	b.Helper()
	body, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		b.Fatal(err)
	}
	return body
}

func (b *bench) replace(name string, body []byte) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), body, 0o600); err != nil {
		b.Fatal(err)
	}
}

// tamper changes the database behind the store's back.
func (b *bench) tamper(statements ...string) {
	b.Helper()
	if err := b.db.Close(); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", b.path)
	if err != nil {
		b.Fatal(err)
	}
	for _, s := range statements {
		res, err := db.ExecContext(b.Context(), s)
		if err != nil {
			b.Fatalf("%s: %v", s, err)
		}
		if n, _ := res.RowsAffected(); n == 0 {
			b.Fatalf("%s: changed nothing", s)
		}
	}
	if err := db.Close(); err != nil {
		b.Fatal(err)
	}
	b.open()
}

func (b *bench) wantProblem(rep audit.Report, parts ...string) {
	b.Helper()
	all := strings.Join(rep.Problems, "\n")
	if len(rep.Problems) == 0 {
		b.Fatal("nothing was found")
	}
	for _, p := range parts {
		if !strings.Contains(all, p) {
			b.Errorf("problems do not say %q:\n%s", p, all)
		}
	}
}

func TestLogFollowsAndHolds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.catchUp()
	if rep := b.verify(nil); len(rep.Problems) > 0 || rep.Entries != 0 {
		t.Fatalf("empty log: %+v", rep)
	}
	roots := map[string]bool{}
	var older []byte
	for round, n := range []int{1, 2, 4, 6} {
		b.add(n)
		if rep := b.verify(nil); rep.Pending != int64(n) || len(rep.Problems) > 0 {
			t.Fatalf("round %d before catching up: %+v", round, rep)
		}
		b.catchUp() // each round is a restart
		rep := b.verify(older)
		if len(rep.Problems) > 0 || rep.Pending != 0 {
			t.Fatalf("round %d: %+v", round, rep)
		}
		roots[rep.Root] = true
		older = b.file("checkpoint")
	}
	l := b.log()
	defer l.Close()
	if l.Size() != 13 || len(roots) != 4 {
		t.Errorf("size %d, %d roots", l.Size(), len(roots))
	}
	for range 2 { // without a restart in between
		b.add(1)
		if err := l.CatchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if rep := b.verify(older); len(rep.Problems) > 0 || rep.Pending != 0 {
			t.Fatalf("%+v", rep)
		}
	}
}

func TestManyPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	ops := make([]store.Op, 1203)
	body, err := event().Resource()
	if err != nil {
		t.Fatal(err)
	}
	for i := range ops {
		ops[i] = store.Op{Verb: store.Create, Type: "AuditEvent", Body: body}
	}
	if _, err := b.db.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	b.catchUp()
	if rep := b.verify(nil); rep.Entries != 1203 || len(rep.Problems) > 0 {
		t.Fatalf("%+v", rep)
	}
}

func TestRunTakesInWhatComesAndEnds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	l := b.log()
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, func(err error) { t.Errorf("trouble: %v", err) }) }()
	b.add(3)
	for deadline := time.Now().Add(10 * time.Second); l.Size() < 3; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the log does not follow")
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if rep := b.verify(nil); rep.Entries != 3 || len(rep.Problems) > 0 {
		t.Fatalf("%+v", rep)
	}
}

// outage is a feed that fails a while.
type outage struct {
	store.Feed
	left atomic.Int64
}

func (o *outage) Changes(ctx context.Context, since int64, limit int) ([]store.Resource, error) {
	if o.left.Add(-1) >= 0 {
		return nil, errors.New("the database restarts")
	}
	return o.Feed.Changes(ctx, since, limit)
}

func TestRunGoesOnAfterAnOutage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	feed := &outage{Feed: b.db}
	feed.left.Store(2)
	l, err := audit.OpenLog(b.dir, feed, b.signer)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	b.add(2)
	ctx, cancel := context.WithCancel(t.Context())
	told := make(chan error, 10)
	done := make(chan error, 1)
	go func() { done <- l.Run(ctx, func(err error) { told <- err }) }()
	for range 2 {
		if err := <-told; !strings.Contains(err.Error(), "the database restarts") {
			t.Errorf("told %v", err)
		}
	}
	for l.Size() < 2 {
		select {
		case err := <-done:
			t.Fatalf("the log ended: %v", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if rep := b.verify(nil); rep.Entries != 2 || len(rep.Problems) > 0 {
		t.Fatalf("%+v", rep)
	}
}

func TestCrash(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		crash func(b *bench)
		fails bool
	}{
		"hashes written, state not": {func(b *bench) {
			b.replace("hashes", append(b.file("hashes"), bytes.Repeat([]byte{7}, 3*tlog.HashSize+5)...))
		}, false},
		"state written, checkpoint not": {func(b *bench) {
			old := b.file("checkpoint")
			b.add(2)
			b.catchUp()
			b.replace("checkpoint", old)
		}, false},
		"nothing signed": {func(b *bench) {
			if err := os.Remove(filepath.Join(b.dir, "checkpoint")); err != nil {
				b.Fatal(err)
			}
		}, false},
		"hashes lost": {func(b *bench) {
			b.replace("hashes", b.file("hashes")[:tlog.HashSize*2])
		}, true},
		"state spoilt": {func(b *bench) { b.replace("state.json", []byte(`{"leaves"`)) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.add(5)
			b.catchUp()
			tc.crash(b)
			l, err := audit.OpenLog(b.dir, b.db, b.signer)
			if tc.fails {
				if err == nil {
					t.Fatal("opened as if nothing were wrong")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			b.add(1)
			if err := l.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if rep := b.verify(nil); len(rep.Problems) > 0 || rep.Pending != 0 {
				t.Errorf("%+v", rep)
			}
		})
	}
}

const events = `FROM version v JOIN resource r ON r.rk = v.rk WHERE r.type = 'AuditEvent' ORDER BY v.seq`

func TestVerifyFinds(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		forge func(b *bench)
		says  []string
	}{
		"one character of a stored event": {func(b *bench) {
			b.tamper(`UPDATE version SET json = CAST(replace(CAST(json AS TEXT), 'Observation/9', 'Observation/8') AS BLOB)
				WHERE seq = (SELECT v.seq ` + events + ` LIMIT 1 OFFSET 3)`)
		}, []string{"entry 3 ", "not what was logged"}},
		"the last events taken out": {func(b *bench) {
			b.tamper(`DELETE FROM version WHERE seq > 10`)
		}, []string{"the log has 7 entries, the store only 5"}},
		"an event taken out of the middle": {func(b *bench) {
			b.tamper(`DELETE FROM version WHERE seq = 6`)
		}, []string{"jumps from 5 to 7", "entry 2 "}},
		"a hash of the list": {func(b *bench) {
			hs := b.file("hashes")
			hs[tlog.StoredHashIndex(0, 2)*tlog.HashSize] ^= 1
			b.replace("hashes", hs)
		}, []string{"entry 2 "}},
		"a hash inside the tree": {func(b *bench) {
			hs := b.file("hashes")
			hs[tlog.StoredHashIndex(2, 0)*tlog.HashSize] ^= 1
			b.replace("hashes", hs)
		}, []string{"entry 3 ", "signed checkpoint"}},
		"the list cut short": {func(b *bench) {
			b.replace("hashes", b.file("hashes")[:4*tlog.HashSize])
		}, []string{"missing in the list", "signed checkpoint"}},
		"an event and its own hash": {func(b *bench) { forgeLeaf(b, 2) }, []string{"entry 3 "}},
		"an event and the whole list": {func(b *bench) {
			forgeLeaf(b, 2)
			relist(b)
		}, []string{"signed checkpoint"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.add(7)
			b.catchUp()
			if rep := b.verify(nil); len(rep.Problems) > 0 {
				t.Fatalf("before: %+v", rep)
			}
			tc.forge(b)
			b.wantProblem(b.verify(nil), tc.says...)
		})
	}
}

// leaves are the entries that the store now holds.
func leaves(b *bench) (out []tlog.Hash) {
	b.Helper()
	all, err := b.db.Changes(b.Context(), 0, 1000)
	if err != nil {
		b.Fatal(err)
	}
	for _, r := range all {
		if r.Type == "AuditEvent" {
			out = append(out, tlog.RecordHash(append(fmt.Appendf(nil, "%s/%d\n", r.Key, r.Version), r.JSON...)))
		}
	}
	return out
}

// forgeLeaf changes entry n and puts the new event's hash into the list.
func forgeLeaf(b *bench, n int64) {
	b.Helper()
	b.tamper(fmt.Sprintf(`UPDATE version SET json = CAST(replace(CAST(json AS TEXT), 'Device/d9', 'Device/d1') AS BLOB)
		WHERE seq = (SELECT v.seq %s LIMIT 1 OFFSET %d)`, events, n))
	hs := b.file("hashes")
	forged := leaves(b)[n]
	copy(hs[tlog.StoredHashIndex(0, n)*tlog.HashSize:], forged[:])
	b.replace("hashes", hs)
}

// relist makes the list anew, as one could who has the disk but not the key.
func relist(b *bench) {
	b.Helper()
	var list []tlog.Hash
	for n, h := range leaves(b) {
		hs, err := tlog.StoredHashesForRecordHash(int64(n), h, tlog.HashReaderFunc(func(at []int64) ([]tlog.Hash, error) {
			out := make([]tlog.Hash, len(at))
			for i, x := range at {
				out[i] = list[x]
			}
			return out, nil
		}))
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, hs...)
	}
	var body []byte
	for _, h := range list {
		body = append(body, h[:]...)
	}
	b.replace("hashes", body)
}

// A log that was made anew, with the key, over a changed past does not agree
// with a checkpoint that was kept elsewhere.
func TestOlderCheckpoint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.add(5)
	b.catchUp()
	kept := b.file("checkpoint")
	b.add(3)
	b.catchUp()
	if rep := b.verify(kept); len(rep.Problems) > 0 {
		t.Fatalf("honest: %+v", rep)
	}
	forgeLeaf(b, 1)
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	b.catchUp()
	if rep := b.verify(nil); len(rep.Problems) > 0 {
		t.Fatalf("the forger's own log should hold by itself: %+v", rep)
	}
	b.wantProblem(b.verify(kept), "the older checkpoint")
	b.tamper(`DELETE FROM version WHERE seq > 6`)
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	b.catchUp()
	b.wantProblem(b.verify(kept), "entries were removed")
}

func TestForeignSignature(t *testing.T) {
	t.Parallel()
	b, other := newBench(t), newBench(t)
	b.add(1)
	b.catchUp()
	if _, err := audit.Verify(t.Context(), b.dir, b.db, other.verifier, nil); err == nil {
		t.Error("a checkpoint signed by another key was taken")
	}
	forged := bytes.Replace(b.file("checkpoint"), []byte("\n1\n"), []byte("\n0\n"), 1)
	b.replace("checkpoint", forged)
	if _, err := audit.Verify(t.Context(), b.dir, b.db, b.verifier, nil); err == nil {
		t.Error("an edited checkpoint was taken")
	}
}
