package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/services/app"
)

type reindexCmd struct {
	place
	Force bool `help:"Index every resource anew, even when the index is whole."`
}

// Run implements the command. Opening a store begins what there is to index;
// the server does so too and goes on serving meanwhile. What is interrupted the
// next start goes on with.
func (c reindexCmd) Run(ctx context.Context, t terminal) (err error) {
	cfg := c.config(t)
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	db, err := app.OpenDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := db.Reindex(ctx, c.Force, indexProgress(t.err)); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "the search index is whole")
	return err
}

// indexProgress rewrites one line on a terminal and adds one now and then
// elsewhere.
func indexProgress(w io.Writer) func(store.IndexProgress) {
	begin := time.Now()
	last, terminal := begin, isTerminal(w)
	return func(p store.IndexProgress) {
		now := time.Now()
		if p.Total == 0 || !terminal && p.Running && now.Sub(last) < lineEvery {
			return
		}
		last = now
		line := fmt.Sprintf("%3d%%  %d of %d resources, %.0f a second",
			100*p.Done/max(p.Total, 1), p.Done, p.Total, float64(p.Done)/max(now.Sub(begin).Seconds(), 0.001))
		if terminal {
			fmt.Fprintf(w, "\r\x1b[K%s", line)
		} else {
			fmt.Fprintln(w, line)
		}
		if terminal && !p.Running {
			fmt.Fprintln(w)
		}
	}
}
