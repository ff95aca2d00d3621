package portal

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// matrix is every operation and who may use it, written down a second time:
// a route that is opened wider than meant fails here. nil is anyone.
func matrix() map[string][]actor.Role {
	doctor, care, patient := []actor.Role{actor.Doctor}, []actor.Role{actor.CareManager}, []actor.Role{actor.Patient}
	return map[string][]actor.Role{
		"GET /api/session":                            nil,
		"POST /api/logout":                            nil,
		"GET /api/demo/users":                         nil,
		"POST /api/demo/login":                        nil,
		"POST /api/visit-links/{token}/open":          nil,
		"POST /api/visit-links":                       {actor.Integrator, actor.Doctor, actor.Service},
		"GET /api/previsit":                           patient,
		"POST /api/previsit/answers":                  patient,
		"POST /api/previsit/language":                 patient,
		"POST /api/previsit/back":                     patient,
		"POST /api/previsit/confirm":                  patient,
		"POST /api/previsit/person":                   patient,
		"GET /api/doctor/patients":                    doctor,
		"GET /api/doctor/patients/{id}":               doctor,
		"POST /api/doctor/patients/{id}/check-orders": doctor,
		"POST /api/doctor/cards/{uuid}/feedback":      doctor,
		"GET /api/care/worklist":                      care,
		"GET /api/care/patients/{id}/vitals":          care,
		"POST /api/care/tasks/{task}/acknowledge":     care,
		"POST /api/care/tasks/{task}/close":           care,
		"POST /api/vitals":                            {actor.Device, actor.Integrator, actor.Service},
		"POST /api/devices":                           {actor.Integrator, actor.Operator},
	}
}

// example is a request to an operation that succeeds.
func example(op string) (path, body string) {
	_, path, _ = strings.Cut(op, " ")
	path = strings.NewReplacer("{token}", "link1", "{id}", "17", "{uuid}", "c1", "{task}", "t1").Replace(path)
	switch op {
	case "GET /api/care/patients/{id}/vitals":
		path += "?metric=spo2&days=3"
	}
	body = map[string]string{
		"POST /api/demo/login":                        `{"user":"dr"}`,
		"POST /api/visit-links":                       `{"patient":"17","lang":"en"}`,
		"POST /api/previsit/answers":                  `{"question":"q","text":"头痛"}`,
		"POST /api/previsit/language":                 `{"lang":"en"}`,
		"POST /api/doctor/patients/{id}/check-orders": `{"orders":[{"text":"阿莫西林 0.5g 口服 tid"}]}`,
		"POST /api/doctor/cards/{uuid}/feedback":      `{"outcome":"accepted"}`,
		"POST /api/care/tasks/{task}/close":           `{"reason":"已电话随访"}`,
		"POST /api/vitals":                            `{"readings":[]}`,
		"POST /api/devices":                           `{"patient":"17","display":"cuff"}`,
	}[op]
	if body == "" {
		body = "{}"
	}
	return path, body
}

func TestEveryRouteIsForItsRolesOnly(t *testing.T) {
	t.Parallel()
	for op, roles := range matrix() {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			method, _, _ := strings.Cut(op, " ")
			path, body := example(op)
			for _, role := range actor.Roles() {
				d := open(t, func(c *Config) { c.Demo = demoSide{} })
				res := d.send(method, path, body, d.cookie(person(role)))
				switch allowed := roles == nil || slices.Contains(roles, role); {
				case allowed && res.StatusCode >= 300:
					t.Errorf("%s: got %d: %s", role, res.StatusCode, text(t, res))
				case !allowed:
					wantProblem(t, res, http.StatusForbidden)
					if d.behind.seen != "" {
						t.Errorf("%s: %q reached a service", role, d.behind.seen)
					}
				}
			}
			d := open(t, func(c *Config) { c.Demo = demoSide{} })
			res := d.send(method, path, body)
			if roles == nil && res.StatusCode >= 300 {
				t.Errorf("nobody: got %d: %s", res.StatusCode, text(t, res))
			}
			if roles != nil {
				wantProblem(t, res, http.StatusUnauthorized)
			}
		})
	}
}

func TestTheDocumentListsExactlyTheRoutes(t *testing.T) {
	t.Parallel()
	res := open(t, nil).send(http.MethodGet, "/api/openapi.json", "")
	var doc struct {
		Paths      map[string]map[string]any
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal([]byte(text(t, res)), &doc); err != nil {
		t.Fatal(err)
	}
	vitals := fmt.Sprint(doc.Paths["/api/vitals"]["post"])
	if !strings.Contains(vitals, "type:object") || strings.Contains(vitals, "binary") {
		t.Errorf("readings are described as %s", vitals)
	}
	if q := fmt.Sprint(doc.Components.Schemas["Conversation"].Properties["question"]); !strings.Contains(q, "null") {
		t.Errorf("a question may be null and is described as %s", q)
	}
	want := matrix()
	for path, methods := range doc.Paths {
		for method := range methods {
			op := strings.ToUpper(method) + " " + path
			if _, ok := want[op]; !ok {
				t.Errorf("%s is not in the matrix of roles", op)
			}
			delete(want, op)
		}
	}
	for op := range want {
		t.Errorf("%s is not served", op)
	}
	if p := doc.Components.Schemas["ErrorModel"].Properties; len(p) != 3 {
		t.Errorf("the document promises problems with %v", p)
	}
}

func TestALinkOpensOnceAndAgainInTheSameBrowser(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	first := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}")
	if first.StatusCode != http.StatusOK || len(first.Cookies()) != 1 {
		t.Fatalf("got %d with cookies %v", first.StatusCode, first.Cookies())
	}
	if a := d.behind.actor; a.Role != actor.Patient || a.Patient != "17" || a.TraceID == "" {
		t.Errorf("the interview was read by %+v", a)
	}
	mine := func(r *http.Request) { r.AddCookie(first.Cookies()[0]) }
	wantProblem(t, d.send(http.MethodPost, "/api/visit-links/link1/open", "{}"), http.StatusGone)
	wantProblem(t, d.send(http.MethodPost, "/api/visit-links/link1/open", "{}", d.cookie(person(actor.Patient))), http.StatusGone)
	again := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}", mine)
	if again.StatusCode != http.StatusOK {
		t.Errorf("the same browser got %d", again.StatusCode)
	}
	answer := d.send(http.MethodPost, "/api/previsit/answers", `{"question":"q","text":"头痛"}`, mine)
	if answer.StatusCode != http.StatusOK || d.behind.seen != "answer 头痛 iv-link1" {
		t.Errorf("got %d, the service saw %q", answer.StatusCode, d.behind.seen)
	}
	wantProblem(t, d.send(http.MethodPost, "/api/visit-links/nonsense/open", "{}"), http.StatusNotFound)
}

func TestALinkThatWasUsedUpGivesItsSessionWhateverHappensThen(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	d.behind.broken = outcome.Wrap(outcome.Unavailable, errPrivate, "the record cannot be reached")
	res := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}")
	wantProblem(t, res, http.StatusServiceUnavailable)
	if len(res.Cookies()) != 1 {
		t.Fatal("the patient is locked out of a link that was used up")
	}
	d.behind.broken = nil
	again := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}", func(r *http.Request) { r.AddCookie(res.Cookies()[0]) })
	if again.StatusCode != http.StatusOK {
		t.Errorf("the second try got %d", again.StatusCode)
	}
}

func TestTryingLinksOutIsSlowedDown(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	for range opensPerMinute {
		wantProblem(t, d.send(http.MethodPost, "/api/visit-links/x/open", "{}"), http.StatusNotFound)
	}
	res := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}")
	wantProblem(t, res, http.StatusTooManyRequests)
	if res.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	other := d.send(http.MethodPost, "/api/visit-links/link1/open", "{}", func(r *http.Request) { r.RemoteAddr = "203.0.113.9:1" })
	if other.StatusCode != http.StatusOK {
		t.Errorf("another address got %d", other.StatusCode)
	}
	d.now = d.now.Add(time.Minute)
	wantProblem(t, d.send(http.MethodPost, "/api/visit-links/x/open", "{}"), http.StatusNotFound)
}

func TestForgedWritesAreRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		tweak  tweak
		status int
	}{
		"no header":          {func(r *http.Request) { r.Header.Del("X-Apricot-Request") }, http.StatusForbidden},
		"another value":      {head("X-Apricot-Request", "true"), http.StatusForbidden},
		"from another site":  {head("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		"a form":             {head("Content-Type", "application/x-www-form-urlencoded"), http.StatusBadRequest},
		"text":               {head("Content-Type", "text/plain"), http.StatusBadRequest},
		"no type":            {func(r *http.Request) { r.Header.Del("Content-Type") }, http.StatusBadRequest},
		"our own page":       {head("Sec-Fetch-Site", "same-origin"), http.StatusOK},
		"type with encoding": {head("Content-Type", "application/json; charset=utf-8"), http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := open(t, nil)
			res := d.send(http.MethodPost, "/api/previsit/confirm", "{}", d.cookie(person(actor.Patient)), tc.tweak)
			if res.StatusCode != tc.status {
				t.Errorf("got %d, want %d", res.StatusCode, tc.status)
			}
			if reached := d.behind.seen != ""; reached != (tc.status == http.StatusOK) {
				t.Errorf("reached a service: %v", reached)
			}
		})
	}
	d := open(t, nil)
	res := d.send(http.MethodPost, "/api/vitals", `{}`, d.bearer(person(actor.Integrator)), func(r *http.Request) { r.Header.Del("X-Apricot-Request") })
	if res.StatusCode != http.StatusOK {
		t.Errorf("a bearer token needs no header against forgery, got %d", res.StatusCode)
	}
}

func TestAuthenticateGuardsOtherDoorsToo(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	var got actor.Actor
	reached := false
	d.handler = d.portal.Authenticate(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		reached = true
		got, _ = actor.From(r.Context())
	}))
	plain := func(r *http.Request) { r.Header = http.Header{} }
	if d.send(http.MethodPost, "/fhir/Patient", "{}", plain); !reached || got.ID != "" {
		t.Errorf("an anonymous request: reached %v as %+v", reached, got)
	}
	if d.send(http.MethodGet, "/fhir/Patient/1", "", d.bearer(person(actor.Auditor))); got.Role != actor.Auditor || len(got.TraceID) != 32 {
		t.Errorf("a bearer token gave %+v", got)
	}
	reached = false
	res := d.send(http.MethodPost, "/fhir/Patient", "{}", plain, d.cookie(person(actor.Doctor)))
	if raw := text(t, res); reached || res.StatusCode != http.StatusForbidden || !strings.Contains(raw, "OperationOutcome") {
		t.Errorf("a forged write went through: %v, %d %s", reached, res.StatusCode, raw)
	}
	res = d.send(http.MethodGet, "/fhir/Patient/1", "", head("Authorization", "Bearer nonsense"))
	if reached || res.StatusCode != http.StatusUnauthorized || res.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("a wrong token went on: %v, %d", reached, res.StatusCode)
	}
}

func TestDevicesLogInWithTheirPasswordForVitalsOnly(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	basic := func(password string) tweak { return func(r *http.Request) { r.SetBasicAuth("d9", password) } }
	res := d.send(http.MethodPost, "/api/vitals", `{"readings":[1]}`, basic("secret"))
	if res.StatusCode != http.StatusOK || d.behind.seen != `ingest d9 {"readings":[1]}` {
		t.Errorf("got %d, the service saw %q", res.StatusCode, d.behind.seen)
	}
	wantProblem(t, d.send(http.MethodPost, "/api/vitals", "{}", basic("wrong")), http.StatusUnauthorized)
	wantProblem(t, d.send(http.MethodGet, "/api/session", "", basic("secret")), http.StatusUnauthorized)
	twice := func(r *http.Request) { r.Header["Authorization"] = []string{"Bearer a", "Bearer b"} }
	wantProblem(t, d.send(http.MethodPost, "/api/vitals", "{}", twice), http.StatusUnauthorized)
	d.send(http.MethodPost, "/api/vitals", "{}", d.bearer(person(actor.Integrator)))
	if d.behind.seen != "ingest  {}" {
		t.Errorf("a system's batch was taken for one of a device: %q", d.behind.seen)
	}
}

func TestSessionsBeginAndEnd(t *testing.T) {
	t.Parallel()
	for _, tls := range []bool{false, true} {
		d := open(t, func(c *Config) { c.Demo, c.TLSProxy = demoSide{}, tls })
		res := d.send(http.MethodPost, "/api/demo/login", `{"user":"dr"}`)
		if len(res.Cookies()) != 1 {
			t.Fatalf("got cookies %v", res.Cookies())
		}
		c := res.Cookies()[0]
		if c.Name != cookieName || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Secure != tls || c.Path != "/" || c.MaxAge <= 0 {
			t.Errorf("the cookie is %v", c)
		}
		mine := func(r *http.Request) { r.AddCookie(c) }
		if s := text(t, d.send(http.MethodGet, "/api/session", "", mine)); !strings.Contains(s, `"role":"doctor"`) || !strings.Contains(s, "王医生") || !strings.Contains(s, "notice") {
			t.Errorf("the session is %s", s)
		}
		out := d.send(http.MethodPost, "/api/logout", "{}", mine)
		if out.StatusCode != http.StatusNoContent || out.Cookies()[0].MaxAge >= 0 {
			t.Errorf("logout gave %d %v", out.StatusCode, out.Cookies())
		}
		if s := text(t, d.send(http.MethodGet, "/api/session", "", mine)); !strings.Contains(s, `"authenticated":false`) {
			t.Errorf("a copy of the cookie still works: %s", s)
		}
	}
	d := open(t, nil)
	wantProblem(t, d.send(http.MethodPost, "/api/demo/login", `{"user":"dr"}`), http.StatusNotFound)
	wantProblem(t, d.send(http.MethodGet, "/api/demo/users", ""), http.StatusNotFound)
	late := d.cookie(person(actor.Doctor))
	d.now = d.now.Add(time.Hour)
	wantProblem(t, d.send(http.MethodGet, "/api/doctor/patients", "", late), http.StatusUnauthorized)
}

func TestAPatientNeedsASessionWithAConversation(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	without := person(actor.Patient)
	without.Interview = ""
	wantProblem(t, d.send(http.MethodGet, "/api/previsit", "", d.cookie(without)), http.StatusForbidden)
	wantProblem(t, d.send(http.MethodGet, "/api/previsit", "", d.bearer(person(actor.Patient))), http.StatusForbidden)
	if d.behind.seen != "" {
		t.Errorf("%q reached the service", d.behind.seen)
	}
}

func TestProblemsTellNothingPrivate(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	doctor := d.cookie(person(actor.Doctor))
	for name, tc := range map[string]struct {
		err    error
		status int
	}{
		"unknown": {errPrivate, http.StatusInternalServerError},
		"wrapped": {outcome.Wrap(outcome.Conflict, errPrivate, "somebody was faster"), http.StatusConflict},
	} {
		d.behind.broken = tc.err
		raw := wantProblem(t, d.send(http.MethodGet, "/api/doctor/patients", "", doctor), tc.status)
		if strings.Contains(raw, "张三") || strings.Contains(raw, "10.0.0.7") {
			t.Errorf("%s: the problem tells %s", name, raw)
		}
	}
	d.behind.broken = nil
	secret := "张三的秘密"
	for _, body := range []string{
		`{"question":5,"text":"` + secret + `"}`, `{"question":"q","text":"` + secret, `{"text":"` + secret + `"}`,
		`{"question":"q","number":"` + secret + `"}`, `[]`, ``, `{"question":"q","text":"` + strings.Repeat(secret, 2000) + `"}`,
	} {
		res := d.send(http.MethodPost, "/api/previsit/answers", body, d.cookie(person(actor.Patient)))
		if res.StatusCode < 400 || res.StatusCode >= 500 {
			t.Errorf("%.40s: got %d", body, res.StatusCode)
		}
		if raw := wantProblem(t, res, res.StatusCode); strings.Contains(raw, secret) {
			t.Errorf("the problem sends back %s", raw)
		}
	}
	if strings.Contains(d.log.String(), secret) {
		t.Error("a body is in the log")
	}
	wantProblem(t, d.send(http.MethodGet, "/api/nothing", ""), http.StatusNotFound)
}

func TestAPanicIsAProblemAndItsValueIsNotLogged(t *testing.T) {
	t.Parallel()
	d := open(t, func(c *Config) { c.Doctor = panicking{} })
	wantProblem(t, d.send(http.MethodGet, "/api/doctor/patients", "", d.cookie(person(actor.Doctor))), http.StatusInternalServerError)
	if log := d.log.String(); !strings.Contains(log, `"panic"`) || strings.Contains(log, "张三") {
		t.Errorf("the log has %s", log)
	}
}

type panicking struct{ Doctor }

func (panicking) Patients(context.Context, string) (Patients, error) { panic("张三") }

func TestInputIsBounded(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	patient := d.cookie(person(actor.Patient))
	big := `{"question":"q","text":"` + strings.Repeat("a", smallBody) + `"}`
	wantProblem(t, d.send(http.MethodPost, "/api/previsit/answers", big, patient), http.StatusRequestEntityTooLarge)
	device := d.bearer(person(actor.Device))
	wantProblem(t, d.send(http.MethodPost, "/api/vitals", strings.Repeat(" ", 3<<20), device), http.StatusRequestEntityTooLarge)
	care, doctor := d.cookie(person(actor.CareManager)), d.cookie(person(actor.Doctor))
	wantProblem(t, d.send(http.MethodGet, "/api/care/worklist?status=secret", "", care), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodGet, "/api/care/patients/17/vitals?metric=height", "", care), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodGet, "/api/care/patients/17/vitals?metric=spo2&days=5000", "", care), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodPost, "/api/care/tasks/t1/close", `{"reason":"  "}`, care), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodGet, "/api/doctor/patients/a%2Fb", "", doctor), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodPost, "/api/doctor/cards/c1/feedback", `{"outcome":"overridden"}`, doctor), http.StatusUnprocessableEntity)
	wantProblem(t, d.send(http.MethodPost, "/api/doctor/patients/17/check-orders", `{"orders":[]}`, doctor), http.StatusUnprocessableEntity)
	if d.behind.seen != "" {
		t.Errorf("%q reached a service", d.behind.seen)
	}
}

func TestGeneratedTextIsInTheLanguageOfTheScreen(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	for sent, want := range map[string]string{"": "zh", "zh": "zh", "en": "en", "en-GB,en;q=0.9": "en", "fr": "zh"} {
		d.send(http.MethodGet, "/api/doctor/patients", "", d.cookie(person(actor.Doctor)), head("Accept-Language", sent))
		if d.behind.lang != want {
			t.Errorf("%q gave %q", sent, d.behind.lang)
		}
	}
}

func TestALinkIsMadeUnderTheBaseURL(t *testing.T) {
	t.Parallel()
	d := open(t, func(c *Config) { c.BaseURL = "https://apricot.example" })
	res := d.send(http.MethodPost, "/api/visit-links", `{"patient":"17"}`, d.bearer(person(actor.Integrator)))
	if got := text(t, res); strings.TrimSpace(got) != `{"url":"https://apricot.example/visit/new-link"}` || d.behind.actor.Role != actor.Integrator {
		t.Errorf("got %s for %+v", got, d.behind.actor)
	}
}
