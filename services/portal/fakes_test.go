package portal

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// hospital is everything behind the portal, small enough to see through.
type hospital struct {
	mu     sync.Mutex
	used   map[string]bool
	broken error  // what every service answers, when set
	seen   string // the last thing that reached a service
	actor  actor.Actor
	lang   string
}

func (h *hospital) note(ctx context.Context, what string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = what
	h.actor, _ = actor.From(ctx)
	return h.broken
}

func (h *hospital) said(ctx context.Context, what, iv string) (Conversation, error) {
	err := h.note(ctx, what+" "+iv)
	return Conversation{ID: iv, Lang: "zh", Status: "active", Question: &Question{ID: "q", Kind: "text"}}, err
}

func (h *hospital) State(ctx context.Context, iv string) (Conversation, error) {
	return h.said(ctx, "state", iv)
}

func (h *hospital) Answer(ctx context.Context, iv string, a Answer) (Conversation, error) {
	return h.said(ctx, "answer "+a.Text, iv)
}

func (h *hospital) Language(ctx context.Context, iv, lang string) (Conversation, error) {
	return h.said(ctx, "language "+lang, iv)
}

func (h *hospital) Back(ctx context.Context, iv, turn string) (Conversation, error) {
	return h.said(ctx, "back "+turn, iv)
}

func (h *hospital) Confirm(ctx context.Context, iv string) (Conversation, error) {
	return h.said(ctx, "confirm", iv)
}

func (h *hospital) Person(ctx context.Context, iv string) (Conversation, error) {
	return h.said(ctx, "person", iv)
}

func (h *hospital) Invite(ctx context.Context, inv Invitation) (string, error) {
	return "new-link", h.note(ctx, "invite "+inv.Patient)
}

func (h *hospital) Open(_ context.Context, token string) (Visit, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case !strings.HasPrefix(token, "link"):
		return Visit{}, outcome.New(outcome.NotFound, "this link is not known")
	case h.used[token]:
		return Visit{}, outcome.New(outcome.Gone, "this link has been used")
	}
	h.used[token] = true
	return Visit{Interview: "iv-" + token, Patient: "17"}, nil
}

type doctorSide struct{ *hospital }

func (d doctorSide) Patients(ctx context.Context, lang string) (Patients, error) {
	d.lang = lang
	d.hospital.lang = lang
	return Patients{Patients: []PatientRow{}}, d.note(ctx, "patients")
}

func (d doctorSide) Patient(ctx context.Context, _, id string) (PatientPage, error) {
	return PatientPage{}, d.note(ctx, "patient "+id)
}

func (d doctorSide) CheckOrders(ctx context.Context, _, patient string, orders []string) ([]Card, error) {
	return nil, d.note(ctx, "check "+patient+" "+strings.Join(orders, "+"))
}

func (d doctorSide) Feedback(ctx context.Context, card string, f Feedback) error {
	return d.note(ctx, "feedback "+card+" "+f.Outcome)
}

type careSide struct{ *hospital }

func (c careSide) Worklist(ctx context.Context, _ string, all bool) (Worklist, error) {
	if all {
		return Worklist{}, c.note(ctx, "worklist all")
	}
	return Worklist{}, c.note(ctx, "worklist open")
}

func (c careSide) Vitals(ctx context.Context, _, patient, metric string, days int) (Trend, error) {
	return Trend{Metric: metric}, c.note(ctx, "trend "+patient+" "+metric+" "+time.Duration(days).String())
}

func (c careSide) Acknowledge(ctx context.Context, _, task string) (WorkItem, error) {
	return WorkItem{Task: task}, c.note(ctx, "acknowledge "+task)
}

func (c careSide) Close(ctx context.Context, _, task, reason string) (WorkItem, error) {
	return WorkItem{Task: task}, c.note(ctx, "close "+task+" "+reason)
}

type vitalsSide struct{ *hospital }

func (vitalsSide) Authenticate(_ context.Context, device, password string) (actor.Actor, error) {
	if password != "secret" {
		return actor.Actor{}, outcome.New(outcome.Unauthenticated, "the device or its password is not known")
	}
	return actor.Actor{ID: "Device/" + device, Role: actor.Device, Patient: "17", Purpose: actor.Treatment}, nil
}

func (v vitalsSide) Ingest(ctx context.Context, device string, body []byte) ([]ReadingResult, error) {
	return []ReadingResult{{Status: "stored"}}, v.note(ctx, "ingest "+device+" "+string(body))
}

func (v vitalsSide) Register(ctx context.Context, patient, display string) (Credential, error) {
	return Credential{Device: "d1"}, v.note(ctx, "register "+patient+" "+display)
}

type demoSide struct{ *hospital }

func (demoSide) Users(context.Context) (DemoUsers, error) {
	return DemoUsers{Users: []DemoUser{{ID: "dr", Role: "doctor"}}}, nil
}

func (demoSide) Login(_ context.Context, user string) (actor.Actor, error) {
	if user != "dr" {
		return actor.Actor{}, outcome.New(outcome.NotFound, "there is no such demo user")
	}
	return actor.Actor{ID: "Practitioner/dr", Role: actor.Doctor, Display: "王医生", Purpose: actor.Treatment}, nil
}

// door is a portal with its hospital.
type door struct {
	t       *testing.T
	behind  *hospital
	portal  *Portal
	handler http.Handler
	signer  *Signer
	log     *bytes.Buffer
	now     time.Time
}

// open boots a portal; tune may change its Config.
func open(t *testing.T, tune func(*Config)) *door {
	t.Helper()
	d := &door{t: t, behind: &hospital{used: map[string]bool{}}, log: &bytes.Buffer{}, now: noon()}
	clock := func() time.Time { return d.now }
	d.signer = testSigner(t, clock)
	cfg := Config{
		Previsit: d.behind, Links: d.behind, Doctor: doctorSide{d.behind}, Care: careSide{d.behind},
		Vitals: vitalsSide{d.behind}, Signer: d.signer, Now: clock, Logger: slog.New(slog.NewJSONHandler(d.log, nil)),
	}
	if tune != nil {
		tune(&cfg)
	}
	p, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	p.Mount(r)
	d.portal, d.handler = p, r
	return d
}

// person is an actor of a role, as tokens name it.
func person(role actor.Role) Claims {
	c := ClaimsFor(actor.Actor{ID: "x/" + string(role), Role: role, Purpose: actor.Treatment})
	switch role {
	case actor.Patient:
		c.Actor, c.Patient, c.Interview = "Patient/17", "17", "iv1"
	case actor.Device:
		c.Actor, c.Patient = "Device/d9", "17"
	}
	return c
}

type tweak func(*http.Request)

func (d *door) cookie(c Claims) tweak {
	token, err := d.signer.Issue(SessionToken, c, time.Hour)
	if err != nil {
		d.t.Fatal(err)
	}
	return func(r *http.Request) { r.AddCookie(&http.Cookie{Name: cookieName, Value: token}) }
}

func (d *door) bearer(c Claims) tweak {
	token, err := d.signer.Issue(BearerToken, c, time.Hour)
	if err != nil {
		d.t.Fatal(err)
	}
	return head("Authorization", "Bearer "+token)
}

func head(name, value string) tweak {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// send makes a request as Apricot's own pages do; tweaks come last.
func (d *door) send(method, path, body string, tweaks ...tweak) *http.Response {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), method, path, strings.NewReader(body))
	if method == http.MethodPost {
		r.Header.Set("X-Apricot-Request", "1")
		r.Header.Set("Content-Type", "application/json")
	}
	for _, tw := range tweaks {
		tw(r)
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantProblem checks that an answer is a problem document of three members.
func wantProblem(t *testing.T, r *http.Response, status int) string {
	t.Helper()
	raw := text(t, r)
	if r.StatusCode != status || r.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("got %d %s, want a problem of status %d: %s", r.StatusCode, r.Header.Get("Content-Type"), status, raw)
		return raw
	}
	var p map[string]any
	if err := json.Unmarshal([]byte(raw), &p); err != nil {
		t.Error(err)
	}
	if len(p) != 3 || p["title"] == "" || p["detail"] == "" || p["status"] != float64(status) {
		t.Errorf("the problem is %s", raw)
	}
	return raw
}

var errPrivate = errors.New("dial tcp 10.0.0.7: patient 张三 table fhir_resource")
