package rest_test

import (
	"testing"

	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
)

func validating(s store.Store) store.Store { return validate.Store{Store: s} }

func TestWritesAreValidated(t *testing.T) {
	t.Parallel()
	c := newClient(t, validating)
	const good, bad = `{"resourceType":"Patient","id":"v","gender":"male"}`, `{"resourceType":"Patient","id":"v","gender":"SECRET","nam":1,"birthDate":"x"}`
	c.do("PUT", "/Patient/v", good).want(201)
	for _, r := range []reply{
		c.do("POST", "/Patient", bad), c.do("PUT", "/Patient/v", bad), c.do("PUT", "/Patient?identifier=u|1", bad),
	} {
		r.want(422).says(`"Patient.gender"`, `"Patient.nam"`, `"Patient.birthDate"`)
		if n := count(r, "issue"); n != 3 {
			t.Errorf("%d issues: %s", n, r.text)
		}
	}
	c.do("POST", "/", bundle("transaction", carrying("PUT", "Patient/w", `{"resourceType":"Patient","id":"w"}`), carrying("PUT", "Patient/v", bad))).
		want(422).says(`"Bundle.entry[1].resource.gender"`)
	c.do("GET", "/Patient/w", "").want(404)
	c.do("POST", "/", bundle("batch", carrying("PUT", "Patient/w", `{"resourceType":"Patient","id":"w"}`), carrying("PUT", "Patient/v", bad))).
		want(200).says(`"422 Unprocessable Entity"`, `"Bundle.entry[1].resource.gender"`)
	c.do("GET", "/Patient/v", "").want(200).header("ETag", `W/"1"`)
	c.do("GET", "/Patient/w", "").want(200)
}

func count(r reply, list string) int {
	n := 0
	for range r.body.Get(list).Items() {
		n++
	}
	return n
}

func carrying(method, url, resource string) string {
	return request(method, url, `,"resource":`+resource)
}

func TestValidateOperation(t *testing.T) {
	t.Parallel()
	c := newClient(t, nil)
	c.do("PUT", "/Patient/p1", anna).want(201)
	const good, bad = `{"resourceType":"Patient","id":"p1"}`, `{"resourceType":"Patient","id":"p1","gender":"SECRET"}`
	wrap := func(mode, resource string) string {
		return `{"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"` + mode + `"},{"name":"resource","resource":` + resource + `}]}`
	}
	for _, path := range []string{"/Patient/$validate", "/Patient/p1/$validate"} {
		c.do("POST", path, good).want(200).says("No problem", `"information"`)
		c.do("POST", path, wrap("create", good)).want(200).says("No problem")
		c.do("POST", path, bad).want(200).says(`"Patient.gender"`, `"error"`)
		c.do("POST", path, wrap("profile", bad)).want(200).says(`"Patient.gender"`)
		c.do("POST", path, `{"resourceType":"Observation","status":"final","code":{"text":"x"}}`).want(200).says("not of the type Patient")
		c.do("POST", path, wrap("dream", good)).want(400)
		c.do("POST", path, `{"resourceType":`).want(400)
		c.do("POST", path, `{"resourceType":"Parameters"}`).want(400)
	}
	c.do("POST", "/Patient/p1/$validate", wrap("update", good)).want(200).says("No problem")
	c.do("POST", "/Patient/p1/$validate?mode=update", `{"resourceType":"Patient","id":"p2"}`).want(200).says("Patient.id")
	c.do("POST", "/Patient/p1/$validate?mode=delete", "").want(200).says("No problem")
	c.do("POST", "/Patient/$validate?mode=delete", "").want(400)
	c.do("POST", "/Patient/p9/$validate", good).want(404)
	c.do("POST", "/Nonsense/$validate", good).want(404)
	c.do("GET", "/Patient/p1", "").want(200).header("ETag", `W/"1"`)
}
