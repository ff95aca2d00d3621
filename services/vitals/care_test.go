package vitals_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/store"
	"apricot.health/services/vitals"
)

// keep writes a resource of p1.
func (w *ward) keep(t *testing.T, typ, id, body string) {
	t.Helper()
	if _, err := w.store.Apply(w.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: typ, ID: id, Body: []byte(body)}}}); err != nil {
		t.Fatal(err)
	}
}

// ill gives the patient a condition.
func (w *ward) ill(t *testing.T, name string) {
	t.Helper()
	w.illWith(t, "", name)
}

// illWith is a condition beside others, told apart by which.
func (w *ward) illWith(t *testing.T, which, name string) {
	t.Helper()
	w.keep(t, "Condition", "ill"+which, fmt.Sprintf(`{"resourceType":"Condition","id":"ill%s","subject":{"reference":"Patient/p1"},"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":%q}}`, which, name))
}

// expecting makes the patient a woman of 32 who said two months ago that she is pregnant.
func (w *ward) expecting(t *testing.T) {
	t.Helper()
	w.keep(t, "Patient", "p1", `{"resourceType":"Patient","id":"p1","gender":"female","birthDate":"1994-01-01"}`)
	w.keep(t, "Observation", "pr", `{"resourceType":"Observation","id":"pr","status":"final","subject":{"reference":"Patient/p1"},"code":{"coding":[{"system":"http://loinc.org","code":"82810-3"}]},
	 "effectiveDateTime":"2026-01-04T12:00:00Z","valueCodeableConcept":{"coding":[{"system":"http://loinc.org","code":"LA15173-0"}]}}`)
}

func diastolic(value float64, minutes int) vitals.Reading {
	return vitals.Reading{Metric: "blood_pressure_diastolic", Value: value, Unit: "mm[Hg]", At: at(minutes)}
}

// TestACarePathwayRaisesItsAlarm: what is an emergency in one illness is none in another,
// and a reading on the right side of the threshold calls nobody for it.
func TestACarePathwayRaisesItsAlarm(t *testing.T) {
	t.Parallel()
	asthma := func(t *testing.T, w *ward) { w.ill(t, "支气管哮喘") }
	copd := func(t *testing.T, w *ward) { w.ill(t, "慢性阻塞性肺疾病") }
	heart := func(t *testing.T, w *ward) { w.heartFailure(t) }
	mother := func(t *testing.T, w *ward) { w.expecting(t) }
	preg, hf := "path.care_pregnancy_hypertension_cn/", "path.care_heart_failure_cn/"
	for name, tc := range map[string]struct {
		is       func(*testing.T, *ward)
		readings []vitals.Reading
		want     string // the rule and whom it goes to; empty is none of a pathway
		priority string
	}{
		"pregnant, 160":                 {mother, []vitals.Reading{systolic(160, -5), diastolic(100, -5)}, preg + "severe emergency", "stat"},
		"pregnant, 110 below":           {mother, []vitals.Reading{systolic(150, -5), diastolic(110, -5)}, preg + "severe emergency", "stat"},
		"pregnant, 159 over 109":        {mother, []vitals.Reading{systolic(159, -5), diastolic(109, -5)}, preg + "mild doctor", "urgent"},
		"pregnant, 140":                 {mother, []vitals.Reading{systolic(140, -5), diastolic(80, -5)}, preg + "mild doctor", "urgent"},
		"pregnant, 139 over 89":         {mother, []vitals.Reading{systolic(139, -5), diastolic(89, -5)}, "", ""},
		"asthma, 91%":                   {asthma, []vitals.Reading{oxygen(91, -5)}, "path.care_asthma_cn/spo2_low emergency", "stat"},
		"asthma, 92%":                   {asthma, []vitals.Reading{oxygen(92, -5)}, "", ""},
		"asthma, 31 breaths":            {asthma, []vitals.Reading{breaths(31, -5)}, "path.care_asthma_cn/fast_breathing emergency", "stat"},
		"asthma, 30 breaths":            {asthma, []vitals.Reading{breaths(30, -5)}, "", ""},
		"asthma, pulse 121":             {asthma, []vitals.Reading{pulse(121, -5)}, "path.care_asthma_cn/fast_heart doctor", "asap"},
		"asthma, pulse 120":             {asthma, []vitals.Reading{pulse(120, -5)}, "", ""},
		"COPD, 87%":                     {copd, []vitals.Reading{oxygen(87, -5)}, "path.care_copd_cn/spo2_low doctor", "asap"},
		"COPD, 88%":                     {copd, []vitals.Reading{oxygen(88, -5)}, "", ""},
		"COPD, three of four worse":     {copd, []vitals.Reading{oxygen(91, -5), breaths(24, -5), pulse(95, -5)}, "path.care_copd_cn/moderate_attack doctor", ""},
		"COPD, two of four worse":       {copd, []vitals.Reading{oxygen(91, -5), breaths(24, -5), pulse(94, -5)}, "", ""},
		"heart failure, 89%":            {heart, []vitals.Reading{oxygen(89, -5)}, hf + "spo2_low emergency", "stat"},
		"heart failure, 90%":            {heart, []vitals.Reading{oxygen(90, -5)}, "", ""},
		"heart failure, 89 systolic":    {heart, []vitals.Reading{systolic(89, -5)}, hf + "low_bp doctor", ""},
		"heart failure, 90 systolic":    {heart, []vitals.Reading{systolic(90, -5)}, "", ""},
		"nobody is pregnant, 160":       {nil, []vitals.Reading{systolic(160, -5), diastolic(100, -5)}, "", ""},
		"nobody has asthma, 91%":        {nil, []vitals.Reading{oxygen(91, -5)}, "", ""},
		"pregnant, 165 of this morning": {mother, []vitals.Reading{systolic(165, -180)}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWard(t)
			if tc.is != nil {
				tc.is(t, w)
			}
			w.send(t, tc.readings...)
			if w.alerts(t) == 0 {
				if tc.want != "" {
					t.Fatal("nobody is called")
				}
				return
			}
			_, reasons := w.reasons(t)
			of := slices.DeleteFunc(slices.Clone(reasons), func(r string) bool { return !strings.HasPrefix(r, "path.") })
			switch {
			case tc.want == "" && len(of) > 0:
				t.Errorf("calls for %q", of)
			case tc.want != "" && !slices.Contains(of, tc.want):
				t.Errorf("calls for %q, want %s", reasons, tc.want)
			}
			if got := w.priority(t); tc.priority != "" && got != tc.priority {
				t.Errorf("the alert is %s, want %s", got, tc.priority)
			}
		})
	}
}

// TestABetaBlockerSlowsTheHeart: the medicines of the record choose the alarm too.
func TestABetaBlockerSlowsTheHeart(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"美托洛尔": true, "": false} {
		w := newWard(t)
		w.heartFailure(t)
		if name != "" {
			w.keep(t, "MedicationStatement", "m1", fmt.Sprintf(`{"resourceType":"MedicationStatement","id":"m1","status":"active","subject":{"reference":"Patient/p1"},"medicationCodeableConcept":{"text":%q}}`, name))
		}
		w.send(t, pulse(49, -5))
		_, reasons := w.reasons(t)
		if got := slices.Contains(reasons, "path.care_heart_failure_cn/slow_heart doctor"); got != want {
			t.Errorf("on %q: %q", name, reasons)
		}
	}
}
