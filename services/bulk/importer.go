package bulk

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"apricot.health/fhir/store"
)

// ImportConfig is what an Importer needs. Store and Now are required.
type ImportConfig struct {
	// Store is guarded. It need not validate: the importer does, on all cores.
	Store store.Store
	Now   func() time.Time
	// Messages stores the HL7 messages of a file and gives why the nth was
	// refused; nil refuses .hl7 files.
	Messages func(ctx context.Context, raw []byte) (stored int, refused map[int]error, err error)
	// Progress, when not nil, is told now and then how far the import is. Calls
	// do not overlap.
	Progress func(Progress)
	// Again imports files that were imported before.
	Again bool
}

// batchSize is how many items are applied at a time: enough to make the fsync
// cheap, few enough to be made again in no time.
const batchSize = 400

// Import loads the files of the paths; folders are walked. Refused items are in
// the report, not in the error: that is for what ended the import early.
func Import(ctx context.Context, cfg ImportConfig, paths []string) (Report, error) {
	files, err := sources(paths)
	if err != nil {
		return Report{}, err
	}
	im := &importer{cfg: cfg, began: cfg.Now(), files: make([]*file, len(files)), taken: map[string]bool{}}
	for i, s := range files {
		im.bytes += s.size
		im.files[i] = &file{source: s}
	}
	stop := im.tell()
	defer stop()
	if err := im.pass(ctx, im.first); err != nil {
		return im.report(), err
	}
	for im.waiting() > 0 { // each pass may find what the one before has stored
		before := im.waiting()
		if err := im.pass(ctx, im.again); err != nil {
			return im.report(), err
		}
		if im.waiting() == before {
			break
		}
	}
	err = im.pass(ctx, im.close)
	return im.report(), err
}

// importer is one run of Import.
type importer struct {
	cfg   ImportConfig
	began time.Time
	files []*file
	bytes int64

	read, stored, refused atomic.Int64
	filesDone             atomic.Int64

	mu sync.Mutex
	// taken are the ids of the ledgers in use: a file may lie there twice.
	taken map[string]bool
	// open are the ledgers of files that could not be read to their end, once
	// looked is set.
	open   []*ledger
	looked bool
}

// take reports whether this file is the first of its content.
func (im *importer) take(id string) bool {
	im.mu.Lock()
	defer im.mu.Unlock()
	again := im.taken[id]
	im.taken[id] = true
	return !again
}

// pass does one step with each file. What others wait for is done before the
// rest begins.
func (im *importer) pass(ctx context.Context, step func(context.Context, *file) error) error {
	for first := 0; first < len(im.files); {
		end := first + 1
		for end < len(im.files) && rank(im.files[end].name) == rank(im.files[first].name) {
			end++
		}
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(runtime.GOMAXPROCS(0) + 1)
		for _, f := range im.files[first:end] {
			g.Go(func() error {
				if err := step(ctx, f); err != nil {
					return fmt.Errorf("bulk: import %s: %w", f.name, err)
				}
				return nil
			})
		}
		if err := g.Wait(); err != nil {
			return err //nolint:wrapcheck // wrapped above
		}
		first = end
	}
	return nil
}

// first imports what the ledger does not know of yet.
func (im *importer) first(ctx context.Context, f *file) error {
	defer im.filesDone.Add(1)
	id, err := f.id(ctx)
	if err != nil {
		return err
	}
	if !im.take(id) {
		f.skipped = true
		im.read.Add(f.size)
		return nil
	}
	if f.ledger, err = openLedger(ctx, im.cfg.Store, id, im.cfg.Now()); err != nil {
		return err
	}
	if f.ledger.done && !im.cfg.Again {
		f.skipped = true
		im.read.Add(f.size)
		return nil
	}
	if f.ledger.done {
		f.ledger = &ledger{id: id, version: f.ledger.version, root: f.ledger.root, started: im.cfg.Now()}
	}
	if f.ledger.version == 0 && f.kind == ".ndjson" {
		if err := im.resume(ctx, f); err != nil {
			return err
		}
	}
	f.ledger.broken = nil // this time it may be whole
	im.stored.Add(int64(f.ledger.resources))
	im.refused.Add(int64(f.ledger.refused))
	if f.kind == ".hl7" {
		return im.messages(ctx, f)
	}
	from := f.ledger.next
	return im.stream(ctx, f, func(it item) bool { return it.number >= from })
}

// again tries what waits.
func (im *importer) again(ctx context.Context, f *file) error {
	if f.ledger == nil || len(f.ledger.waiting) == 0 {
		return nil
	}
	waiting := slices.Clone(f.ledger.waiting)
	return im.stream(ctx, f, func(it item) bool { return slices.Contains(waiting, it.number) })
}

// close refuses what still waits and ends the ledger. That of a file which
// cannot be read to its end stays open.
func (im *importer) close(ctx context.Context, f *file) error {
	if f.ledger == nil || f.ledger.done || f.ledger.broken != nil {
		return nil
	}
	l := f.ledger.copy()
	for _, n := range l.waiting {
		l.refuse(n, "", "a conditional reference finds nothing")
	}
	l.waiting, l.done = nil, true
	var ops []store.Op
	if f.before != nil { // its lines are in this file
		f.before.broken, f.before.waiting, f.before.done = nil, nil, true
		op, err := f.before.op(im.cfg.Now())
		if err != nil {
			return err
		}
		ops = append(ops, op)
	}
	return im.commit(ctx, f, l, ops)
}

func (im *importer) waiting() int {
	n := 0
	for _, f := range im.files {
		if f.ledger != nil {
			n += len(f.ledger.waiting)
		}
	}
	return n
}
