package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/services/app"
	"apricot.health/services/app/apptest"
	"apricot.health/services/portal"
)

// house is a whole Apricot on free ports, with everything it logs.
type house struct {
	*apptest.House
	cfg  app.Config
	logs *apptest.Buffer
	stop func()
}

func newHouse(t *testing.T, data string, with ...func(*app.Config)) *house {
	t.Helper()
	h := &house{logs: &apptest.Buffer{}}
	h.cfg = app.Config{
		DecisionDeadline: time.Minute, // the house shares its cores with other tests
		Data:             data, HTTP: "127.0.0.1:0", MLLP: "127.0.0.1:0", MQTT: "127.0.0.1:0", Now: time.Now,
		Logger: slog.New(slog.NewJSONHandler(h.logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, w := range with {
		w(&h.cfg)
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
	signer, err := app.SignerOf(data, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	h.House = &apptest.House{
		T: t, Base: "http://" + addrs["http"], MLLP: addrs["mllp"], MQTT: addrs["mqtt"], Refusals: &apptest.Buffer{},
		Token: func(a actor.Actor) string {
			token, err := signer.Issue(portal.BearerToken, portal.ClaimsFor(a), time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return token
		},
	}
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

// The test reads /metrics, and the meter and tracer providers are the
// process's: it runs alone.
func TestOneVisitEndToEnd(t *testing.T) {
	var spans apptest.Buffer
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(&spans, r.Body) // protobuf keeps strings as they are
	}))
	defer collector.Close()
	h := newHouse(t, t.TempDir(), func(c *app.Config) { c.OTLP = collector.URL })
	h.Visit()
	h.Spoil()
	metrics := h.metrics()
	h.audited()

	sinks := map[string]string{
		"logs": h.logs.String(), "metrics": metrics, "error bodies": h.Refusals.String(), "spans": spans.String(),
	}
	for where, text := range sinks {
		if len(text) < 200 {
			t.Errorf("there are no %s to search", where)
		}
		for _, canary := range apptest.Canaries() {
			if strings.Contains(text, canary) {
				t.Errorf("%s hold the marker %q", where, canary)
			}
		}
	}
}

func (h *house) metrics() string {
	t := h.T
	t.Helper()
	res, err := http.Get(h.Base + "/metrics") // loopback
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(raw), "apricot_hl7_messages_total") {
		t.Error("/metrics does not count the HL7 messages")
	}
	return string(raw)
}

// audited stops the server and verifies the log of all that happened.
func (h *house) audited() {
	t := h.T
	t.Helper()
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

func TestASecondStartFindsItsData(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := newHouse(t, data)
	patient := first.Arrive("C1")
	first.stop()
	second := newHouse(t, data)
	if again := second.Arrive("C1"); again != patient {
		t.Errorf("after a restart the same message made %s, not %s", again, patient)
	}
}

func TestBadInputAtEveryDoor(t *testing.T) {
	t.Parallel()
	h := newHouse(t, t.TempDir())
	sys := h.As(apptest.System())
	sys.Do("GET", "/fhir/Patient/none", nil, 404, nil)
	sys.Do("GET", "/fhir/Nonsense", nil, 404, nil)
	sys.Do("GET", "/fhir/Patient?birthdate=yesterday", nil, 400, nil)
	sys.Do("POST", "/fhir/Patient", "not a resource", 400, nil)
	sys.Do("POST", "/api/vitals", map[string]any{"device": "none", "readings": []any{}}, 400, nil)
	sys.Do("POST", "/api/vitals", map[string]any{"device": "none", "readings": []any{map[string]any{"metric": "spo2", "value": 97, "unit": "%", "at": "2026-01-01T00:00:00Z"}}}, 404, nil)
	h.Browser().Do("GET", "/fhir/Patient", nil, 401, nil)
	h.Browser().Do("POST", "/api/visit-links/none/open", map[string]any{}, 404, nil)
	if answer := h.Send([]byte("PID|1||x")); !strings.Contains(answer, "MSA|AR|") {
		t.Errorf("a message without a header was answered %q", answer)
	}
	if answer := h.Send([]byte(`MSH|^~\&|A|B|C|D|20260304||ADT^A99|7|P|2.5` + "\r")); !strings.Contains(answer, "MSA|AR|7") {
		t.Errorf("an unsupported type was answered %q", answer)
	}
}
