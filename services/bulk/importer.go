package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"apricot.health/fhir/outcome"
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

// Progress is how far an import is.
type Progress struct {
	Files, FilesDone   int
	Bytes, BytesDone   int64 // as the files lie on disk
	Resources, Refused int64
	Elapsed            time.Duration
	Finished           bool
}

// Report tells what an import did, this time and when it was begun earlier.
type Report struct {
	Files, Skipped, Resources, Messages, RefusedCount int
	// Refused are file, item and reason of what was not taken, without any
	// content of it.
	Refused []string
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

// file is a source and its ledger.
type file struct {
	source
	ledger   *ledger
	messages int
	skipped  bool
	// before is the ledger of the file as it was when it broke off.
	before *ledger
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

// chunk is a batch of items that is decoded beside others.
type chunk struct {
	items []item
	ready chan struct{}
}

// stream reads, decodes and applies the wanted items of a file. Chunks are
// decoded beside each other and applied in their order.
func (im *importer) stream(ctx context.Context, f *file, want func(item) bool) error {
	r, err := f.open(func(n int64) { im.read.Add(n) })
	if err != nil {
		f.ledger.broken = &whole{}
		return nil //nolint:nilerr // the report says so; other files go on
	}
	g, ctx := errgroup.WithContext(ctx)
	chunks := make(chan *chunk, runtime.GOMAXPROCS(0))
	g.Go(func() error {
		defer close(chunks)
		return im.readItems(ctx, f, r, want, chunks)
	})
	g.Go(func() error {
		for c := range chunks {
			<-c.ready
			if err := im.apply(ctx, f, c.items); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(g.Wait(), r.Close())
}

func (im *importer) readItems(ctx context.Context, f *file, r io.Reader, want func(item) bool, out chan<- *chunk) error {
	var items []item
	base := f.ledger.base()
	send := func() error {
		if len(items) == 0 {
			return nil
		}
		c := &chunk{items: items, ready: make(chan struct{})}
		items = nil
		go func() {
			defer close(c.ready)
			for i := range c.items {
				c.items[i] = decoded(c.items[i], base)
			}
		}()
		select {
		case out <- c:
			return nil
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // cancelled by the other half, whose error counts
		}
	}
	weight, last := 0, 0
	read := sha256.New()
	take := func(it item) error {
		last = it.number
		digest(read, it)
		if !want(it) {
			return nil
		}
		items = append(items, it)
		if weight += max(1, len(it.ops)); weight < batchSize {
			return nil
		}
		weight = 0
		return send()
	}
	each := lines
	if f.kind == ".json" {
		each = func(r io.Reader, yield func(item) error) error { return document(r, base, yield) }
	}
	if err := each(r, take); err != nil {
		if ctx.Err() != nil {
			return err
		}
		// A file that breaks off in the middle: what was whole is stored.
		items = append(items, item{number: last + 1, broken: &whole{last, hex.EncodeToString(read.Sum(nil))}})
	}
	return send()
}

// messages hands the HL7 messages of a file to the feed, which knows by itself
// which of them it has.
func (im *importer) messages(ctx context.Context, f *file) error {
	if im.cfg.Messages == nil {
		f.ledger.refuse(1, "", "HL7 messages are not taken here")
		return nil
	}
	r, err := f.open(func(n int64) { im.read.Add(n) })
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	stored, refused, err := im.cfg.Messages(ctx, raw)
	if err != nil {
		return err
	}
	f.messages = stored
	l := f.ledger.copy()
	l.refused, l.notes = 0, nil // the feed has judged every message anew
	for _, n := range slices.Sorted(maps.Keys(refused)) {
		detail, path := outcome.Public(refused[n])
		l.refuse(n, path, detail)
	}
	return im.commit(ctx, f, l, nil)
}

// report sums up the ledgers.
func (im *importer) report() Report {
	r := Report{Files: len(im.files)}
	for _, f := range im.files {
		if f.skipped {
			r.Skipped++
		}
		r.Messages += f.messages
		if f.ledger == nil {
			continue
		}
		r.Resources += f.ledger.resources
		r.RefusedCount += f.ledger.refused
		for _, note := range f.ledger.notes {
			r.Refused = append(r.Refused, f.name+":"+note)
		}
		if b := f.ledger.broken; b != nil {
			r.RefusedCount++
			r.Refused = append(r.Refused, fmt.Sprintf("%s:%d: the file cannot be read from here on: import it again when it is mended", f.name, b.lines+1))
		}
		if more := f.ledger.refused - len(f.ledger.notes); more > 0 {
			r.Refused = append(r.Refused, fmt.Sprintf("%s: %d more", f.name, more))
		}
	}
	return r
}

// tellEvery is the time between two reports of progress.
const tellEvery = 500 * time.Millisecond

// tell reports progress until the function that it returns is called.
func (im *importer) tell() (stop func()) {
	if im.cfg.Progress == nil {
		return func() {}
	}
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(tellEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				im.cfg.Progress(im.progress(false))
			case <-done:
				im.cfg.Progress(im.progress(true))
				return
			}
		}
	}()
	return func() { close(done); <-ended }
}

func (im *importer) progress(finished bool) Progress {
	return Progress{
		Files: len(im.files), FilesDone: int(im.filesDone.Load()), Bytes: im.bytes, BytesDone: min(im.read.Load(), im.bytes),
		Resources: im.stored.Load(), Refused: im.refused.Load(), Elapsed: im.cfg.Now().Sub(im.began), Finished: finished,
	}
}
