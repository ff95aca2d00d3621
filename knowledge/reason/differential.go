package reason

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

const (
	// maxLR bounds what one finding may say: edges are judgements, and no
	// judgement is worth more than this.
	maxLR = 20
	// otherWeight stands for all conditions that are not considered, as a
	// share per 1000 of visits with the complaint's own findings.
	otherWeight = 8
	// minInformative is how many findings a differential needs.
	minInformative = 2
	// listed bounds the differential that is shown.
	listed = 6
	// minListed is the least probability that is worth a line.
	minListed = 0.02
	// lifted bounds how many suspects of red flags stand before what is more
	// likely and benign, so that the list still shows the likely.
	lifted = 3
	// unexplained is the log likelihood of a symptom that a condition does not
	// bring: a patient with it has one more thing to explain.
	unexplained = -0.7
	// knownTimes multiplies the prior of a condition that the patient is known
	// to have, where content gives no figure.
	knownTimes = 5
)

// weighing is one condition with what each finding adds to it.
type weighing struct {
	*profile
	// log is the sum of prior and adds.
	log, prior float64
	adds       []addend
	// like is what the words of the story add, by the sayings of the condition
	// that they resemble.
	like float64
}

type addend struct {
	find int
	log  float64
}

type differential struct {
	ranked, mustNotMiss []Ranked
	// thin: too little is known to rank; abstained: nothing is listed.
	thin, abstained bool
	why             string
	informative     int
	weights         []weighing
	// p is the share of each of weights, and rest that of all other causes.
	p     []float64
	rest  float64
	scene scene
}

// candidates are the conditions in question: those of the complaints, those
// behind a red flag, those whose sayings the story resembles, and all others
// that something in the story speaks for.
func (e *Engine) candidates(told []graph.Complaint, s scene, flags []FlagHit, like map[string]float64) []*profile {
	asked, behind := ofComplaints(told), map[string]bool{}
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
		if wanted && sexFits(p.condition.Sex, s.facts) {
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

func sexFits(sex string, f logic.Facts) bool {
	return sex == "" || f.Bool("find.sex_"+sex) != chart.No
}

// differential ranks the candidates by naive Bayes: log prior plus, for each
// finding that is known, the log of its likelihood ratio against the
// background. Of a finding and a more specific one only the specific counts.
func (e *Engine) differential(told []graph.Complaint, f logic.Facts, flags []FlagHit, like map[string]float64) differential {
	s := e.scene(f)
	d, other := differential{scene: s}, math.Log(otherWeight)
	informative := e.bits()
	resembles := 0.0
	for _, p := range e.candidates(told, s, flags, like) {
		w := e.weigh(p, s)
		w.like = like[p.condition.ID]
		w.log += w.like
		resembles = max(resembles, w.like)
		for _, a := range w.adds {
			informative.set(a.find)
		}
		d.weights = append(d.weights, w)
	}
	d.informative = informative.without(e.bits())
	if resembles >= mostLike/2 {
		d.informative++ // the story as a whole tells something that no finding says
	}
	if len(told) > 0 && f.Bool(told[0].Finding) == chart.Yes {
		// Another cause would explain the complaint about half the time.
		other += clampLog(0.5, e.findings[e.number[told[0].Finding]].Base)
	}
	d.share(other)
	switch {
	case d.informative < minInformative:
		d.thin, d.why = true, "thin"
	case len(d.p) == 0 || d.rest > 0.5 && slices.Max(d.p) < 0.25:
		d.thin, d.why = true, "no_fit"
	}
	d.rank(e, s, e.suspects(flags), ofComplaints(told))
	d.abstained = d.thin && len(d.ranked) == 0
	return d
}

func (e *Engine) weigh(p *profile, s scene) weighing {
	w := weighing{profile: p, prior: math.Log(p.condition.Prior * modifier(p.condition, s.facts) * e.courses.times(p.condition.ID, s.facts))}
	w.log = w.prior
	for _, x := range p.edges {
		add := 0.0
		switch v := s.is[x.find]; {
		case v == chart.Yes && !s.any(x.specifics, chart.Yes):
			add = x.yes
		case v == chart.No && !s.any(x.generals, chart.No):
			add = x.no
		default:
			continue
		}
		w.adds = append(w.adds, addend{x.find, add})
		w.log += add
	}
	w.log += unexplained * float64(s.troubles.without(p.explains))
	return w
}

func modifier(cond graph.Condition, f logic.Facts) float64 {
	age, known := f.Number("find.age")
	times := 1.0
	if f.Bool(cond.ID) == chart.Yes {
		times = knownTimes
		if cond.Known != nil && cond.Known.Times > 0 {
			times = cond.Known.Times
		}
	}
	for _, m := range cond.Modifiers {
		if (m.MinAge > 0 || m.MaxAge > 0) && (!known || age < m.MinAge || m.MaxAge > 0 && age >= m.MaxAge) {
			continue
		}
		if m.Sex != "" && f.Bool("find.sex_"+m.Sex) != chart.Yes {
			continue
		}
		if m.When != nil && logic.Value(*m.When, f) != chart.Yes {
			continue
		}
		times *= m.Times
	}
	return max(times, 1e-6)
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

// rank lists the likely, the likeliest first; but what a red flag
// suspects stands before what is benign, and heads what must not be missed.
// A probability is never changed for that. A story that is too thin to rank
// still names what its flag suspects: the flag has its own proof.
func (d *differential) rank(e *Engine, s scene, suspect, asked map[string]bool) {
	p := d.p
	order := d.order(func(int) float64 { return 0 })
	up, benign := map[int]bool{}, 0.0
	for _, i := range order {
		c := d.weights[i].condition
		switch {
		case suspect[c.ID]:
			if len(up) < lifted {
				up[i] = true
			}
		case !c.MustNotMiss && c.Level > 2:
			benign = max(benign, p[i])
		}
	}
	for _, i := range d.order(func(i int) float64 {
		if up[i] {
			return benign
		}
		return 0
	}) {
		if len(d.ranked) < listed && (up[i] || p[i] >= minListed && !d.thin) {
			d.ranked = append(d.ranked, e.ranked(d.weights[i], p[i], s))
		}
	}
	for _, i := range d.order(func(i int) float64 {
		if suspect[d.weights[i].condition.ID] {
			return 1
		}
		return 0
	}) {
		c := d.weights[i].condition
		// What no complaint of the story asks about must at least be likely.
		near := asked[c.ID] || p[i] >= worries || len(asked) == 0
		if (c.MustNotMiss && near || suspect[c.ID]) && len(d.mustNotMiss) < listed {
			d.mustNotMiss = append(d.mustNotMiss, e.ranked(d.weights[i], p[i], s))
		}
	}
}

// order sorts the conditions by probability and what is added to it.
func (d *differential) order(plus func(int) float64) []int {
	p, order := d.p, make([]int, len(d.p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(p[b]+plus(b), p[a]+plus(a)), strings.Compare(d.weights[a].condition.ID, d.weights[b].condition.ID))
	})
	return order
}

func (e *Engine) ranked(w weighing, p float64, s scene) Ranked {
	r := Ranked{Condition: w.condition.ID, P: p, Resembles: w.like > 0}
	adds := slices.Clone(w.adds)
	slices.SortStableFunc(adds, func(a, b addend) int { return cmp.Compare(math.Abs(b.log), math.Abs(a.log)) })
	for _, a := range adds {
		switch {
		case a.log > 0.1:
			r.For = append(r.For, e.findings[a.find].ID)
		case a.log < -0.1:
			r.Against = append(r.Against, e.findings[a.find].ID)
		}
	}
	r.Missing = e.missing(w.profile, s)
	return r
}

// missing are the three unknown findings that speak loudest for the condition.
func (e *Engine) missing(p *profile, s scene) []string {
	var open []link
	for _, x := range p.edges {
		if s.is[x.find] == chart.Unknown && x.yes > 0.5 {
			open = append(open, x)
		}
	}
	slices.SortStableFunc(open, func(a, b link) int { return cmp.Compare(b.yes, a.yes) })
	var ids []string
	for _, x := range open[:min(len(open), 3)] {
		ids = append(ids, e.findings[x.find].ID)
	}
	return ids
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
