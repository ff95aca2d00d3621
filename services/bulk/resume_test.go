package bulk_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/search"
	"apricot.health/services/bulk"
)

func zipped(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func (s *shelf) count(typ string) int {
	s.Helper()
	q, err := search.ParseString(typ, "_summary=count", true)
	if err != nil {
		s.Fatal(err)
	}
	res, err := s.db.Search(s.Context(), q)
	if err != nil {
		s.Fatal(err)
	}
	return res.Total
}

// TestBrokenFileIsMended imports a file whose second half is missing, twice, and
// then the whole one: what was whole is stored once, under the same made up
// ids, and the ledger is not closed before the end of the file was seen.
func TestBrokenFileIsMended(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	var text strings.Builder
	const n = 3000
	for i := range n {
		id := ""
		if i%3 == 0 {
			id = fmt.Sprintf(`,"id":"b%d"`, i)
		}
		fmt.Fprintf(&text, `{"resourceType":"Basic"%s,"code":{"text":"number %d, %x"}}`+"\n", id, i, i*i*7919)
	}
	whole := zipped(t, text.String())
	s.put("basic.ndjson.gz", whole[:len(whole)/2])
	broken := s.load()
	if broken.RefusedCount != 1 || broken.Resources == 0 || broken.Resources >= n || !strings.Contains(broken.Refused[0], "cannot be read from here on") {
		t.Fatalf("half of a file: %+v", broken)
	}
	if again := s.load(); again.Resources != broken.Resources || !slices.Equal(again.Refused, broken.Refused) || again.Skipped != 0 {
		t.Errorf("the same half again: %+v, before %+v", again, broken)
	}
	if got := s.count("Basic"); got != broken.Resources {
		t.Errorf("%d resources are there, %d were reported", got, broken.Resources)
	}
	s.put("other.ndjson", `{"resourceType":"Basic","id":"other","code":{"text":"another"}}`) // begins otherwise
	s.put("basic.ndjson.gz", whole)
	if mended := s.load(); mended.Resources != n+1 || mended.RefusedCount != 0 {
		t.Errorf("the mended file: %+v", mended)
	}
	if got := s.count("Basic"); got != n+1 {
		t.Errorf("%d resources of %d are there", got, n+1)
	}
	changes, err := s.db.Changes(t.Context(), 0, 2*n)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Type == "Basic" && c.Version != 1 {
			t.Errorf("%s was stored %d times", c.Key, c.Version)
		}
	}
	for _, file := range []string{whole, whole[:len(whole)/2]} {
		s.put("basic.ndjson.gz", file)
		if rep := s.load(); rep.Skipped != 2 {
			t.Errorf("all was imported before: %+v", rep)
		}
	}
	if rep := s.load(func(c *bulk.ImportConfig) { c.Again = true }); rep.Skipped != 0 {
		t.Errorf("asked for again: %+v", rep)
	}
	if got := s.count("Basic"); got > n+1 {
		t.Errorf("%d resources after imports of %d", got, n+1)
	}
}

// TestNoGzip: what cannot be unpacked at all is told, and tried again.
func TestNoGzip(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put("a.ndjson.gz", "this is no gzip")
	for range 2 {
		if rep := s.load(); rep.RefusedCount != 1 || rep.Skipped != 0 {
			t.Errorf("not a gzip: %+v", rep)
		}
	}
}
