package resemblance

import (
	"math"
	"strings"
)

// model is what was learnt from a bank. It never changes.
type model struct {
	vocabulary
	// danger is the weight of each piece for danger as a whole, and bias what is
	// added to it.
	danger []float32
	bias   float32
	bank   []Saying
	// labels are the ids that sayings mean, and of those of each saying.
	labels []string
	of     [][]uint16
	// posts are the sayings that hold a piece, by its number: those of piece k
	// are posts[from[k]:from[k+1]]. A piece of very many sayings has none: it
	// tells nothing of one and another. per is one by the length of each saying.
	from  []int32
	posts []int32
	per   []float32
}

// learn trains a model. bank is in the order of ordered.
func learn(c cutter, bank []Saying, judge judge) *model {
	rs := make([]reading, len(bank))
	for i, s := range bank {
		rs[i] = c.read(s.Says)
	}
	m := &model{vocabulary: newVocabulary(rs), bank: bank}
	var judged []example
	var yes []bool
	pieces := make([][]int32, len(bank))
	for i, s := range bank {
		x := m.vector(rs[i].all())
		for _, e := range x {
			pieces[i] = append(pieces[i], e.key)
		}
		if d := judge.danger(s); d != silent {
			judged, yes = append(judged, example{s, x}), append(yes, d == means)
		}
	}
	whole := draw(len(m.keys), judged, yes)
	for k, w := range whole.w {
		whole.w[k] = rounded(w)
	}
	m.danger, m.bias = whole.w, rounded(float32(whole.bias))
	m.post(pieces)
	m.ready()
	return m
}

// common is the share of all sayings from which a piece tells nothing of one
// and another.
const common = 0.04

// post lists the sayings of each piece. The graph's own words are not among
// them: they taught what is dangerous, and are no proof.
func (m *model) post(pieces [][]int32) {
	most := max(8, int(common*float64(len(m.bank))))
	by := make([][]int32, len(m.keys))
	for i, keys := range pieces {
		if m.bank[i].From == "" {
			continue
		}
		for _, k := range keys {
			if int(m.counts[k]) <= most {
				by[k] = append(by[k], int32(i)) //nolint:gosec // some ten thousand
			}
		}
	}
	m.from = make([]int32, 0, len(m.keys)+1)
	for _, of := range by {
		m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // a few million
		m.posts = append(m.posts, of...)
	}
	m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // as above
}

// ready works out what follows from the rest.
func (m *model) ready() {
	m.vocabulary.ready()
	m.per = make([]float32, len(m.bank))
	for k := range m.keys {
		for _, i := range m.posts[m.from[k]:m.from[k+1]] {
			m.per[i] += m.weight[k] * m.weight[k]
		}
	}
	for i, n := range m.per {
		if n > 0 {
			m.per[i] = float32(1 / math.Sqrt(float64(n)))
		}
	}
	number := map[string]uint16{}
	m.of = make([][]uint16, len(m.bank))
	for i, s := range m.bank {
		for _, id := range s.Means {
			n, ok := number[id]
			if !ok {
				n = uint16(len(m.labels)) //nolint:gosec // a build has a few thousand ids
				number[id] = n
				m.labels = append(m.labels, id)
			}
			m.of[i] = append(m.of[i], n)
		}
	}
}

// kindOf is what stands before the dot of an id.
func kindOf(id string) string {
	kind, _, _ := strings.Cut(id, ".")
	return kind
}
