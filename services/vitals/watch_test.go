package vitals_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/vitals"
)

// follow runs the watch until the test ends, or the function that it gives is
// called.
func (w *ward) follow(t *testing.T) (stop func()) {
	t.Helper()
	watch := &vitals.Watch{
		Service: func() *vitals.Service { return w.Service }, Store: w.store,
		Now: func() time.Time { return noon }, Logger: slog.New(slog.DiscardHandler),
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- watch.Run(ctx, func() {}) }()
	var once bool
	stop = func() {
		if once {
			return
		}
		once = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// put stores what another door stores.
func (w *ward) put(t *testing.T, id, body string) {
	t.Helper()
	op := store.Op{Verb: store.Create, Type: "Observation", Body: []byte(body)}
	if id != "" {
		op.Verb, op.ID = store.Update, id
		op.Body = []byte(strings.Replace(body, `"Observation"`, `"Observation","id":"`+id+`"`, 1))
	}
	if _, err := w.store.Apply(w.ctx, store.Batch{Ops: []store.Op{op}}); err != nil {
		t.Fatal(err)
	}
}

// told waits until the watch has judged all that is stored, and gives how often
// anybody was told of patient p1: an alert is a Task, a raised one its next version.
// What the watch judges last is a reading of another patient that asks for an alert.
func (w *ward) told(t *testing.T) (n int64) {
	t.Helper()
	w.marks++
	patient := fmt.Sprintf("mark%d", w.marks)
	w.put(t, "", observation(patient, "59408-5", "80", "%", noon))
	for end := time.Now().Add(30 * time.Second); w.count(t, "Task", url.Values{"patient": {patient}}) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the watch does not follow")
		}
	}
	q, err := search.Parse("Task", url.Values{"patient": {"p1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.store.Search(w.ctx, q)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range res.Matches {
		n += r.Version
	}
	return n
}

func observation(patient, loinc, value, unit string, at time.Time) string {
	return fmt.Sprintf(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":%q}]},
		"subject":{"reference":"Patient/%s"},"effectiveDateTime":%q,"valueQuantity":{"value":%s,"unit":%q,"system":"http://unitsofmeasure.org","code":%[5]q}}`,
		loinc, patient, at.Format(time.RFC3339), value, unit)
}

// A reading is alerted of whichever door it came by, where it is new, believable
// and a reading; each has a neighbour that is not.
func TestWatchAlertsOfEveryDoor(t *testing.T) {
	t.Parallel()
	panel := func(sys, dia string) string {
		return fmt.Sprintf(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},
			"subject":{"reference":"Patient/p1"},"effectiveDateTime":%q,"component":[
			{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":%s,"unit":"mmHg","code":"mm[Hg]"}},
			{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":%s,"unit":"mmHg","code":"mm[Hg]"}}]}`,
			at(-1).Format(time.RFC3339), sys, dia)
	}
	low := observation("p1", "59408-5", "84", "%", at(-1))
	for name, tc := range map[string]struct {
		body string
		want int64
	}{
		"oxygen of 84":               {low, 1},
		"oxygen of 97":               {observation("p1", "59408-5", "97", "%", at(-1)), 0},
		"by another code":            {observation("p1", "2708-6", "84", "%", at(-1)), 1},
		"a panel":                    {panel("190", "100"), 1},
		"a panel of nothing":         {panel("124", "76"), 0},
		"degrees Fahrenheit":         {observation("p1", "8310-5", "104.5", "[degF]", at(-1)), 1},
		"a period":                   {strings.Replace(low, `"effectiveDateTime":"`+at(-1).Format(time.RFC3339)+`"`, `"effectivePeriod":{"start":"`+at(-9).Format(time.RFC3339)+`","end":"`+at(-1).Format(time.RFC3339)+`"}`, 1), 1},
		"two hours old":              {observation("p1", "59408-5", "84", "%", at(-120)), 1},
		"more than two hours old":    {observation("p1", "59408-5", "84", "%", at(-121)), 0},
		"a clock five minutes ahead": {observation("p1", "59408-5", "84", "%", at(5)), 1},
		"a clock six minutes ahead":  {observation("p1", "59408-5", "84", "%", at(6)), 0},
		"no time":                    {strings.Replace(low, `"effectiveDateTime":"`+at(-1).Format(time.RFC3339)+`",`, "", 1), 0},
		"not to be believed":         {observation("p1", "59408-5", "0", "%", at(-1)), 0},
		"an error":                   {strings.Replace(low, `"final"`, `"entered-in-error"`, 1), 0},
		"of the laboratory": {strings.Replace(observation("p1", "15074-8", "31", "mmol/L", at(-1)), `"status"`,
			`"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"status"`, 1), 0},
		"a glucose at home": {observation("p1", "15074-8", "31", "mmol/L", at(-1)), 1},
		"of nobody":         {strings.Replace(low, `"subject":{"reference":"Patient/p1"},`, "", 1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			w.follow(t)
			w.put(t, "", tc.body)
			if got := w.told(t); got != tc.want {
				t.Errorf("told %d times, want %d", got, tc.want)
			}
		})
	}
}

// Readings of several doors make one score: a pulse by FHIR and an oxygen by the
// device's own door ask together for what neither asks for alone.
func TestWatchScoresWhatSeveralDoorsBrought(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.follow(t)
	w.put(t, "", observation("p1", "9279-1", "22", "/min", at(-9)))
	w.put(t, "", observation("p1", "8867-4", "112", "/min", at(-9)))
	if _, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: "temperature", Value: 39.2, Unit: "Cel", At: at(-5)}}); err != nil {
		t.Fatal(err)
	}
	w.told(t)
	q, err := search.Parse("Task", url.Values{"patient": {"p1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	res, err := w.store.Search(w.ctx, q)
	if err != nil || len(res.Matches) != 1 {
		t.Fatalf("%d alerts, %v", len(res.Matches), err)
	}
	if !bytes.Contains(res.Matches[0].JSON, []byte(`"valueString":"6"`)) { // 2 for the rate, 2 for the pulse, 2 for the heat
		t.Errorf("no sum of six: %s", res.Matches[0].JSON)
	}
}

// What is sent again calls nobody again: not in a new resource, not in a new
// version, and not after a restart, though
// the alert has been closed. Another value does.
func TestWatchTellsOnce(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	stop := w.follow(t)
	low := observation("p1", "59408-5", "84", "%", at(-1))
	w.put(t, "o1", low)
	if got := w.told(t); got != 1 {
		t.Fatalf("told %d times", got)
	}
	w.end(t)
	w.put(t, "o1", low) // no new version
	w.put(t, "o1", strings.Replace(low, `"status"`, `"note":[{"text":"checked"}],"status"`, 1))
	w.put(t, "", low)
	if got := w.told(t); got != 2 { // the closing is a version
		t.Fatalf("told %d times, want the first and its end", got)
	}
	stop()
	w.follow(t)
	if got := w.told(t); got != 2 {
		t.Errorf("after a restart told %d times", got)
	}
	w.put(t, "o1", strings.Replace(low, `:84`, `:83`, 1))
	if got := w.told(t); got != 3 {
		t.Errorf("a corrected value: told %d times, want 3", got)
	}
}

// What the device's own door has told of is not told again by a hub that passes
// the same reading on.
func TestWatchKnowsTheOwnDoor(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.follow(t)
	if _, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: "spo2", Value: 84, Unit: "%", At: at(-1)}}); err != nil {
		t.Fatal(err)
	}
	w.end(t)
	w.put(t, "", observation("p1", "59408-5", "84", "%", at(-1)))
	if got := w.told(t); got != 2 {
		t.Errorf("told %d times, want the first and its end", got)
	}
}

// What is stored while nobody follows is told by who follows next.
func TestWatchGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	stop := w.follow(t)
	w.told(t)
	stop()
	w.put(t, "", observation("p1", "59408-5", "84", "%", at(-1)))
	w.follow(t)
	if got := w.told(t); got != 1 {
		t.Errorf("told %d times", got)
	}
}

// Of two that follow one database each reading is told of once.
func TestTwoWatches(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.follow(t)
	w.follow(t)
	for i := range 5 {
		w.put(t, "", observation("p1", "59408-5", fmt.Sprint(84-i), "%", at(-5+i)))
		if got := w.told(t); got != 1 {
			t.Fatalf("told %d times", got)
		}
	}
}

// Whom a reading is about is bound on the server. One that names somebody else
// is refused with all that came with it, and says so.
func TestIngestRefusesAnotherSubject(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.Base = "https://apricot.example/fhir"
	for subject, ok := range map[string]bool{
		"":           true,
		"Patient/p1": true, "Patient/p1/_history/3": true, "https://apricot.example/fhir/Patient/p1": true,
		"Patient/p2": false, "Patient/p10": false, "https://other.example/fhir/Patient/p1": false, "Group/p1": false,
		"urn:uuid:0b6b5e9c-8f0a-4a53-9d25-55f4f1f0a2c1": false, "p1": false,
	} {
		got, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{
			{Metric: "heart_rate", Value: 72, Unit: "/min", At: at(-10)},
			{Metric: "heart_rate", Value: 73, Unit: "/min", At: at(-9), Subject: subject},
		})
		if ok && (err != nil || len(got) != 2) {
			t.Errorf("%q: %v", subject, err)
		}
		if detail, path := outcome.Public(err); !ok && (!outcome.Is(err, outcome.Forbidden) || path != "readings[1].subject" || !strings.Contains(detail, "another patient")) {
			t.Errorf("%q: %v at %q", subject, err, path)
		}
	}
	for member, want := range map[string]string{
		`"subject":{"reference":"Patient/p2"}`:                       "Patient/p2",
		`"subject":{"identifier":{"system":"urn:mrn","value":"17"}}`: "a patient without a reference",
		`"subject":{"display":"Mr Li"}`:                              "a patient without a reference",
		`"subject":{"reference":"Patient/p1","display":"Mr Li"}`:     "Patient/p1",
		`"performer":[{"reference":"Patient/p2"}]`:                   "",
	} {
		got, _, err := vitals.ParseBundle([]byte(`{"resourceType":"Observation",` + member + `,"effectiveDateTime":"2026-03-04T11:00:00Z",
			"code":{"coding":[{"code":"8867-4"}]},"valueQuantity":{"value":72,"unit":"/min"}}`))
		if err != nil || len(got) != 1 || got[0].Subject != want {
			t.Errorf("%s: %+v %v", member, got, err)
		}
	}
	many, err := vitals.ParseReadings([]byte(`{"subject":"Patient/p2","readings":[{"metric":"spo2"},{"metric":"spo2","subject":"Patient/p1"}]}`))
	if err != nil || many[0].Subject != "Patient/p2" || many[1].Subject != "Patient/p1" {
		t.Errorf("%+v %v", many, err)
	}
}
