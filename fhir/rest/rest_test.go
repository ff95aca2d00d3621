package rest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/validate"
)

const base = "http://apricot.test/fhir"

// client talks to the real handler on the real store.
type client struct {
	*testing.T
	db      store.Store
	handler http.Handler
	who     *actor.Actor
}

// ticking is a clock that moves one second with each look.
func ticking() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Second)
		return now
	}
}

func newClient(t *testing.T, wrap func(store.Store) store.Store) *client {
	t.Helper()
	c := newServer(t, wrap)
	c.T = t
	return c
}

// newServer is a client that has no test yet.
func newServer(t testing.TB, wrap func(store.Store) store.Store) *client {
	t.Helper()
	clock := ticking()
	db, err := sqlite.Open(context.Background(), sqlite.Config{Path: filepath.Join(t.TempDir(), "r.db"), Now: clock, Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	var s store.Store = db
	if wrap != nil {
		s = wrap(s)
	}
	h := rest.New(rest.Config{Store: s, BaseURL: base + "/", Now: clock, MaxBody: 1 << 20})
	return &client{
		db: db, handler: http.StripPrefix("/fhir", h),
		who: &actor.Actor{ID: "emr", Role: actor.Integrator, Purpose: actor.Treatment},
	}
}

// reply is what came back, read.
type reply struct {
	*testing.T
	status int
	head   http.Header
	text   string
	body   r4.Value
}

func (c *client) do(method, path, body string, heads ...string) reply {
	c.Helper()
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	ctx := c.Context()
	if c.who != nil {
		ctx = actor.With(ctx, *c.who)
	}
	r := httptest.NewRequestWithContext(ctx, method, "/fhir"+path, in)
	if body != "" {
		r.Header.Set("Content-Type", "application/fhir+json")
	}
	for i := 0; i+1 < len(heads); i += 2 {
		r.Header.Set(heads[i], heads[i+1])
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	out := reply{T: c.T, status: w.Code, head: w.Result().Header, text: w.Body.String()}
	if d, err := r4.Parse(w.Body.Bytes()); err == nil {
		out.body = d.Root()
	}
	return out
}

// want checks the status, and that every error is an OperationOutcome.
func (r reply) want(status int) reply {
	r.Helper()
	if r.status != status {
		r.Fatalf("status %d, want %d: %s", r.status, status, r.text)
	}
	if status >= 400 && (r.body.Get("resourceType").Text() != "OperationOutcome" || r.head.Get("Content-Type") != "application/fhir+json; charset=utf-8") {
		r.Fatalf("not an OperationOutcome: %v %s", r.head, r.text)
	}
	return r
}

func (r reply) says(parts ...string) reply {
	r.Helper()
	for _, p := range parts {
		if !strings.Contains(r.text, p) {
			r.Errorf("no %s in %s", p, r.text)
		}
	}
	return r
}

func (r reply) header(name, want string) reply {
	r.Helper()
	if got := r.head.Get(name); got != want {
		r.Errorf("%s: %q, want %q", name, got, want)
	}
	return r
}

func (r reply) list(names ...string) []string {
	v := r.body
	var out []string
	for e := range v.Get("entry").Items() {
		for _, n := range names {
			e = e.Get(n)
		}
		out = append(out, e.Text())
	}
	return out
}

const anna = `{"resourceType":"Patient","id":"p1","_birthDate":{"extension":[{"url":"u","valueString":"<&>"}]},` +
	`"identifier":[{"system":"urn:mrn","value":"1"}],"name":[{"family":"李"}],"x":1.10}`

func TestLifeOfAResource(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	made := c.do("PUT", "/Patient/p1", anna).want(201).header("ETag", `W/"1"`).header("Location", base+"/Patient/p1/_history/1")
	made.says(`"_birthDate":{"extension":[{"url":"u","valueString":"<&>"}]}`, `"x":1.10`)
	if _, err := http.ParseTime(made.head.Get("Last-Modified")); err != nil {
		t.Error(err)
	}
	c.do("GET", "/Patient/p1", "").want(200).says(`<&>`, `1.10`, `"versionId":"1"`).header("Cache-Control", "no-store")
	if r := c.do("HEAD", "/Patient/p1", "").want(200).header("ETag", `W/"1"`); r.head.Get("Content-Length") == "" {
		t.Error("HEAD tells no length")
	}
	c.do("PUT", "/Patient/p1", anna).want(200).header("ETag", `W/"1"`) // nothing to change
	second := strings.Replace(anna, "李", "王", 1)
	c.do("PUT", "/Patient/p1", second, "If-Match", `W/"7"`).want(412)
	c.do("PUT", "/Patient/p1", second, "If-Match", `W/"1"`).want(200).header("ETag", `W/"2"`)
	c.do("PUT", "/Patient/p1", second, "If-Match", `one`).want(400)
	c.do("GET", "/Patient/p1/_history/1", "").want(200).says("李")
	c.do("GET", "/Patient/p1/_history/3", "").want(404)
	c.do("GET", "/Patient/p1/_history/x", "").want(404)
	c.do("GET", "/Patient/p1", "", "If-None-Match", `W/"2"`).want(304)
	c.do("GET", "/Patient/p1", "", "If-None-Match", `W/"1"`).want(200)
	c.do("GET", "/Patient/p1", "", "If-Modified-Since", "Sun, 01 Mar 2099 00:00:00 GMT").want(304)
	c.do("GET", "/Patient/p1", "", "If-Modified-Since", "Sun, 01 Mar 2020 00:00:00 GMT").want(200)
	c.do("DELETE", "/Patient/p1", "", "If-Match", `W/"1"`).want(412)
	c.do("DELETE", "/Patient/p1", "").want(204)
	c.do("DELETE", "/Patient/p1", "").want(204)
	c.do("GET", "/Patient/p1", "").want(410)
	c.do("GET", "/Patient/p1/_history/3", "").want(410)
	h := c.do("GET", "/Patient/p1/_history", "").want(200)
	if got := fmt.Sprint(h.list("request", "method"), h.list("response", "etag")); got != `[DELETE PUT POST] [W/"3" W/"2" W/"1"]` {
		t.Error(got)
	}
	c.do("PUT", "/Patient/p1", anna).want(201).header("ETag", `W/"4"`)
	c.do("GET", "/Patient/none", "").want(404)
	c.do("GET", "/Patient/none/_history", "").want(404)
}

func TestPreferAndConditions(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	body := `{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"1"}]}`
	minimal := c.do("POST", "/Patient", body, "Prefer", "return=minimal", "If-None-Exist", "identifier=urn:mrn|1").want(201)
	if minimal.text != "" || !strings.HasPrefix(minimal.head.Get("Location"), base+"/Patient/") {
		t.Errorf("%q %v", minimal.text, minimal.head)
	}
	again := c.do("POST", "/Patient", body, "Prefer", "return=OperationOutcome", "If-None-Exist", "Patient?identifier=urn:mrn|1").want(200)
	again.says("OperationOutcome", "Nothing had to be changed").header("Location", minimal.head.Get("Location"))
	c.do("POST", "/Patient", body, "Prefer", "return=representation").want(201).says(`"urn:mrn"`)
	c.do("POST", "/Patient", body, "If-None-Exist", "identifier=urn:mrn|1").want(412).says("multiple-matches")
	c.do("POST", "/Patient", body, "If-None-Exist", "nonsense=1").want(400)
	c.do("PUT", "/Patient?identifier=urn:mrn|1", body).want(412)
	two := strings.Replace(body, `"1"`, `"2"`, 1)
	first := c.do("PUT", "/Patient?identifier=urn:mrn|2", two).want(201).head.Get("Location")
	changed := c.do("PUT", "/Patient?identifier=urn:mrn|2", strings.Replace(two, `{"r`, `{"active":true,"r`, 1)).want(200)
	if changed.head.Get("Location") != strings.TrimSuffix(first, "1")+"2" {
		t.Errorf("%s after %s", changed.head.Get("Location"), first)
	}
	c.do("DELETE", "/Patient?identifier=urn:mrn|1", "").want(412)
	c.do("DELETE", "/Patient?identifier=urn:mrn|2", "", "Prefer", "return=OperationOutcome").want(200).says("was deleted")
	c.do("DELETE", "/Patient?identifier=urn:mrn|2", "").want(204)
	c.do("DELETE", "/Patient", "").want(400)
	c.do("PUT", "/Patient", body).want(400)
}

// TestDeleteMultiple: where the server is set up so, a conditional delete ends
// all it finds, alone and in a transaction, and the CapabilityStatement says so.
func TestDeleteMultiple(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.handler = http.StripPrefix("/fhir", rest.New(rest.Config{Store: c.db, BaseURL: base, Now: ticking(), DeleteMultiple: true}))
	c.do("GET", "/metadata", "").want(200).says(`"conditionalDelete":"multiple"`)
	fill := func() {
		t.Helper()
		for _, id := range []string{"a", "b", "c"} {
			c.do("PUT", "/Patient/"+id, `{"resourceType":"Patient","id":"`+id+`","active":true}`)
		}
		c.do("PUT", "/Patient/other", `{"resourceType":"Patient","id":"other","active":false}`)
	}
	fill()
	c.do("DELETE", "/Patient?active=true", "", "If-Match", `W/"1"`).want(412)
	c.do("DELETE", "/Patient?active=true", "", "Prefer", "return=OperationOutcome").want(200).says("3 resources were deleted")
	c.do("GET", "/Patient/b", "").want(410)
	c.do("GET", "/Patient/other", "").want(200)
	c.do("DELETE", "/Patient?active=true", "").want(204)
	fill()
	c.do("POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Patient?active=true"}},
		{"resource":{"resourceType":"Patient","active":true},"request":{"method":"POST","url":"Patient"}}]}`).want(200)
	c.do("GET", "/Patient?active=true&_summary=count", "").want(200).says(`"total":1`)
	c.do("DELETE", "/Patient", "").want(400)
	c.do("DELETE", "/Patient?nonsense=1", "").want(400)
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	for name, tc := range map[string]struct {
		method, path, body string
		heads              []string
		status             int
		says               string
	}{
		"not JSON":             {"POST", "/Patient", "{\n \"a\": x}", nil, 400, "line 2, column 7"},
		"cut off":              {"POST", "/Patient", `{"resourceType":"Patient"`, nil, 400, "line 1"},
		"a list":               {"POST", "/Patient", `[]`, nil, 400, "not a JSON object"},
		"a member twice":       {"POST", "/Patient", `{"resourceType":"Patient","id":"a","id":"b"}`, nil, 400, "twice"},
		"not UTF-8":            {"POST", "/Patient", "{\"resourceType\":\"Patient\",\"x\":\"\xff\"}", nil, 400, "UTF-8"},
		"no type":              {"POST", "/Patient", `{}`, nil, 400, "resourceType"},
		"another type":         {"POST", "/Patient", `{"resourceType":"Observation"}`, nil, 400, "resourceType"},
		"meta is no object":    {"POST", "/Patient", `{"resourceType":"Patient","meta":[]}`, nil, 400, "Patient.meta"},
		"an id that is none":   {"POST", "/Patient", `{"resourceType":"Patient","id":"a/b"}`, nil, 400, "Patient.id"},
		"no id":                {"PUT", "/Patient/a", `{"resourceType":"Patient"}`, nil, 400, "Patient.id"},
		"another id":           {"PUT", "/Patient/a", `{"resourceType":"Patient","id":"b"}`, nil, 400, "Patient.id"},
		"unknown type":         {"GET", "/Banana/1", "", nil, 404, "type"},
		"bad id":               {"GET", "/Patient/a_b", "", nil, 404, "id"},
		"deep path":            {"GET", "/Patient/1/2/3/4", "", nil, 404, "address"},
		"method":               {"OPTIONS", "/Patient/1", `{}`, nil, 405, "method"},
		"patch format":         {"PATCH", "/Patient/1", `{}`, nil, 415, "json-patch"},
		"XML in":               {"POST", "/Patient", `<Patient/>`, []string{"Content-Type", "application/fhir+xml"}, 415, "fhir+json"},
		"no content type":      {"POST", "/Patient", `{"resourceType":"Patient"}`, []string{"Content-Type", ""}, 415, "fhir+json"},
		"another FHIR":         {"POST", "/Patient", `{}`, []string{"Content-Type", "application/fhir+json; fhirVersion=3.0"}, 415, "fhir+json"},
		"XML out":              {"GET", "/Patient", "", []string{"Accept", "application/fhir+xml"}, 406, "fhir+json"},
		"JSON not wanted":      {"GET", "/Patient", "", []string{"Accept", "application/json;q=0, text/html"}, 406, "fhir+json"},
		"XML by _format":       {"GET", "/Patient?_format=xml", "", nil, 406, "fhir+json"},
		"unknown parameter":    {"GET", "/Patient?nonsense=1", "", nil, 400, "nonsense"},
		"bad date":             {"GET", "/Patient?birthdate=soon", "", nil, 400, "birthdate"},
		"bad page":             {"GET", "/Patient?_page=zzz", "", nil, 400, "_page"},
		"bad escape":           {"GET", "/Patient?name=%zz", "", nil, 400, "query"},
		"bad count of history": {"GET", "/Patient/_history?_count=0", "", nil, 400, "_count"},
		"bad since":            {"GET", "/_history?_since=today", "", nil, 400, "_since"},
		"form expected":        {"POST", "/Patient/_search", `{}`, nil, 415, "x-www-form-urlencoded"},
		"too large":            {"POST", "/Patient", `{"resourceType":"Patient","x":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "larger"},
		"too deep":             {"POST", "/Patient", strings.Repeat(`{"a":`, 500) + "1" + strings.Repeat("}", 500), nil, 400, "deep"},
		"no bundle":            {"POST", "/", `{"resourceType":"Patient"}`, nil, 400, "resourceType"},
		"a searchset":          {"POST", "/", `{"resourceType":"Bundle","type":"searchset"}`, nil, 400, "Bundle.type"},
		"entry is no list":     {"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":{}}`, nil, 400, "Bundle.entry"},
	} {
		t.Run(name, func(t *testing.T) {
			c := *c
			c.T = t
			c.do(tc.method, tc.path, tc.body, tc.heads...).want(tc.status).says(tc.says)
		})
	}
	for _, accept := range []string{"", "*/*", "text/html, application/*;q=0.5", "application/fhir+json; fhirVersion=4.0", "application/json"} {
		c.do("GET", "/Patient", "", "Accept", accept).want(200)
	}
	c.do("GET", "/Patient?_format=application/fhir+json", "").want(200)
}

func TestSearch(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	for i := range 5 {
		c.do("PUT", fmt.Sprintf("/Patient/p%d", i), fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","gender":"male","name":[{"family":"F%d"}]}`, i, i)).want(201)
		c.do("PUT", fmt.Sprintf("/Observation/o%d", i), fmt.Sprintf(`{"resourceType":"Observation","id":"o%d","subject":{"reference":"Patient/p%d"}}`, i, i)).want(201)
	}
	var seen []string
	for path := "/Patient?gender=male&_count=2&_sort=-family&_total=accurate"; path != ""; {
		r := c.do("GET", path, "").want(200)
		if n, _ := r.body.Get("total").Float(); n != 5 {
			t.Errorf("total %v", n)
		}
		seen = append(seen, r.list("resource", "id")...)
		if path = ""; len(seen) > 10 {
			t.Fatal("pages do not end")
		}
		for l := range r.body.Get("link").Items() {
			if l.Get("relation").Text() == "next" {
				path = strings.TrimPrefix(l.Get("url").Text(), base)
			}
		}
	}
	if got := fmt.Sprint(seen); got != "[p4 p3 p2 p1 p0]" {
		t.Error(got)
	}
	inc := c.do("GET", "/Observation?_id=o1&_include=Observation:subject", "").want(200)
	if got := fmt.Sprint(inc.list("resource", "id"), inc.list("search", "mode"), inc.list("fullUrl")); got != "[o1 p1] [match include] ["+base+"/Observation/o1 "+base+"/Patient/p1]" {
		t.Error(got)
	}
	form := []string{"Content-Type", "application/x-www-form-urlencoded"}
	post := c.do("POST", "/Patient/_search?gender=male", "family=F3&_count=10", form...).want(200)
	if got := fmt.Sprint(post.list("resource", "id")); got != "[p3]" {
		t.Error(got)
	}
	post.says(base + "/Patient?_count=10&family=F3&gender=male")
	count := c.do("GET", "/Patient?_summary=count", "").want(200)
	if n, _ := count.body.Get("total").Float(); n != 5 || len(count.list("fullUrl")) != 0 {
		t.Errorf("count: %s", count.text)
	}
	c.do("GET", "/Patient?color=red", "", "Prefer", "handling=strict").want(400)
	lenient := c.do("GET", "/Patient?color=red&family=F1", "", "Prefer", "return=minimal, handling=lenient").want(200).says("left out: color")
	if got := fmt.Sprint(lenient.list("search", "mode")); got != "[match outcome]" {
		t.Error(got)
	}
	for l := range lenient.body.Get("link").Items() {
		if strings.Contains(l.Get("url").Text(), "color") {
			t.Error("the self link states what was not understood")
		}
	}
}

func TestHistoryPages(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	for i := range 5 {
		c.do("PUT", "/Patient/p", fmt.Sprintf(`{"resourceType":"Patient","id":"p","multipleBirthInteger":%d}`, i))
	}
	c.do("POST", "/Basic", `{"resourceType":"Basic"}`).want(201)
	for address, n := range map[string]int{"/Patient/p/_history": 5, "/Patient/_history": 5, "/_history": 6} {
		var tags []string
		for path := address + "?_count=2"; path != ""; {
			r := c.do("GET", path, "").want(200)
			tags = append(tags, r.list("response", "etag")...)
			path = ""
			for l := range r.body.Get("link").Items() {
				if l.Get("relation").Text() == "next" {
					path = strings.TrimPrefix(l.Get("url").Text(), base)
				}
			}
		}
		if len(tags) != n {
			t.Errorf("%s: %v", address, tags)
		}
	}
	r := c.do("GET", "/Patient/p/_history?_since=2099-01-01T00:00:00Z", "").want(200)
	if len(r.list("fullUrl")) != 0 {
		t.Error(r.text)
	}
}

func TestActorAndMetadata(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.who = nil
	for _, at := range []string{"GET /Patient", "GET /Patient/1", "POST /", "POST /Patient", "PUT /Patient/1", "DELETE /Patient/1", "GET /_history", "POST /Patient/_search"} {
		method, path, _ := strings.Cut(at, " ")
		c.do(method, path, "").want(401).header("WWW-Authenticate", "Bearer").says("login")
	}
	m := c.do("GET", "/metadata", "").want(200)
	m.says(`"fhirVersion":"4.0.1"`, `"Observation:subject"`, `"conditionalDelete":"single"`, `"history-system"`, `"transaction"`)
	if issues, err := validate.Bytes([]byte(m.text)); err != nil || len(issues) > 0 {
		t.Errorf("the CapabilityStatement is not valid: %v %+v", err, issues)
	}
	var cs struct {
		Rest []struct {
			Resource []struct {
				Type        string
				SearchParam []struct{ Name, Type string }
				Interaction []struct{ Code string }
			}
		}
	}
	if err := json.Unmarshal([]byte(m.text), &cs); err != nil {
		t.Fatal(err)
	}
	c.who = &actor.Actor{ID: "emr", Role: actor.Integrator}
	for _, r := range cs.Rest[0].Resource {
		for _, p := range r.SearchParam {
			// What is stated is understood: at worst the value is refused.
			if got := c.do("GET", "/"+r.Type+"?"+p.Name+"=1&_count=1", ""); got.status != 200 && got.status != 400 || strings.Contains(got.text, "not-supported") {
				t.Errorf("%s.%s: %s", r.Type, p.Name, got.text)
			}
		}
		if r.Type == "AuditEvent" && len(r.Interaction) != 5 {
			t.Errorf("AuditEvent: %v", r.Interaction)
		}
	}
}

// The handler works however an app mounts it.
func TestMounting(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.do("PUT", "/Patient/p1", anna).want(201)
	inner := rest.New(rest.Config{Store: c.db, BaseURL: base, Now: ticking()})
	plain, stripped := chi.NewRouter(), chi.NewRouter()
	plain.Mount("/fhir", inner)
	stripped.Mount("/fhir", http.StripPrefix("/fhir", inner))
	for _, h := range []http.Handler{plain, stripped} {
		c.handler = h
		c.do("GET", "/Patient/p1/_history/1", "").want(200)
		c.do("GET", "/Patient/p1", "").want(200)
		c.do("GET", "/metadata", "").want(200)
		c.do("POST", "/", bundle("batch", request("GET", "Patient/p1", ""))).want(200).says("200 OK")
		c.do("POST", "", bundle("batch", request("GET", "Patient/p1", ""))).want(200).says("200 OK")
		c.do("GET", "/Patient/p1/x/y/z", "").want(404)
	}
}

type broken struct{ store.Store }

func (broken) Read(context.Context, store.Key) (store.Resource, error) { panic("name: Marker") }

func TestPanicIsOneRequests(t *testing.T) {
	t.Parallel()
	c := newClient(t, func(s store.Store) store.Store { return broken{s} })
	r := c.do("GET", "/Patient/1", "").want(500)
	if strings.Contains(r.text, "Marker") || strings.Contains(r.text, "goroutine") {
		t.Errorf("tells too much: %s", r.text)
	}
	b := c.do("POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/1"}},{"request":{"method":"GET","url":"Patient"}}]}`).want(200)
	if got := fmt.Sprint(b.list("response", "status")); got != "[500 Internal Server Error 200 OK]" {
		t.Error(got)
	}
	if err := c.db.Close(); err != nil {
		t.Fatal(err)
	}
	c.do("GET", "/Patient", "").want(503).header("Retry-After", "1")
}
