package bulk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// apply stores the items and what the ledger says of them in one commit. An
// item that fails is taken out and the others are tried again.
func (im *importer) apply(ctx context.Context, f *file, items []item) error {
	if at := repeated(items); at > 0 { // a later line is a later version
		if err := im.apply(ctx, f, items[:at]); err != nil {
			return err
		}
		return im.apply(ctx, f, items[at:])
	}
	l := f.ledger.copy()
	var good []item
	for _, it := range items {
		if it.broken != nil {
			l.broken = it.broken
			continue
		}
		l.next = max(l.next, it.number+1)
		l.settled(it.number)
		if it.err != nil {
			detail, path := outcome.Public(it.err)
			l.refuse(it.number, path, detail)
			continue
		}
		good = append(good, it)
	}
	for {
		attempt := l.copy()
		var ops []store.Op
		for _, it := range good {
			ops = append(ops, it.ops...)
		}
		attempt.resources += len(ops)
		err := im.commit(ctx, f, attempt, ops)
		if err == nil {
			return nil
		}
		bad, path := culprit(good, err)
		if bad < 0 || outcome.Is(err, outcome.Unavailable) || ctx.Err() != nil {
			return err
		}
		detail, _ := outcome.Public(err)
		if outcome.Is(err, outcome.Unprocessable) {
			// What is written is valid: a conditional reference finds nothing.
			l.wait(good[bad].number, path, detail)
		} else {
			l.refuse(good[bad].number, path, detail)
		}
		good = slices.Delete(slices.Clone(good), bad, bad+1)
	}
}

// repeated is the first item that writes what an item before it writes too, 0
// when there is none.
func repeated(items []item) int {
	seen := map[store.Key]int{}
	for i, it := range items {
		for _, op := range it.ops {
			k := store.Key{Type: op.Type, ID: op.ID}
			if before, ok := seen[k]; ok && before != i && op.ID != "" {
				return i
			}
			seen[k] = i
		}
	}
	return 0
}

// culprit is the item that a batch failed for, and where in it; -1 when the
// error names none.
func culprit(items []item, err error) (at int, path string) {
	_, path = outcome.Public(err)
	text, ok := strings.CutPrefix(path, "Bundle.entry[")
	number, rest, _ := strings.Cut(text, "]")
	n, convErr := strconv.Atoi(number)
	if !ok || convErr != nil {
		return -1, ""
	}
	for i, it := range items {
		if n < len(it.ops) {
			if len(it.ops) == 1 {
				return i, strings.TrimPrefix(strings.TrimPrefix(rest, ".resource"), ".")
			}
			return i, "Bundle.entry[" + strconv.Itoa(n) + "]" + rest
		}
		n -= len(it.ops)
	}
	return -1, ""
}

// commit writes the operations and the ledger, which then is the file's own.
func (im *importer) commit(ctx context.Context, f *file, l *ledger, ops []store.Op) error {
	own, err := l.op(im.cfg.Now())
	if err != nil {
		return err
	}
	results, err := im.cfg.Store.Apply(ctx, store.Batch{Ops: append(slices.Clip(ops), own)})
	if err != nil {
		return err //nolint:wrapcheck // wrapped with the file by pass
	}
	l.version = results[len(results)-1].Version
	im.stored.Add(int64(l.resources - f.ledger.resources))
	im.refused.Add(int64(l.refused - f.ledger.refused))
	f.ledger = l
	return nil
}
