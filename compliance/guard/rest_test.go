package guard_test

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/rest"
)

// Through the REST door each answer is of the caller's record or a refusal,
// and each delivery leaves its event.
func TestRESTBehindTheGuard(t *testing.T) {
	t.Parallel()
	door := rest.New(rest.Config{Store: guard.New(open(t), clock), BaseURL: "http://apricot.test", Now: clock})
	call := func(ctx context.Context, status int, method, path, body string) (entries int) {
		t.Helper()
		r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/fhir+json")
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
		}
		d, err := r4.Parse(w.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for range d.Root().Get("entry").Items() {
			entries++
		}
		return entries
	}
	put := func(typ, id, more string) string {
		return `{"request":{"method":"PUT","url":"` + typ + `/` + id + `"},"resource":{"resourceType":"` + typ + `","id":"` + id + `"` + more + `}}`
	}
	if n := call(as(actor.Integrator, ""), 200, "POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[`+
		put("Patient", "1", "")+","+put("Patient", "2", "")+","+put("Observation", "o2", `,"subject":{"reference":"Patient/2"}`)+`]}`); n != 3 {
		t.Fatalf("%d answers", n)
	}
	patient := as(actor.Patient, "1")
	call(patient, 404, "GET", "/Observation/o2", "")
	call(patient, 404, "GET", "/Observation/o2/_history", "")
	call(patient, 404, "GET", "/Observation/o2/_history/1", "")
	call(patient, 200, "GET", "/Patient/1", "")
	call(patient, 403, "GET", "/AuditEvent", "")
	call(patient, 403, "GET", "/_history", "")
	call(patient, 403, "POST", "/ServiceRequest", `{"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"reference":"Patient/1"}}`)
	if n := call(patient, 200, "GET", "/Patient", ""); n != 1 {
		t.Errorf("a patient finds %d patients", n)
	}
	auditor := as(actor.Auditor, "")
	if n := call(auditor, 200, "GET", "/AuditEvent?_count=100", ""); n != 3+8 {
		t.Errorf("%d events", n)
	}
	if n := call(auditor, 200, "GET", "/AuditEvent?outcome=4", ""); n != 5 {
		t.Errorf("%d refusals", n)
	}
}
