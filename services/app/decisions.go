package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"apricot.health/guardrails/policy"
)

// DecisionsFile keeps what the policy was asked, one decision a line, for
// `apricot policy dry-run`: needs, answers and audience, and no word of a text
// or of a patient. When it is full it moves aside, and the one before it goes.
const DecisionsFile = "policy/decisions.jsonl"

const (
	maxDecisions   = 32 << 20 // bytes of one file
	queueDecisions = 4096
	flushDecisions = time.Second
	flushBytes     = 1 << 20
)

// decisions takes decisions without making the fence wait: what does not fit
// into the queue is counted and lost, since it is a sample for a dry run and
// no audit.
type decisions struct {
	path string
	in   chan policy.Recorded
	lost atomic.Int64
}

func newDecisions(data string) *decisions {
	return &decisions{path: filepath.Join(data, DecisionsFile), in: make(chan policy.Recorded, queueDecisions)}
}

func (d *decisions) add(r policy.Recorded) {
	select {
	case d.in <- r:
	default:
		d.lost.Add(1)
	}
}

// runDecisions writes until ctx ends. A disk that is full or gone loses the
// sample and never the server: the first failure and the end of it are logged.
func (a *App) runDecisions(ctx context.Context, ready func()) error {
	d, log := a.decisions, a.cfg.Logger.With("component", "decisions")
	ready()
	var lines bytes.Buffer
	failing := false
	flush := func() {
		err := d.write(lines.Bytes())
		switch {
		case err != nil && !failing:
			log.WarnContext(ctx, "decisions are not kept for a dry run", "err", err)
		case err == nil && failing:
			log.InfoContext(ctx, "decisions are kept again", "lost", d.lost.Load())
		}
		failing = err != nil
		lines.Reset()
	}
	take := func(r policy.Recorded) {
		if err := json.NewEncoder(&lines).Encode(r); err != nil {
			d.lost.Add(1)
		}
	}
	tick := time.NewTicker(flushDecisions)
	defer tick.Stop()
	for {
		select {
		case r := <-d.in:
			if take(r); lines.Len() >= flushBytes {
				flush()
			}
		case <-tick.C:
			if lines.Len() > 0 {
				flush()
			}
		case <-ctx.Done():
			for len(d.in) > 0 {
				take(<-d.in)
			}
			flush()
			return nil
		}
	}
}

// write appends whole lines: what does not fit is cut off again, so that no
// half a line stays. A full file moves aside first.
func (d *decisions) write(lines []byte) (err error) {
	if len(lines) == 0 {
		return nil
	}
	defer func() {
		if err != nil {
			d.lost.Add(int64(bytes.Count(lines, []byte("\n"))))
			err = fmt.Errorf("app: decisions: %w", err)
		}
	}()
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		return err
	}
	if info, err := os.Stat(d.path); err == nil && info.Size() >= maxDecisions {
		if err := os.Rename(d.path, d.path+".1"); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(d.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	if _, err := f.Write(lines); err != nil {
		return errors.Join(err, f.Truncate(info.Size()), f.Close())
	}
	return f.Close()
}
