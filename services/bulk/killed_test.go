package bulk_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apricot.health/services/bulk"
)

const (
	childDB    = "APRICOT_TEST_IMPORT_DB"
	childFiles = "APRICOT_TEST_IMPORT_FILES"
)

// TestImportChild is the process that TestKilled kills.
func TestImportChild(t *testing.T) {
	if os.Getenv(childDB) == "" {
		return // it is nothing by itself
	}
	db := open(t, os.Getenv(childDB))
	rep, err := bulk.Import(t.Context(), bulk.ImportConfig{Store: db, Now: time.Now}, []string{os.Getenv(childFiles)})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("done %d refused %d\n", rep.Resources, rep.RefusedCount)
}

// An import that is killed at any moment, again and again, goes on where it
// was: at the end everything is there once.
func TestKilled(t *testing.T) {
	t.Parallel()
	const (
		nameless = 8000
		waiting  = 5
		bad      = 8
	)
	s := newShelf(t)
	path := filepath.Join(t.TempDir(), "k.db")
	var text strings.Builder
	for i := range nameless {
		if i%(nameless/bad) == 1 {
			text.WriteString("bad\n")
		}
		if i < waiting {
			text.WriteString(observation(fmt.Sprint("o", i), "Patient?identifier=u|1") + "\n")
		}
		fmt.Fprintf(&text, `{"resourceType":"Observation","status":"final","code":{"text":"%d"}}`+"\n", i)
	}
	s.put("a.ndjson", text.String())
	s.put("z.json", bundle("transaction", `{"resource":`+patient("p", `,"identifier":[{"system":"u","value":"1"}]`)+`,"request":{"method":"POST","url":"Patient"}}`))

	var out []byte
	kills := 0
	for out == nil {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestImportChild$") //nolint:gosec // this test itself
		cmd.Env = append(os.Environ(), childDB+"="+path, childFiles+"="+s.dir)
		var text bytes.Buffer
		cmd.Stdout, cmd.Stderr = &text, &text
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		done := make(chan error, 1)
		go func() { done <- cmd.Wait() }()
		// Each run is given a little longer, so that there is an end.
		limit := time.Duration(50+rand.IntN(100+20*kills)) * time.Millisecond //nolint:gosec // a moment, not a secret
		select {
		case err := <-done:
			if out = text.Bytes(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		case <-time.After(limit):
			_ = cmd.Process.Kill()
			if err := <-done; err == nil {
				out = text.Bytes() // it had just ended
			}
			kills++
		}
	}
	if kills < 3 {
		t.Errorf("only %d kills: the import is too small for this machine", kills)
	}
	t.Logf("%d kills", kills)
	if want := fmt.Sprintf("done %d refused %d", nameless+waiting+1, bad); !strings.Contains(string(out), want) {
		t.Errorf("no %q in %s", want, out)
	}
	s.db = open(t, path)
	if n := s.all("Observation"); n != nameless+waiting {
		t.Errorf("%d observations, want %d", n, nameless+waiting)
	}
	for i := range waiting {
		if got := s.read(fmt.Sprint("Observation/o", i)); !strings.Contains(got, `"Patient/p"`) {
			t.Error(got)
		}
	}
	tasks := s.all("Task")
	if tasks != 2 {
		t.Errorf("%d ledgers", tasks)
	}
}
