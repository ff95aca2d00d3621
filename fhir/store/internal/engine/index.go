package engine

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"sync"
	"sync/atomic"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// index keeps track of the sources whose rows are not whole.
type index struct {
	hash string // of the wanted sources
	want map[int64]int64
	// stale sources and the types they are of; nil when the index is whole.
	stale    atomic.Pointer[map[int64]string]
	progress atomic.Pointer[store.IndexProgress]

	mu      sync.Mutex
	ctx     context.Context //nolint:containedctx // ends with the engine
	cancel  context.CancelFunc
	wg      sync.WaitGroup
	working bool
}

func newIndex(zone *time.Location) *index {
	x := &index{want: map[int64]int64{}}
	h := sha256.New()
	for _, s := range search.AllSources() {
		print := printOf(s, zone)
		x.want[s.Hash] = print
		_ = binary.Write(h, binary.BigEndian, [2]int64{s.Hash, print}) // a hash takes everything
	}
	x.hash = hex.EncodeToString(h.Sum(nil)[:16])
	x.ctx, x.cancel = context.WithCancel(context.Background())
	x.progress.Store(&store.IndexProgress{})
	return x
}

// printOf is a number for the way in which the values of a source are made.
func printOf(s search.Indexed, zone *time.Location) int64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%d", search.ExtractionVersion)
	if s.Dated {
		fmt.Fprintf(h, " %s", zone)
	}
	return int64(h.Sum64()) //nolint:gosec // all 64 bits are wanted
}

func (x *index) close() {
	x.cancel()
	x.wg.Wait()
}

// state is the row of index_state.
type state struct {
	hash                  string
	running               bool
	at, upto, done, total int64
}

func readState(ctx context.Context, c Conn, lock string) (s state, err error) {
	err = scanOne(ctx, c, []any{&s.hash, &s.running, &s.at, &s.upto, &s.done, &s.total},
		"SELECT r.hash, r.running, r.at, r.upto, r.done, r.total FROM index_state r WHERE r.one = 1"+lock)
	return s, err
}

// OpenIndex compares the index with the search parameters of this build and
// the zone of the site, and begins to index anew when they differ.
func (e *Engine) OpenIndex(ctx context.Context) error {
	err := e.Use(ctx, func() error {
		var s state
		stale := map[int64]string{}
		err := e.Driver.View(ctx, func(c Conn) (err error) {
			if s, err = readState(ctx, c, ""); err != nil || s.hash == e.index.hash && !s.running {
				return err
			}
			return e.compare(ctx, c, stale)
		})
		switch {
		case err != nil:
			return err
		case s.hash == e.index.hash && !s.running:
			return nil
		}
		if len(stale) > 0 {
			e.index.stale.Store(&stale)
		}
		if s.hash != e.index.hash {
			if err := e.beginReindex(ctx); err != nil {
				return err
			}
		}
		for range openSteps {
			if done, err := e.reindexStep(ctx); done || err != nil {
				return err
			}
		}
		e.work()
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s: index: %w", e.Name, err)
	}
	return nil
}

// compare finds the wanted sources that the index does not have whole.
func (e *Engine) compare(ctx context.Context, c Conn, stale map[int64]string) error {
	have := map[int64]int64{}
	rows, err := c.Query(ctx, "SELECT h, print FROM index_source")
	if err != nil {
		return err
	}
	_, err = collectRows(rows, func(r Rows) (struct{}, error) {
		var h, print int64
		err := r.Scan(&h, &print)
		have[h] = print
		return struct{}{}, err
	})
	for _, s := range search.AllSources() {
		if print, ok := have[s.Hash]; !ok || print != e.index.want[s.Hash] {
			stale[s.Hash] = s.Type
		}
	}
	return err
}
