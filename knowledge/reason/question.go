package reason

import (
	"math"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Question is what to ask next.
type Question struct {
	ID      string // find.*
	Text    graph.Label
	Kind    string // yes_no, choice or number
	Options []graph.Option
	Unit    string
	Danger  bool
	// Suspects is true for a sign of a red flag that the patient's words resemble.
	Suspects bool
}

const (
	// maxQuestions bounds an interview: an ill person's patience.
	maxQuestions = 18
	// minGain is the information, in nats, from which a question is worth it.
	minGain = 0.01
	// askedAbout is how many complaints of one story are asked about, the most
	// dangerous first.
	askedAbout = 2
	// maxDanger ends the danger signs of further complaints: an ill person
	// answers so many questions and then stops reading.
	maxDanger = 12
	// historyBonus puts the author's own order before small differences.
	historyBonus = 0.02
)

// Next is the next best question: the signs of what the patient's words
// resemble first, then the danger signs of the most dangerous
// complaint first, in the author's order, then those of the next, then what
// tells the candidates apart best. It is false
// when danger has been asked for and nothing worth asking is left.
func (e *Engine) Next(c Case, asked map[string]bool) (Question, bool) {
	f := e.facts(c.Chart)
	if id, ok := e.suspectedSign(c, f, asked); ok {
		q := e.question(id, true)
		q.Suspects = true
		return q, true
	}
	told := e.told(c, f)
	if len(told) == 0 {
		return Question{}, false
	}
	d := e.differential(told, f, nil, likeConditions(c.Resembles))
	told = d.dangerousFirst(told)
	told = told[:min(len(told), askedAbout)]
	for n, comp := range told {
		if n > 0 && (countFindings(asked) >= maxDanger || d.emergencies(comp) < open) {
			break
		}
		for _, id := range comp.Danger {
			if e.askable(id, f, asked) && e.couldRaise(id, f) {
				return e.question(id, true), true
			}
		}
	}
	if countFindings(asked) >= maxQuestions {
		return Question{}, false
	}
	b := e.beliefs(d)
	best, most := "", 0.0
	for _, i := range e.worthAsking(told[0], b) {
		id := e.findings[i].ID
		if !e.askable(id, f, asked) {
			continue
		}
		gain := e.gain(i, b)
		if slices.Contains(told[0].History, id) {
			gain += historyBonus
		}
		if gain > most+1e-12 {
			best, most = id, gain
		}
	}
	if best == "" || most < minGain {
		return Question{}, false
	}
	return e.question(best, false), true
}

// couldRaise is true where an answer could still make a red flag true: what
// only the flags of infants or of pregnancy need is not asked of a man of 60.
// A finding that no flag needs is asked as its author wished.
func (e *Engine) couldRaise(id string, f logic.Facts) bool {
	flags := e.needs[id]
	return len(flags) == 0 || slices.ContainsFunc(flags, func(i int) bool {
		x := &e.flagged[i]
		return logic.Offered(&x.When, x.Unless, f) != chart.No
	})
}

func countFindings(asked map[string]bool) int {
	n := 0
	for id, v := range asked {
		if v && len(id) > 5 && id[:5] == "find." {
			n++
		}
	}
	return n
}

// worthAsking are the author's history questions in order, then every finding
// on an edge of a candidate.
func (e *Engine) worthAsking(comp graph.Complaint, b beliefs) []int {
	seen := e.bits()
	var ids []int
	add := func(i int) {
		if !seen.has(i) {
			seen.set(i)
			ids = append(ids, i)
		}
	}
	for _, id := range comp.History {
		add(e.number[id])
	}
	for _, p := range b.of {
		for _, x := range p.edges {
			add(x.find)
		}
	}
	return ids
}

func (e *Engine) askable(id string, f logic.Facts, asked map[string]bool) bool {
	x, ok := e.g.Finding(id)
	if !ok || x.Ask == nil || asked[id] || !sexFits(x.Sex, f) {
		return false
	}
	if x.Kind == "quantity" {
		_, known := f.Number(id)
		return !known
	}
	if f.Bool(id) != chart.Unknown {
		return false
	}
	for _, o := range x.Options {
		for _, set := range o.Sets {
			if f.Bool(set) == chart.Yes {
				return false
			}
		}
	}
	return true
}

func (e *Engine) question(id string, danger bool) Question {
	x, _ := e.g.Finding(id)
	q := Question{ID: id, Text: *x.Ask, Kind: "yes_no", Options: x.Options, Unit: x.Unit, Danger: danger}
	switch {
	case x.Kind == "quantity":
		q.Kind = "number"
	case len(x.Options) > 0:
		q.Kind = "choice"
	}
	return q
}

// beliefs are the likeliest candidates and what is left for everything else.
type beliefs struct {
	of    []*profile
	p     []float64
	other float64
	now   float64 // entropy in nats
}

// weighed bounds how many candidates a question is weighed against.
const weighed = 24

func (e *Engine) beliefs(d differential) beliefs {
	b := beliefs{other: d.rest}
	for n, i := range d.order(func(int) float64 { return 0 }) {
		p := d.p[i]
		if n >= weighed {
			b.other += p
			continue
		}
		b.of, b.p = append(b.of, d.weights[i].profile), append(b.p, p)
		b.now -= p * logOf(p)
	}
	b.now -= b.other * logOf(b.other)
	return b
}

// gain is the information about the candidates that an answer is expected to
// give: the entropy now less the mean entropy after yes and no.
func (e *Engine) gain(find int, b beliefs) float64 {
	base := e.findings[find].Base
	like := func(i int) float64 {
		if q := b.of[i].like[find]; q > 0 {
			return float64(q)
		}
		return base
	}
	yes := b.other * base
	for i := range b.of {
		yes += b.p[i] * like(i)
	}
	if yes <= 0 || yes >= 1 {
		return 0
	}
	after := 0.0
	add := func(p, q float64) {
		after -= p * q * logOf(p*q/yes)
		after -= p * (1 - q) * logOf(p*(1-q)/(1-yes))
	}
	add(b.other, base)
	for i := range b.of {
		add(b.p[i], like(i))
	}
	return b.now - after
}

func logOf(v float64) float64 {
	if v <= 0 {
		return 0
	}
	return math.Log(v)
}
