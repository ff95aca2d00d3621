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
	// knownTimes multiplies the prior of a condition that the patient is known
	// to have, where content gives no figure.
	knownTimes = 5
)

func geometricMiddle(low, high float64) float64 { return math.Sqrt(low * high) }

// weighing is one condition with what each finding adds to it.
type weighing struct {
	condition graph.Condition
	log       float64
	adds      map[string]float64
}

type differential struct {
	ranked, mustNotMiss []Ranked
	abstained           bool
	why                 string
	informative         int
	weights             []weighing
	other               float64
}

// candidates are the conditions in question: those of the complaint, those
// behind a red flag, what the patient is known to have where a finding speaks
// for it, and without a complaint all that a finding speaks for.
func (e *Engine) candidates(c Case, f logic.Facts, flags []FlagHit) []graph.Condition {
	asked, behind := map[string]bool{}, map[string]bool{}
	comp, known := e.g.Complaint(c.Complaint)
	for _, id := range comp.Conditions {
		asked[id] = true
	}
	for _, hit := range flags {
		flag, _ := e.g.RedFlag(hit.ID)
		for _, id := range flag.Suspect {
			behind[id] = true
		}
	}
	var out []graph.Condition
	for _, cond := range e.conditions {
		wanted := asked[cond.ID] || (!known || f.Bool(cond.ID) == chart.Yes) && e.spokenFor(cond, f)
		if (behind[cond.ID] || wanted && len(cond.Edges) > 0) && sexFits(cond.Sex, f) {
			out = append(out, cond)
		}
	}
	return out
}

func (e *Engine) spokenFor(c graph.Condition, f logic.Facts) bool {
	for id, p := range e.edges[c.ID] {
		if f.Bool(id) == chart.Yes && p > 2*e.base[id] {
			return true
		}
	}
	return false
}

// presents is true where a symptom, sign or measurement of now speaks for the
// condition: a risk factor alone brings nobody in.
func (e *Engine) presents(c graph.Condition, f logic.Facts) bool {
	for id, p := range e.edges[c.ID] {
		if f.Bool(id) != chart.Yes || p <= 2*e.base[id] {
			continue
		}
		switch x, _ := e.g.Finding(id); x.Class {
		case "symptom", "sign", "vital", "result":
			return true
		}
	}
	return false
}

func sexFits(sex string, f logic.Facts) bool {
	return sex == "" || f.Bool("find.sex_"+sex) != chart.No
}

// differential ranks the candidates by naive Bayes: log prior plus, for each
// finding that is known, the log of its likelihood ratio against the
// background. Of a finding and a more specific one only the specific counts.
func (e *Engine) differential(c Case, f logic.Facts, flags []FlagHit) differential {
	d := differential{other: math.Log(otherWeight)}
	informative := map[string]bool{}
	for _, cond := range e.candidates(c, f, flags) {
		w := e.weigh(cond, f)
		for id := range w.adds {
			informative[id] = true
		}
		d.weights = append(d.weights, w)
	}
	d.informative = len(informative)
	if comp, ok := e.g.Complaint(c.Complaint); ok && f.Bool(comp.Finding) == chart.Yes {
		// Another cause would explain the complaint about half the time.
		d.other += clampLog(0.5, e.base[comp.Finding])
	}
	p, other := d.shares()
	switch {
	case d.informative < minInformative:
		d.abstained, d.why = true, "thin"
	case len(p) == 0 || other > 0.5 && slices.Max(p) < 0.25:
		d.abstained, d.why = true, "no_fit"
	}
	d.rank(e, f, p, e.suspects(flags))
	return d
}

func clampLog(p, base float64) float64 {
	if base <= 0 || base >= 1 || p <= 0 || p >= 1 {
		return 0
	}
	limit := math.Log(maxLR)
	return max(-limit, min(limit, math.Log(p/base)))
}

func (e *Engine) weigh(cond graph.Condition, f logic.Facts) weighing {
	w := weighing{condition: cond, log: math.Log(cond.Prior * modifier(cond, f)), adds: map[string]float64{}}
	edges := e.edges[cond.ID]
	// Sorted, so that the sum is the same to the last bit in every run.
	for _, id := range sortedKeys(edges) {
		v := f.Bool(id)
		if v == chart.Unknown || e.base[id] == 0 || e.covered(id, v, edges, f) {
			continue
		}
		add := clampLog(edges[id], e.base[id])
		if v == chart.No {
			add = clampLog(1-edges[id], 1-e.base[id])
		}
		w.adds[id] = add
		w.log += add
	}
	return w
}

// covered reports that a related finding on the condition's edges already
// says what this one says: a present specific one, or an absent general one.
func (e *Engine) covered(id string, v chart.Tri, edges map[string]float64, f logic.Facts) bool {
	related := e.g.Specifics(id)
	if v == chart.No {
		related = e.g.Generals(id)
	}
	return slices.ContainsFunc(related, func(other string) bool {
		_, ok := edges[other]
		return ok && f.Bool(other) == v
	})
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

// shares turns weights into probabilities; what is left is "another cause".
func (d *differential) shares() (p []float64, other float64) {
	top := d.other
	for _, w := range d.weights {
		top = max(top, w.log)
	}
	sum := math.Exp(d.other - top)
	other = sum
	for _, w := range d.weights {
		v := math.Exp(w.log - top)
		p = append(p, v)
		sum += v
	}
	for i := range p {
		p[i] /= sum
	}
	return p, other / sum
}

// suspects are the conditions behind the emergency flags that are true.
func (e *Engine) suspects(flags []FlagHit) map[string]bool {
	ids := map[string]bool{}
	for _, hit := range flags {
		if hit.Level > 2 {
			continue
		}
		flag, _ := e.g.RedFlag(hit.ID)
		for _, id := range flag.Suspect {
			ids[id] = true
		}
	}
	return ids
}

// rank lists the likely, the likeliest first; but what an emergency flag
// suspects stands before what is benign, and heads what must not be missed.
// A probability is never changed for that.
func (d *differential) rank(e *Engine, f logic.Facts, p []float64, suspect map[string]bool) {
	order := d.order(p, func(int) float64 { return 0 })
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
	for _, i := range d.order(p, func(i int) float64 {
		if up[i] {
			return benign
		}
		return 0
	}) {
		if !d.abstained && len(d.ranked) < listed && (p[i] >= minListed || up[i]) {
			d.ranked = append(d.ranked, e.ranked(d.weights[i], p[i], f))
		}
	}
	for _, i := range d.order(p, func(i int) float64 {
		if suspect[d.weights[i].condition.ID] {
			return 1
		}
		return 0
	}) {
		c := d.weights[i].condition
		if (c.MustNotMiss || suspect[c.ID]) && len(d.mustNotMiss) < listed {
			d.mustNotMiss = append(d.mustNotMiss, e.ranked(d.weights[i], p[i], f))
		}
	}
}

// order sorts the conditions by probability and what is added to it.
func (d *differential) order(p []float64, plus func(int) float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(p[b]+plus(b), p[a]+plus(a)), strings.Compare(d.weights[a].condition.ID, d.weights[b].condition.ID))
	})
	return order
}

func (e *Engine) ranked(w weighing, p float64, f logic.Facts) Ranked {
	r := Ranked{Condition: w.condition.ID, P: p}
	ids := sortedKeys(w.adds)
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(math.Abs(w.adds[b]), math.Abs(w.adds[a])) })
	for _, id := range ids {
		switch {
		case w.adds[id] > 0.1:
			r.For = append(r.For, id)
		case w.adds[id] < -0.1:
			r.Against = append(r.Against, id)
		}
	}
	r.Missing = e.missing(w.condition.ID, f)
	return r
}

// missing are the three unknown findings that speak loudest for the condition.
func (e *Engine) missing(cond string, f logic.Facts) []string {
	edges := e.edges[cond]
	var ids []string
	for _, id := range sortedKeys(edges) {
		if f.Bool(id) == chart.Unknown && clampLog(edges[id], e.base[id]) > 0.5 {
			ids = append(ids, id)
		}
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Compare(clampLog(edges[b], e.base[b]), clampLog(edges[a], e.base[a]))
	})
	return ids[:min(len(ids), 3)]
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
