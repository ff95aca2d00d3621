package engine

import (
	"context"
	"fmt"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

const (
	// stepSize is the number of resources in one transaction of a reindex: few
	// enough that writers wait for it no longer than for each other.
	stepSize = 100
	// openSteps are done before an open returns, so that small databases are
	// never seen half indexed.
	openSteps = 10
	// insertSources is the number of rows of index_source in one statement.
	insertSources = 200
	retryReindex  = time.Second
)

// beginReindex puts the cursor before the first resource.
func (e *Engine) beginReindex(ctx context.Context) error {
	return e.queue.submit(ctx, &job{weight: 1, asks: true, steps: true, run: func(ctx context.Context, g *group) error {
		if _, err := readState(ctx, g.tx, e.Dialect.ForUpdate); err != nil {
			return err
		}
		_, err := g.tx.Exec(ctx, `UPDATE index_state SET hash = ?, running = TRUE, at = 0, done = 0,
			upto = (SELECT COALESCE(MAX(rk), 0) FROM resource), total = (SELECT COUNT(*) FROM resource WHERE NOT deleted) WHERE one = 1`, e.index.hash)
		return err
	}})
}

// reindexStep indexes the next resources behind the cursor, and moves it, in
// one transaction. Several processes may take steps: the row of index_state
// lets one of them at a time.
func (e *Engine) reindexStep(ctx context.Context) (done bool, err error) {
	var s state
	err = e.queue.submit(ctx, &job{weight: stepSize, asks: true, steps: true, run: func(ctx context.Context, g *group) (err error) {
		s, err = readState(ctx, g.tx, e.Dialect.ForUpdate)
		switch {
		case err != nil:
			return err
		case s.hash != e.index.hash:
			return outcome.New(outcome.Conflict, "the database is indexed for the search parameters of another version of Apricot, or another zone")
		case !s.running:
			return nil
		}
		return e.indexNext(ctx, g, &s)
	}})
	if err != nil {
		return false, err
	}
	e.index.progress.Store(&store.IndexProgress{Running: s.running, Done: s.done, Total: s.total})
	if !s.running {
		e.index.stale.Store(nil)
	}
	return !s.running, nil
}

// current resources are locked from reading to writing their rows. What the
// same group has written has no row in version yet; it is indexed already.
func (e *Engine) indexNext(ctx context.Context, g *group, s *state) error {
	rows, err := g.tx.Query(ctx, `SELECT r.rk, r.type, v.json FROM resource r JOIN version v ON v.rk = r.rk AND v.version = r.version
		WHERE r.rk > ? AND r.rk <= ? AND NOT r.deleted ORDER BY r.rk LIMIT ?`+e.Dialect.ForUpdate, s.at, s.upto, stepSize)
	if err != nil {
		return err
	}
	type row struct {
		rk   int64
		typ  string
		json []byte
	}
	found, err := collectRows(rows, func(r Rows) (o row, err error) {
		err = r.Scan(&o.rk, &o.typ, &o.json)
		return o, err
	})
	if err != nil {
		return err
	}
	affected := e.index.affected()
	var staged Staged
	for _, r := range found {
		s.at = r.rk
		if !affected(r.typ) {
			continue
		}
		doc, err := r4.Parse(r.json)
		if err != nil {
			return fmt.Errorf("resource key %d: %w", r.rk, err)
		}
		staged.Unindex = append(staged.Unindex, r.rk)
		staged.index(r.rk, search.Extract(r.typ, doc, e.Zone))
	}
	if len(staged.Unindex) > 0 {
		if err := g.tx.Flush(ctx, &staged); err != nil {
			return err
		}
	}
	if s.done += int64(len(found)); len(found) < stepSize {
		return e.endReindex(ctx, g, s)
	}
	_, err = g.tx.Exec(ctx, "UPDATE index_state SET at = ?, done = ? WHERE one = 1", s.at, s.done)
	return err
}

// affected tells of which types resources have to be indexed anew: those with
// stale sources, types that are not in the table, or all when the reindex was
// asked for.
func (x *index) affected() func(typ string) bool {
	stale := x.stale.Load()
	if stale == nil {
		return func(string) bool { return true }
	}
	types, known := map[string]bool{}, map[string]bool{}
	for _, typ := range *stale {
		types[typ] = true
	}
	for _, typ := range search.SupportedTypes() {
		known[typ] = true
	}
	return func(typ string) bool { return types[typ] || !known[typ] }
}

func (e *Engine) endReindex(ctx context.Context, g *group, s *state) error {
	s.running = false
	if _, err := g.tx.Exec(ctx, "DELETE FROM index_source"); err != nil {
		return err
	}
	args := make([]any, 0, 2*insertSources)
	flush := func() error {
		_, err := g.tx.Exec(ctx, "INSERT INTO index_source (h, print) VALUES "+repeat("(?, ?)", len(args)/2), args...)
		args = args[:0]
		return err
	}
	for h, print := range e.index.want {
		if args = append(args, h, print); len(args) == cap(args) {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if len(args) > 0 {
		if err := flush(); err != nil {
			return err
		}
	}
	_, err := g.tx.Exec(ctx, "UPDATE index_state SET running = FALSE, at = 0, done = ? WHERE one = 1", s.done)
	return err
}

// work takes steps in the background until the index is whole.
func (e *Engine) work() {
	x := e.index
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.working || x.ctx.Err() != nil {
		return
	}
	x.working = true
	x.wg.Go(func() {
		defer func() {
			x.mu.Lock()
			x.working = false
			x.mu.Unlock()
		}()
		for x.ctx.Err() == nil {
			var done bool
			err := e.Use(x.ctx, func() (err error) {
				done, err = e.reindexStep(x.ctx)
				return err
			})
			switch {
			case done:
				return
			case err != nil && x.ctx.Err() == nil:
				e.Logger.Warn("indexing interrupted", "component", e.Name, "op", "reindex", "err", err)
				select {
				case <-x.ctx.Done():
				case <-time.After(retryReindex):
				}
			}
		}
	})
}

// Progress implements store.Indexer.
func (e *Engine) Progress() store.IndexProgress { return *e.index.progress.Load() }

// Reindex implements store.Indexer.
func (e *Engine) Reindex(ctx context.Context, force bool, progress func(store.IndexProgress)) error {
	err := e.Use(ctx, func() error {
		if !force {
			return nil
		}
		return e.restart(ctx)
	})
	for done := false; err == nil && !done; {
		// The engine can be closed between two steps.
		err = e.Use(ctx, func() (err error) {
			done, err = e.reindexStep(ctx)
			return err
		})
		if err == nil && progress != nil {
			progress(e.Progress())
		}
	}
	if err != nil {
		return fmt.Errorf("%s: reindex: %w", e.Name, err)
	}
	return nil
}

// restart begins anew, unless a reindex is on its way.
func (e *Engine) restart(ctx context.Context) error {
	var s state
	err := e.Driver.View(ctx, func(c Conn) (err error) {
		s, err = readState(ctx, c, "")
		return err
	})
	if err != nil || s.running {
		return err
	}
	return e.beginReindex(ctx)
}

// whole refuses a query on a source whose index is not whole.
func (e *Engine) whole(q search.Query) error {
	stale := e.index.stale.Load()
	if stale == nil {
		return nil
	}
	var err error
	q.Hashes(func(h int64) {
		if _, missing := (*stale)[h]; missing && err == nil {
			p := e.Progress()
			err = outcome.New(outcome.Unavailable, "the search index is being built, %d of %d resources are done: try again", p.Done, p.Total)
		}
	})
	return err
}
