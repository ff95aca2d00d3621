package rest_test

import (
	"fmt"
	"strings"
	"testing"

	"apricot.health/fhir/r4"
)

func bundle(kind string, entries ...string) string {
	return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`
}

func request(method, url, more string) string {
	return `{"request":{"method":"` + method + `","url":"` + url + `"}` + more + `}`
}

func TestTransaction(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.do("PUT", "/Patient/old", `{"resourceType":"Patient","id":"old","identifier":[{"system":"urn:mrn","value":"9"}]}`).want(201)
	c.do("PUT", "/Basic/b", `{"resourceType":"Basic","id":"b"}`).want(201)
	body := bundle("transaction",
		`{"fullUrl":"urn:uuid:1b0ef1a2-0000-4000-8000-000000000001","resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}`,
		`{"fullUrl":"http://emr.example/r4/Encounter/77","resource":{"resourceType":"Encounter","subject":{"reference":"urn:uuid:1b0ef1a2-0000-4000-8000-000000000001"}},"request":{"method":"POST","url":"Encounter"}}`,
		`{"fullUrl":"http://emr.example/r4/Observation/5","resource":{"resourceType":"Observation","id":"o","subject":{"reference":"Patient?identifier=urn:mrn|9"},"encounter":{"reference":"Encounter/77"}},"request":{"method":"PUT","url":"Observation/o"}}`,
		`{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=urn:mrn|9"}}`,
		`{"request":{"method":"DELETE","url":"Basic/b","ifMatch":"W/\"1\""}}`)
	r := c.do("POST", "/", body).want(200)
	if got := fmt.Sprint(r.list("response", "status")); got != "[201 Created 201 Created 201 Created 200 OK 204 No Content]" {
		t.Fatal(got)
	}
	at := r.list("response", "location")
	if at[3] != "Patient/old/_history/1" || at[2] != "Observation/o/_history/1" || at[4] != "" {
		t.Error(at)
	}
	encounter := strings.TrimSuffix(at[1], "/_history/1")
	c.do("GET", "/Observation/o", "").want(200).says(`"Patient/old"`, `"`+encounter+`"`)
	c.do("GET", "/"+encounter, "").want(200).says(`"` + strings.TrimSuffix(at[0], "/_history/1") + `"`)
	c.do("GET", "/Basic/b", "").want(410)
	if strings.Contains(r.text, `"resource":`) {
		t.Error("resources came back unasked")
	}
	with := c.do("POST", "/", bundle("transaction", request("POST", "Basic", `,"resource":{"resourceType":"Basic"}`)), "Prefer", "return=representation").want(200)
	with.says(`"resource":{"resourceType":"Basic"`)
	reads := c.do("POST", "/", bundle("transaction", request("GET", "Observation/o", ""), request("GET", "/Patient?_id=old", ""))).want(200)
	if got := fmt.Sprint(reads.list("resource", "resourceType")); got != "[Observation Bundle]" {
		t.Error(got)
	}
	c.do("POST", "/", `{"resourceType":"Bundle","type":"transaction"}`).want(200).says("transaction-response")
}

func TestTransactionIsAllOrNothing(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.do("PUT", "/Patient/p", `{"resourceType":"Patient","id":"p"}`).want(201)
	good := request("POST", "Basic", `,"resource":{"resourceType":"Basic"}`)
	for name, tc := range map[string]struct {
		entry  string
		status int
		path   string
	}{
		"stale version":      {`{"resource":{"resourceType":"Patient","id":"p","active":true},"request":{"method":"PUT","url":"Patient/p","ifMatch":"W/\"3\""}}`, 412, "Bundle.entry[1]"},
		"bad version":        {`{"resource":{"resourceType":"Patient","id":"p"},"request":{"method":"PUT","url":"Patient/p","ifMatch":"3"}}`, 400, "Bundle.entry[1].request.ifMatch"},
		"dangling search":    {request("POST", "Basic", `,"resource":{"resourceType":"Basic","subject":{"reference":"Patient?identifier=none"}}`), 422, "Bundle.entry[1]"},
		"wrong id":           {request("PUT", "Patient/p", `,"resource":{"resourceType":"Patient","id":"q"}`), 400, "Bundle.entry[1].resource"},
		"wrong type":         {request("POST", "Patient", `,"resource":{"resourceType":"Basic"}`), 400, "Bundle.entry[1].resource"},
		"no resource":        {request("POST", "Patient", ""), 400, "Bundle.entry[1].resource"},
		"null resource":      {request("POST", "Patient", `,"resource":null`), 400, "Bundle.entry[1].resource"},
		"POST with id":       {request("POST", "Patient/p", `,"resource":{"resourceType":"Patient"}`), 400, "Bundle.entry[1].request.url"},
		"PUT without id":     {request("PUT", "Patient", `,"resource":{"resourceType":"Patient"}`), 400, "Bundle.entry[1].request.url"},
		"another server":     {request("DELETE", "http://evil.example/Patient/p", ""), 400, "Bundle.entry[1].request.url"},
		"no url":             {request("DELETE", "", ""), 400, "Bundle.entry[1].request.url"},
		"unknown type":       {request("DELETE", "Banana/1", ""), 404, "Bundle.entry[1].request.url"},
		"a version":          {request("DELETE", "Patient/p/_history/1", ""), 400, "Bundle.entry[1].request.url"},
		"method":             {request("TRACE", "Patient/p", ""), 400, "Bundle.entry[1].request.method"},
		"patch of nothing":   {request("PATCH", "Patient/p", ""), 400, "Bundle.entry[1].resource"},
		"patch of no Binary": {request("PATCH", "Patient/p", `,"resource":{"resourceType":"Patient","id":"p"}`), 400, "Bundle.entry[1].resource"},
		"no object":          {`5`, 400, "Bundle.entry[1]"},
	} {
		t.Run(name, func(t *testing.T) {
			c := *c
			c.T = t
			r := c.do("POST", "/", bundle("transaction", good, tc.entry)).want(tc.status)
			for is := range r.body.Get("issue").Items() {
				for e := range is.Get("expression").Items() {
					if e.Text() != tc.path {
						t.Errorf("path %q, want %q", e.Text(), tc.path)
					}
				}
			}
		})
	}
	if n := len(c.do("GET", "/Basic", "").want(200).list("fullUrl")); n != 0 {
		t.Errorf("%d resources of failed transactions were stored", n)
	}
}

func TestBatch(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	r := c.do("POST", "/", bundle("batch",
		request("GET", "Patient/new", ""), // reads come after writes
		request("PUT", "Patient/new", `,"resource":{"resourceType":"Patient","id":"new"}`),
		request("PUT", "Patient/new2", `,"resource":{"resourceType":"Patient","id":"other"}`),
		request("POST", "Basic", `,"resource":{"resourceType":"Basic"}`),
		request("GET", "Patient/none", ""),
		request("GET", "Patient?nonsense=1", ""),
		request("GET", "Patient/new/_history/1", ""),
		request("GET", "Patient/_history", ""),
		request("GET", "metadata", ""),
		request("GET", "Patient/new/x", ""),
		request("GET", base+"/Patient/new", ""),
		request("DELETE", "Patient/none", ""),
		`"entry"`)).want(200)
	want := "[200 OK 201 Created 400 Bad Request 201 Created 404 Not Found 400 Bad Request 200 OK 200 OK 200 OK 404 Not Found 200 OK 204 No Content 400 Bad Request]"
	if got := fmt.Sprint(r.list("response", "status")); got != want {
		t.Errorf("%s", got)
	}
	i := 0
	for e := range r.body.Get("entry").Items() {
		failed := strings.HasPrefix(e.Get("response").Get("status").Text(), "4")
		o := e.Get("response").Get("outcome")
		if failed != (o.Get("resourceType").Text() == "OperationOutcome") {
			t.Errorf("entry %d: outcome %s", i, o.Raw())
		}
		if failed && !strings.Contains(string(o.Raw()), fmt.Sprintf("Bundle.entry[%d]", i)) {
			t.Errorf("entry %d is not named: %s", i, o.Raw())
		}
		i++
	}
}

// FuzzBundle feeds whatever it likes to the decoder of batches and
// transactions: the answer is a Bundle or an OperationOutcome, and never a 500.
func FuzzBundle(f *testing.F) {
	for _, kind := range []string{"batch", "transaction"} {
		f.Add(bundle(kind, request("PUT", "Patient/1", `,"resource":{"resourceType":"Patient","id":"1"}`)))
		f.Add(bundle(kind, `{"fullUrl":"http://a.example/Patient/1","resource":{"resourceType":"Patient","link":[{"other":{"reference":"Patient/1"}}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"_id=1"}}`))
		f.Add(bundle(kind, request("GET", "Patient?name=x", ""), `null`, `{}`))
		f.Add(bundle(kind, request("DELETE", "Patient?identifier=%zz", "")))
		f.Add(bundle(kind, `{"fullUrl":"urn:uuid:x","resource":{"resourceType":"Basic","x":{"reference":"urn:uuid:x"}},"request":{"method":"POST","url":"Basic"}}`))
	}
	f.Add(bundle("transaction", request("PATCH", "Patient/1", binary(`[{"op":"add","path":"/active","value":true}]`)), request("HEAD", "Patient/1", "")))
	f.Add(bundle("batch", request("GET", "Patient/1/$everything?_type=x", ""), request("GET", "Patient/1/*?_count=0", ""), request("GET", "Patient/1?_elements=a,", "")))
	server := newServer(f, validating)
	f.Fuzz(func(t *testing.T, body string) {
		c := *server
		c.T = t
		r := c.do("POST", "/", body)
		if r.status >= 500 {
			t.Fatalf("%d %s", r.status, r.text)
		}
		if typ := r.body.Get("resourceType").Text(); body != "" && typ != "Bundle" && typ != "OperationOutcome" {
			t.Fatalf("answered %q", r.text)
		}
		if strings.Contains(r.text, "500 Internal") {
			t.Fatalf("an entry broke the server: %s", r.text)
		}
		for e := range r.body.Get("entry").Items() {
			if e.Get("response").Get("status").Kind() != r4.String {
				t.Fatalf("an entry has no status: %s", r.text)
			}
		}
	})
}
