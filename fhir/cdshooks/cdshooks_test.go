package cdshooks_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/cdshooks"
	"apricot.health/fhir/outcome"
)

// service answers with what it is told to.
type service struct {
	id, hook string
	respond  func(context.Context, cdshooks.Request) (cdshooks.Response, error)
}

func (s service) Definition() cdshooks.ServiceDefinition {
	return cdshooks.ServiceDefinition{
		ID: s.id, Hook: s.hook, Title: "T", Description: "D <b>",
		Prefetch: map[string]string{"patient": "Patient/{{context.patientId}}"},
	}
}

func (s service) Respond(ctx context.Context, r cdshooks.Request) (cdshooks.Response, error) {
	return s.respond(ctx, r)
}

type sink struct {
	service string
	got     cdshooks.FeedbackRequest
}

func (s *sink) Feedback(_ context.Context, id string, f cdshooks.FeedbackRequest) error {
	s.service, s.got = id, f
	return nil
}

func card(change ...func(*cdshooks.Card)) cdshooks.Card {
	c := cdshooks.Card{Summary: "Summary", Indicator: cdshooks.Info, Source: cdshooks.Source{Label: "Apricot"}}
	for _, f := range change {
		f(&c)
	}
	return c
}

const instance = `"hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"`

func view(more string) string {
	return `{"hook":"patient-view",` + instance + `,"context":{"userId":"Practitioner/7","patientId":"17"}` + more + `}`
}

// call does one request against a door with the services.
func call(t *testing.T, out *sink, method, path, body string, change func(*http.Request), services ...cdshooks.Service) *httptest.ResponseRecorder {
	t.Helper()
	h := cdshooks.New(cdshooks.Config{
		Services: services, Feedback: out, Origins: []string{"https://emr.example"}, Timeout: 100 * time.Millisecond, MaxBody: 4096,
	})
	ctx := actor.With(t.Context(), actor.Actor{ID: "Practitioner/7", Role: actor.Doctor})
	r := httptest.NewRequestWithContext(ctx, method, "/cds-services"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	http.StripPrefix("/cds-services", h).ServeHTTP(w, r)
	return w
}

func anonymous(r *http.Request) { *r = *r.WithContext(context.Background()) }

func TestDiscovery(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"", "/"} {
		if w := call(t, &sink{}, "GET", path, "", anonymous); w.Code != 200 || w.Body.String() != "{\"services\":[]}\n" {
			t.Errorf("empty: %d %q", w.Code, w.Body)
		}
	}
	w := call(t, &sink{}, "GET", "", "", anonymous, service{id: "a", hook: "patient-view"})
	want := `{"services":[{"id":"a","hook":"patient-view","title":"T","description":"D <b>","prefetch":{"patient":"Patient/{{context.patientId}}"}}]}` + "\n"
	if diff := cmp.Diff(want, w.Body.String()); diff != "" {
		t.Error(diff)
	}
}

func TestHook(t *testing.T) {
	t.Parallel()
	var got cdshooks.Request
	s := service{"a", cdshooks.OrderSelect, func(_ context.Context, r cdshooks.Request) (cdshooks.Response, error) {
		got = r
		return cdshooks.Response{Cards: []cdshooks.Card{card(func(c *cdshooks.Card) { c.Detail = "a < b" })}}, nil
	}}
	w := call(t, &sink{}, "POST", "/a", `{"hook":"order-select",`+instance+`,"fhirServer":"https://emr.example/r4","unknown":{"3.0":true},
		"fhirAuthorization":{"access_token":"s","token_type":"Bearer","expires_in":300,"scope":"user/*.read","subject":"x"},
		"context":{"userId":"Practitioner/7","patientId":"17","encounterId":"e1","selections":["MedicationRequest/1"],
			"draftOrders":{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"1"}}]}},
		"prefetch":{"ok":{"resourceType":"Patient"},"null":null,"failed":{"resourceType":"OperationOutcome"},"odd":5,
			"paged":{"resourceType":"Bundle","link":[{"relation":"self","url":"x"},{"relation":"next","url":"y"}]}}}`, nil, s)
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff(`{"cards":[{"summary":"Summary","detail":"a < b","indicator":"info","source":{"label":"Apricot"}}]}`+"\n", w.Body.String()); diff != "" {
		t.Error(diff)
	}
	for key, want := range map[string][2]bool{ // had, partial
		"ok": {true, false}, "paged": {true, true}, "null": {false, false}, "failed": {false, false}, "odd": {false, false}, "unsent": {false, false},
	} {
		p, ok := got.Prefetched(key)
		if ok != want[0] || p.Partial != want[1] || ok == (p.Resource == nil) {
			t.Errorf("%s: %v %+v", key, ok, p)
		}
	}
	got.Prefetch, got.Context.Raw = nil, nil
	want := cdshooks.Request{
		Hook: "order-select", HookInstance: "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea", FHIRServer: "https://emr.example/r4",
		Authorization: &cdshooks.Authorization{AccessToken: "s", TokenType: "Bearer", ExpiresIn: 300, Scope: "user/*.read", Subject: "x"},
		Context: cdshooks.Context{
			UserID: "Practitioner/7", PatientID: "17", EncounterID: "e1", Selections: []string{"MedicationRequest/1"},
			DraftOrders: json.RawMessage(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"MedicationRequest","id":"1"}}]}`),
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	sign := service{"sign", cdshooks.OrderSign, nil}
	sel := service{"select", cdshooks.OrderSelect, nil}
	start := service{"start", cdshooks.EncounterStart, nil}
	see := service{"view", cdshooks.PatientView, nil}
	order := func(hook, context string) string {
		return `{"hook":"` + hook + `",` + instance + `,"context":{"userId":"Practitioner/7","patientId":"17"` + context + `}}`
	}
	for name, tc := range map[string]struct {
		path, body string
		change     func(*http.Request)
		status     int
		says       string
	}{
		"nobody":               {"/view", view(""), anonymous, 401, "actor"},
		"unknown service":      {"/none", view(""), nil, 404, "service"},
		"too many parts":       {"/view/a/b", view(""), nil, 404, "address"},
		"not JSON":             {"/view", `{"hook`, nil, 400, "JSON"},
		"a list":               {"/view", `[]`, nil, 400, "object"},
		"media type":           {"/view", view(""), func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") }, 400, "application/json"},
		"too large":            {"/view", view(`,"x":"` + strings.Repeat("x", 5000) + `"`), nil, 413, "larger"},
		"another hook":         {"/view", strings.Replace(view(""), "patient-view", "order-sign", 1), nil, 400, "patient-view"},
		"no instance":          {"/view", `{"hook":"patient-view","context":{}}`, nil, 400, "hookInstance"},
		"no context":           {"/view", `{"hook":"patient-view",` + instance + `}`, nil, 400, "context"},
		"no patient":           {"/view", `{"hook":"patient-view",` + instance + `,"context":{"userId":"Practitioner/7"}}`, nil, 400, "context.patientId"},
		"null user":            {"/view", `{"hook":"patient-view",` + instance + `,"context":{"userId":null,"patientId":"1"}}`, nil, 400, "context.userId"},
		"name in another case": {"/view", `{"hook":"patient-view",` + instance + `,"context":{"userId":"Practitioner/7","PatientId":"1"}}`, nil, 400, "context.patientId"},
		"patient is a path":    {"/view", strings.Replace(view(""), `"17"`, `"Patient/17"`, 1), nil, 400, "context.patientId"},
		"user without type":    {"/view", strings.Replace(view(""), `Practitioner/7`, `7`, 1), nil, 400, "context.userId"},
		"no server":            {"/view", view(`,"fhirAuthorization":{"access_token":"s","token_type":"Bearer"}`), nil, 400, "fhirServer"},
		"odd server":           {"/view", view(`,"fhirServer":"file:///etc/passwd"`), nil, 400, "fhirServer"},
		"no token":             {"/view", view(`,"fhirServer":"https://e.example","fhirAuthorization":{"token_type":"Bearer"}`), nil, 400, "access_token"},
		"prefetch is a list":   {"/view", view(`,"prefetch":[]`), nil, 400, "prefetch"},
		"no drafts":            {"/sign", order("order-sign", ""), nil, 400, "draftOrders"},
		"drafts are no bundle": {"/sign", order("order-sign", `,"draftOrders":{"resourceType":"Patient"}`), nil, 400, "draftOrders"},
		"empty draft":          {"/sign", order("order-sign", `,"draftOrders":{"resourceType":"Bundle","entry":[{}]}`), nil, 400, "entry[0]"},
		"no selections":        {"/select", order("order-select", `,"draftOrders":{"resourceType":"Bundle"}`), nil, 400, "selections"},
		"odd selection":        {"/select", order("order-select", `,"selections":[7],"draftOrders":{"resourceType":"Bundle"}`), nil, 400, "selections"},
		"no encounter":         {"/start", order("encounter-start", ""), nil, 400, "encounterId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := call(t, &sink{}, "POST", tc.path, tc.body, tc.change, sign, sel, start, see)
			if w.Code != tc.status || !strings.Contains(w.Body.String(), tc.says) || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%d %s", w.Code, w.Body)
			}
		})
	}
}

func TestServiceErrors(t *testing.T) {
	t.Parallel()
	type respond = func(context.Context, cdshooks.Request) (cdshooks.Response, error)
	for name, tc := range map[string]struct {
		respond respond
		status  int
	}{
		"no data": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) {
			return cdshooks.Response{}, cdshooks.Unavailable("the patient")
		}, 412},
		"refused": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) {
			return cdshooks.Response{}, outcome.New(outcome.Forbidden, "no")
		}, 403},
		"unclassified": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) {
			return cdshooks.Response{}, errors.New("Marker")
		}, 500},
		"panic": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) { panic("Marker") }, 500},
		"bad cards": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) {
			return cdshooks.Response{Cards: []cdshooks.Card{{}}}, nil
		}, 500},
		"slow": {func(ctx context.Context, _ cdshooks.Request) (cdshooks.Response, error) {
			<-ctx.Done()
			return cdshooks.Response{}, ctx.Err()
		}, 503},
		"nothing to say": {func(context.Context, cdshooks.Request) (cdshooks.Response, error) { return cdshooks.Response{}, nil }, 200},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := call(t, &sink{}, "POST", "/a", view(""), nil, service{"a", cdshooks.PatientView, tc.respond})
			if w.Code != tc.status || strings.Contains(w.Body.String(), "Marker") {
				t.Errorf("%d %s", w.Code, w.Body)
			}
			if tc.status == 200 && w.Body.String() != "{\"cards\":[]}\n" {
				t.Errorf("%s", w.Body)
			}
		})
	}
}

func TestFeedback(t *testing.T) {
	t.Parallel()
	s := service{"a", cdshooks.PatientView, nil}
	var out sink
	w := call(t, &out, "POST", "/a/feedback", `{"feedback":[
		{"card":"c1","outcome":"accepted","acceptedSuggestions":[{"id":"s1"}],"outcomeTimestamp":"2026-03-01T08:00:00Z"},
		{"card":"c2","outcome":"overridden","overrideReason":{"reason":{"code":"x","system":"y","display":"z"},"userComment":"why"},"outcomeTimestamp":"2026-03-01T16:00:00.5+08:00"}]}`, nil, s)
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	want := sink{"a", cdshooks.FeedbackRequest{Feedback: []cdshooks.Feedback{
		{Card: "c1", Outcome: "accepted", AcceptedSuggestions: []string{"s1"}, At: at},
		{Card: "c2", Outcome: "overridden", Reason: cdshooks.Coding{Code: "x", System: "y", Display: "z"}, UserComment: "why", At: at.Add(500 * time.Millisecond)},
	}}}
	if diff := cmp.Diff(want, out, cmp.AllowUnexported(sink{})); w.Code != 200 || diff != "" {
		t.Errorf("%d %s %s", w.Code, w.Body, diff)
	}
	for _, body := range []string{
		`{`, `{}`, `{"feedback":[]}`, `{"feedback":{}}`, `{"feedback":[5]}`,
		`{"feedback":[{"outcome":"accepted","acceptedSuggestions":[{"id":"s"}],"outcomeTimestamp":"2026-03-01T08:00:00Z"}]}`,
		`{"feedback":[{"card":"c","outcome":"ignored","outcomeTimestamp":"2026-03-01T08:00:00Z"}]}`,
		`{"feedback":[{"card":"c","outcome":"accepted","outcomeTimestamp":"2026-03-01T08:00:00Z"}]}`,
		`{"feedback":[{"card":"c","outcome":"accepted","acceptedSuggestions":[{}],"outcomeTimestamp":"2026-03-01T08:00:00Z"}]}`,
		`{"feedback":[{"card":"c","outcome":"overridden","acceptedSuggestions":[{"id":"s"}],"outcomeTimestamp":"2026-03-01T08:00:00Z"}]}`,
		`{"feedback":[{"card":"c","outcome":"overridden"}]}`,
	} {
		var none sink
		if w := call(t, &none, "POST", "/a/feedback", body, nil, s); w.Code != 400 || none.service != "" {
			t.Errorf("%s: %d %s", body, w.Code, w.Body)
		}
	}
	if w := call(t, &sink{}, "POST", "/a/feedback", `{}`, anonymous, s); w.Code != 401 {
		t.Errorf("nobody: %d", w.Code)
	}
}

func TestCORS(t *testing.T) {
	t.Parallel()
	for origin, allowed := range map[string]bool{"https://emr.example": true, "https://evil.example": false, "": false} {
		w := call(t, &sink{}, "OPTIONS", "/a", "", func(r *http.Request) {
			anonymous(r)
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Headers", "authorization")
		})
		head := w.Header()
		if w.Code != 204 || (head.Get("Access-Control-Allow-Origin") == origin && origin != "") != allowed ||
			strings.Contains(head.Get("Access-Control-Allow-Headers"), "Authorization") != allowed || head.Get("Vary") != "Origin" ||
			head.Get("Access-Control-Allow-Credentials") != "" {
			t.Errorf("%q: %d %v", origin, w.Code, head)
		}
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	suggest := func(s cdshooks.Suggestion) func(*cdshooks.Card) {
		return func(c *cdshooks.Card) { c.SelectionBehavior, c.Suggestions = cdshooks.Any, []cdshooks.Suggestion{s} }
	}
	act := func(a cdshooks.Action) func(*cdshooks.Card) {
		return suggest(cdshooks.Suggestion{Label: "l", Actions: []cdshooks.Action{a}})
	}
	resource := json.RawMessage(`{"resourceType":"ServiceRequest"}`)
	for name, tc := range map[string]struct {
		change func(*cdshooks.Card)
		ok     bool
	}{
		"plain":              {func(*cdshooks.Card) {}, true},
		"139 characters":     {func(c *cdshooks.Card) { c.Summary = strings.Repeat("胸", 139) }, true},
		"140 characters":     {func(c *cdshooks.Card) { c.Summary = strings.Repeat("胸", 140) }, false},
		"blank summary":      {func(c *cdshooks.Card) { c.Summary = " " }, false},
		"indicator":          {func(c *cdshooks.Card) { c.Indicator = "hard-stop" }, false},
		"no source":          {func(c *cdshooks.Card) { c.Source.Label = "" }, false},
		"relative source":    {func(c *cdshooks.Card) { c.Source.URL = "/x" }, false},
		"topic without code": {func(c *cdshooks.Card) { c.Source.Topic = &cdshooks.Coding{Display: "x"} }, false},
		"uuid":               {func(c *cdshooks.Card) { c.UUID = "1" }, false},
		"no behaviour":       {func(c *cdshooks.Card) { c.Suggestions = []cdshooks.Suggestion{{Label: "l"}} }, false},
		"odd behaviour":      {func(c *cdshooks.Card) { c.SelectionBehavior = "all" }, false},
		"suggestion":         {suggest(cdshooks.Suggestion{Label: "l"}), true},
		"no label":           {suggest(cdshooks.Suggestion{}), false},
		"suggestion uuid":    {suggest(cdshooks.Suggestion{Label: "l", UUID: "x"}), false},
		"create":             {act(cdshooks.Action{Type: "create", Description: "d", Resource: resource}), true},
		"create nothing":     {act(cdshooks.Action{Type: "create", Description: "d"}), false},
		"create null":        {act(cdshooks.Action{Type: "create", Description: "d", Resource: json.RawMessage("null")}), false},
		"undescribed":        {act(cdshooks.Action{Type: "update", Resource: resource}), false},
		"delete":             {act(cdshooks.Action{Type: "delete", Description: "d", ResourceID: "ServiceRequest/1"}), true},
		"delete nothing":     {act(cdshooks.Action{Type: "delete", Description: "d"}), false},
		"other action":       {act(cdshooks.Action{Type: "sign", Description: "d", Resource: resource}), false},
		"override":           {func(c *cdshooks.Card) { c.OverrideReasons = []cdshooks.Coding{{Code: "x"}} }, false},
		"link": {func(c *cdshooks.Card) {
			c.Links = []cdshooks.Link{{Label: "l", URL: "https://a.example", Type: "absolute"}}
		}, true},
		"smart link": {func(c *cdshooks.Card) {
			c.Links = []cdshooks.Link{{Label: "l", URL: "https://a.example", Type: "smart", AppContext: "x"}}
		}, true},
		"context on absolute": {func(c *cdshooks.Card) {
			c.Links = []cdshooks.Link{{Label: "l", URL: "https://a.example", Type: "absolute", AppContext: "x"}}
		}, false},
		"script link": {func(c *cdshooks.Card) { c.Links = []cdshooks.Link{{Label: "l", URL: "javascript:x", Type: "absolute"}} }, false},
		"two recommended of one": {func(c *cdshooks.Card) {
			c.SelectionBehavior = cdshooks.AtMostOne
			c.Suggestions = []cdshooks.Suggestion{{Label: "a", IsRecommended: true}, {Label: "b", IsRecommended: true}}
		}, false},
	} {
		err := cdshooks.Response{Cards: []cdshooks.Card{card(tc.change)}}.Validate()
		if (err == nil) != tc.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := (cdshooks.Response{SystemActions: []cdshooks.Action{{Type: "create"}}}).Validate(); err == nil {
		t.Error("an empty system action passed")
	}
}

func FuzzRequest(f *testing.F) {
	f.Add(view(""), "patient-view")
	f.Add(`{"hook":"order-sign",`+instance+`,"context":{"userId":"P/1","patientId":"1","draftOrders":{"resourceType":"Bundle","entry":[null]}}}`, "order-sign")
	f.Add(view(`,"prefetch":{"a":null}`), "patient-view")
	f.Fuzz(func(t *testing.T, body, hook string) {
		r, err := cdshooks.ParseRequest([]byte(body), hook)
		if err == nil {
			for key := range r.Prefetch {
				r.Prefetched(key)
			}
			if hook == cdshooks.PatientView && (r.Context.PatientID == "" || r.Context.UserID == "") {
				t.Fatalf("passed without patient or user: %s", body)
			}
		} else if outcome.KindOf(err) != outcome.Invalid {
			t.Fatalf("%v", err)
		}
		_, _ = cdshooks.ParseFeedback([]byte(body))
	})
}
