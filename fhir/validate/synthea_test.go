package validate_test

import (
	"compress/bzip2"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/validate"
)

const synthea = "../../../shared/data/fhir/synthea"

func bundles(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob(synthea + "/*.bz2")
	if err != nil || len(files) == 0 {
		t.Skipf("SKIPPED: no Synthea bundles at %s: foreign resources are NOT validated", synthea)
	}
	out := map[string][]byte{}
	for i, name := range files {
		if all := os.Getenv("APRICOT_TEST_ALL") != ""; !all && i%10 > 0 {
			continue
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(bzip2.NewReader(f))
		if err != nil {
			t.Fatal(err)
		}
		_ = f.Close()
		out[filepath.Base(name)] = body
	}
	return out
}

// Every bundle of a foreign sender is valid, as a whole. Unpacking all 123 takes
// a while: without APRICOT_TEST_ALL every tenth is looked at.
func TestSyntheaIsValid(t *testing.T) {
	t.Parallel()
	kinds := map[string]int{}
	resources := 0
	for name, body := range bundles(t) {
		d, err := r4.Parse(body)
		if err != nil {
			t.Fatal(name, err)
		}
		for range d.Root().Get("entry").Items() {
			resources++
		}
		for _, i := range validate.Resource(d) {
			kinds[fmt.Sprint(i.Code, " ", i.Detail)]++
			if kinds[fmt.Sprint(i.Code, " ", i.Detail)] < 4 {
				t.Errorf("%s: %+v", name, i)
			}
		}
	}
	t.Logf("%d resources; %v", resources, kinds)
}

// The cost beside that of reading the same bytes with encoding/json.
func BenchmarkResource(b *testing.B) {
	var all [][]byte
	size := int64(0)
	for _, body := range bundles(b) {
		d, err := r4.Parse(body)
		if err != nil {
			b.Fatal(err)
		}
		for e := range d.Root().Get("entry").Items() {
			if raw := e.Get("resource").Raw(); len(all) < 5000 {
				all = append(all, raw)
				size += int64(len(raw))
			}
		}
		if len(all) == 5000 {
			break
		}
	}
	run := func(name string, one func([]byte) error) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(size / int64(len(all)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if err := one(all[i%len(all)]); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	run("unmarshal", func(raw []byte) error { var v any; return json.Unmarshal(raw, &v) })
	run("parse", func(raw []byte) error { _, err := r4.Parse(raw); return err })
	run("parse+validate", func(raw []byte) error { _, err := validate.Bytes(raw); return err })
}
