package sqlite_test

import (
	"path/filepath"
	"testing"
	"time"

	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/store/storetest"
)

// database is a file that may be opened again and again.
type database string

func fresh(t *testing.T) storetest.Database {
	t.Helper()
	return database(filepath.Join(t.TempDir(), "a b?#.db"))
}

func (d database) Open(t *testing.T, zone *time.Location) storetest.Backend {
	t.Helper()
	s, err := sqlite.Open(t.Context(), sqlite.Config{Path: string(d), Now: time.Now, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, fresh)
}
