package eval

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"apricot.health/knowledge/reason"
)

// judged is one vignette that was told: what its acuity is made of, and whether
// it is an emergency.
type judged struct {
	reason.AcuityTerms
	yes bool
}

// weighAcuity fits how what is told becomes the probability of an emergency, by
// the likelihood of what the authors of the vignettes say. Those of which they
// say that either is right teach nothing, nor do those out of scope: what is no
// illness is told from it before.
func (t Triage) weighAcuity(vs []Vignette, from reason.AcuityWeights) (reason.AcuityWeights, error) {
	var cases []judged
	for _, v := range vs {
		emergency := v.Urgency == reason.Emergency
		if v.OutOfScope || !emergency && slices.Contains(v.Also, reason.Emergency) {
			continue
		}
		age := v.Age
		a, err := t.Engine.Account(reason.TriageInput{Text: v.text(), Lang: v.Lang, Age: &age, Sex: v.Sex})
		if err != nil {
			return from, caseError(v.ID, err)
		}
		if a.Telling {
			cases = append(cases, judged{a.AcuityTerms, emergency})
		}
	}
	found, err := optimize.Minimize(optimize.Problem{
		Func: func(x []float64) float64 { v, _ := acuityLoss(cases, x); return v },
		Grad: func(grad, x []float64) { _, g := acuityLoss(cases, x); copy(grad, g) },
	}, []float64{1, 0, 0}, &optimize.Settings{MajorIterations: 60, GradientThreshold: 1e-3}, &optimize.BFGS{})
	if err != nil && found == nil {
		return from, fmt.Errorf("eval: weigh acuity: %w", err)
	}
	w := reason.AcuityWeights{Words: found.X[0], Emergencies: found.X[1], Bias: found.X[2], Now: from.Now}
	w.Denied = t.weighDenied(vs, w)
	return w, nil
}

// weighDenied fits how much a dozen denied danger signs speak against an emergency,
// on interviews of patients who deny what their story does not tell, where
// nothing but words and likelihood calls them. The rest of w stands.
func (t Triage) weighDenied(vs []Vignette, w reason.AcuityWeights) float64 {
	asked := t
	asked.Denying = true
	var cases []judged
	for _, v := range vs {
		emergency := v.Urgency == reason.Emergency
		if v.OutOfScope || !emergency && slices.Contains(v.Also, reason.Emergency) {
			continue
		}
		_, story, place := asked.interview(v)
		a := t.Engine.AccountOf(story.Case())
		called := place.Assessment.Level < calledToday && !place.Assessment.OnlySuspected()
		if a.Telling && a.AcuityTerms.Denied > 0 && !called {
			cases = append(cases, judged{a.AcuityTerms, emergency})
		}
	}
	best, least := 0.0, math.Inf(1)
	for step := range 100 {
		w.Denied = -float64(step) / 10 //nolint:mnd // fine enough
		sum := w.Denied * w.Denied * heldBack
		for _, c := range cases {
			p := w.P(c.AcuityTerms)
			if !c.yes {
				p = 1 - p
			}
			sum -= math.Log(max(p, 1e-12))
		}
		if sum < least {
			best, least = w.Denied, sum
		}
	}
	return best
}

// calledToday is the level of who is seen today and not at once.
const calledToday = 3

// heldBack holds the weight of denied signs back: they were denied by patients
// who were made up.
const heldBack = 0.25

// acuityLoss is the negative log likelihood, with its gradient, and a little
// that holds the weights back where cases could be told apart wholly.
func acuityLoss(cases []judged, x []float64) (float64, []float64) {
	const back = 0.01
	sum, grad := 0.0, make([]float64, len(x))
	w := reason.AcuityWeights{Words: x[0], Emergencies: x[1], Bias: x[2]}
	for _, c := range cases {
		p, want := w.P(c.AcuityTerms), 0.0
		if c.yes {
			want = 1
			sum -= math.Log(max(p, 1e-12))
		} else {
			sum -= math.Log(max(1-p, 1e-12))
		}
		grad[0] += (p - want) * c.Words
		grad[1] += (p - want) * c.Emergencies
		grad[2] += p - want
	}
	for i := range x {
		sum += back * x[i] * x[i]
		grad[i] += 2 * back * x[i]
	}
	return sum, grad
}
