package vitals_test

import (
	"testing"

	"apricot.health/services/vitals"
)

// A systolic pressure in kPa that was sent as mmHg is set aside and does not stand
// before one that was measured.
func TestPressureInAnotherUnitIsSetAside(t *testing.T) {
	t.Parallel()
	for value, want := range map[float64]string{12.8: vitals.Quarantined, 39: vitals.Quarantined, 40: vitals.Stored, 78: vitals.Stored, 250: vitals.Stored, 251: vitals.Quarantined} {
		w := newWard(t)
		got, err := w.Ingest(w.dev, w.cred.Device, []vitals.Reading{{Metric: "blood_pressure_systolic", Value: value, Unit: "mmHg", At: at(-5)}})
		if err != nil {
			t.Fatal(err)
		}
		if got[0].Status != want {
			t.Errorf("%v: %+v, want %s", value, got[0], want)
		}
	}
}
