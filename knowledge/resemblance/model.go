package resemblance

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// model is what was learnt from a bank. It never changes.
type model struct {
	vocabulary
	// danger is the weight of each piece for danger as a whole, with what is
	// added to it.
	danger     []float32
	dangerBias float32
	labels     []label
	// posts are the weights of the labels by piece: those of piece k are
	// posts[from[k]:from[k+1]].
	from  []int32
	posts []post
	bank  []Saying
	// of are the sayings of each label, by their place in bank.
	of [][]int32
}

// label is an id that can be suspected.
type label struct {
	id string
	// grave is true for a flag of an emergency.
	grave bool
	bias  float32
}

// post is the weight of one piece for one label.
type post struct {
	label uint16
	w     float32
}

// kept is how many pieces of a label are kept, the weightiest.
const kept = 600

// learn trains a model. es are in the order of ordered.
func learn(c cutter, bank []Saying, judge judge) *model {
	rs := make([]reading, len(bank))
	for i, s := range bank {
		rs[i] = c.read(s.Says)
	}
	m := &model{vocabulary: newVocabulary(rs), bank: bank}
	es := make([]example, len(bank))
	var judged []example
	var yes []bool
	for i, s := range bank {
		es[i] = example{s, m.vector(rs[i])}
		if d := judge.danger(s); d != silent {
			judged, yes = append(judged, es[i]), append(yes, d == means)
		}
	}
	whole := draw(len(m.keys), judged, yes)
	for k, w := range whole.w {
		whole.w[k] = rounded(w)
	}
	m.danger, m.dangerBias = whole.w, rounded(float32(whole.bias))
	ids := idsOf(bank)
	all := linesOf(len(m.keys), ids, slices.DeleteFunc(es, example.name), judge)
	for i, id := range ids {
		m.labels = append(m.labels, label{id, judge.grave(id), rounded(float32(all[i].bias))})
		var of []int32
		for k, s := range bank {
			if slices.Contains(s.Means, id) {
				of = append(of, int32(k)) //nolint:gosec // a few thousand
			}
		}
		m.of = append(m.of, of)
	}
	m.post(all)
	return m
}

// linesOf draws the lines of all ids, as many at a time as there are
// processors: each is drawn by itself.
func linesOf(size int, ids []string, es []example, judge judge) []line {
	out := make([]line, len(ids))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(ids) {
					return
				}
				out[i] = lineOf(size, es, func(s Saying) stand { return judge.stands(s, ids[i]) })
				out[i].prune(kept)
			}
		})
	}
	wg.Wait()
	return out
}

// post lays the lines out by piece.
func (m *model) post(all []line) {
	m.from = make([]int32, 0, len(m.keys)+1)
	for k := range m.keys {
		m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // at most kept for each label
		for i, l := range all {
			if w := rounded(l.w[k]); w != 0 {
				m.posts = append(m.posts, post{uint16(i), w}) //nolint:gosec // the build has a few hundred labels
			}
		}
	}
	m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // as above
}

// prune leaves the n weights that are largest.
func (l line) prune(n int) {
	var sizes []float32
	for _, w := range l.w {
		if w != 0 {
			sizes = append(sizes, abs(w))
		}
	}
	if len(sizes) <= n {
		return
	}
	slices.SortFunc(sizes, func(a, b float32) int { return cmp.Compare(b, a) })
	for i, w := range l.w {
		if abs(w) <= sizes[n] {
			l.w[i] = 0
		}
	}
}

func abs(f float32) float32 { return float32(math.Abs(float64(f))) }
