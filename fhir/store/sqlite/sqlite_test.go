package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/store/storetest"
)

func open(t *testing.T) storetest.Backend {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a b?#.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, open)
}
