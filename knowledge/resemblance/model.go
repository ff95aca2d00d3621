package resemblance

import (
	"cmp"
	"math"
	"slices"
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
	yes := make([]bool, len(bank))
	for i, s := range bank {
		es[i] = example{s, m.vector(rs[i])}
		yes[i] = judge.danger(s)
	}
	whole := draw(len(m.keys), es, yes)
	for k, w := range whole.w {
		whole.w[k] = rounded(w)
	}
	m.danger, m.dangerBias = whole.w, rounded(float32(whole.bias))
	sentences := slices.DeleteFunc(slices.Clone(es), example.name)
	var all []line
	for _, id := range idsOf(bank) {
		l := lineOf(len(m.keys), sentences, func(s Saying) stand { return judge.stands(s, id) })
		l.prune(kept)
		m.labels = append(m.labels, label{id, judge.grave(id), rounded(float32(l.bias))})
		all = append(all, l)
		var of []int32
		for i, s := range bank {
			if slices.Contains(s.Means, id) {
				of = append(of, int32(i)) //nolint:gosec // a few thousand
			}
		}
		m.of = append(m.of, of)
	}
	m.post(all)
	return m
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
