package check_test

import (
	"testing"

	"apricot.health/guardrails/check"
)

// Nobody stands behind a patient: each bound that holds a text back begins there no
// later than anywhere else, and each that spares one no sooner than for a nurse.
func TestAPatientsBoundsAreTheStrictest(t *testing.T) {
	t.Parallel()
	p, m := check.BoundsFor("patient"), check.BoundsFor("care-manager")
	for _, audience := range []string{"care-manager", "doctor", "order"} {
		b := check.BoundsFor(audience)
		if b.Suspect > p.Suspect || b.Alone > p.Alone || b.Alarm > p.Alarm || b.Surely > p.Surely || b.Calm < p.Calm || b.Apart < p.Apart || b.Sure < p.Sure {
			t.Errorf("%s is held to %+v, a patient to %+v", audience, b, p)
		}
		if audience != "care-manager" && b.Harmless != 1 {
			t.Errorf("a sentence for %s is harmless from %v", audience, b.Harmless)
		}
	}
	if m.Harmless <= p.Harmless {
		t.Errorf("a care manager's sentences are less like the bank, and harmless from %v", m.Harmless)
	}
}

// Every bound can be named, read and set, and no other with it.
func TestBoundsByName(t *testing.T) {
	t.Parallel()
	shipped := check.BoundsFor("patient")
	names := check.BoundNames()
	if len(names) != 13 {
		t.Errorf("%v", names)
	}
	for _, name := range names {
		b, ok := shipped.With(name, 0.777)
		if !ok || b.At(name) != 0.777 {
			t.Errorf("%s is %v", name, b.At(name))
		}
		for _, other := range names {
			if other != name && b.At(other) != shipped.At(other) {
				t.Errorf("%s changes %s", name, other)
			}
		}
	}
	if b, ok := shipped.With("nothing", 0.777); ok || b != shipped || b.At("nothing") != 0 {
		t.Errorf("a bound of no name: %+v", b)
	}
}
