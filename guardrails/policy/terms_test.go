package policy

import (
	"sync"
	"testing"
)

// The terms of the vocabulary are shared by all decisions: many at once read
// them, and each decides as it would alone.
func TestManyDecideAtOnce(t *testing.T) {
	t.Parallel()
	e, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	in := Input{Audience: "doctor", Claims: map[string]Claim{}, Whole: []string{"residue", "tone"}}
	for i, need := range Needs() {
		answers := map[string][]string{}
		for k, name := range Checks() {
			answers[name] = []string{Pass}
			if k == i%len(Checks()) {
				answers[name] = []string{Hazards()[i%len(Hazards())]}
			}
		}
		in.Claims[need] = Claim{Need: need, Checks: answers}
	}
	alone, err := e.Decide(t.Context(), in)
	if err != nil || len(alone.Reasons) == 0 {
		t.Fatalf("%d reasons, %v", len(alone.Reasons), err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 4 {
				out, err := e.Decide(t.Context(), in)
				if err != nil || out.Outcome != alone.Outcome || len(out.Reasons) != len(alone.Reasons) {
					t.Errorf("%s with %d reasons, alone %s with %d: %v", out.Outcome, len(out.Reasons), alone.Outcome, len(alone.Reasons), err)
				}
			}
		})
	}
	all.Wait()
}
