package reason

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Question is what to ask next.
type Question struct {
	ID      string      // find.*, or signs.1, signs.2, ... for a list
	Text    graph.Label // empty for a list
	Kind    string      // yes_no, choice, number or signs
	Options []graph.Option
	// Signs are the findings of a list: each is there or not.
	Signs  []string
	Unit   string
	Danger bool
	// Suspects is true for a sign of a red flag that the patient's words resemble.
	Suspects bool
	// Hinted is true for a finding that the patient's words may say.
	Hinted bool
}

const (
	// MaxQuestions bounds the questions about findings in one interview, a list
	// counting as one: an ill person's patience.
	MaxQuestions = 10
	// mostSingle is from how many questions on danger signs come in lists: what
	// is asked one by one is answered with more care, and what is likely to matter
	// is asked so.
	mostSingle = 5
	// mostLists bounds the lists of one interview and mostRows the signs of one.
	mostLists, mostRows = 3, 6
	// ListPrefix begins the id of a list.
	ListPrefix = "signs."
	// symptomList is the list of what tells the candidates apart.
	symptomList = ListPrefix + "symptoms"
)

// Next is the next best question: the signs of what the patient's words
// resemble first, and what they hint at where it would be an emergency; then the
// danger signs of the complaints, the one first whose answer is expected to change
// the urgency most, the less likely together in lists; then what else the words
// hint at; then what tells the candidates apart best. It is false when nothing
// worth asking is left. asked holds the ids of the questions asked and of the
// findings on lists, and questions counts them, a list as one.
func (e *Engine) Next(c Case, asked map[string]bool, questions int) (Question, bool) {
	f := e.facts(c.Chart)
	if id, ok := e.suspectedSign(c, f, asked); ok {
		q := e.question(id, true)
		q.Suspects = true
		return q, true
	}
	if questions >= MaxQuestions {
		return Question{}, false
	}
	told, hints := e.told(c, f), e.hints(c, f)
	if q, ok := e.hintedDanger(hints, f, asked); ok {
		return q, true
	}
	if len(told) == 0 {
		return e.hinted(hints, f, asked)
	}
	return e.survey(c, f, told).next(asked, questions)
}

func (s survey) next(asked map[string]bool, questions int) (Question, bool) {
	if q, ok := s.danger(asked, questions); ok {
		return q, true
	}
	if q, ok := s.hinted(s.hints, s.facts, asked); ok {
		return q, true
	}
	return s.telling(asked)
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

func (e *Engine) askable(id string, f logic.Facts, asked map[string]bool) bool {
	x, ok := e.g.Finding(id)
	if !ok || x.Ask == nil || asked[id] || !logic.CanHave(x, f) || !presumed(x, f) {
		return false
	}
	if x.Kind == "quantity" {
		_, known := f.Number(id)
		return !known
	}
	if f.Bool(id) != chart.Unknown || x.Derive != nil && logic.Value(*x.Derive, f) == chart.No {
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

// presumed is true where nothing that the words of a question take for granted is
// still to be told.
func presumed(x graph.Finding, f logic.Facts) bool {
	return len(x.Presumes) == 0 || slices.ContainsFunc(x.Presumes, func(id string) bool { return f.Bool(id) == chart.Yes })
}

// Again is the question about one finding once more, where it can still be asked.
func (e *Engine) Again(c Case, id string) (Question, bool) {
	if id == "" || !e.askable(id, logic.FromChart(e.g, c.Chart), nil) {
		return Question{}, false
	}
	return e.question(id, false), true
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
