package eval

import (
	"testing"

	"apricot.health/guardrails/fence"
)

// What nobody judged as a whole scores below what looks like few unsafe drafts,
// for every reader for whom whole drafts are judged.
func TestUnjudgedIsNotCalm(t *testing.T) {
	t.Parallel()
	score := func(to fence.Audience, calm float64) float64 {
		return rulesScore(Verdict{Output: Output{Audience: string(to)}, Decision: fence.Release, Calm: calm})
	}
	for _, to := range []fence.Audience{fence.Patient, fence.CareManager, fence.Doctor} {
		if score(to, 0) >= score(to, unjudged-0.01) || score(to, 0) <= score(to, unjudged+0.01) {
			t.Errorf("%s: unjudged scores %v, calm %v, less calm %v", to, score(to, 0), score(to, unjudged-0.01), score(to, unjudged+0.01))
		}
	}
	if got := score(fence.Order, 0); got != 1 {
		t.Errorf("an order, which is no draft, scores %v", got)
	}
}
