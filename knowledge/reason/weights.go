package reason

import (
	_ "embed"
	"encoding/json"
	"math"
	"sync"
)

// Term is one kind of evidence for a condition.
type Term int

// The terms, in log units before they are weighed.
const (
	// TermPrior is how common the condition is among those who come.
	TermPrior Term = iota
	// TermPatient is what age, sex, record and duration make of that.
	TermPatient
	// TermSaid is the sum of the log likelihood ratios of the findings that the
	// patient's own words name, and TermAnswered that of all others present: the
	// words that name a finding are counted a second time by TermWords.
	TermSaid
	TermAnswered
	// TermDenied is the sum over the findings that are known to be absent.
	TermDenied
	// TermUnexplained is how many symptoms and signs the condition does not bring.
	TermUnexplained
	// TermAsked is 1 where a complaint of the story asks about the condition.
	TermAsked
	// TermWords is how much the words resemble what is told of the condition.
	TermWords
	// TermFlagged is 1 where a red flag of today or sooner that is true suspects
	// the condition.
	TermFlagged
	terms
)

// Terms is the evidence for one condition.
type Terms [terms]float64

// Weights say how much each term counts, and how much is left for a cause that
// is not among the conditions. They are fitted (`apricot eval weigh`) so that
// probabilities mean what they say on case files; docs/differential.md has what
// was measured.
type Weights struct {
	Terms Terms `json:"terms"`
	// Other is what a cause that is not among the conditions has, and OtherWords
	// how much more for each unit of the greatest TermWords: the more is told,
	// the more another cause would be told as well.
	Other      float64 `json:"other"`
	OtherWords float64 `json:"other_words"`
	// Answers is the share of the first three conditions together from which a
	// differential is an answer; below it they are possibilities.
	Answers float64 `json:"answers"`
	// Acuity is for how soon the patient has to be seen.
	Acuity AcuityWeights `json:"acuity"`
	// Knowledge is the hash of the graph that they were fitted on, and Cases on
	// how many cases.
	Knowledge string `json:"knowledge"`
	Cases     int    `json:"cases"`
}

//go:embed weights.json
var fitted []byte

// Fitted are the weights that are shipped.
var Fitted = sync.OnceValue(func() Weights {
	var w Weights
	if err := json.Unmarshal(fitted, &w); err != nil {
		panic("reason: weights.json: " + err.Error()) // the build is broken
	}
	return w
})

// Weights are those that the engine weighs with.
func (e *Engine) Weights() Weights { return e.weights }

// of weighs the evidence for one condition.
func (w *Weights) of(t *Terms) float64 {
	sum := 0.0
	for i, x := range t {
		sum += w.Terms[i] * x
	}
	return sum
}

// leastLike is the score of resemblance below which it says little.
const leastLike = 1e-3

// likeness is the term of a score of resemblance: 0 for none.
func likeness(score float64) float64 { return math.Log1p(score / leastLike) }
