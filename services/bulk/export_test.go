package bulk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
	"apricot.health/services/bulk"
)

const base = "http://apricot.test/fhir"

// hospital is a guarded store with an exporter behind the REST door.
type hospital struct {
	*testing.T
	db      store.Store
	guarded *guard.Store
	dir     string
	door    http.Handler
	exports *bulk.Exporter
}

func newHospital(t *testing.T) *hospital {
	t.Helper()
	return hospitalOn(t, open(t, filepath.Join(t.TempDir(), "e.db")))
}

func hospitalOn(t *testing.T, db store.Store) *hospital {
	t.Helper()
	h := &hospital{T: t, db: db, guarded: guard.New(validate.Store{Store: db}, time.Now), dir: filepath.Join(t.TempDir(), "export")}
	h.serve(h.guarded)
	return h
}

// serve makes a new exporter on the same folder, as a restart does.
func (h *hospital) serve(s store.Store) {
	h.Helper()
	var err error
	h.exports, err = bulk.NewExporter(bulk.ExportConfig{Store: s, Readable: h.guarded.Readable, Dir: h.dir, Now: time.Now})
	if err != nil {
		h.Fatal(err)
	}
	h.door = http.StripPrefix("/fhir", rest.New(rest.Config{Store: h.guarded, BaseURL: base, Now: time.Now, Exports: h.exports}))
}

// run works until the test ends or stop is called.
func (h *hospital) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.exports.Run(ctx, func() {}) }()
	stop = func() {
		cancel()
		if err := <-ended; err != nil {
			h.Error(err)
		}
		ended <- nil
	}
	h.Cleanup(stop)
	return stop
}

func emr() actor.Actor {
	return actor.Actor{ID: "emr", Role: actor.Integrator, Purpose: actor.Treatment}
}

func (h *hospital) put(ops ...store.Op) {
	h.Helper()
	for len(ops) > 0 {
		n := min(len(ops), 500)
		if _, err := h.guarded.Apply(actor.With(h.Context(), emr()), store.Batch{Ops: ops[:n]}); err != nil {
			h.Fatal(err)
		}
		ops = ops[n:]
	}
}

func (h *hospital) call(who actor.Actor, method, path string, heads ...string) *http.Response {
	h.Helper()
	path = strings.TrimPrefix(path, base)
	r := httptest.NewRequestWithContext(actor.With(h.Context(), who), method, "/fhir"+path, nil)
	for i := 0; i+1 < len(heads); i += 2 {
		r.Header.Set(heads[i], heads[i+1])
	}
	w := httptest.NewRecorder()
	h.door.ServeHTTP(w, r)
	return w.Result()
}

func (h *hospital) begin(who actor.Actor, path string) string {
	h.Helper()
	r := h.call(who, "GET", path, "Prefer", "respond-async")
	if r.StatusCode != http.StatusAccepted {
		h.Fatalf("%s: %d %s", path, r.StatusCode, text(h.T, r))
	}
	at := r.Header.Get("Content-Location")
	if !strings.HasPrefix(at, base+"/$export-status/") {
		h.Fatalf("Content-Location %q", at)
	}
	return at
}

type manifest struct {
	TransactionTime, Request string
	RequiresAccessToken      bool
	Output                   []struct {
		Type, URL string
		Count     int
	}
}

// wait polls until the job is done.
func (h *hospital) wait(who actor.Actor, at string) manifest {
	h.Helper()
	for range 600 {
		r := h.call(who, "GET", at)
		switch r.StatusCode {
		case http.StatusAccepted:
			if r.Header.Get("X-Progress") == "" || r.Header.Get("Retry-After") == "" {
				h.Fatalf("no progress: %v", r.Header)
			}
			time.Sleep(50 * time.Millisecond)
		case http.StatusOK:
			var m manifest
			if err := json.Unmarshal([]byte(text(h.T, r)), &m); err != nil {
				h.Fatal(err)
			}
			return m
		default:
			h.Fatalf("%d %s", r.StatusCode, text(h.T, r))
		}
	}
	h.Fatal("the export does not end")
	return manifest{}
}

// ids fetches every file and gives the ids by type.
func (h *hospital) ids(who actor.Actor, m manifest) map[string]map[string]int {
	h.Helper()
	out := map[string]map[string]int{}
	for _, o := range m.Output {
		r := h.call(who, "GET", o.URL)
		if r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/fhir+ndjson" {
			h.Fatalf("%s: %d %v", o.URL, r.StatusCode, r.Header)
		}
		lines := strings.Split(strings.TrimSuffix(text(h.T, r), "\n"), "\n")
		if len(lines) != o.Count {
			h.Errorf("%s: %d lines, %d in the manifest", o.Type, len(lines), o.Count)
		}
		for _, line := range lines {
			var res struct{ ResourceType, ID string }
			if err := json.Unmarshal([]byte(line), &res); err != nil || res.ResourceType != o.Type {
				h.Fatalf("%v in %s", err, o.Type)
			}
			if out[o.Type] == nil {
				out[o.Type] = map[string]int{}
			}
			if out[o.Type][res.ID]++; out[o.Type][res.ID] > 1 {
				h.Errorf("%s/%s is exported twice", o.Type, res.ID)
			}
		}
	}
	return out
}

func op(typ, id, more string) store.Op {
	return store.Op{Verb: store.Update, Type: typ, ID: id, Body: fmt.Appendf(nil, `{"resourceType":%q,"id":%q%s}`, typ, id, more)}
}

func (h *hospital) records() {
	h.put(op("Patient", "p1", `,"name":[ {"family":"王"} ]`), op("Patient", "p2", ""), op("Practitioner", "d", ""),
		op("Observation", "o1", `,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p1"},"valueQuantity":{"value":1.10}`),
		op("Observation", "o2", `,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p2"}`),
		op("Observation", "none", `,"status":"final","code":{"text":"x"}`),
		op("Group", "g", `,"type":"person","actual":true,"member":[{"entity":{"reference":"Patient/p1"}},{"entity":{"reference":"Patient/p2"},"inactive":true}]`))
}

// Each level gives what it should, to who asked, and leaves its audit events.
func TestExport(t *testing.T) {
	t.Parallel()
	testExport(newHospital(t))
}

func testExport(h *hospital) {
	t := h.T
	h.records()
	h.run()
	since := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	for path, want := range map[string]string{
		"/$export": "Group:g Observation:none,o1,o2 Patient:p1,p2 Practitioner:d",
		"/$export?_type=Patient,Group&_outputFormat=ndjson": "Group:g Patient:p1,p2",
		"/$export?_since=" + since:                          "",
		"/Patient/$export?_type=Patient,Observation":        "Observation:o1,o2 Patient:p1,p2",
		"/Group/g/$export?_type=Patient,Observation":        "Observation:o1 Patient:p1",

		"/$export?_typeFilter=Observation%3Fsubject%3DPatient/p1":                                                        "Group:g Observation:o1 Patient:p1,p2 Practitioner:d",
		"/$export?_type=Observation&_typeFilter=Observation%3Fcode:text%3Dx,Observation%3F_id%3Do1,o2":                   "Observation:none,o1,o2",
		"/$export?_type=Observation&_typeFilter=Observation%3F_id%3Dnone&_typeFilter=Observation%3Fvalue-quantity%3Dgt1": "Observation:none,o1",
		"/Patient/$export?_type=Patient,Observation&_typeFilter=Patient%3Ffamily%3D王":                                    "Observation:o1,o2 Patient:p1",
		"/Group/g/$export?_type=Patient,Observation&_typeFilter=Observation%3Fstatus%3Damended":                          "Patient:p1",
	} {
		m := h.wait(emr(), h.begin(emr(), path))
		got := summary(h.ids(emr(), m))
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		asked, err := url.QueryUnescape(m.Request)
		plain, _ := url.QueryUnescape(base + path)
		if err != nil || asked != plain && !strings.HasPrefix(path, "/$export?_") || !m.RequiresAccessToken {
			t.Errorf("%+v", m)
		}
	}
	events := h.events()
	for _, want := range []string{`"emr"`, `"Observation/o1"`, `"Task/export-`} {
		if !strings.Contains(events, want) {
			t.Errorf("no audit event names %s", want)
		}
	}
}

func summary(ids map[string]map[string]int) string {
	var out []string
	for _, typ := range slices.Sorted(maps.Keys(ids)) {
		out = append(out, typ+":"+strings.Join(slices.Sorted(maps.Keys(ids[typ])), ","))
	}
	return strings.Join(out, " ")
}

func (h *hospital) events() string {
	h.Helper()
	q, err := search.ParseString("AuditEvent", "_count=1000", true)
	if err != nil {
		h.Fatal(err)
	}
	res, err := h.db.Search(h.Context(), q)
	if err != nil {
		h.Fatal(err)
	}
	var b strings.Builder
	for _, r := range res.Matches {
		b.Write(r.JSON)
	}
	return b.String()
}

// Who may not read does not export, and a job is known to its owner alone.
func TestExportIsGuarded(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	h.records()
	h.run()
	async := []string{"Prefer", "respond-async"}
	for _, role := range []actor.Role{actor.Patient, actor.Doctor, actor.CareManager, actor.Device, actor.Operator, actor.Auditor} {
		who := actor.Actor{ID: "x", Role: role, Patient: map[bool]string{true: "p1"}[role == actor.Patient]}
		if r := h.call(who, "GET", "/$export", async...); r.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", role, r.StatusCode)
		}
	}
	for path, want := range map[string]int{
		"/$export?_type=AuditEvent": 403, "/$export?_type=Nonsense": 400, "/$export?_typeFilter=x": 400, "/$export?_typeFilter=Patient%3Fnonsense%3D1": 400,
		"/$export?_typeFilter=Patient%3F_sort%3Dname": 400, "/$export?_type=Group&_typeFilter=Patient%3Fname%3Dx": 400, "/$export?_since=x": 400,
		"/$export?_outputFormat=csv": 400, "/Group/none/$export": 404, "/Patient/$export?_type=Practitioner": 403,
	} {
		if r := h.call(emr(), "GET", path, async...); r.StatusCode != want {
			t.Errorf("%s: %d, want %d: %s", path, r.StatusCode, want, text(t, r))
		}
	}
	if r := h.call(emr(), "GET", "/$export"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("without Prefer: %d", r.StatusCode)
	}
	at := h.begin(emr(), "/$export")
	m := h.wait(emr(), at)
	other := emr()
	other.ID = "another"
	for _, path := range []string{at, m.Output[0].URL, base + "/$export-status/none", base + "/$export-status/export-none"} {
		if r := h.call(other, "GET", path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	for _, name := range []string{"..%2f..%2fkey", "key", "Nothing.ndjson"} {
		if r := h.call(emr(), "GET", strings.Replace(at, "-status", "-file", 1)+"/"+name); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", name, r.StatusCode)
		}
	}
	if r := h.call(other, "DELETE", at); r.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger cancels: %d", r.StatusCode)
	}
	if r := h.call(emr(), "DELETE", at); r.StatusCode != http.StatusAccepted {
		t.Errorf("cancel: %d", r.StatusCode)
	}
	for _, path := range []string{at, m.Output[0].URL} {
		if r := h.call(emr(), "GET", path); r.StatusCode != http.StatusNotFound {
			t.Errorf("after cancel %s: %d", path, r.StatusCode)
		}
	}
}

// A Task that somebody else wrote is not run, whosever rights it claims.
func TestForgedExport(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	h.records()
	at := h.begin(emr(), "/$export")
	id := strings.TrimPrefix(at, base+"/$export-status/")
	real, err := h.db.Read(t.Context(), store.Key{Type: "Task", ID: id})
	if err != nil {
		t.Fatal(err)
	}
	other := "export-00000000-0000-4000-8000-000000000000"
	for forged, body := range map[string]string{
		other: strings.ReplaceAll(string(real.JSON), id, other),
		id:    strings.ReplaceAll(string(real.JSON), `\"emr\"`, `\"system:any\"`),
	} {
		if body == string(real.JSON) {
			t.Fatal("nothing was forged")
		}
		h.put(store.Op{Verb: store.Update, Type: "Task", ID: forged, Body: []byte(body)})
		if r := h.call(emr(), "GET", base+"/$export-status/"+forged); r.StatusCode != http.StatusNotFound {
			t.Errorf("%d", r.StatusCode)
		}
	}
	stop := h.run()
	time.Sleep(300 * time.Millisecond)
	stop()
	if dirs, err := filepath.Glob(filepath.Join(h.dir, "export-*")); err != nil || len(dirs) > 0 {
		t.Errorf("a forged job ran: %v", dirs)
	}
}

// stumbling is a store whose searches fail after some, as when a process ends.
type stumbling struct {
	store.Store
	left *atomic.Int64
	stop func()
}

func (s stumbling) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	if q.Type == "Observation" && s.left.Add(-1) < 0 {
		s.stop()
		return store.SearchResult{}, outcome.New(outcome.Unavailable, "gone")
	}
	return s.Store.Search(ctx, q)
}

// A job that is cut off goes on after a restart: every resource is in the files
// once.
func TestExportAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	h.records()
	var ops []store.Op
	for i := range 2500 {
		ops = append(ops, op("Observation", fmt.Sprint("b", i), `,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p1"}`))
	}
	h.put(ops...)
	var left atomic.Int64
	left.Store(2)
	cut := make(chan struct{})
	h.serve(stumbling{h.guarded, &left, func() {
		select {
		case <-cut:
		default:
			close(cut)
		}
	}})
	at := h.begin(emr(), "/$export")
	stop := h.run()
	<-cut
	stop()
	if r := h.call(emr(), "GET", at); r.StatusCode != http.StatusAccepted {
		t.Fatalf("%d", r.StatusCode)
	}
	h.serve(h.guarded)
	h.run()
	ids := h.ids(emr(), h.wait(emr(), at))
	if len(ids["Observation"]) != 2503 || len(ids["Patient"]) != 2 {
		t.Errorf("%d observations, %d patients", len(ids["Observation"]), len(ids["Patient"]))
	}
	for typ, of := range ids {
		for id, n := range of {
			if n != 1 {
				t.Errorf("%s/%s is there %d times", typ, id, n)
			}
		}
	}
}

// What was exported can be imported, and is the same.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	h.records()
	h.run()
	m := h.wait(emr(), h.begin(emr(), "/$export"))
	s := newShelf(t)
	for _, o := range m.Output {
		s.put(o.Type+".ndjson", text(t, h.call(emr(), "GET", o.URL)))
	}
	if rep := s.load(); len(rep.Refused) > 0 || rep.Resources != 7 {
		t.Errorf("%+v", rep)
	}
	for _, want := range []string{`"value":1.10`} {
		if got := s.read("Observation/o1"); !strings.Contains(got, want) {
			t.Errorf("%s in %s", want, got)
		}
	}
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
