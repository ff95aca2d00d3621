package resemblance

import (
	"math"
	"strings"

	"apricot.health/knowledge/resemblance/linear"
)

// model is what was learnt from a bank. It never changes.
type model struct {
	linear.Vocabulary
	// danger is the weight of each piece for danger as a whole, and bias what is
	// added to it.
	danger []float32
	bias   float32
	// now is the line between stories of emergencies and all others.
	now linear.Line
	// ill is the line between what is about somebody's health and what is not,
	// and elsewhere the values that what is not has on lines that have not learnt
	// it, in English and in Chinese: none where nothing taught them.
	ill       linear.Line
	elsewhere [2]linear.Ranks
	bank      []Saying
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

// learn trains a model from a bank, in the order of ordered, and its readings.
func learn(readings []reading, bank []Saying, judge judge) *model {
	texts := make([][]linear.Piece, len(bank))
	for i, r := range readings {
		texts[i] = r.all()
	}
	m := &model{Vocabulary: linear.NewVocabulary(texts, 1, false), bank: bank}
	var judged, told []linear.Example
	about := scope{model: m}
	about.draw(readings, judge)
	pieces := make([][]int32, len(bank))
	for i, s := range bank {
		x := m.Vector(texts[i])
		for _, e := range x {
			pieces[i] = append(pieces[i], e.Key)
		}
		if d := judge.danger(s); d != silent {
			judged = append(judged, linear.Example{X: x, Yes: d == means, Pull: pull(s, d == means)})
		}
		if d := judge.acuity(s); d != silent {
			told = append(told, linear.Example{X: x, Yes: d == means, Pull: pullAcuity(s, d == means)})
		}
	}
	whole := drawn(len(m.Keys), judged)
	m.danger, m.bias = whole.W, float32(whole.Bias)
	m.now = drawn(len(m.Keys), told)
	about.learn()
	m.post(pieces)
	m.ready()
	return m
}

// drawn is the line as it is kept.
func drawn(size int, es []linear.Example) linear.Line {
	l := linear.Draw(size, es)
	for k, w := range l.W {
		l.W[k] = linear.Rounded(w)
	}
	l.Bias = float64(linear.Rounded(float32(l.Bias)))
	return l
}

// common is the share of all sayings from which a piece tells nothing of one
// and another.
const common = 0.04

// post lists the sayings of each piece. The graph's own words are not among
// them: they taught what is dangerous, and are no proof.
func (m *model) post(pieces [][]int32) {
	most := max(8, int(common*float64(len(m.bank))))
	by := make([][]int32, len(m.Keys))
	for i, keys := range pieces {
		if m.bank[i].From == "" {
			continue
		}
		for _, k := range keys {
			if int(m.Counts[k]) <= most {
				by[k] = append(by[k], int32(i)) //nolint:gosec // some ten thousand
			}
		}
	}
	m.from = make([]int32, 0, len(m.Keys)+1)
	for _, of := range by {
		m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // a few million
		m.posts = append(m.posts, of...)
	}
	m.from = append(m.from, int32(len(m.posts))) //nolint:gosec // as above
}

// ready works out what follows from the rest.
func (m *model) ready() {
	m.Vocabulary.Ready()
	m.per = make([]float32, len(m.bank))
	for k := range m.Keys {
		for _, i := range m.posts[m.from[k]:m.from[k+1]] {
			m.per[i] += m.Weight[k] * m.Weight[k]
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
