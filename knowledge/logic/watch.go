package logic

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// Watch finds which of many red flags hold of a patient. Most of them rest on a
// sign or a measurement that must be there, and are looked at only where it is.
// It never changes and is safe for concurrent use.
type Watch struct {
	flags []graph.RedFlag
	// by are the flags that may hold because of a fact, and always those that may
	// hold by what is not there alone.
	by     map[string][]int32
	always []int32
}

// NewWatch watches for flags; what holds is given in their order.
func NewWatch(flags []graph.RedFlag) *Watch {
	w := &Watch{flags: flags, by: map[string][]int32{}}
	for i := range flags {
		n := int32(i) //nolint:gosec // some hundreds
		leads, always := leadsOf(&flags[i].When)
		if always {
			w.always = append(w.always, n)
			continue
		}
		for _, id := range leads {
			if of := w.by[id]; len(of) == 0 || of[len(of)-1] != n {
				w.by[id] = append(of, n)
			}
		}
	}
	return w
}

// Flags are all that are watched for.
func (w *Watch) Flags() []graph.RedFlag { return w.flags }

// leadsOf gives facts of which one must be there for an expression to be true;
// always where it may be true without any.
func leadsOf(e *graph.Expr) (leads []string, always bool) {
	switch {
	case e.Present != "":
		return []string{e.Present}, false
	case e.Compare != nil:
		return []string{e.Compare.Fact}, false
	case e.Count != nil:
		return leadsOfSome(e.Count.Min, e.Count.Of)
	case len(e.All) > 0:
		return leadsOfAll(e.All)
	case len(e.Any) > 0:
		return leadsOfSome(1, e.Any)
	}
	return nil, true // absent, not: true by what is not there
}

// leadsOfAll are those of the part that has the fewest: without it the whole is not true.
func leadsOfAll(of []graph.Expr) (leads []string, always bool) {
	always = true
	for i := range of {
		l, free := leadsOf(&of[i])
		if !free && (always || len(l) < len(leads)) {
			leads, always = l, false
		}
	}
	return leads, always
}

// leadsOfSome are those of all parts, where so few may be true without any that the
// rest must have one.
func leadsOfSome(least int, of []graph.Expr) (leads []string, always bool) {
	free := 0
	for i := range of {
		l, without := leadsOf(&of[i])
		if without {
			free++
		}
		leads = append(leads, l...)
	}
	return leads, free >= least
}

// listed is what a chart that was resolved can list.
type listed interface{ each(func(id string)) }

// each gives every fact that is there and every quantity that is known.
func (f *facts) each(do func(id string)) {
	for id, v := range f.bools {
		if v == chart.Yes {
			do(id)
		}
	}
	for id := range f.nums {
		do(id)
	}
}

// Holding gives the flags that hold, by their place.
func (w *Watch) Holding(f Facts) []int {
	var out []int
	look := func(i int32) {
		if flag := &w.flags[i]; Offered(&flag.When, flag.Unless, f) == chart.Yes {
			out = append(out, int(i))
		}
	}
	k, ok := f.(listed)
	if !ok {
		for i := range w.flags {
			look(int32(i)) //nolint:gosec // some hundreds
		}
		return out
	}
	may := slices.Clone(w.always)
	k.each(func(id string) { may = append(may, w.by[id]...) })
	slices.Sort(may)
	for _, i := range slices.Compact(may) {
		look(i)
	}
	return out
}
