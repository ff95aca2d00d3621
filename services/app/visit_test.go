package app_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/services/app"
	"apricot.health/services/portal"
)

// house is a whole Apricot on free ports, with everything it logs.
type house struct {
	t    *testing.T
	cfg  app.Config
	base string
	mllp string
	logs *syncBuffer
	stop func()
	// bodies are all answers, for the canary test.
	bodies *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func newHouse(t *testing.T, data string) *house {
	t.Helper()
	h := &house{t: t, logs: &syncBuffer{}, bodies: &syncBuffer{}}
	h.cfg = app.Config{
		Data: data, HTTP: "127.0.0.1:0", MLLP: "127.0.0.1:0", MQTT: "127.0.0.1:0", Now: time.Now,
		Logger: slog.New(slog.NewJSONHandler(h.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	a, err := app.New(t.Context(), h.cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- a.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		t.Fatalf("the server ended at start: %v", err)
	}
	addrs := a.Addrs()
	h.base, h.mllp = "http://"+addrs["http"], addrs["mllp"]
	var once sync.Once
	h.stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				t.Errorf("stop: %v", err)
			}
		})
	}
	t.Cleanup(h.stop)
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(h.logs.String())
		}
	})
	return h
}

// send is a foreign MLLP sender: it writes bytes and reads one framed answer.
func (h *house) send(message string) string {
	h.t.Helper()
	c, err := net.DialTimeout("tcp", h.mllp, 5*time.Second)
	if err != nil {
		h.t.Fatal(err)
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		h.t.Fatal(err)
	}
	if _, err := fmt.Fprintf(c, "\x0b%s\x1c\r", strings.ReplaceAll(strings.TrimSpace(message), "\n", "\r")); err != nil {
		h.t.Fatal(err)
	}
	answer, err := bufio.NewReader(c).ReadString('\x1c')
	if err != nil {
		h.t.Fatalf("no answer: %v", err)
	}
	return answer
}

// client speaks as one party.
type client struct {
	h     *house
	http  http.Client
	token string
}

func (h *house) as(a actor.Actor) *client {
	h.t.Helper()
	signer, err := app.SignerOf(h.cfg.Data, time.Now)
	if err != nil {
		h.t.Fatal(err)
	}
	token, err := signer.Issue(portal.BearerToken, portal.ClaimsFor(a), time.Hour)
	if err != nil {
		h.t.Fatal(err)
	}
	return &client{h: h, token: token}
}

func (h *house) browser() *client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &client{h: h, http: http.Client{Jar: jar}}
}

// do sends a request and decodes the answer, which must have the status.
func (c *client) do(method, path string, body any, want int, into any) {
	c.h.t.Helper()
	var payload io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			c.h.t.Fatal(err)
		}
		payload = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(c.h.t.Context(), method, c.h.base+path, payload)
	if err != nil {
		c.h.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Apricot-Request", "1")
	req.Header.Set("Accept-Language", "zh")
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(req)
	if err != nil {
		c.h.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		c.h.t.Fatal(err)
	}
	if res.StatusCode >= 400 {
		_, _ = c.h.bodies.Write(raw)
	}
	if res.StatusCode != want {
		c.h.t.Fatalf("%s %s: %d, want %d: %s", method, path, res.StatusCode, want, raw)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			c.h.t.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
}

func system() actor.Actor {
	return actor.Actor{ID: "system:test", Role: actor.Integrator, Purpose: actor.Treatment}
}

func doctor() actor.Actor {
	return actor.Actor{ID: "Practitioner/d1", Role: actor.Doctor, Display: "林医生", Purpose: actor.Treatment}
}

func manager() actor.Actor {
	return actor.Actor{ID: "Practitioner/c1", Role: actor.CareManager, Display: "何护士", Purpose: actor.Treatment}
}

// The canaries: markers of a planted patient that must turn up nowhere but in
// answers to those who may read them.
const (
	canaryName  = "金丝雀甲乙"
	canaryMRN   = "MRN7734001"
	canaryPhone = "13977340019"
	canaryWords = "胸口压着疼像石板七七三四"
)

func admission(control string) string {
	return `MSH|^~\&|HIS|H1|APRICOT|H1|20260304080000+0800||ADT^A04^ADT_A01|` + control + `|P|2.5.1|||AL|NE||UNICODE UTF-8
EVN|A04|20260304080000
PID|1||` + canaryMRN + `^^^H1^MR||` + canaryName + `||19570612|M|||^^杭州||` + canaryPhone + `
PV1|1|O|OPD^^^H1||||||||||||||||V7734|||||||||||||||||||||||||20260304080000
AL1|1|DA|^青霉素|SV|皮疹`
}

func searched(c *client, path string) (ids []string) {
	c.h.t.Helper()
	var b struct {
		Entry []struct{ Resource struct{ ID string } }
	}
	c.do("GET", path, nil, 200, &b)
	for _, e := range b.Entry {
		ids = append(ids, e.Resource.ID)
	}
	return ids
}

// arrive sends the admission and gives the patient's id.
func (h *house) arrive(control string) string {
	h.t.Helper()
	if answer := h.send(admission(control)); !strings.Contains(answer, "MSA|AA|"+control) && !strings.Contains(answer, "MSA|CA|"+control) {
		h.t.Fatalf("the admission was answered %q", answer)
	}
	var ids []string
	for range 50 { // an enhanced-mode sender hears CA before the mapping
		if ids = searched(h.as(system()), "/fhir/Patient?identifier="+canaryMRN); len(ids) > 0 {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if len(ids) != 1 {
		h.t.Fatalf("%d patients after the admission", len(ids))
	}
	return ids[0]
}

// chat opens a new link for the patient and gives its browser and conversation.
func (h *house) chat(patient string) (*client, portal.Conversation) {
	h.t.Helper()
	var link struct{ URL string }
	h.as(system()).do("POST", "/api/visit-links", map[string]any{"patient": patient, "lang": "zh"}, 200, &link)
	token := link.URL[strings.LastIndexByte(link.URL, '/')+1:]
	b := h.browser()
	var c portal.Conversation
	b.do("POST", "/api/visit-links/"+token+"/open", map[string]any{}, 200, &c)
	h.browser().do("POST", "/api/visit-links/"+token+"/open", map[string]any{}, 410, nil)
	return b, c
}

func answerOf(q *portal.Question) map[string]any {
	switch {
	case q.Kind == "yes_no":
		return map[string]any{"question": q.ID, "option": "no"}
	case strings.HasPrefix(q.ID, "history."):
		return map[string]any{"question": q.ID, "option": "none"}
	default:
		return map[string]any{"question": q.ID, "unknown": true}
	}
}

// The test reads /metrics, and the meter provider is the process's: it runs
// alone.
func TestOneVisitEndToEnd(t *testing.T) {
	h := newHouse(t, t.TempDir())
	patient := h.arrive("C1")
	if again := h.arrive("C1"); again != patient {
		t.Fatalf("the same message made another patient: %s and %s", patient, again)
	}

	// Danger ends the chat at once.
	b, c := h.chat(patient)
	b.do("POST", "/api/previsit/answers", map[string]any{"question": c.Question.ID, "text": canaryWords + "，左胳膊也疼，出冷汗"}, 200, &c)
	if c.Status != "emergency" || c.Emergency == nil || c.Emergency.Call != "120" {
		t.Fatalf("chest pain gave status %s", c.Status)
	}

	// A cough runs to the summary, which the patient confirms.
	b, c = h.chat(patient)
	b.do("POST", "/api/previsit/answers", map[string]any{"question": c.Question.ID, "text": "咳嗽三天，有痰"}, 200, &c)
	for range 40 {
		if c.Question == nil {
			break
		}
		if c.Question.Text == "" {
			t.Fatalf("question %s has no words", c.Question.ID)
		}
		b.do("POST", "/api/previsit/answers", answerOf(c.Question), 200, &c)
	}
	if c.Status != "review" || c.Summary == nil || c.Summary.Department.Label == "" {
		t.Fatalf("the cough ended as %s", c.Status)
	}
	b.do("POST", "/api/previsit/confirm", map[string]any{}, 200, &c)

	h.consultation(patient)
	h.atHome(patient)
	h.audited()
	h.canaries()
}

// consultation is the doctor's part of the visit.
func (h *house) consultation(patient string) {
	t := h.t
	t.Helper()
	doc := h.as(doctor())
	var page portal.PatientPage
	doc.do("GET", "/api/doctor/patients/"+patient, nil, 200, &page)
	if page.Banner.Name != canaryName || !strings.Contains(strings.Join(page.Banner.Allergies, " "), "青霉素") {
		t.Errorf("banner %+v", page.Banner)
	}
	if page.Summary == nil || len(page.Path) == 0 {
		t.Errorf("the doctor sees no summary or no path")
	}
	var checked portal.Cards
	doc.do("POST", "/api/doctor/patients/"+patient+"/check-orders", map[string]any{"orders": []map[string]any{{"text": "阿莫西林 0.5g 口服 每日三次"}}}, 200, &checked)
	if len(checked.Cards) == 0 || checked.Cards[0].Indicator != "critical" {
		t.Fatalf("amoxicillin against a penicillin allergy gave %+v", checked.Cards)
	}
	card := checked.Cards[0]
	if n := len([]rune(card.Summary)); n == 0 || n >= 140 || card.Source.Label == "" {
		t.Errorf("card summary of %d characters, source %q", n, card.Source.Label)
	}
	doc.do("POST", "/api/doctor/cards/"+card.UUID+"/feedback", map[string]any{
		"outcome": "overridden", "overrideReason": map[string]any{"code": "benefit", "display": "获益大于风险"},
	}, 204, nil)
	h.hooks(patient)
	h.as(manager()).do("GET", "/api/doctor/patients/"+patient, nil, 403, nil)
	h.browser().do("GET", "/api/doctor/patients/"+patient, nil, 401, nil)
}

// hooks calls the CDS Hooks door as an EMR does.
func (h *house) hooks(patient string) {
	t := h.t
	t.Helper()
	emr := h.as(system())
	var found struct{ Services []struct{ ID, Hook string } }
	emr.do("GET", "/cds-services", nil, 200, &found)
	byHook := map[string]string{}
	for _, s := range found.Services {
		byHook[s.Hook] = s.ID
	}
	var answer struct {
		Cards []struct {
			Summary, Indicator string
			Source             struct{ Label string }
		}
	}
	hook := func(name string, context map[string]any) {
		context["userId"], context["patientId"] = "Practitioner/d1", patient
		emr.do("POST", "/cds-services/"+byHook[name], map[string]any{
			"hook": name, "hookInstance": "5f8f0a3e-2b1c-4d3e-9f00-000000000001", "context": context,
		}, 200, &answer)
	}
	hook("patient-view", map[string]any{})
	if len(answer.Cards) == 0 {
		t.Error("patient-view gives no card")
	}
	for _, c := range answer.Cards {
		if n := len([]rune(c.Summary)); n == 0 || n >= 140 || c.Source.Label == "" {
			t.Errorf("card %+v", c)
		}
	}
	hook("order-sign", map[string]any{"draftOrders": map[string]any{"resourceType": "Bundle", "entry": []any{map[string]any{"resource": map[string]any{
		"resourceType": "MedicationRequest", "id": "m1", "status": "draft", "intent": "order", "subject": map[string]any{"reference": "Patient/" + patient},
		"medicationCodeableConcept": map[string]any{"text": "阿莫西林胶囊"},
	}}}}})
	if len(answer.Cards) == 0 || answer.Cards[0].Indicator != "critical" {
		t.Errorf("order-sign against a penicillin allergy gave %+v", answer.Cards)
	}
	emr.do("POST", "/cds-services/"+byHook["order-sign"], map[string]any{"hook": "order-sign"}, 400, nil)
}

// atHome is the care manager's part.
func (h *house) atHome(patient string) {
	t := h.t
	t.Helper()
	var cred portal.Credential
	h.as(system()).do("POST", "/api/devices", map[string]any{"patient": patient, "display": "watch"}, 200, &cred)
	var stored portal.ReadingResults
	h.as(system()).do("POST", "/api/vitals", map[string]any{"device": cred.Device, "readings": []map[string]any{
		{"metric": "spo2", "value": 86, "unit": "%", "at": time.Now().Add(-time.Minute).Format(time.RFC3339)},
		{"metric": "heart_rate", "value": 134, "unit": "次/分", "at": time.Now().Add(-time.Minute).Format(time.RFC3339)},
	}}, 200, &stored)
	for _, r := range stored.Results {
		if r.Status != "stored" {
			t.Errorf("reading %+v", r)
		}
	}
	care := h.as(manager())
	var w portal.Worklist
	care.do("GET", "/api/care/worklist", nil, 200, &w)
	var task string
	for _, it := range w.Items {
		if it.Patient.ID == patient && len(it.Why) > 0 && len(it.Latest) > 0 && it.Suggested != "" {
			task = it.Task
		}
	}
	if task == "" {
		t.Fatalf("no alert with a reason on the worklist: %+v", w.Items)
	}
	var it portal.WorkItem
	care.do("POST", "/api/care/tasks/"+task+"/acknowledge", map[string]any{}, 200, &it)
	if it.Status != "accepted" || it.Owner != "何护士" {
		t.Errorf("acknowledged item %+v", it)
	}
	care.do("POST", "/api/care/tasks/"+task+"/close", map[string]any{"reason": ""}, 422, nil)
	care.do("POST", "/api/care/tasks/"+task+"/close", map[string]any{"reason": "已电话联系，家属陪同就诊"}, 200, &it)
	if it.Status != "completed" {
		t.Errorf("closed item %+v", it)
	}
}

// audited stops the server and verifies the log of all that happened.
func (h *house) audited() {
	t := h.t
	t.Helper()
	var metrics bytes.Buffer
	res, err := http.Get(h.base + "/metrics") // loopback
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(&metrics, res.Body); err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if !strings.Contains(metrics.String(), "apricot_hl7_messages_total") {
		t.Error("/metrics does not count the HL7 messages")
	}
	_, _ = h.bodies.Write(metrics.Bytes())
	h.stop()
	db, err := app.OpenDatabase(t.Context(), h.cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	verifier, err := app.AuditVerifier(h.cfg.Data)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := audit.Verify(t.Context(), filepath.Join(h.cfg.Data, "audit"), db, verifier, nil)
	if err != nil || len(rep.Problems) > 0 || rep.Pending > 0 || rep.Entries < 50 {
		t.Errorf("audit: %v %+v", err, rep)
	}
}

// canaries looks for the planted patient in logs, metrics and error bodies.
func (h *house) canaries() {
	h.t.Helper()
	for where, text := range map[string]string{"logs": h.logs.String(), "metrics and error bodies": h.bodies.String()} {
		for _, canary := range []string{canaryName, canaryMRN, canaryPhone, canaryWords} {
			if strings.Contains(text, canary) {
				h.t.Errorf("%s hold the marker %q", where, canary)
			}
		}
	}
}

func TestASecondStartFindsItsData(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := newHouse(t, data)
	patient := first.arrive("C1")
	first.stop()
	second := newHouse(t, data)
	if again := second.arrive("C1"); again != patient {
		t.Errorf("after a restart the same message made %s, not %s", again, patient)
	}
}

func TestBadInputAtEveryDoor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir())
	sys := h.as(system())
	sys.do("GET", "/fhir/Patient/none", nil, 404, nil)
	sys.do("GET", "/fhir/Nonsense", nil, 404, nil)
	sys.do("GET", "/fhir/Patient?birthdate=yesterday", nil, 400, nil)
	sys.do("POST", "/fhir/Patient", "not a resource", 400, nil)
	sys.do("POST", "/api/vitals", map[string]any{"device": "none", "readings": []any{}}, 400, nil)
	sys.do("POST", "/api/vitals", map[string]any{"device": "none", "readings": []any{map[string]any{"metric": "spo2", "value": 97, "unit": "%", "at": "2026-01-01T00:00:00Z"}}}, 404, nil)
	h.browser().do("GET", "/fhir/Patient", nil, 401, nil)
	h.browser().do("POST", "/api/visit-links/none/open", map[string]any{}, 404, nil)
	if answer := h.send("PID|1||x"); !strings.Contains(answer, "MSA|AR|") {
		t.Errorf("a message without a header was answered %q", answer)
	}
	if answer := h.send(`MSH|^~\&|A|B|C|D|20260304||ADT^A99|7|P|2.5` + "\n"); !strings.Contains(answer, "MSA|AR|7") {
		t.Errorf("an unsupported type was answered %q", answer)
	}
}
