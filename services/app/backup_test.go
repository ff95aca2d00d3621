package app_test

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"apricot.health/services/app"
)

// A server writes a file beside its place and renames it: what has another name by
// the time it is read is neither an error nor lost.
func TestABackupBearsFilesThatAreRenamed(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	audit := filepath.Join(data, "audit")
	if err := os.MkdirAll(filepath.Join(audit, "checkpoint"), 0o700); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(audit, "state.json")
	if err := os.WriteFile(state, []byte("whole"), 0o600); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			beside := state + "." + strconv.Itoa(i)
			if err := os.WriteFile(beside, []byte("whole"), 0o600); err != nil {
				t.Error(err)
				return
			}
			if err := os.Rename(beside, state); err != nil {
				t.Error(err)
				return
			}
		}
	})
	defer writer.Wait()
	defer close(stop)
	for i := range 50 {
		into := filepath.Join(t.TempDir(), "backup"+strconv.Itoa(i))
		if err := app.Backup(t.Context(), app.Config{Data: data, DB: "postgres://elsewhere"}, into); err != nil {
			t.Fatal(err)
		}
		if raw, err := os.ReadFile(filepath.Join(into, "audit", "state.json")); err != nil || string(raw) != "whole" {
			t.Fatalf("%q %v", raw, err)
		}
	}
}
