package rest_test

import (
	"compress/bzip2"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/search"
)

const synthea = "../../../shared/data/fhir/synthea"

func unpack(t *testing.T, path string) string {
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
	return string(body)
}

// Transactions of a foreign sender, with temporary names and conditional
// references in every entry, arrive whole.
func TestForeignTransactions(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(synthea + "/*.bz2")
	if err != nil || len(files) < 5 {
		t.Skipf("SKIPPED: no Synthea bundles at %s: foreign transactions are NOT tested", synthea)
	}
	c := newClient(t, nil)
	c.handler = http.StripPrefix("/fhir", rest.New(rest.Config{Store: c.db, BaseURL: base, Now: ticking()}))
	var order, patients []string
	for _, f := range files {
		if name := filepath.Base(f); strings.HasPrefix(name, "0-") || strings.HasPrefix(name, "hospital") || strings.HasPrefix(name, "practitioner") {
			order = append(order, f)
		} else {
			patients = append(patients, f)
		}
	}
	total := 0
	for _, f := range append(order, patients[:3]...) {
		text := unpack(t, f)
		text, n := servedOnly(t, text)
		total += n
		r := c.do("POST", "/", text)
		if got := r.want(200).list("response", "status"); len(got) != n {
			t.Errorf("%s: %d answers to %d entries", filepath.Base(f), len(got), n)
		}
		for _, at := range r.list("response", "location")[:min(n, 50)] {
			key := strings.TrimSuffix(at, "/_history/1")
			got := c.do("GET", "/"+key, "")
			got.want(200)
			if strings.Contains(got.text, `"reference":"urn:uuid`) || strings.Contains(got.text, `?identifier=`) {
				t.Errorf("%s has a reference that was not resolved", key)
			}
		}
	}
	if t.Logf("%d resources", total); total < 500 {
		t.Errorf("only %d resources were sent", total)
	}
}

// servedOnly leaves out the entries of types that Apricot does not serve, such
// as claims, and counts the others.
func servedOnly(t *testing.T, text string) (string, int) {
	t.Helper()
	d, err := r4.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var kept []string
	for e := range d.Root().Get("entry").Items() {
		if slices.Contains(search.SupportedTypes(), e.Get("resource").Get("resourceType").Text()) {
			kept = append(kept, string(e.Raw()))
		}
	}
	return bundle("transaction", kept...), len(kept)
}
