package vitals_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/store"
	"apricot.health/services/vitals"
)

func (w *ward) send(t *testing.T, batch ...vitals.Reading) {
	t.Helper()
	got, err := w.Ingest(w.dev, w.cred.Device, batch)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range got {
		if r.Status != vitals.Stored {
			t.Fatalf("a reading is not stored: %+v", r)
		}
	}
}

func systolic(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "blood_pressure_systolic", Value: value, Unit: "mm[Hg]", At: at(minutes)}
}

func oxygen(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "spo2", Value: value, Unit: "%", At: at(minutes)}
}

func glucose(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "glucose", Value: value, Unit: "mmol/L", At: at(minutes)}
}

func weighing(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "weight", Value: value, Unit: "kg", At: at(minutes)}
}

// heartFailure gives the patient a failing heart.
func (w *ward) heartFailure(t *testing.T) {
	t.Helper()
	_, err := w.store.Apply(w.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Condition", ID: "c1", Body: []byte(
		`{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":"心力衰竭"}}`)}}})
	if err != nil {
		t.Fatal(err)
	}
}

// TestABandThatFindsOtherwiseIsTold: one band spans too low to too high, so that
// it is named says nothing of which end; more of the same calls nobody again.
func TestABandThatFindsOtherwiseIsTold(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first  []vitals.Reading
		then   vitals.Reading
		status string
		says   []string
	}{
		"from too high to too low":   {[]vitals.Reading{glucose(20, -9)}, glucose(2.5, -3), "requested", []string{"band.home.glucose critical_high", "band.home.glucose critical_low"}},
		"still too high":             {[]vitals.Reading{glucose(20, -9)}, glucose(21, -3), "accepted", []string{"band.home.glucose critical_high"}},
		"from low to critically low": {[]vitals.Reading{systolic(196, -9), oxygen(92, -9)}, oxygen(84, -3), "requested", []string{"band.home.sbp critical_high", "band.home.spo2 low", "band.home.spo2 critical_low"}},
		"still low":                  {[]vitals.Reading{systolic(196, -9), oxygen(92, -9)}, oxygen(91, -3), "accepted", []string{"band.home.sbp critical_high", "band.home.spo2 low"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			w.send(t, tc.first...)
			w.accept(t)
			w.send(t, tc.then)
			status, reasons := w.reasons(t)
			if status != tc.status {
				t.Errorf("the alert is %s, want %s", status, tc.status)
			}
			for _, want := range tc.says {
				if !slices.Contains(reasons, want) {
					t.Errorf("the alert says %q and not %q", reasons, want)
				}
			}
		})
	}
}

func breaths(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "resp_rate", Value: value, Unit: "/min", At: at(minutes)}
}

func pulse(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "heart_rate", Value: value, Unit: "/min", At: at(minutes)}
}

func heat(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "temperature", Value: value, Unit: "Cel", At: at(minutes)}
}

// TestAScoreThatRisesIsTold: within an open alert that asks for somebody as soon
// already, a score that has risen by two points or passes a cut is told; by one
// point between two cuts it calls nobody again.
func TestAScoreThatRisesIsTold(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first  []vitals.Reading
		then   vitals.Reading
		status string
		sum    string
	}{
		// A pressure of 196 makes the alert one of half an hour and scores nothing.
		"from 1 to 2":                    {[]vitals.Reading{systolic(196, -9), pulse(95, -9)}, oxygen(95, -3), "accepted", "1"},
		"from 1 to 3":                    {[]vitals.Reading{systolic(196, -9), pulse(95, -9)}, breaths(22, -3), "requested", "3"},
		"from 4 to 5, over a cut":        {[]vitals.Reading{systolic(196, -9), breaths(22, -9), pulse(111, -9)}, heat(38.5, -3), "requested", "5"},
		"from 5 to 6":                    {[]vitals.Reading{systolic(196, -9), breaths(22, -9), pulse(111, -9), heat(38.5, -9)}, oxygen(95, -3), "accepted", "5"},
		"a fall":                         {[]vitals.Reading{systolic(196, -9), breaths(22, -9), pulse(111, -9)}, breaths(16, -3), "accepted", "4"},
		"from 7 to 8, the worst already": {[]vitals.Reading{breaths(25, -9), pulse(111, -9), oxygen(93, -9)}, oxygen(91, -3), "accepted", "7"},
		"from 7 to 9, the worst already": {[]vitals.Reading{breaths(25, -9), pulse(111, -9), oxygen(93, -9)}, heat(39.5, -3), "requested", "9"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			w.send(t, tc.first...)
			w.accept(t)
			w.send(t, tc.then)
			status, reasons := w.reasons(t)
			if status != tc.status || !slices.Contains(reasons, "score.news2 "+tc.sum) {
				t.Errorf("the alert is %s for %q, want %s with a sum of %s", status, reasons, tc.status, tc.sum)
			}
		})
	}
}

// TestWaterIsToldBesideAnOpenAlert: a gain of weight asks for somebody within a
// day; who was called for a worse thing is told of it too, and once.
func TestWaterIsToldBesideAnOpenAlert(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.heartFailure(t)
	w.send(t, weighing(57, -3*24*60+10))
	w.send(t, systolic(196, -9))
	w.accept(t)
	w.send(t, weighing(60, -5))
	status, reasons := w.reasons(t)
	if status != "requested" || !slices.Contains(reasons, "band.home.weight_gain_3d high") || !slices.Contains(reasons, "band.home.sbp critical_high") {
		t.Errorf("the alert is %s for %q", status, reasons)
	}
	w.accept(t)
	w.send(t, weighing(60.1, -3))
	if status, _ := w.reasons(t); status != "accepted" {
		t.Errorf("the same gain again makes the alert %s", status)
	}
}

// TestAReasonToCallIsKept: what a rule found before stands beside what it finds
// now, each value once however often it comes back.
func TestAReasonToCallIsKept(t *testing.T) {
	t.Parallel()
	w := newWard(t)
	w.send(t, systolic(196, -30))
	w.accept(t)
	w.send(t, systolic(170, -20), oxygen(84, -20))
	w.accept(t)
	w.send(t, systolic(196, -10), glucose(20, -10))
	w.accept(t)
	w.send(t, systolic(170, -5), glucose(2.5, -5))
	_, reasons := w.reasons(t)
	reasons = slices.DeleteFunc(reasons, func(r string) bool { return !strings.HasPrefix(r, "band.") })
	slices.Sort(reasons)
	want := []string{
		"band.home.glucose critical_high", "band.home.glucose critical_low", "band.home.sbp critical_high",
		"band.home.sbp high", "band.home.spo2 critical_low",
	}
	if d := cmp.Diff(want, reasons); d != "" {
		t.Errorf("reasons (-want +got):\n%s", d)
	}
}
