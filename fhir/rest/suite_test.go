package rest_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/rest"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/fhir/validate"
)

// onPostgres is a client of a handler on a fresh PostgreSQL database, with what
// is written validated.
func onPostgres(t *testing.T, server *pgtest.Server) *client {
	t.Helper()
	clock := ticking()
	db, err := postgres.Open(context.Background(), postgres.Config{URL: server.Database(t), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	h := rest.New(rest.Config{Store: validate.Store{Store: db}, BaseURL: base, Now: clock, MaxBody: 1 << 20})
	return &client{T: t, db: db, handler: http.StripPrefix("/fhir", h), who: &actor.Actor{ID: "emr", Role: actor.Integrator, Purpose: actor.Treatment}}
}

// Every interaction does the same on both databases.
func TestInteractions(t *testing.T) {
	t.Parallel()
	suite := map[string]func(*client){
		"Patch": testPatch, "ConditionalPatch": testConditionalPatch, "ConcurrentPatches": testConcurrentPatches,
		"Preconditions": testPreconditions, "ConcurrentConditionalCreates": testConcurrentCreates,
		"TransactionOfEveryVerb": testEveryVerb, "DeletesComeFirst": testDeletesFirst, "BatchOfEveryVerb": testBatchVerbs, "PatchIsAllOrNothing": testPatchInTransaction,
		"Compartment": testCompartment, "Everything": testEverything, "Views": testViews, "HistoryLevels": testHistoryLevels,
		"HeadAndFormats": testHead,
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		for name, test := range suite {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				test(newClient(t, func(s store.Store) store.Store { return validate.Store{Store: s} }))
			})
		}
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := pgtest.New(t)
		for name, test := range suite {
			t.Run(name, func(t *testing.T) { test(onPostgres(t, server)) })
		}
	})
}

const jsonPatch = "application/json-patch+json"

func (c *client) patch(path, patch string, heads ...string) reply {
	c.Helper()
	return c.do("PATCH", path, patch, append([]string{"Content-Type", jsonPatch}, heads...)...)
}

func testPatch(c *client) {
	const text = `{"resourceType":"Patient","id":"p","extension":[{"url":"http://x","valueDecimal":1.10}],"_birthDate":{"id":"b"},"active":true}`
	c.do("PUT", "/Patient/p", text).want(201)
	r := c.patch("/Patient/p", `[{"op":"test","path":"/active","value":true},{"op":"add","path":"/gender","value":"male"}]`).want(200)
	r.header("ETag", `W/"2"`).says(`"valueDecimal":1.10`, `"_birthDate":{"id":"b"}`, `"gender":"male"`)
	c.do("GET", "/Patient/p", "").want(200).says(`"valueDecimal":1.10`, `"gender":"male"`)
	c.patch("/Patient/p", `[{"op":"test","path":"/active","value":false}]`).want(422).says("the test failed")
	c.patch("/Patient/p", `[{"op":"replace","path":"/gender","value":"SECRET"}]`).want(422).says(`"Patient.gender"`)
	c.patch("/Patient/p", `[{"op":"replace","path":"/id","value":"q"}]`).want(422)
	c.patch("/Patient/p", `[{"op":"replace","path":"/resourceType","value":"Basic"}]`).want(422)
	c.patch("/Patient/p", `[{"op":"remove","path":"/gender"}]`, "If-Match", `W/"1"`).want(412)
	c.patch("/Patient/p", `[{"op":"remove","path":"/gender"}]`, "If-Match", `W/"2"`, "Prefer", "return=minimal").want(200).header("ETag", `W/"3"`)
	c.patch("/Patient/p", `{"op":"remove"}`).want(400)
	c.patch("/Patient/none", `[]`).want(404)
	c.do("PATCH", "/Patient/p", `[]`).want(415)
	c.do("DELETE", "/Patient/p", "").want(204)
	c.patch("/Patient/p", `[]`).want(410)
}

func testConditionalPatch(c *client) {
	for _, id := range []string{"a", "b"} {
		c.do("PUT", "/Patient/"+id, `{"resourceType":"Patient","id":"`+id+`","identifier":[{"system":"u","value":"`+id+`"}],"active":true}`).want(201)
	}
	const off = `[{"op":"replace","path":"/active","value":false}]`
	c.patch("/Patient?identifier=u|a", off).want(200).says(`"active":false`)
	c.patch("/Patient?identifier=u|none", off).want(404)
	c.patch("/Patient?active=true,false", off).want(412).says("multiple-matches")
	c.patch("/Patient", off).want(400)
	c.patch("/Patient?nonsense=1", off).want(400)
	c.do("GET", "/Patient/b", "").want(200).says(`"active":true`)
}

// No patch of many at a time is lost.
func testConcurrentPatches(c *client) {
	c.do("PUT", "/Patient/p", `{"resourceType":"Patient","id":"p","name":[{"text":"0"}]}`).want(201)
	var wg sync.WaitGroup
	const n = 16
	for i := range n {
		wg.Go(func() {
			c.patch("/Patient/p", fmt.Sprintf(`[{"op":"add","path":"/name/-","value":{"text":"%d"}}]`, i+1))
		})
	}
	wg.Wait()
	r := c.do("GET", "/Patient/p", "").want(200).header("ETag", fmt.Sprintf(`W/"%d"`, n+1))
	if got := count(r, "name"); got != n+1 {
		c.Errorf("%d names", got)
	}
}

func testPreconditions(c *client) {
	const body = `{"resourceType":"Patient","id":"p"}`
	c.do("PUT", "/Patient/p", body, "If-Match", `W/"1"`).want(412)
	c.do("POST", "/Patient?identifier=u|1", body).want(400).says("If-None-Exist")
	c.do("PUT", "/Patient/p?identifier=u|1", body).want(400)
	c.do("DELETE", "/Patient/p?_format=json", "").want(204)
	c.do("PUT", "/Patient/p", body, "If-None-Match", "*").want(201)
	c.do("PUT", "/Patient/p", body, "If-None-Match", "*").want(412)
	c.do("PUT", "/Patient/p", body, "If-None-Match", `W/"1"`).want(400)
	c.do("PUT", "/Patient/p", `{"resourceType":"Patient","id":"p","active":true}`, "If-Match", `W/"1"`).want(200)
	c.do("GET", "/Patient/p", "", "If-None-Match", `W/"2"`).want(304)
	c.do("GET", "/Patient/p", "", "If-None-Match", `W/"1"`).want(200)
	c.do("DELETE", "/Patient/p", "", "If-Match", `W/"1"`).want(412)
	c.do("DELETE", "/Patient/p", "", "If-Match", `W/"2"`).want(204)
}

// Of many conditional creates at a time one creates.
func testConcurrentCreates(c *client) {
	const body = `{"resourceType":"Patient","identifier":[{"system":"u","value":"1"}]}`
	var mu sync.Mutex
	statuses := map[int]int{}
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			r := c.do("POST", "/Patient", body, "If-None-Exist", "identifier=u|1")
			mu.Lock()
			defer mu.Unlock()
			statuses[r.status]++
		})
	}
	wg.Wait()
	if statuses[201] != 1 || statuses[200] != 15 {
		c.Error(statuses)
	}
}

func binary(patch string) string {
	return `,"resource":{"resourceType":"Binary","contentType":"` + jsonPatch + `","data":"` + base64.StdEncoding.EncodeToString([]byte(patch)) + `"}`
}

func testEveryVerb(c *client) {
	for _, id := range []string{"gone", "patched", "read"} {
		c.do("PUT", "/Patient/"+id, `{"resourceType":"Patient","id":"`+id+`","active":true}`).want(201)
	}
	r := c.do("POST", "/", bundle("transaction",
		request("GET", "Patient/new", ""),
		request("PATCH", "Patient/patched", binary(`[{"op":"replace","path":"/active","value":false}]`)),
		carrying("PUT", "Patient/new", `{"resourceType":"Patient","id":"new"}`),
		request("POST", "Patient", `,"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000001","resource":{"resourceType":"Patient","link":[{"other":{"reference":"Patient/new"},"type":"seealso"}]}`),
		request("DELETE", "Patient/gone", ""),
		request("HEAD", "Patient/read", ""),
		request("GET", "Patient/gone", ""),
		request("GET", "Patient?_id=patched", ""),
	)).want(200)
	want := "[200 OK 200 OK 201 Created 201 Created 204 No Content 200 OK 410 Gone 200 OK]"
	if got := fmt.Sprint(r.list("response", "status")); got != want {
		c.Errorf("%s, want %s", got, want)
	}
	if got := r.list("resource", "resourceType"); got[0] != "Patient" || got[5] != "" || got[7] != "Bundle" {
		c.Error(got)
	}
	r.says(`"Bundle.entry[6]"`)
	c.do("GET", "/Patient/patched", "").want(200).says(`"active":false`)
	bad := c.do("POST", "/", bundle("transaction", request("GET", "Patient/read", ""), carrying("PUT", "Patient/read", `{"resourceType":"Patient","id":"read","gender":"x"}`)))
	bad.want(422).says(`"Bundle.entry[1].resource.gender"`)
}

// A condition does not see what the same transaction deletes, wherever the
// delete stands (http.html#trules).
func testDeletesFirst(c *client) {
	const old = `{"resourceType":"Patient","id":"old","identifier":[{"system":"u","value":"1"}]}`
	c.do("PUT", "/Patient/old", old).want(201)
	r := c.do("POST", "/", bundle("transaction",
		`{"resource":{"resourceType":"Patient","identifier":[{"system":"u","value":"1"}]},"request":{"method":"POST","url":"Patient","ifNoneExist":"identifier=u|1"}}`,
		request("DELETE", "Patient/old", ""))).want(200)
	if got := fmt.Sprint(r.list("response", "status")); got != "[201 Created 204 No Content]" {
		c.Error(got)
	}
	c.do("GET", "/Patient/old", "").want(410)
	c.do("GET", "/Patient?identifier=u|1&_total=accurate", "").want(200).says(`"total":1`)
}

func testBatchVerbs(c *client) {
	c.do("PUT", "/Patient/p", `{"resourceType":"Patient","id":"p","active":true}`).want(201)
	r := c.do("POST", "/", bundle("batch",
		request("PATCH", "Patient/p", binary(`[{"op":"replace","path":"/active","value":false}]`)),
		request("PATCH", "Patient/none", binary(`[]`)),
		request("GET", "Patient/p/$everything", ""),
		request("GET", "Patient/p/Observation", ""),
		`{"request":{"method":"GET","url":"Patient/p","ifNoneMatch":"W/\"2\""}}`,
		`{"request":{"method":"PUT","url":"Patient/p","ifNoneMatch":"*"},"resource":{"resourceType":"Patient","id":"p"}}`,
		request("GET", "Patient/p?_elements=active", ""),
	)).want(200)
	want := "[200 OK 404 Not Found 200 OK 200 OK 304 Not Modified 412 Precondition Failed 200 OK]"
	if got := fmt.Sprint(r.list("response", "status")); got != want {
		c.Errorf("%s, want %s", got, want)
	}
	r.says("SUBSETTED")
}

func testPatchInTransaction(c *client) {
	c.do("PUT", "/Patient/p", `{"resourceType":"Patient","id":"p","active":true}`).want(201)
	c.do("POST", "/", bundle("transaction",
		carrying("PUT", "Patient/q", `{"resourceType":"Patient","id":"q"}`),
		request("PATCH", "Patient/p", binary(`[{"op":"add","path":"/gender","value":"SECRET"}]`)))).want(422).says(`"Bundle.entry[1].resource.gender"`)
	c.do("GET", "/Patient/q", "").want(404)
}

// record puts two patients' records in.
func record(c *client) {
	put := func(typ, id, more string) {
		c.do("PUT", "/"+typ+"/"+id, `{"resourceType":"`+typ+`","id":"`+id+`"`+more+`}`).want(201)
	}
	put("Patient", "p1", `,"birthDate":"1970-01-01","name":[{"family":"王"}],"text":{"status":"generated","div":"<div>x</div>"}`)
	put("Patient", "p2", "")
	put("Practitioner", "d1", "")
	for i := range 5 {
		at := fmt.Sprintf("2026-0%d-01", i+1)
		put("Observation", fmt.Sprint("o", i), `,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p1"},"performer":[{"reference":"Practitioner/d1"}],"effectiveDateTime":"`+at+`","valueQuantity":{"value":1.0}`)
	}
	put("Observation", "x", `,"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p2"}`)
	put("AllergyIntolerance", "a", `,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},"patient":{"reference":"Patient/p1"}`)
}

func testCompartment(c *client) {
	record(c)
	r := c.do("GET", "/Patient/p1/Observation?_count=2&_total=accurate", "").want(200).says(`"total":5`, "/Patient/p1/Observation?")
	if got := len(r.list("fullUrl")); got != 2 {
		c.Errorf("%d on a page", got)
	}
	c.do("POST", "/Patient/p1/Observation/_search", "date=ge2026-04-01&_total=accurate", "Content-Type", "application/x-www-form-urlencoded").want(200).says(`"total":2`)
	all := c.do("GET", "/Patient/p1/*", "").want(200).list("resource", "resourceType")
	slices.Sort(all)
	if got := fmt.Sprint(slices.Compact(all)); got != "[AllergyIntolerance Observation Patient]" {
		c.Error(got)
	}
	if got := c.do("GET", "/Patient/p2/Observation", "").want(200).list("resource", "id"); fmt.Sprint(got) != "[x]" {
		c.Error(got)
	}
	c.do("GET", "/Patient/p1/Nonsense", "").want(404)
	c.do("GET", "/Basic/b/Observation", "").want(404)
}

func testEverything(c *client) {
	record(c)
	keys := func(path string) []string {
		c.Helper()
		var out []string
		for pages := 0; path != ""; pages++ {
			r := c.do("GET", path, "").want(200)
			for e := range r.body.Get("entry").Items() {
				out = append(out, e.Get("resource").Get("resourceType").Text()+"/"+e.Get("resource").Get("id").Text())
			}
			path = ""
			for l := range r.body.Get("link").Items() {
				if l.Get("relation").Text() == "next" {
					path = strings.TrimPrefix(l.Get("url").Text(), base)
				}
			}
			if pages > 10 {
				c.Fatal("no last page")
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	whole := "[AllergyIntolerance/a Observation/o0 Observation/o1 Observation/o2 Observation/o3 Observation/o4 Patient/p1 Practitioner/d1]"
	for path, want := range map[string]string{
		"":                                 whole,
		"?_count=2":                        whole,
		"?_type=Observation&_count=3":      "[Observation/o0 Observation/o1 Observation/o2 Observation/o3 Observation/o4 Practitioner/d1]",
		"?start=2026-02-01&end=2026-03-15": "[AllergyIntolerance/a Observation/o1 Observation/o2 Patient/p1 Practitioner/d1]",
		"?_since=2100-01-01T00:00:00Z":     "[]",
	} {
		if got := fmt.Sprint(keys("/Patient/p1/$everything" + path)); got != want {
			c.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	c.do("POST", "/Patient/p1/$everything", `{"resourceType":"Parameters","parameter":[{"name":"_type","valueString":"Patient"},{"name":"_count","valueInteger":5}]}`).want(200).says(`"Patient"`)
	c.do("GET", "/Patient/none/$everything", "").want(404)
	c.do("GET", "/Patient/p1/$everything?start=yesterday", "").want(400).says(`"start"`)
	c.do("GET", "/Patient/p1/$everything?code=x", "").want(400)
	c.do("GET", "/Observation/o1/$everything", "").want(400)
}

func testViews(c *client) {
	record(c)
	no := func(r reply, parts ...string) {
		c.Helper()
		for _, p := range parts {
			if strings.Contains(r.text, p) {
				c.Errorf("%s in %s", p, r.text)
			}
		}
	}
	r := c.do("GET", "/Patient/p1?_elements=birthDate", "").want(200).says(`"birthDate"`, "SUBSETTED", `"versionId":"1"`)
	no(r, `"name"`, `"text"`)
	r = c.do("GET", "/Observation/o1?_elements=value", "").want(200).says(`"valueQuantity":{"value":1.0}`, `"status"`, `"code"`)
	no(r, "effectiveDateTime", "subject")
	r = c.do("GET", "/Patient?_summary=text&_id=p1", "").want(200).says(`"div"`, "SUBSETTED")
	no(r, `"birthDate"`)
	r = c.do("GET", "/Patient?_summary=data&_id=p1", "").want(200).says(`"birthDate"`)
	no(r, `"div"`)
	r = c.do("GET", "/Patient?_summary=true&_id=p1", "").want(200).says(`"birthDate"`, `"name"`)
	no(r, `"div"`)
	no(c.do("GET", "/Patient?_summary=count", "").want(200).says(`"total":2`), `"entry"`)
	no(c.do("GET", "/Patient/p1?_summary=false", "").want(200), "SUBSETTED")
	c.do("GET", "/Patient/p1?_summary=count", "").want(400)
	c.do("GET", "/Patient/p1?_summary=x", "").want(400)
}

func testHistoryLevels(c *client) {
	record(c)
	c.do("DELETE", "/Observation/o1", "").want(204)
	for path, want := range map[string]int{
		"/Observation/o1/_history": 2, "/Observation/_history": 7, "/_history?_count=100": 11,
		"/_history?_since=" + time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.RFC3339): 0,
	} {
		if got := len(c.do("GET", path, "").want(200).list("fullUrl")); got != want {
			c.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	if got := c.do("GET", "/_history?_count=3", "").want(200).says(`"next"`).list("request", "method"); fmt.Sprint(got) != "[DELETE POST POST]" {
		c.Error(got)
	}
	c.do("GET", "/_history?_since=yesterday", "").want(400).says(`"_since"`)
}

func testHead(c *client) {
	record(c)
	for _, path := range []string{"/Patient/p1", "/Patient", "/Patient/p1/_history", "/metadata", "/Patient/p1/Observation"} {
		if r := c.do("HEAD", path, "").want(200); r.head.Get("Content-Length") == "" {
			c.Errorf("HEAD %s: %v", path, r.head)
		}
	}
	c.do("GET", "/Patient/p1?_pretty=true&_format=json", "").want(200).says("{\n  \"resourceType\"")
	c.do("GET", "/Patient/p1?_format=xml", "").want(406)
	c.do("GET", "/Patient/p1", "", "Accept", "application/fhir+xml").want(406)
}
