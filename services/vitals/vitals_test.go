package vitals_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/google/go-cmp/cmp"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/knowledge/content"
	"apricot.health/services/vitals"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

type ward struct {
	*vitals.Service
	store store.Store
	cred  vitals.Credential
	ctx   context.Context // the system's
	dev   context.Context // the device's
	marks int             // of told
}

func newWard(t *testing.T) *ward {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return noon }
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &ward{store: guard.New(db, now), ctx: actor.With(context.Background(), actor.System("test"))}
	_, err = w.store.Apply(w.ctx, store.Batch{Ops: []store.Op{{
		Verb: store.Update, Type: "Patient", ID: "p1", Body: []byte(`{"resourceType":"Patient","id":"p1","gender":"male","birthDate":"1950-01-01"}`),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	w.Service, err = vitals.New(vitals.Config{Store: w.store, Graph: g, Now: now, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	if w.cred, err = w.Register(w.ctx, "p1", "watch"); err != nil {
		t.Fatal(err)
	}
	a, err := w.Authenticate(context.Background(), w.cred.Username, w.cred.Password)
	if err != nil {
		t.Fatal(err)
	}
	w.dev = actor.With(context.Background(), a)
	return w
}

func (w *ward) count(t *testing.T, typ string, q url.Values) int {
	t.Helper()
	parsed, err := search.Parse(typ, q, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.store.Search(w.ctx, parsed)
	if err != nil {
		t.Fatal(err)
	}
	return len(res.Matches)
}

func (w *ward) alerts(t *testing.T) int {
	return w.count(t, "Task", url.Values{"patient": {"p1"}, "status": {"requested"}})
}

// accept is a care manager who takes the open alert of p1 on; end closes it.
func (w *ward) accept(t *testing.T) { w.answer(t, "accepted") }
func (w *ward) end(t *testing.T)    { w.answer(t, "completed") }

func (w *ward) answer(t *testing.T, status string) {
	t.Helper()
	q, err := search.Parse("Task", url.Values{"status": {"requested"}, "patient": {"p1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.store.Search(w.ctx, q)
	if err != nil || len(res.Matches) != 1 {
		t.Fatalf("%d requested alerts, %v", len(res.Matches), err)
	}
	r := res.Matches[0]
	body := bytes.Replace(r.JSON, []byte(`"requested"`), []byte(`"`+status+`"`), 1)
	if _, err := w.store.Apply(w.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Task", ID: r.ID, Body: body}}}); err != nil {
		t.Fatal(err)
	}
}

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

func TestIngestTellsEachReadingsFate(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	got, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{
		{Metric: "heart_rate", Value: 72, Unit: "bpm", At: at(-10)},
		{Metric: "heart_rate", Value: 72, Unit: "bpm", At: at(-10)},
		{Metric: "heart_rate", Value: 72, Unit: "bpm", At: at(-10), Seq: 2},
		{Metric: "temperature", Value: 98.6, Unit: "°F", At: at(-10)},
		{Metric: "spo2", Value: 101, Unit: "%", At: at(-10)},
		{Metric: "spo2", Value: 100, Unit: "%", At: at(-10), Seq: 1},
		{Metric: "spo2", Value: 97, Unit: "%", At: at(6)},
		{Metric: "spo2", Value: 97, Unit: "%", At: at(5)},
		{Metric: "weight", Value: 70, Unit: "stone", At: at(-10)},
		{Metric: "mood", Value: 3, Unit: "1", At: at(-10)},
		{Metric: "spo2", Value: 97, Unit: "%"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var fates []string
	for _, r := range got {
		fates = append(fates, r.Status)
	}
	want := []string{"stored", "duplicate", "stored", "stored", "quarantined", "stored", "quarantined", "stored", "rejected", "rejected", "rejected"}
	if d := cmp.Diff(want, fates); d != "" {
		t.Errorf("fates (-want +got):\n%s", d)
	}
	if n := w.count(t, "Observation", url.Values{"patient": {"p1"}}); n != 5 {
		t.Errorf("%d Observations, want 5", n)
	}
	if n := w.count(t, "DetectedIssue", url.Values{"patient": {"p1"}}); n != 2 {
		t.Errorf("%d readings set aside, want 2", n)
	}
	if n := w.count(t, "Observation", url.Values{"code": {"8310-5"}, "value-quantity": {"37|http://unitsofmeasure.org|Cel"}}); n != 1 {
		t.Errorf("98.6 °F is not stored as 37 Cel (%d found)", n)
	}
}

func TestResendingStoresNothingNew(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	batch := []vitals.Reading{{Metric: "heart_rate", Value: 140, Unit: "/min", At: at(-5)}, {Metric: "spo2", Value: 84, Unit: "%", At: at(-5)}}
	for i := range 3 {
		got, err := w.Ingest(w.dev, w.cred.Device, batch)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 && (got[0].Status != vitals.Duplicate || got[1].Status != vitals.Duplicate) {
			t.Errorf("round %d: %+v", i, got)
		}
	}
	if n := w.alerts(t); n != 1 {
		t.Errorf("%d open alerts, want 1", n)
	}
}

func TestOneAlertForManyConcurrentBatches(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			_, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: "heart_rate", Value: 150, Unit: "/min", At: at(-5), Seq: int64(i)}})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := w.alerts(t); n != 1 {
		t.Errorf("%d open alerts, want 1", n)
	}
}

func TestAlertThresholdsOnBothSides(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		metric, unit string
		value        float64
		alert        bool
	}{
		{"spo2", "%", 89, true},
		{"spo2", "%", 97, false},
		{"heart_rate", "/min", 131, true},
		{"heart_rate", "/min", 88, false},
		{"blood_pressure_systolic", "mm[Hg]", 190, true},
		{"blood_pressure_systolic", "mm[Hg]", 128, false},
	} {
		t.Run(fmt.Sprintf("%s %v", tc.metric, tc.value), func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			if _, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: tc.metric, Value: tc.value, Unit: tc.unit, At: at(-1)}}); err != nil {
				t.Fatal(err)
			}
			if got := w.alerts(t) == 1; got != tc.alert {
				t.Errorf("alert %v, want %v", got, tc.alert)
			}
		})
	}
}

// open are the rules that the open alert names, with its status.
func (w *ward) open(t *testing.T) (status string, rules []string) {
	t.Helper()
	status, reasons := w.reasons(t)
	for _, r := range reasons {
		rule, _, _ := strings.Cut(r, " ")
		rules = append(rules, rule)
	}
	return status, rules
}

// reasons are "rule found" of the open alert, with its status.
func (w *ward) reasons(t *testing.T) (status string, reasons []string) {
	t.Helper()
	a := w.openAlert(t)
	for _, in := range a.Input {
		reasons = append(reasons, in["type"].(map[string]any)["text"].(string)+" "+in["valueString"].(string))
	}
	return a.Status, reasons
}

func (w *ward) priority(t *testing.T) string {
	t.Helper()
	return w.openAlert(t).Priority
}

func (w *ward) openAlert(t *testing.T) (a vitals.Alert) {
	t.Helper()
	q, err := search.Parse("Task", url.Values{"status": {"requested,accepted"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.store.Search(w.ctx, q)
	if err != nil || len(res.Matches) != 1 {
		t.Fatalf("%d open alerts, %v", len(res.Matches), err)
	}
	if err := json.Unmarshal(res.Matches[0].JSON, &a); err != nil {
		t.Fatal(err)
	}
	return a
}

// TestAnotherDangerIsNotHiddenByAnOpenAlert: who was called for a blood pressure
// is called again for the oxygen, and the first reason stays.
func TestAnotherDangerIsNotHiddenByAnOpenAlert(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.send(t, systolic(196, -9))
	w.accept(t)
	w.send(t, systolic(198, -6))
	if status, _ := w.open(t); status != "accepted" {
		t.Errorf("more of the same makes the alert %s again", status)
	}
	w.send(t, oxygen(84, -3))
	status, rules := w.open(t)
	if status != "requested" || !slices.Contains(rules, "band.home.spo2") || !slices.Contains(rules, "band.home.sbp") {
		t.Errorf("the alert is %s for %q", status, rules)
	}
}

// TestWaterInHeartFailureIsNoticed: more than two kilograms in three days page
// somebody for who has a failing heart, and for nobody else.
func TestWaterInHeartFailureIsNoticed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failing bool
		before  float64 // three days ago, of 60 kg now
		alerts  int
	}{
		"three kilograms":                 {true, 57, 1},
		"one kilogram":                    {true, 59, 0},
		"three kilograms, a sound heart":  {false, 57, 0},
		"three kilograms lost, not taken": {true, 63, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			if tc.failing {
				w.heartFailure(t)
			}
			for _, r := range []vitals.Reading{
				{Metric: "weight", Value: tc.before, Unit: "kg", At: at(-3*24*60 + 10)}, {Metric: "weight", Value: 60, Unit: "kg", At: at(-5)},
			} {
				if _, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{r}); err != nil {
					t.Fatal(err)
				}
			}
			if n := w.alerts(t); n != tc.alerts {
				t.Errorf("%d alerts, want %d", n, tc.alerts)
			}
		})
	}
}

func TestLateDataIsStoredAndNeverPages(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	got, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: "spo2", Value: 80, Unit: "%", At: at(-60 * 5)}})
	if err != nil || got[0].Status != vitals.Stored {
		t.Fatalf("%v %+v", err, got)
	}
	if n := w.alerts(t); n != 0 {
		t.Errorf("late data raised %d alerts", n)
	}
}

func TestAuthenticateRefuses(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	for _, c := range [][2]string{{w.cred.Username, "wrong"}, {"nobody", w.cred.Password}, {"", ""}, {"../x", "y"}} {
		if _, err := w.Authenticate(context.Background(), c[0], c[1]); !outcome.Is(err, outcome.Unauthenticated) {
			t.Errorf("%q got %v", c[0], err)
		}
	}
}

func TestParseBundleReadsPanelsAndKeepsTheSubject(t *testing.T) {
	t.Parallel()
	readings, device, err := vitals.ParseBundle([]byte(`{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Observation","subject":{"reference":"Patient/other"},"device":{"reference":"Device/d1"},
	 "code":{"coding":[{"code":"85354-9"}]},"effectiveDateTime":"2026-03-04T11:00:00Z","component":[
	 {"code":{"coding":[{"code":"8480-6"}]},"valueQuantity":{"value":150,"code":"mm[Hg]"}},{"code":{"coding":[{"code":"8462-4"}]},"valueQuantity":{"value":90,"unit":"mmHg"}}]}}]}`))
	if err != nil || device != "d1" {
		t.Fatalf("%v, device %q", err, device)
	}
	want := []vitals.Reading{
		{Metric: "blood_pressure_systolic", Value: 150, Unit: "mm[Hg]", At: at(-60), Subject: "Patient/other"},
		{Metric: "blood_pressure_diastolic", Value: 90, Unit: "mmHg", At: at(-60), Subject: "Patient/other"},
	}
	if d := cmp.Diff(want, readings); d != "" {
		t.Error(d)
	}
}

// door runs the MQTT door and returns its address.
func (w *ward) door(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() {
		done <- vitals.NewDoor(func() *vitals.Service { return w.Service }, ln).Run(ctx, func() { close(ready) })
	}()
	<-ready
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return ln.Addr().String()
}

func dial(addr, user, password string) (paho.Client, error) {
	c := paho.NewClient(paho.NewClientOptions().AddBroker("tcp://" + addr).SetUsername(user).SetPassword(password).
		SetClientID(user).SetAutoReconnect(false).SetConnectTimeout(5 * time.Second))
	token := c.Connect()
	token.WaitTimeout(10 * time.Second)
	return c, token.Error()
}

func TestMQTTAcknowledgesWhatIsStored(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	addr := w.door(t)
	c, err := dial(addr, w.cred.Username, w.cred.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Disconnect(0)
	payload, err := json.Marshal(map[string]any{"readings": []vitals.Reading{{Metric: "heart_rate", Value: 70, Unit: "/min", At: at(-1)}}})
	if err != nil {
		t.Fatal(err)
	}
	token := c.Publish(w.cred.Topic, 1, false, payload)
	if !token.WaitTimeout(10*time.Second) || token.Error() != nil {
		t.Fatalf("no PUBACK: %v", token.Error())
	}
	if n := w.count(t, "Observation", url.Values{"patient": {"p1"}}); n != 1 {
		t.Errorf("%d Observations when PUBACK came, want 1", n)
	}
	bad := c.Publish(w.cred.Topic, 1, false, "{not json")
	if bad.WaitTimeout(2*time.Second) && bad.Error() == nil {
		t.Error("a message that was not stored was acknowledged")
	}
	if n := w.count(t, "Observation", url.Values{"patient": {"p1"}}); n != 1 {
		t.Errorf("%d Observations after a bad message, want 1", n)
	}
}

func TestMQTTKeepsDevicesApart(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	addr := w.door(t)
	if _, err := dial(addr, w.cred.Username, "wrong"); err == nil {
		t.Error("a wrong password was let in")
	}
	other, err := w.Register(w.ctx, "p1", "second watch")
	if err != nil {
		t.Fatal(err)
	}
	c, err := dial(addr, w.cred.Username, w.cred.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Disconnect(0)
	payload := strings.ReplaceAll(`{"metric":"heart_rate","value":70,"unit":"/min","at":"T"}`, `"T"`, `"`+at(-1).Format(time.RFC3339)+`"`)
	c.Publish(other.Topic, 1, false, payload).WaitTimeout(2 * time.Second)
	if n := w.count(t, "Observation", url.Values{"patient": {"p1"}}); n != 0 {
		t.Errorf("a device published as another: %d Observations", n)
	}
}

// TestOneUnreadableReadingCostsNoOther: a device that writes one moment without its zone
// or one value as a word gets the rest of its list stored, and is told which and why.
func TestOneUnreadableReadingCostsNoOther(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	good := `{"metric":"spo2","value":97,"unit":"%","at":"` + at(-10).Format(time.RFC3339) + `"}`
	readings, err := vitals.ParseReadings([]byte(`{"readings":[` + good + `,
		{"metric":"spo2","value":96,"unit":"%","at":"2026-03-04T11:00:00"},
		{"metric":"spo2","value":"九十","unit":"%","at":"` + at(-9).Format(time.RFC3339) + `"},
		{"metric":"spo2","valeu":96,"unit":"%","at":"` + at(-8).Format(time.RFC3339) + `"},
		7]}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := w.Ingest(w.dev, w.cred.Device, readings)
	if err != nil {
		t.Fatal(err)
	}
	var fates []string
	for _, r := range got {
		fates = append(fates, r.Status+" "+r.Reason)
	}
	want := []string{
		"stored ", "rejected the time is no RFC 3339 time with its zone, such as 2026-03-04T11:00:00+08:00", "rejected value has the wrong type",
		"rejected it has a member that is not known, or is no object", "rejected it has a member that is not known, or is no object",
	}
	if d := cmp.Diff(want, fates); d != "" {
		t.Errorf("fates (-want +got):\n%s", d)
	}
	for _, raw := range []string{
		`{"readings":[` + good + `,{"metric":"spo2","value":"九十","subject":"Patient/p2"}]}`,
		`{"readings":[` + good + `,{"metric":"spo2","subject":{"reference":"Patient/p1"}}]}`,
	} {
		readings, err := vitals.ParseReadings([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Ingest(w.dev, w.cred.Device, readings); !outcome.Is(err, outcome.Forbidden) {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

func FuzzParseReadings(f *testing.F) {
	f.Add([]byte(`{"readings":[{"metric":"spo2","value":97,"unit":"%","at":"2026-03-04T11:00:00Z"}]}`))
	f.Add([]byte(`{"metric":"spo2","value":1e400}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		readings, err := vitals.ParseReadings(raw)
		if err != nil && outcome.KindOf(err) == outcome.Internal {
			t.Errorf("an unclassified error: %v", err)
		}
		_ = readings
		_, _, err = vitals.ParseBundle(raw)
		if err != nil && outcome.KindOf(err) == outcome.Internal {
			t.Errorf("an unclassified error: %v", err)
		}
	})
}
