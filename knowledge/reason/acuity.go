package reason

import (
	"cmp"
	"math"
	"slices"

	"apricot.health/knowledge/chart"
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
	// Denied is for a dozen danger signs that the patient, asked for them, says are not
	// there; fewer count in proportion.
	Denied float64 `json:"denied"`
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
	// aDozen is how many denied danger signs count: what a thirteenth adds nobody
	// has measured.
	aDozen = 12
	// mayBe keeps the odds of emergencies from running away at 0 and 1.
	mayBe = 0.01
)

// AcuityTerms are what the probability is made of, for fitting. Denied is the share
// of a dozen danger signs that were asked for and denied, 1 at most.
type AcuityTerms struct{ Words, Emergencies, Denied float64 }

// P is the probability that terms give.
func (w AcuityWeights) P(t AcuityTerms) float64 {
	return 1 / (1 + math.Exp(-(w.Words*t.Words + w.Emergencies*t.Emergencies + w.Denied*t.Denied + w.Bias)))
}

// acuityTerms is not ok where too little was told in words.
func (e *Engine) acuityTerms(c Case, d differential) (t AcuityTerms, ok bool) {
	var told resemblance.Acuity
	size := 0
	for _, l := range c.Resembles {
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
	denied := float64(min(e.deniedDangers(c.Chart), aDozen)) / aDozen
	return AcuityTerms{told.Value(), math.Log((share + mayBe) / (1 - share + mayBe)), denied}, true
}

// deniedDangers are the signs of emergencies of which the patient, asked for them,
// says that they are not there. What a story denies unasked is in the words already,
// and is often a wish: by itself it has been seen to speak against nothing.
func (e *Engine) deniedDangers(c chart.Chart) (n int) {
	for id, v := range c.Findings {
		f, ok := e.g.Finding(id)
		if v == chart.No && c.FindingSource[id].Asked && ok && observed(f) && slices.ContainsFunc(e.needs[id], func(i int) bool { return e.flagged[i].Level < today }) {
			n++
		}
	}
	return n
}

// cried is the acuity of a bare cry for help; no story comes to it.
const cried = 1.0

// acuity is the probability that the patient has to be seen at once, 0 where
// too little was told to say so, and 1 where somebody cries for help. What was
// asked for and denied lowers it as much as it has been seen to speak against an
// emergency, and does not take it away: not all of them have a sign on a list.
func (e *Engine) acuity(c Case, d differential) float64 {
	if slices.ContainsFunc(c.Resembles, func(h Heard) bool { return h.Cries }) {
		return cried
	}
	t, ok := e.acuityTerms(c, d)
	if !ok {
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
