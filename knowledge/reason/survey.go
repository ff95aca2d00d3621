package reason

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"sync"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/logic"
)

const (
	// minDanger is the worth from which a danger sign is asked for by itself.
	minDanger = 0.05
	// rareSign is the least that a danger sign is taken to be likely: what
	// authors put on a list was seen behind the complaint.
	rareSign = 0.01
	// oneOfSeveral is the share of a flag's worth that goes to a sign which does
	// not make the flag true alone.
	oneOfSeveral = 0.4
	// Finding an emergency is worth 1, that a patient must be seen today ofToday,
	// what no flag needs or raises nothing any more noFlag.
	ofToday = 0.3
	noFlag  = 0.2
	// minGain is the information, in nats, from which a question is worth it.
	minGain = 0.03
	// settled is the probability of the first candidate from which no more is
	// asked to tell it from others.
	settled = 0.7
	// historyBonus puts the author's own order before small differences.
	historyBonus = 0.06
	// askedAbout is how many complaints of one story are asked about: the one
	// that the patient came with, and then the most dangerous.
	askedAbout = 2
)

// survey is what the next question is chosen from.
type survey struct {
	*Engine
	facts logic.Facts
	// asks are the complaints that are asked about.
	asks []graph.Complaint
	beliefs
	// level is how urgent the case is now.
	level int
	// hints are findings that the words may say.
	hints []hint.Hint
	// open are the danger signs and then the tellers of a story of which nothing
	// was asked yet, worked out when they are first wanted.
	open *openSigns
}

type openSigns struct{ dangers, tellers func() []sign }

func (e *Engine) survey(c Case, f logic.Facts, told []graph.Complaint) survey {
	a := Assessment{RedFlags: e.flags(f)}
	a.Suspected = e.suspicions(c, f, a.RedFlags)
	d := e.differential(told, f, a.RedFlags, c.Resembles)
	a.Differential, a.MustNotMiss = d.ranked, d.mustNotMiss
	e.urgency(&a, c, f, told, d)
	s := e.surveyOf(a.Level, d, f, told)
	s.hints = e.hints(c, f)
	return s
}

func (e *Engine) surveyOf(level int, d differential, f logic.Facts, told []graph.Complaint) survey {
	s := survey{Engine: e, facts: f, beliefs: e.beliefs(d), level: level}
	s.asks = e.askedOf(told, d)
	s.open = &openSigns{
		dangers: sync.OnceValue(func() []sign { return s.dangers(nil) }),
		tellers: sync.OnceValue(func() []sign { return s.tellers(nil) }),
	}
	return s
}

// askedOf are the complaints that are asked about.
func (e *Engine) askedOf(told []graph.Complaint, d differential) (asks []graph.Complaint) {
	if len(told) == 0 {
		return nil
	}
	asks = append(asks, told[0])
	for _, comp := range d.dangerousFirst(told) {
		if len(asks) < askedAbout && comp.ID != told[0].ID && d.emergencies(comp) >= open {
			asks = append(asks, comp)
		}
	}
	return asks
}

// danger asks for the danger signs of the complaints: one by one while the
// answer may well change the urgency, then the others in lists.
func (s survey) danger(asked map[string]bool, questions int) (Question, bool) {
	left := s.open.dangers()
	if len(asked) > 0 {
		left = s.dangers(asked)
	}
	if len(left) == 0 {
		return Question{}, false
	}
	lists := 0
	for asked[listID(lists)] {
		lists++
	}
	if lists == mostLists || lists == 0 && questions < mostSingle && left[0].worth >= minDanger {
		return s.question(left[0].id, true), true
	}
	q := Question{ID: listID(lists), Kind: "signs", Danger: true}
	for _, x := range left {
		if f := s.findings[s.number[x.id]]; len(q.Signs) < mostRows && f.Kind != "quantity" && len(f.Options) == 0 {
			q.Signs = append(q.Signs, x.id)
		}
	}
	if len(q.Signs) < 2 {
		return s.question(left[0].id, true), true
	}
	return q, true
}

func listID(n int) string { return ListPrefix + strconv.Itoa(n+1) }

type sign struct {
	id    string
	worth float64
}

// dangers are the danger signs that are still open, those first whose answer is
// expected to change the urgency most. Of a further complaint only those count
// that may well do so.
func (s survey) dangers(asked map[string]bool) []sign {
	var out []sign
	for n, comp := range s.asks {
		for _, id := range comp.Danger {
			id = s.before(id, asked)
			if !s.askable(id, s.facts, asked) || !s.couldRaise(id, s.facts) || slices.ContainsFunc(out, func(y sign) bool { return y.id == id }) {
				continue
			}
			if x := (sign{id, s.worth(id)}); n == 0 || x.worth >= minDanger {
				out = append(out, x)
			}
		}
	}
	worthiest(out)
	return out
}

// before is what has to be asked before a danger sign: what its words take for
// granted and nobody has told, else the sign.
func (s survey) before(id string, asked map[string]bool) string {
	x, ok := s.g.Finding(id)
	if !ok || presumed(x, s.facts) {
		return id
	}
	for _, first := range x.Presumes {
		if s.askable(first, s.facts, asked) {
			return first
		}
	}
	return id
}

// worth is the expected change of urgency by the answer to a danger sign: how
// likely it is there, dampened, for a rare sign that is missed costs more than a
// frequent one that is asked for in vain, times how far it raises the urgency.
func (s survey) worth(id string) float64 {
	most := 0.0
	for _, there := range answers(s.findings[s.number[id]]) {
		p := rareSign
		for _, x := range there {
			p = max(p, s.likely(s.number[x], s.findings[s.number[x]].Base))
		}
		most = max(most, math.Sqrt(p)*s.raises(there))
	}
	return most
}

// answers are the findings that each answer to a question would bring.
func answers(f graph.Finding) [][]string {
	if len(f.Options) == 0 {
		return [][]string{{f.ID}}
	}
	var out [][]string
	for _, o := range f.Options {
		if len(o.Sets) > 0 {
			out = append(out, o.Sets)
		}
	}
	return out
}

// raises is how far signs would raise the urgency if they were there, 0 to 1.
func (s survey) raises(there []string) float64 {
	with := s.supposing(there...)
	most := noFlag
	for _, id := range there {
		for _, i := range s.needs[id] {
			flag := &s.flagged[i]
			if flag.Level > today || flag.Level == today && s.level <= today {
				continue
			}
			gain := 1.0
			if flag.Level == today {
				gain = ofToday
			}
			switch logic.Offered(&flag.When, flag.Unless, with) {
			case chart.Yes:
				most = max(most, gain)
			case chart.Unknown:
				most = max(most, gain*oneOfSeveral)
			case chart.No:
			}
		}
	}
	return most
}

// supposing is the facts with some findings more.
type supposing struct {
	logic.Facts
	there []string
}

// supposing gives the facts with findings more, and with what these imply.
func (s survey) supposing(there ...string) *supposing {
	x := &supposing{s.facts, make([]string, 0, 8)} //nolint:mnd // what most findings imply
	for _, id := range there {
		x.there = append(append(x.there, id), s.g.Generals(id)...)
	}
	return x
}

// Bool implements logic.Facts.
func (x *supposing) Bool(id string) chart.Tri {
	if slices.Contains(x.there, id) {
		return chart.Yes
	}
	return x.Facts.Bool(id)
}

// telling asks for what tells the candidates apart best, of the findings of the
// authors' histories and those on an edge of a candidate: first for several
// symptoms in one list, then one by one.
func (s survey) telling(asked map[string]bool) (Question, bool) {
	if len(s.p) > 0 && s.p[0] >= settled {
		return Question{}, false
	}
	left := s.open.tellers()
	if len(asked) > 0 {
		left = s.tellers(asked)
	}
	if len(left) == 0 {
		return Question{}, false
	}
	q := Question{ID: symptomList, Kind: "signs"}
	for _, x := range left {
		f := s.findings[s.number[x.id]]
		if len(q.Signs) < mostRows && f.Class == "symptom" && f.Kind != "quantity" && len(f.Options) == 0 {
			q.Signs = append(q.Signs, x.id)
		}
	}
	if !asked[symptomList] && len(q.Signs) == mostRows {
		return q, true
	}
	return s.question(left[0].id, false), true
}

func (s survey) tellers(asked map[string]bool) []sign {
	var out []sign
	seen := s.bits()
	try := func(i int, bonus float64) {
		x := &s.findings[i]
		if seen.has(i) || !s.askable(x.ID, s.facts, asked) {
			return
		}
		seen.set(i)
		if gain := s.gain(i, x.Base); gain >= minGain || x.Kind == "quantity" {
			out = append(out, sign{x.ID, gain + bonus})
		}
	}
	for _, comp := range s.asks {
		for _, id := range comp.History {
			try(s.number[id], historyBonus)
		}
	}
	for _, p := range s.of {
		for _, x := range p.edges {
			try(x.find, 0)
		}
	}
	worthiest(out)
	return out
}

// worthiest sorts by worth; what is alike stays in the order of its authors.
func worthiest(signs []sign) {
	slices.SortStableFunc(signs, func(a, b sign) int { return cmp.Compare(b.worth, a.worth) })
}
