package resemblance

import (
	"cmp"
	"iter"
	"math"
	"math/bits"
	"slices"
	"sync"
)

const (
	// A stretch of a text is weighed as one thing: as many clauses and as many
	// Chinese characters or words as a saying usually has.
	maxClauses = 4
	maxUnits   = 40
	// minUnits is the least that can be suspected: a bare name is for the rules.
	minUnits = 5
	// looked is how many stretches, the most dangerous first, are held against
	// the sayings of dangers.
	looked = 4
	// voters is how many of the nearest sayings decide what a stretch is about.
	voters = 8
)

// stretch is clauses first to last of a reading.
type stretch struct {
	first, last int
	danger      float64
}

// know looks the pieces of a text up, once for all stretches of it.
func (m *model) know(r *reading) {
	for i := range r.clauses {
		c := &r.clauses[i]
		c.known = make([]int32, 0, len(c.pieces))
		for _, p := range c.pieces {
			if k := m.Find(p); k >= 0 {
				c.known = append(c.known, k)
			}
		}
	}
}

// stretches gives every run of clauses that is weighed as one, with its danger.
// Pieces that stand in two of its clauses count twice, so that the work is
// linear.
func (m *model) stretches(r *reading) []stretch {
	type sum struct{ norm, danger float64 }
	of := make([]sum, len(r.clauses))
	for i := range r.clauses {
		for _, k := range r.clauses[i].known {
			w := float64(m.Weight[k])
			of[i].norm += w * w
			of[i].danger += w * float64(m.danger[k])
		}
	}
	var out []stretch
	for j := range r.clauses {
		run, size := sum{}, 0
		for i := j; i >= 0 && i > j-maxClauses; i-- {
			if size += r.clauses[i].size; size > maxUnits && i < j {
				break
			}
			run.norm += of[i].norm
			run.danger += of[i].danger
			if run.norm > 0 && size >= minUnits {
				out = append(out, stretch{first: i, last: j, danger: run.danger/math.Sqrt(run.norm) + float64(m.bias)})
			}
		}
	}
	return out
}

// worst are the stretches that are held against sayings of dangers.
func worst(all []stretch) []stretch {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b stretch) int { return cmp.Compare(b.danger, a.danger) })
	return out[:min(len(out), looked)]
}

// parts cuts a reading into stretches that lie side by side.
func parts(r *reading) []stretch {
	var out []stretch
	size := 0
	for i := range r.clauses {
		k := len(out) - 1
		if size += r.clauses[i].size; k >= 0 && size <= maxUnits && i-out[k].first < maxClauses {
			out[k].last = i
			continue
		}
		size = r.clauses[i].size
		out = append(out, stretch{first: i, last: i})
	}
	return out
}

// sayings is a set of sayings: a bit for each.
type sayings []uint64

func newSayings(n int) sayings { return make(sayings, (n+63)/64) }

func (s sayings) add(i int32) { s[i>>6] |= 1 << (i & 63) }

// likeness is how like a stretch is to each saying, from 0 to 1, in memory that
// is used again.
type likeness struct {
	of    []float32
	near  sayings // those that share a piece with it: of the others it is 0
	known []int32 // the pieces of the stretch that some saying holds
	found []best  // of each label
}

var likenesses sync.Pool

// likeness gives the memory for one text. The caller gives it back.
func (r *Reader) likeness() *likeness {
	l, ok := likenesses.Get().(*likeness)
	if !ok || len(l.of) != len(r.bank) || len(l.found) != len(r.labels) {
		return &likeness{of: make([]float32, len(r.bank)), near: newSayings(len(r.bank)), found: make([]best, len(r.labels))}
	}
	return l
}

// weigh holds a stretch against all sayings.
func (l *likeness) weigh(m *model, r *reading, s stretch) {
	l.clear()
	norm := float32(0)
	l.known = l.known[:0]
	for _, c := range r.clauses[s.first : s.last+1] {
		l.known = append(l.known, c.known...)
	}
	if s.last > s.first {
		slices.Sort(l.known)
		l.known = slices.Compact(l.known)
	}
	for _, k := range l.known {
		w := m.Weight[k] * m.Weight[k]
		norm += w
		for _, i := range m.posts[m.from[k]:m.from[k+1]] {
			l.of[i] += w
			l.near.add(i)
		}
	}
	if norm > 0 {
		scale := float32(1 / math.Sqrt(float64(norm)))
		for i := range l.among(nil) {
			l.of[i] *= scale * m.per[i]
		}
	}
}

// among gives the sayings of a set that share a piece with the stretch, in
// order; nil is the set of all.
func (l *likeness) among(set sayings) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for k, word := range l.near {
			if set != nil {
				word &= set[k]
			}
			for ; word != 0; word &= word - 1 {
				if !yield(int32(k<<6 | bits.TrailingZeros64(word))) { //nolint:gosec // some ten thousand
					return
				}
			}
		}
	}
}

// clear forgets the stretch.
func (l *likeness) clear() {
	for i := range l.among(nil) {
		l.of[i] = 0
	}
	clear(l.near)
}

// done gives the memory back.
func (l *likeness) done() {
	l.clear()
	clear(l.found)
	likenesses.Put(l)
}

// best is the saying of a label that a text is nearest to.
type best struct {
	score  float32
	saying int32
	at     stretch
}
