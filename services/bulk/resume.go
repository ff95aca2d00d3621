package bulk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"net/url"

	"apricot.health/fhir/search"
)

// digest adds the text of an item to that of the items before it.
func digest(h hash.Hash, it item) {
	_, _ = h.Write(it.text) // a hash takes everything
	_, _ = h.Write([]byte{'\n'})
}

var errEnough = errors.New("enough has been read")

// resume looks whether a file begins with the lines of one that broke off in an
// earlier import: it is that file, mended, and the import goes on behind those
// lines. Its name says nothing, since the ledger knows none.
func (im *importer) resume(ctx context.Context, f *file) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	if err := im.findOpen(ctx); err != nil || len(im.open) == 0 {
		return err
	}
	longest := 0
	for _, l := range im.open {
		longest = max(longest, l.broken.lines)
	}
	r, err := f.open(func(int64) {})
	if err != nil {
		return nil // stream says so
	}
	h, at := sha256.New(), -1
	// What ends it early is enough, or this file breaks off too, of which stream tells.
	_ = lines(r, func(it item) error {
		if it.number > longest || ctx.Err() != nil {
			return errEnough
		}
		digest(h, it)
		for i, l := range im.open {
			if l.broken.lines == it.number && l.broken.digest == hex.EncodeToString(h.Sum(nil)) {
				at = i
			}
		}
		return nil
	})
	if err := errors.Join(ctx.Err(), r.Close()); err != nil || at < 0 {
		return err
	}
	f.before = im.open[at]
	im.open[at] = im.open[len(im.open)-1]
	im.open = im.open[:len(im.open)-1]
	l := f.before.copy()
	l.id, l.version, l.root, l.broken = f.ledger.id, 0, f.before.base(), nil
	f.ledger = l
	return nil
}

// findOpen reads, once, the ledgers of files that broke off.
func (im *importer) findOpen(ctx context.Context) error {
	if im.looked {
		return nil
	}
	q, err := search.Parse("Task", url.Values{"code": {TaskSystem + "|" + TaskImport}, "status": {statusBroken}, "_count": {"1000"}}, true)
	if err != nil {
		return fmt.Errorf("bulk: ledger: %w", err)
	}
	found, err := im.cfg.Store.Search(ctx, q)
	if err != nil {
		return fmt.Errorf("bulk: ledger: %w", err)
	}
	for _, r := range found.Matches {
		l, err := readLedger(r)
		if err != nil {
			return err
		}
		if l.broken != nil && l.broken.lines > 0 {
			im.open = append(im.open, l)
		}
	}
	im.looked = true
	return nil
}
