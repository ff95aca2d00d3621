package sqlite

import (
	"context"
	"database/sql"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
)

const (
	// checkpointEvery is how often the WAL is emptied, busy or not: readers
	// that overlap keep it from ever being written from its beginning again.
	checkpointEvery = 5 * time.Minute
	// minFrames and maxFrames bound the frames (pages of 4 KiB) after which
	// the WAL is written back: 12 MiB for a small database, which may lie on a
	// small disk, and up to 64 MiB for a large one, because a page that is
	// written often goes back once each time.
	minFrames, maxFrames = 3_000, 16_000
	// frameShare is the part of the database that the WAL may be.
	frameShare = 16
	// smallGap is the number of frames that the writer may be asked to write
	// back itself, rounds how often others try to get there before it.
	smallGap = 300
	rounds   = 4
)

// wal counts what the writer appends and asks for a checkpoint in time.
//
// A checkpoint beside the writer copies what is committed so far and holds
// nobody up, but under steady load there is always some more behind it, and
// the WAL grows for ever. So most is written back beside the writer, and the
// writer, between two transactions, does the few frames that are left: with all
// of them back the next transaction starts at the beginning of the file.
type wal struct {
	frames atomic.Int64 // in the WAL, as far as is known
	limit  atomic.Int64 // frames after which to write back
	rest   atomic.Bool  // the writer is asked to do what is left
	one    sync.Mutex   // a checkpoint beside another does nothing: it waits instead
	long   chan struct{}
	full   chan struct{} // a write found no space
}

func newWAL() *wal {
	w := &wal{long: make(chan struct{}, 1), full: make(chan struct{}, 1)}
	w.limit.Store(minFrames)
	ask(w.long) // what an earlier process left
	return w
}

// grow adds what the last commit of c wrote. With twice the limit the writer
// does not wait for others any more.
func (w *wal) grow(c *sql.Conn) {
	written := minFrames // where they cannot be counted: too often is better than never
	_ = c.Raw(func(dc any) error {
		n, _, err := dc.(sqlite.DBStatus).Status(sqlite.DBStatusCacheWrite, true)
		if err == nil {
			written = n
		}
		return err
	})
	n, limit := w.frames.Add(int64(written)), w.limit.Load()
	if n >= limit {
		ask(w.long)
	}
	if n >= 2*limit {
		w.rest.Store(true)
	}
}

// noteFull asks for a checkpoint where err says that there was no space: the
// WAL may be what takes it.
func (w *wal) noteFull(err error) {
	if full(err) {
		ask(w.full)
	}
}

func ask(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default: // it has been asked for already
	}
}

// catchUp is called between two transactions of the writer. A checkpoint that
// fails leaves the WAL as it is, which loses nothing; the next one tries again.
func (d *driver) catchUp(ctx context.Context) {
	if !d.wal.rest.CompareAndSwap(true, false) {
		return
	}
	left, err := d.wal.passive(ctx, d.conn.c)
	if err == nil && left == 0 { // unless a reader still needs it, the next transaction starts it anew
		d.wal.frames.Store(0)
	}
	d.wal.noteFull(err)
}

// passive writes back what it can without waiting for readers, and returns how
// many frames it left.
func (w *wal) passive(ctx context.Context, c *sql.Conn) (left int64, err error) {
	w.one.Lock()
	defer w.one.Unlock()
	var busy, frames, done int64
	if err := c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &frames, &done); err != nil {
		return 0, err
	}
	if frames < 0 { // another process is at it
		return w.frames.Load(), nil
	}
	w.frames.Store(frames)
	return frames - done, nil
}

// checkpoints runs on a read connection of its own, for the writer's is taken.
func (d *driver) checkpoints(c *sql.Conn, logger *slog.Logger) {
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	ctx := context.Background()
	for {
		what, pause := "checkpoint", time.Duration(0)
		var err error
		select {
		case <-d.stop:
			return
		case <-d.wal.long:
			err = d.writeBack(ctx, c)
		case <-d.wal.full:
			what, pause = "checkpoint on a full disk", time.Second // a disk that stays full is tried once a second
			err = truncate(ctx, c)
		case <-ticker.C:
			err = truncate(ctx, c)
		}
		if err != nil {
			d.wal.noteFull(err)
			logger.Warn("checkpoint failed", "component", "sqlite", "op", what, "err", err)
			pause = time.Second
		}
		select {
		case <-d.stop:
			return
		case <-time.After(pause):
		}
	}
}

// writeBack takes the WAL back beside the writer until little is left, and lets
// the writer do that.
func (d *driver) writeBack(ctx context.Context, c *sql.Conn) error {
	left := int64(smallGap + 1)
	for i := 0; i < rounds && left > smallGap; i++ {
		var err error
		if left, err = d.wal.passive(ctx, c); err != nil {
			return err
		}
	}
	d.wal.rest.Store(true) // even if nothing is left: a transaction may be on its way
	return d.wal.scale(ctx, c)
}

// scale sets the limit for the present size of the database.
func (w *wal) scale(ctx context.Context, c *sql.Conn) error {
	var pages int64
	if err := c.QueryRowContext(ctx, "PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	w.limit.Store(min(max(pages/frameShare, minFrames), maxFrames))
	return nil
}

// truncate writes the WAL back into the database and empties it, as far as
// readers let it. What it leaves the next one takes.
func truncate(ctx context.Context, c *sql.Conn) error {
	var busy, frames, done int
	return c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &done)
}
