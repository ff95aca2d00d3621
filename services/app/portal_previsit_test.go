package app

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/guardrails/fence"
	"apricot.health/services/portal"
	"apricot.health/services/previsit"
)

// visitDesk is the real agent on a real store behind a real web server.
type visitDesk struct {
	t      *testing.T
	web    *httptest.Server
	signer *portal.Signer
	fence  *fence.Fence
	phone  *http.Client
}

func newVisitDesk(t *testing.T) *visitDesk {
	t.Helper()
	k, err := NewKnowledge(t.Context(), time.Now, "")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	guarded := guard.New(db, time.Now)
	_, err = guarded.Apply(actor.With(t.Context(), actor.System("test")), store.Batch{Ops: []store.Op{{
		Verb: store.Update, Type: "Patient", ID: "p1",
		Body: []byte(`{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1990-05-01"}`),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	agent := previsit.New(previsit.Config{Store: guarded, Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine, Fence: k.Fence, Now: time.Now, Logger: quiet})
	now := func() *rooms { return &rooms{Knowledge: k, previsit: agent} }
	signer, err := portal.NewSigner(bytes.Repeat([]byte{3}, 32), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	p, err := portal.New(portal.Config{
		Previsit: portalPrevisit{now}, Links: portalLinks{now}, Signer: signer, Now: time.Now, Logger: quiet,
		Doctor: struct{ portal.Doctor }{}, Care: struct{ portal.Care }{}, Vitals: struct{ portal.Vitals }{}, // no test comes there
	})
	if err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	p.Mount(r)
	d := &visitDesk{t: t, web: httptest.NewServer(r), signer: signer, fence: k.Fence, phone: newPhone(t)}
	t.Cleanup(d.web.Close)
	return d
}

// newPhone is a browser: it keeps its cookies.
func newPhone(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// call makes one request; bearer may be "".
func (d *visitDesk) call(c *http.Client, method, path, bearer, body string, into any) int {
	d.t.Helper()
	r, err := http.NewRequestWithContext(d.t.Context(), method, d.web.URL+path, strings.NewReader(body))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Apricot-Request", "1")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	res, err := c.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		d.t.Fatalf("%s %s: %d: %v", method, path, res.StatusCode, err)
	}
	return res.StatusCode
}

// invite makes a link as the EMR does and gives its path.
func (d *visitDesk) invite(lang string) string {
	d.t.Helper()
	token, err := d.signer.Issue(portal.BearerToken, portal.ClaimsFor(actor.Actor{
		ID: "system:emr", Role: actor.Integrator, Purpose: actor.Treatment,
	}), time.Minute)
	if err != nil {
		d.t.Fatal(err)
	}
	var link portal.NewLink
	body := `{"patient":"p1","lang":"` + lang + `"}`
	if status := d.call(http.DefaultClient, http.MethodPost, "/api/visit-links", token, body, &link); status != http.StatusOK {
		d.t.Fatalf("inviting gave %d", status)
	}
	return link.URL
}

// step posts on the phone and wants a conversation.
func (d *visitDesk) step(path, body string) portal.Conversation {
	d.t.Helper()
	var c portal.Conversation
	if status := d.call(d.phone, http.MethodPost, path, "", body, &c); status != http.StatusOK {
		d.t.Fatalf("%s %s: got %d", path, body, status)
	}
	for _, turn := range c.Turns {
		if turn.Text == "" {
			d.t.Errorf("turn %s has no words", turn.ID)
		}
	}
	if c.Labels.AI == "" || c.Labels.Person == "" {
		d.t.Errorf("the conversation does not say that an AI speaks: %+v", c.Labels)
	}
	return c
}

// answer is a plain answer to the question now being asked.
func answer(t *testing.T, q portal.Question) string {
	t.Helper()
	a := portal.Answer{Question: q.ID}
	switch {
	case q.Kind == previsit.KindYesNo:
		a.Option = "no"
	case q.AllowUnknown:
		a.Unknown = true
	case len(q.Options) > 0:
		a.Option = q.Options[0].ID
	default:
		a.Text = "头痛两天了，不厉害"
	}
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestAPatientGoesFromTheLinkToTheConfirmedSummary(t *testing.T) {
	t.Parallel()
	d := newVisitDesk(t)
	link := d.invite("zh")
	c := d.step("/api"+strings.Replace(link, "/visit/", "/visit-links/", 1)+"/open", "{}")
	if c.Lang != "zh" || c.Status != "active" || c.Question == nil || len(c.Turns) != 1 || c.Turns[0].From != "apricot" {
		t.Fatalf("the conversation begins as %+v", c)
	}
	first := c.Question.ID
	c = d.step("/api/previsit/answers", answer(t, *c.Question))
	c = d.step("/api/previsit/back", "{}")
	if c.Question == nil || c.Question.ID != first || c.Progress.Asked != 0 {
		t.Fatalf("after taking back, the question is %+v", c.Question)
	}
	for steps := 0; c.Question != nil; steps++ {
		if steps > c.Progress.AtMost {
			t.Fatalf("the interview does not end within %d questions", c.Progress.AtMost)
		}
		c = d.step("/api/previsit/answers", answer(t, *c.Question))
	}
	if c.Status != "review" || c.Summary == nil || c.Summary.Label == "" || c.Summary.Urgency.Label == "" || c.Summary.Department.Label == "" {
		t.Fatalf("the interview ended as %s with %+v", c.Status, c.Summary)
	}
	zh := c.Summary.Label
	if c = d.step("/api/previsit/language", `{"lang":"en"}`); c.Summary == nil || c.Summary.Label == zh {
		t.Errorf("in English the summary is %+v", c.Summary)
	}
	if c = d.step("/api/previsit/confirm", "{}"); c.Status != "confirmed" || c.Summary == nil || c.Turns[len(c.Turns)-1].Editable {
		t.Errorf("after confirming: %s", c.Status)
	}
	var p portal.Problem
	if status := d.call(newPhone(t), http.MethodPost, "/api"+strings.Replace(link, "/visit/", "/visit-links/", 1)+"/open", "", "{}", &p); status != http.StatusGone {
		t.Errorf("another phone opened the link: %d %+v", status, p)
	}
}

func TestARedFlagShowsTheEmergencyScreen(t *testing.T) {
	t.Parallel()
	d := newVisitDesk(t)
	c := d.step("/api"+strings.Replace(d.invite("en"), "/visit/", "/visit-links/", 1)+"/open", "{}")
	c = d.step("/api/previsit/answers", `{"question":"`+c.Question.ID+`","text":"crushing chest pain into my left arm for half an hour, sweating"}`)
	e := c.Emergency
	if c.Status != "emergency" || c.Question != nil || e == nil || e.Call != "120" || e.Title == "" || e.Text == "" || len(e.Reasons) == 0 || len(e.Actions) == 0 {
		t.Fatalf("status %s, emergency %+v", c.Status, e)
	}
	if last := c.Turns[len(c.Turns)-1]; last.From != "patient" || !last.Editable {
		t.Errorf("a mistake cannot be taken back: %+v", last)
	}
}

func TestOnlyTextClearedForPatientsIsShownToThem(t *testing.T) {
	t.Parallel()
	d := newVisitDesk(t)
	if got := patientText(fence.Cleared{}); got != "" {
		t.Errorf("nothing was cleared and %q is shown", got)
	}
	_, cleared, err := d.fence.Gate(t.Context(), fence.Draft{Audience: fence.Doctor, Lang: "en", Text: "Good morning."})
	if err != nil {
		t.Fatal(err)
	}
	if cleared.Text() == "" {
		t.Fatal("the fence withheld a greeting from a doctor: the test proves nothing")
	}
	if got := patientText(cleared); got != "" {
		t.Errorf("a doctor's text is shown to a patient: %q", got)
	}
	if _, err := shownTo(previsit.Conversation{Question: &previsit.Question{ID: "q"}}, nil); err == nil {
		t.Error("a question without words was sent to the phone")
	}
	if options := questionOf(previsit.Question{Options: []previsit.Option{{ID: "yes"}}}).Options; len(options) != 0 {
		t.Errorf("an option without words was sent: %v", options)
	}
}
