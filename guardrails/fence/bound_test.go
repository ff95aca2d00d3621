package fence

import (
	"slices"
	"strconv"
	"testing"
	"testing/fstest"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
)

// certified is a table in which a diagnosis for a patient is certified by whatever
// the fence decides with now.
func certified(t *testing.T, f *Fence) *calibration.Table {
	t.Helper()
	strata := []calibration.Stratum{{Kind: "diagnosis", Audience: "patient", Lang: "en"}}
	var cases []calibration.Case
	for i := range 700 {
		cases = append(cases, calibration.Case{ID: strconv.Itoa(i), Stratum: strata[0], Score: 0.9995, Right: true, Part: calibration.Part})
	}
	table, _, err := calibration.Calibrate(calibration.Plan{Version: "v", Binding: f.Binding("m"), Strata: strata}, cases)
	if err != nil {
		t.Fatal(err)
	}
	return &table
}

// A bank that has learnt another sentence is another bank, and a table with another row
// another table: what was certified with the one before is handed over, and says why.
func TestAnotherBankNeedsAnotherCalibration(t *testing.T) {
	t.Parallel()
	whole := make1(t)
	whole.cfg.Calibration = certified(t, whole)
	sure := 1.0
	d := Draft{
		Audience: Patient, Lang: "en", Text: "You have asthma.", Chart: chart.New(), Score: &sure, Model: "m", Urgency: &UrgencyContext{Level: 4},
	}
	if dec, _, err := whole.Gate(t.Context(), d); err != nil || dec.Outcome != Release {
		t.Fatalf("nothing is changed: %s %+v %v", dec.Outcome, dec.Findings, err)
	}
	sentences, err := stance.Medicines.Read(fstest.MapFS{"bank/a.tsv": {Data: []byte("stance\tlang\tsays\nfor\ten\tTake [aspirin] now.\nabout\ten\tWe spoke of [aspirin] today.\n")}}, "bank")
	if err != nil {
		t.Fatal(err)
	}
	bank, err := acts.ReadBank(acts.Bank(), "bank")
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Fence){
		"acts":    func(f *Fence) { f.acts = acts.New(f.reader, bank[:200], nil) },
		"stances": func(f *Fence) { f.stances = stance.Medicines.Learn(f.reader, sentences) },
		"tables":  func(f *Fence) { f.tables += "0" },
	} {
		f := *whole
		change(&f)
		dec, cleared, err := f.Gate(t.Context(), d)
		stale := slices.ContainsFunc(dec.Findings, func(x Finding) bool { return x.Hazard == "uncalibrated" })
		if err != nil || dec.Outcome != Handover || !stale || cleared.Text() != "" {
			t.Errorf("other %s: %s %q %+v %v", name, dec.Outcome, cleared.Text(), dec.Findings, err)
		}
		f.cfg.Calibration = certified(t, &f)
		if dec, _, err := f.Gate(t.Context(), d); err != nil || slices.ContainsFunc(dec.Findings, func(x Finding) bool { return x.Hazard == "uncalibrated" || x.Hazard == "diagnosis_uncertified" }) {
			t.Errorf("other %s, calibrated anew: %s %+v %v", name, dec.Outcome, dec.Findings, err)
		}
	}
}
