package app

import (
	"bufio"
	"context"
	"encoding/json"
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

// runDecisions writes until ctx ends.
func (a *App) runDecisions(ctx context.Context, ready func()) error {
	d := a.decisions
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		return fmt.Errorf("app: decisions: %w", err)
	}
	f, err := os.OpenFile(d.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("app: decisions: %w", err)
	}
	ready()
	w := bufio.NewWriter(f)
	tick := time.NewTicker(flushDecisions)
	defer tick.Stop()
	for {
		select {
		case r := <-d.in:
			if err := json.NewEncoder(w).Encode(r); err != nil {
				return fmt.Errorf("app: decisions: %w", err)
			}
		case <-tick.C:
			if err := w.Flush(); err != nil {
				return fmt.Errorf("app: decisions: %w", err)
			}
			if f, err = d.turn(f); err != nil {
				return err
			}
			w.Reset(f)
		case <-ctx.Done():
			for len(d.in) > 0 {
				if err := json.NewEncoder(w).Encode(<-d.in); err != nil {
					return fmt.Errorf("app: decisions: %w", err)
				}
			}
			if err := w.Flush(); err != nil {
				return fmt.Errorf("app: decisions: %w", err)
			}
			return f.Close()
		}
	}
}

// turn begins another file when this one is full.
func (d *decisions) turn(f *os.File) (*os.File, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("app: decisions: %w", err)
	}
	if info.Size() < maxDecisions {
		return f, nil
	}
	if err := f.Close(); err != nil {
		return nil, fmt.Errorf("app: decisions: %w", err)
	}
	if err := os.Rename(d.path, d.path+".1"); err != nil {
		return nil, fmt.Errorf("app: decisions: %w", err)
	}
	f, err = os.OpenFile(d.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("app: decisions: %w", err)
	}
	return f, nil
}
