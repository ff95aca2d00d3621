package reason

import (
	"math"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

const (
	// maxLR bounds what one finding may say: edges are judgements, and no
	// judgement is worth more than this.
	maxLR = 20
	// minInformative is how many findings a differential needs.
	minInformative = 2
	// listed bounds the differential that is shown, and firsts is how many of it
	// must hold the answer for it to be one.
	listed = 6
	firsts = 3
	// minListed is the least probability that is worth a line.
	minListed = 0.02
	// leastTimes bounds what a patient makes of a prior: nothing is impossible.
	leastTimes = 1e-6
	// alike is the term of resemblance from which the story as a whole tells
	// something that no finding says, and much alike that from which one of at
	// least aStory characters or words tells as much as two.
	alike     = 3.0
	muchAlike = 4.6
	aStory    = 6
)

// weighing is one condition with what each finding adds to it.
type weighing struct {
	*profile
	terms Terms
	log   float64
	adds  []addend
}

type addend struct {
	find int
	log  float64
}

type differential struct {
	ranked, mustNotMiss []Ranked
	// thin: too little is known to rank; unsure: the first of ranked are
	// possibilities and no answer.
	thin, unsure bool
	why          string
	informative  int
	weights      []weighing
	// p is the share of each of weights, and rest that of all other causes.
	p     []float64
	rest  float64
	scene scene
}

// words is what the texts of a case resemble, for weighing.
type words struct {
	like map[string]float64 // the best score of each condition
	said bitset             // the findings that the texts name, and what these imply
	size int                // of the longest text
}

// tells is how many findings the words are worth as a whole.
func (w words) tells(resembles float64) int {
	switch {
	case resembles >= muchAlike && w.size >= aStory:
		return 2 //nolint:mnd // as said at muchAlike
	case resembles >= alike:
		return 1
	}
	return 0
}

func (e *Engine) words(ls []Heard) words {
	w := words{like: map[string]float64{}, said: e.bits()}
	for _, l := range ls {
		w.size = max(w.size, l.Size)
		for _, h := range l.Conditions {
			w.like[h.ID] = max(w.like[h.ID], h.Score)
		}
		for _, id := range l.Said {
			w.said.set(e.number[id])
			for _, up := range e.g.Generals(id) {
				w.said.set(e.number[up])
			}
		}
	}
	return w
}

// candidates are the conditions in question: those of the complaints, those
// behind a red flag, those whose telling the story resembles, and all others
// that something in the story speaks for.
func (e *Engine) candidates(asked map[string]bool, s scene, flags []FlagHit, like map[string]float64) []*profile {
	behind := map[string]bool{}
	for _, hit := range flags {
		flag, _ := e.g.RedFlag(hit.ID)
		for _, id := range flag.Suspect {
			behind[id] = true
		}
	}
	var out []*profile
	for i := range e.profiles {
		p := &e.profiles[i]
		id := p.condition.ID
		wanted := behind[id] || like[id] > 0 || len(p.edges) > 0 && (asked[id] || e.spokenFor(p, s))
		if wanted && logic.SexFits(p.condition.Sex, s.facts) {
			out = append(out, p)
		}
	}
	return out
}

// ofComplaints are the conditions that complaints ask about.
func ofComplaints(told []graph.Complaint) map[string]bool {
	asked := map[string]bool{}
	for _, comp := range told {
		for _, id := range comp.Conditions {
			asked[id] = true
		}
	}
	return asked
}

func (e *Engine) spokenFor(p *profile, s scene) bool {
	return slices.ContainsFunc(p.edges, func(x link) bool { return s.is[x.find] == chart.Yes && x.p > 2*e.findings[x.find].Base })
}

// presents is true where a symptom, sign or measurement of now speaks for the
// condition: a risk factor alone brings nobody in.
func (e *Engine) presents(p *profile, s scene) bool {
	return slices.ContainsFunc(p.edges, func(x link) bool {
		f := &e.findings[x.find]
		if s.is[x.find] != chart.Yes || x.p <= 2*f.Base {
			return false
		}
		return f.Class == "symptom" || f.Class == "sign" || f.Class == "vital" || f.Class == "result"
	})
}

// differential ranks the candidates by the weighed sum of what speaks for each.
// Of a finding and a more specific one only the specific counts.
func (e *Engine) differential(told []graph.Complaint, f logic.Facts, flags []FlagHit, ls []Heard) differential {
	s := e.scene(f)
	d, asked, by := differential{scene: s}, ofComplaints(told), e.words(ls)
	informative, resembles, suspect := e.bits(), 0.0, e.suspects(flags)
	candidates := e.candidates(asked, s, flags, by.like)
	d.weights = make([]weighing, 0, len(candidates))
	for _, p := range candidates {
		w := e.weigh(p, s, by)
		if asked[p.condition.ID] {
			w.terms[TermAsked] = 1
		}
		if suspect[p.condition.ID] {
			w.terms[TermFlagged] = 1
		}
		w.log = e.weights.of(&w.terms)
		resembles = max(resembles, w.terms[TermWords])
		for _, a := range w.adds {
			informative.set(a.find)
		}
		d.weights = append(d.weights, w)
	}
	d.informative = informative.without(e.bits())
	known := d.informative + by.tells(resembles)
	d.share(e.weights.Other + e.weights.OtherWords*resembles)
	switch {
	case known < minInformative:
		d.thin, d.why = true, "thin"
	case len(d.p) == 0 || d.rest > 0.5 && slices.Max(d.p) < 0.25:
		d.thin, d.why = true, "no_fit"
	}
	d.rank(e, s, suspect, asked)
	if d.unsure = d.thin || d.mass(firsts) < e.weights.Answers; d.unsure && !d.thin {
		d.why = "no_fit"
	}
	return d
}

// mass is the share of the first k of the list together.
func (d *differential) mass(k int) float64 {
	sum := 0.0
	for _, r := range d.ranked[:min(k, len(d.ranked))] {
		sum += r.P
	}
	return sum
}

func (e *Engine) weigh(p *profile, s scene, by words) weighing {
	w := weighing{profile: p}
	w.terms[TermPrior] = math.Log(p.condition.Prior)
	w.terms[TermPatient] = math.Log(max(logic.PriorTimes(p.condition, s.facts), leastTimes) * e.courses.times(p.condition.ID, s.facts))
	w.terms[TermWords] = likeness(by.like[p.condition.ID])
	w.terms[TermUnexplained] = float64(s.troubles.without(p.explains))
	for _, x := range p.edges {
		add, term := 0.0, TermDenied
		switch v := s.is[x.find]; {
		case v == chart.Yes && !s.any(x.specifics, chart.Yes):
			add, term = x.yes, TermAnswered
			if by.said.has(x.find) {
				term = TermSaid
			}
		case v == chart.No && !s.any(x.generals, chart.No):
			add = x.no
		default:
			continue
		}
		w.terms[term] += add
		w.adds = append(w.adds, addend{x.find, e.weights.Terms[term] * add})
	}
	return w
}

// share turns weights into probabilities; what is left is "another cause".
func (d *differential) share(other float64) {
	top := other
	for _, w := range d.weights {
		top = max(top, w.log)
	}
	d.rest = math.Exp(other - top)
	sum := d.rest
	d.p = make([]float64, len(d.weights))
	for i, w := range d.weights {
		d.p[i] = math.Exp(w.log - top)
		sum += d.p[i]
	}
	for i := range d.p {
		d.p[i] /= sum
	}
	d.rest /= sum
}

// suspects are the conditions behind the red flags of today or sooner that are
// true.
func (e *Engine) suspects(flags []FlagHit) map[string]bool {
	ids := map[string]bool{}
	for _, hit := range flags {
		if hit.Level > 3 {
			continue
		}
		flag, _ := e.g.RedFlag(hit.ID)
		for _, id := range flag.Suspect {
			ids[id] = true
		}
	}
	return ids
}
