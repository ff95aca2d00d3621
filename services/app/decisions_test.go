package app

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apricot.health/guardrails/policy"
)

// TestDecisionsOutliveTheDisk: a place that cannot be written to loses the
// sample and ends nothing, and what comes after it is kept in whole lines.
func TestDecisionsOutliveTheDisk(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	folder := filepath.Join(data, filepath.Dir(DecisionsFile))
	if err := os.WriteFile(folder, nil, 0o600); err != nil { // a file where the folder should be
		t.Fatal(err)
	}
	d := newDecisions(data)
	a := &App{decisions: d}
	a.cfg.Logger = slog.New(slog.DiscardHandler)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.runDecisions(ctx, func() {}) }()
	d.add(policy.Recorded{})
	d.add(policy.Recorded{})
	eventually(t, "the loss is counted", func() bool { return d.lost.Load() == 2 })
	if err := os.Remove(folder); err != nil {
		t.Fatal(err)
	}
	d.add(policy.Recorded{})
	eventually(t, "the next one is kept", func() bool {
		b, err := os.ReadFile(filepath.Join(data, DecisionsFile))
		return err == nil && strings.Count(string(b), "\n") == 1 && strings.HasSuffix(string(b), "}\n")
	})
	stop()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestDecisionsMoveAside(t *testing.T) {
	t.Parallel()
	d := newDecisions(t.TempDir())
	line := []byte(strings.Repeat("x", 1<<20-1) + "\n")
	for range maxDecisions>>20 + 1 {
		if err := d.write(line); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]int64{d.path: 1 << 20, d.path + ".1": maxDecisions} {
		if info, err := os.Stat(path); err != nil || info.Size() != want {
			t.Errorf("%s: %v, want %d bytes, %v", filepath.Base(path), info, want, err)
		}
	}
}

func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for range 1000 {
		if so() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("never: %s", what)
}
