package reason

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

// rank lists the likely, the likeliest first, and behind them what a red flag
// suspects. That heads what must not be missed, however unlikely it is: a list
// that puts the dangerous before the likely says nothing of either.
func (d *differential) rank(e *Engine, s scene, suspect, asked map[string]bool) {
	p := d.p
	for _, i := range d.order(func(int) float64 { return 0 }) {
		if len(d.ranked) < listed && (p[i] >= minListed || suspect[d.weights[i].condition.ID]) {
			d.ranked = append(d.ranked, e.ranked(d.weights[i], p[i], s))
		}
	}
	d.mustNotMiss = d.dangers(e, s, suspect, asked)
}

// dangers lists what must not be missed: what a red flag suspects first, and no
// more of that than leaves room for what is likely by itself.
func (d *differential) dangers(e *Engine, s scene, suspect, asked map[string]bool) []Ranked {
	likely := func(i int) bool { return d.weights[i].condition.MustNotMiss && d.p[i] >= worries }
	first := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	var chosen []int
	for _, i := range d.order(func(i int) float64 { return first(suspect[d.weights[i].condition.ID] || likely(i)) }) {
		c := d.weights[i].condition
		// What no complaint of the story asks about must at least be likely.
		near := asked[c.ID] || d.p[i] >= worries || len(asked) == 0 && d.p[i] >= minListed
		if (c.MustNotMiss && near || suspect[c.ID]) && len(chosen) < listed {
			chosen = append(chosen, i)
		}
	}
	slices.SortStableFunc(chosen, func(a, b int) int {
		return cmp.Compare(first(suspect[d.weights[b].condition.ID]), first(suspect[d.weights[a].condition.ID]))
	})
	var list []Ranked
	for _, i := range chosen {
		list = append(list, e.ranked(d.weights[i], d.p[i], s))
	}
	return list
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
	r := Ranked{Condition: w.condition.ID, P: p, Resembles: w.terms[TermWords] >= alike}
	adds := slices.Clone(w.adds)
	slices.SortStableFunc(adds, func(a, b addend) int { return cmp.Compare(math.Abs(b.log), math.Abs(a.log)) })
	for _, a := range adds {
		switch {
		case a.log > logic.Telling:
			r.For = append(r.For, e.findings[a.find].ID)
		case a.log < -logic.Telling:
			r.Against = append(r.Against, e.findings[a.find].ID)
		}
	}
	r.Missing = e.missing(w.profile, s)
	return r
}

// missing are the three unknown findings that speak loudest for the condition
// and that this patient can have.
func (e *Engine) missing(p *profile, s scene) []string {
	const most = 3
	var room [most + 1]link
	open := room[:0]
	for _, x := range p.edges {
		if s.is[x.find] != chart.Unknown || x.yes <= 0.5 || len(open) == most && x.yes <= open[most-1].yes {
			continue
		}
		f := e.findings[x.find]
		if !logic.CanHave(f, s.facts) {
			continue
		}
		at := len(open)
		for at > 0 && open[at-1].yes < x.yes {
			at--
		}
		open = slices.Insert(open, at, x)
		open = open[:min(len(open), most)]
	}
	ids := make([]string, len(open))
	for i, x := range open {
		ids[i] = e.findings[x.find].ID
	}
	return ids
}
