package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"apricot.health/fhir/store"
)

// Log is the Merkle log over all AuditEvents of a store, in the order of its
// change feed. The events themselves are committed with the access they
// record; the log follows the feed, so it can be rebuilt from the store and
// compared with what was signed before. A folder has one writer.
//
// On disk: hashes is the append-only list of tlog stored hashes, state.json
// says how far the list is valid, checkpoint is the newest signed tree head
// (a note as in golang.org/x/mod/sumdb/note).
type Log struct {
	dir    string
	feed   store.Feed
	signer note.Signer
	hashes *os.File

	mu    sync.Mutex // for Size beside Run
	state state
	// signed is false until the checkpoint is known to be of this state: a
	// crash may have come between the two.
	signed bool
}

type state struct {
	Leaves int64 `json:"leaves"`
	Seq    int64 `json:"seq"`
}

// OpenLog opens the log in dir, making it when it is new, and drops hashes
// that a crash left behind the last state.
func OpenLog(dir string, feed store.Feed, signer note.Signer) (*Log, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("audit: open log: %w", err)
	}
	l := &Log{dir: dir, feed: feed, signer: signer}
	st, err := readState(dir)
	if err != nil {
		return nil, err
	}
	l.state = st
	f, err := os.OpenFile(filepath.Join(dir, hashesFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("audit: open log: %w", err)
	}
	if err := trimHashes(f, st.Leaves); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l.hashes = f
	return l, nil
}

// Close releases the files.
func (l *Log) Close() error { return l.hashes.Close() }

// Size is the number of events in the log.
func (l *Log) Size() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state.Leaves
}

// Run follows the feed until ctx ends, then brings the log up to date once
// more and returns nil. A database that restarts or a full disk does not end
// it: it tells trouble and goes on where it was, as no event is lost meanwhile.
func (l *Log) Run(ctx context.Context, trouble func(error)) error {
	const first, longest = 100 * time.Millisecond, 10 * time.Second
	pause := first
	for {
		err := l.CatchUp(ctx)
		if err == nil {
			pause = first
			if err = l.feed.Wait(ctx, l.state.Seq); err != nil {
				err = fmt.Errorf("audit: wait for changes: %w", err)
			}
		}
		if ctx.Err() != nil {
			return l.CatchUp(context.WithoutCancel(ctx))
		}
		if err == nil {
			continue
		}
		trouble(err)
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, longest)
	}
}

const feedPage = 500

// CatchUp takes in every event that the feed holds now and signs a new tree
// head when there were any, or when none was signed since the log was opened.
func (l *Log) CatchUp(ctx context.Context) error {
	for {
		page, err := l.feed.Changes(ctx, l.state.Seq, feedPage)
		if err != nil {
			return fmt.Errorf("audit: read feed: %w", err)
		}
		if len(page) == 0 {
			break
		}
		if err := l.take(page); err != nil {
			return err
		}
	}
	if l.signed {
		return nil
	}
	if err := l.sign(); err != nil {
		return err
	}
	l.signed = true
	return nil
}

// take appends the events of one page and then records how far it came.
func (l *Log) take(page []store.Resource) error {
	next := l.state
	var fresh []byte
	pending := pendingHashes{stored: fileHashes{l.hashes}}
	for _, r := range page {
		next.Seq = r.Seq
		if r.Type != "AuditEvent" {
			continue
		}
		hs, err := tlog.StoredHashes(next.Leaves, leaf(r), &pending)
		if err != nil {
			return fmt.Errorf("audit: hash entry %d: %w", next.Leaves, err)
		}
		pending.add(tlog.StoredHashCount(next.Leaves), hs)
		for _, h := range hs {
			fresh = append(fresh, h[:]...)
		}
		next.Leaves++
	}
	if len(fresh) > 0 {
		// At its place and not at the end: a former try may have written a part.
		if _, err := l.hashes.WriteAt(fresh, storedSize(l.state.Leaves)); err != nil {
			return fmt.Errorf("audit: append: %w", err)
		}
		if err := l.hashes.Sync(); err != nil {
			return fmt.Errorf("audit: append: %w", err)
		}
	}
	body, err := json.Marshal(next)
	if err != nil {
		return fmt.Errorf("audit: encode state: %w", err)
	}
	if err := replaceFile(filepath.Join(l.dir, stateFile), body); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.signed = l.signed && next.Leaves == l.state.Leaves
	l.state = next
	return nil
}

// leaf is what the log commits to: the reference and version of the event and
// its stored bytes. A deleted event hashes without bytes, which no event that
// was logged does, so a delete shows.
func leaf(r store.Resource) []byte {
	return append(fmt.Appendf(nil, "%s/%d\n", r.Key, r.Version), r.JSON...)
}

// sign writes the checkpoint of the present tree.
func (l *Log) sign() error {
	head, err := tlog.TreeHash(l.state.Leaves, fileHashes{l.hashes})
	if err != nil {
		return fmt.Errorf("audit: tree hash: %w", err)
	}
	text := tlog.FormatTree(tlog.Tree{N: l.state.Leaves, Hash: head})
	signed, err := note.Sign(&note.Note{Text: string(text)}, l.signer)
	if err != nil {
		return fmt.Errorf("audit: sign checkpoint: %w", err)
	}
	return replaceFile(filepath.Join(l.dir, checkpointFile), signed)
}
