package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"apricot.health/fhir/outcome"
)

// file is a source and its ledger.
type file struct {
	source
	ledger   *ledger
	messages int
	skipped  bool
	// before is the ledger of the file as it was when it broke off.
	before *ledger
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
