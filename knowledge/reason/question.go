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
}

const (
	// maxQuestions bounds an interview: an ill person's patience.
	maxQuestions = 18
	// minGain is the information, in nats, from which a question is worth it.
	minGain = 0.01
	// historyBonus puts the author's own order before small differences.
	historyBonus = 0.02
)

// Next is the next best question: the danger signs of the complaint first, in
// the author's order, then what tells the candidates apart best. It is false
// when danger has been asked for and nothing worth asking is left.
func (e *Engine) Next(c Case, asked map[string]bool) (Question, bool) {
	comp, ok := e.g.Complaint(c.Complaint)
	if !ok {
		return Question{}, false
	}
	f := e.facts(c.Chart)
	for _, id := range comp.Danger {
		if e.askable(id, f, asked) {
			return e.question(id, true), true
		}
	}
	if countFindings(asked) >= maxQuestions {
		return Question{}, false
	}
	d := e.differential(c, f, nil)
	best, most := "", 0.0
	for _, id := range e.worthAsking(comp, d) {
		if !e.askable(id, f, asked) {
			continue
		}
		gain := e.gain(id, d)
		if slices.Contains(comp.History, id) {
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
func (e *Engine) worthAsking(comp graph.Complaint, d differential) []string {
	ids := slices.Clone(comp.History)
	for _, w := range d.weights {
		for _, id := range sortedKeys(e.edges[w.condition.ID]) {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
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

// gain is the information about the candidates that an answer is expected to
// give: the entropy now less the mean entropy after yes and no.
func (e *Engine) gain(id string, d differential) float64 {
	p, other := d.shares()
	likely := make([]float64, 0, len(p)+1)
	for _, w := range d.weights {
		q, ok := e.edges[w.condition.ID][id]
		if !ok {
			q = e.base[id]
		}
		likely = append(likely, q)
	}
	p = append(p, other)
	likely = append(likely, e.base[id])
	yes := 0.0
	for i := range p {
		yes += p[i] * likely[i]
	}
	if yes <= 0 || yes >= 1 {
		return 0
	}
	after := 0.0
	for i := range p {
		after -= p[i] * likely[i] * logOf(p[i]*likely[i]/yes)
		after -= p[i] * (1 - likely[i]) * logOf(p[i]*(1-likely[i])/(1-yes))
	}
	now := 0.0
	for _, v := range p {
		now -= v * logOf(v)
	}
	return now - after
}

func logOf(v float64) float64 {
	if v <= 0 {
		return 0
	}
	return math.Log(v)
}
