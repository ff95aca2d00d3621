package bulk_test

import (
	"bytes"
	"compress/bzip2"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
	"apricot.health/services/bulk"
)

const synthea = "../../../shared/data/fhir/synthea"

// Bundles of a foreign sender load whole, hospitals and practitioners among
// them, and what is read back is what was sent: every member and every digit,
// with references resolved.
func TestSyntheaReadsBackTheSame(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(synthea + "/*.bz2")
	if err != nil || len(files) < 5 {
		t.Skipf("SKIPPED: no Synthea bundles at %s: the import of foreign bundles is NOT tested", synthea)
	}
	var paths []string
	for _, f := range files { // last first: the order of the arguments does not matter
		if name := filepath.Base(f); strings.HasPrefix(name, "0-") || len(paths) < 5 {
			paths = append([]string{f}, paths...)
		}
	}
	s := newShelf(t)
	rep, err := bulk.Import(t.Context(), bulk.ImportConfig{Store: s.db, Now: time.Now}, paths)
	if err != nil || len(rep.Refused) > 0 {
		t.Fatalf("%v %v", err, rep.Refused)
	}
	total := 0
	for _, f := range paths {
		d, err := r4.Parse(unpack(t, f))
		if err != nil {
			t.Fatal(err)
		}
		for e := range d.Root().Get("entry").Items() {
			total++
			sent := e.Get("resource")
			key := store.Key{Type: sent.Get("resourceType").Text(), ID: sent.Get("id").Text()}
			got, err := s.db.Read(t.Context(), key)
			if err != nil {
				t.Fatal(key, err)
			}
			want, have := decode(t, sent.Raw()), decode(t, got.JSON)
			unstamp(want)
			unstamp(have)
			if err := same(want, have, ""); err != nil {
				t.Fatalf("%s: %v", key, err)
			}
		}
	}
	if total != rep.Resources || total < 1000 {
		t.Errorf("%d resources sent, %d stored", total, rep.Resources)
	}
	t.Logf("%d resources", total)
}

func unpack(t testing.TB, path string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	body, err := io.ReadAll(bzip2.NewReader(f))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func decode(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber() // digits count
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// unstamp takes out what the store sets.
func unstamp(v map[string]any) {
	meta, _ := v["meta"].(map[string]any)
	delete(meta, "versionId")
	delete(meta, "lastUpdated")
	if len(meta) == 0 {
		delete(v, "meta")
	}
}

func same(want, got any, path string) error {
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok || len(g) != len(w) {
			return fmt.Errorf("%s: other members", path)
		}
		for k := range w {
			if err := same(w[k], g[k], path+"."+k); err != nil {
				return err
			}
		}
		return nil
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return fmt.Errorf("%s: another length", path)
		}
		for i := range w {
			if err := same(w[i], g[i], path); err != nil {
				return err
			}
		}
		return nil
	case string:
		g, _ := got.(string)
		if strings.HasSuffix(path, ".reference") {
			if id, ok := strings.CutPrefix(w, "urn:uuid:"); ok && strings.HasSuffix(g, "/"+id) {
				return nil
			}
			if typ, _, ok := strings.Cut(w, "?"); ok && strings.HasPrefix(g, typ+"/") {
				return nil
			}
		}
	}
	if want != got {
		return fmt.Errorf("%s: %v, want %v", path, got, want)
	}
	return nil
}
