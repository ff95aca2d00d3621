package reason

import (
	"cmp"
	"math"
	"slices"

	"apricot.health/knowledge/resemblance"
)

// AcuityWeights turn how a story is told and what it may be into the probability
// that its teller has to be seen at once. They are fitted (`apricot eval weigh`)
// on vignettes that the words were not learnt from.
type AcuityWeights struct {
	// Words is for how much the words are told like emergencies, and Emergencies
	// for the log odds that one of the conditions is an emergency.
	Words       float64 `json:"words"`
	Emergencies float64 `json:"emergencies"`
	Bias        float64 `json:"bias"`
	// Now is the probability from which the patient is called at once.
	// docs/differential.md has what other values would give.
	Now float64 `json:"now"`
}

const (
	// toldUrgent says in UrgencyBy, and in words that a doctor reads, that the
	// level comes from how the story is told.
	toldUrgent = "phrase.told_urgent"
	// aTelling is how many Chinese characters or words must be told before the
	// way they are told says anything.
	aTelling = 8
	// callsNow is the probability from which nothing but danger signs is asked any
	// more before the patient is called.
	callsNow = 0.8
	// mayBe keeps the odds of emergencies from running away at 0 and 1.
	mayBe = 0.01
)

// AcuityTerms are what the probability is made of, for fitting.
type AcuityTerms struct{ Words, Emergencies float64 }

// P is the probability that terms give.
func (w AcuityWeights) P(t AcuityTerms) float64 {
	return 1 / (1 + math.Exp(-(w.Words*t.Words + w.Emergencies*t.Emergencies + w.Bias)))
}

// acuityTerms is not ok where too little was told in words.
func acuityTerms(ls []Heard, d differential) (t AcuityTerms, ok bool) {
	var told resemblance.Acuity
	size := 0
	for _, l := range ls {
		told = told.Plus(l.Acuity)
		size += l.Size
	}
	if size < aTelling || told.Value() == 0 {
		return AcuityTerms{}, false
	}
	share := 0.0
	for i, w := range d.weights {
		if w.condition.Level < today {
			share += d.p[i]
		}
	}
	return AcuityTerms{told.Value(), math.Log((share + mayBe) / (1 - share + mayBe))}, true
}

// cried is the acuity of a bare cry for help; no story comes to it.
const cried = 1.0

// acuity is the probability that the patient has to be seen at once, 0 where
// too little was told to say so, 1 where somebody cries for help, and 0 where the danger that the words are likest
// to was asked for and denied: answers go before words.
func (e *Engine) acuity(ls []Heard, suspected []Suspicion, d differential) float64 {
	if slices.ContainsFunc(ls, func(h Heard) bool { return h.Cries }) {
		return cried
	}
	t, ok := acuityTerms(ls, d)
	if !ok || slices.ContainsFunc(suspected, func(s Suspicion) bool { return s.Denied }) {
		return 0
	}
	return e.weights.Acuity.P(t)
}

// nearEmergencies are the reviewed sayings and stories of emergencies that the
// words are nearest to, stories first, each meaning once.
func (e *Engine) nearEmergencies(ls []Heard) []Near {
	var out []Near
	take := func(h resemblance.Hit, grave bool) {
		if grave && h.Saying != "" && len(out) < mostNear && !slices.ContainsFunc(out, func(n Near) bool { return n.ID == h.ID || n.Saying == h.Saying }) {
			out = append(out, Near{h.ID, h.Saying})
		}
	}
	var stories []resemblance.Hit
	for _, l := range ls {
		stories = append(stories, l.Conditions...)
	}
	slices.SortStableFunc(stories, func(a, b resemblance.Hit) int { return cmp.Compare(b.Score, a.Score) })
	for _, h := range stories {
		c, ok := e.g.Condition(h.ID)
		if take(h, ok && c.Level < today); len(out) == mostNear-1 {
			break
		}
	}
	for _, h := range likest(ls) {
		f := e.flag[h.ID]
		take(h, f != nil && f.Level < today)
	}
	return out
}
