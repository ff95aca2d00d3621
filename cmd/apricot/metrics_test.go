package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestMetricsTellASlowServerFromAFastOne: requests fall into buckets of
// milliseconds, under the name of the service.
func TestMetricsTellASlowServerFromAFastOne(t *testing.T) {
	t.Parallel()
	p, err := launch(site{data: t.TempDir()}.args("serve", ports()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := p.ready(); err != nil {
		t.Fatal(err)
	}
	get := func(path string) string {
		t.Helper()
		res, err := http.Get(p.Base + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		raw, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %d %v", path, res.StatusCode, err)
		}
		return string(raw)
	}
	get("/fhir/metadata")
	metrics := get("/metrics")
	for _, want := range []string{`http_route="/fhir/metadata"`, `le="0.025"`, `service_name="apricot"`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("%s is not in\n%s", want, metrics)
		}
	}
}
