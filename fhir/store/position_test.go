package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
)

// Whatever the length of the feed, the first of what was stored at a moment or
// later is found: one stored in that very second belongs to it.
func TestPosition(t *testing.T) {
	t.Parallel()
	begin := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	clock := begin
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "p.db"), Now: func() time.Time { return clock }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for n := range 40 { // two versions a minute
		for _, at := range []int{-5, n / 2, n, n + 100} {
			got, err := store.Position(t.Context(), db, begin.Add(time.Duration(at)*time.Minute))
			if want := int64(min(max(2*at, 0), n)); err != nil || got != want {
				t.Fatalf("minute %d of %d versions: %d, want %d (%v)", at, n, got, want, err)
			}
		}
		clock = begin.Add(time.Duration(n/2) * time.Minute)
		body := fmt.Appendf(nil, `{"resourceType":"Basic","id":"b%d"}`, n)
		if _, err := db.Apply(t.Context(), store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Basic", ID: fmt.Sprintf("b%d", n), Body: body}}}); err != nil {
			t.Fatal(err)
		}
	}
}
