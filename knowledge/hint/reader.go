package hint

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"apricot.health/knowledge/resemblance/linear"
)

// Hint is a finding that words may say.
type Hint struct {
	Finding string
	// Score is from 0 to 1, and falls with what else the words may say. It is no
	// probability; docs/resemblance.md says how often which score is right.
	Score float64
	// Words are the stretch of the normalised text that says it.
	Words string
}

const (
	// LikelyZH and LikelyEN are the scores from which something is hinted at, by the
	// language of the words. docs/resemblance.md has what other values give.
	LikelyZH = 0.5
	LikelyEN = 0.3
	// faint is the score below which nothing is worth a word.
	faint = 0.1
	// sharp is how much a value above that of another finding counts, and none the
	// value of a text that says nothing, as if that were one more finding.
	sharp = 8.0
	none  = -0.2
	// deny is the value by which words without their denial must say a finding more
	// clearly for it to be denied.
	deny = 0.05
	// exact is the share of a general finding's score from which a more exact one is told
	// in its place.
	exact = 0.75
	// window is how many clauses are read as one.
	window = 2
	// fewHan and fewLatin are the characters and words from which a clause of a longer
	// text is read by itself: "both legs" says nothing.
	fewHan   = 3
	fewLatin = 4
	// fewAlone are those from which a text of one clause is: of "my knee" nothing is known.
	fewAlone = 3
)

// Likely is true where the words are so like those of the bank that the finding is
// hinted at.
func (h Hint) Likely() bool {
	if strings.ContainsFunc(h.Words, linear.IsHan) {
		return h.Score >= LikelyZH
	}
	return h.Score >= LikelyEN
}

// model is what was learnt. It never changes.
type model struct {
	linear.Vocabulary
	findings []string
	bias     []float32
	// pulls are how much a piece speaks for findings, by its number: those of piece k
	// are pulls[from[k]:from[k+1]].
	from  []int32
	pulls []weight
}

type weight struct {
	finding uint16
	of      int16 // in grains
}

const (
	// grain is the size in which weights are kept, and least the smallest, in grains.
	grain = 1.0 / 50
	least = 3
)

// keep takes lines over, without the smallest weights.
func (m *model) keep(lines []linear.Line) {
	by := make([][]weight, len(m.Keys))
	for n, l := range lines {
		m.bias = append(m.bias, linear.Rounded(float32(l.Bias)))
		for k, w := range l.W {
			if g := math.Round(float64(w) / grain); math.Abs(g) >= least {
				by[k] = append(by[k], weight{uint16(n), int16(max(-math.MaxInt16, min(g, math.MaxInt16)))}) //nolint:gosec // a thousand findings
			}
		}
	}
	for _, of := range by {
		m.from = append(m.from, int32(len(m.pulls))) //nolint:gosec // a few million
		m.pulls = append(m.pulls, of...)
	}
	m.from = append(m.from, int32(len(m.pulls))) //nolint:gosec // as above
}

// Reader gives hints. It never changes after it is made and is safe for concurrent
// use.
type Reader struct {
	*model
	cutter
	known []bool // which findings the graph still has
	// akin are, of each finding, those that it implies or that imply it: they do not
	// speak against it.
	akin [][]int
}

func newReader(m *model, c cutter) *Reader {
	r := &Reader{model: m, cutter: c}
	for _, id := range m.findings {
		_, ok := c.g.Finding(id)
		r.known = append(r.known, ok)
		var akin []int
		for _, other := range slices.Concat(c.g.Generals(id), c.g.Specifics(id)) {
			if n, ok := slices.BinarySearch(m.findings, other); ok {
				akin = append(akin, n)
			}
		}
		r.akin = append(r.akin, akin)
	}
	return r
}

// best is the window that says a finding most clearly.
type best struct {
	score       float64
	first, last int
}

// Read gives what a text may say, the likeliest first; of two findings of which one
// implies the other, one. The work is linear in the text.
func (r *Reader) Read(text string) []Hint {
	cut := r.cut(text)
	w := newWork(len(r.findings))
	for last := range cut.clauses {
		for first := last; first >= 0 && first > last-window; first-- {
			if cs := cut.clauses[first : last+1]; slight(cut, first, last) || !r.score(cs, w) {
				continue
			}
			for n, s := range w.scores {
				if s > w.found[n].score {
					w.found[n] = best{s, first, last}
				}
			}
		}
	}
	var out []Hint
	for n, b := range w.found {
		if b.score >= faint && r.known[n] {
			out = append(out, Hint{r.findings[n], b.score, strings.TrimSpace(cut.text[cut.clauses[b.first].start:cut.clauses[b.last].end])})
		}
	}
	slices.SortFunc(out, func(a, b Hint) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.Finding, b.Finding))
	})
	return r.likeliest(out)
}

// slight is true for one clause that is too short to say anything alone.
func slight(cut cutting, first, last int) bool {
	c := cut.clauses[first]
	few := fewLatin
	switch {
	case len(cut.clauses) == 1:
		few = fewAlone
	case strings.ContainsFunc(cut.text[c.start:c.end], linear.IsHan):
		few = fewHan
	}
	return first == last && c.size < few
}

// likeliest leaves out, of two findings of which one implies the other, the general
// one, unless that is much likelier.
func (r *Reader) likeliest(all []Hint) []Hint {
	return slices.DeleteFunc(slices.Clone(all), func(h Hint) bool {
		return slices.ContainsFunc(all, func(x Hint) bool {
			return slices.Contains(r.g.Generals(x.Finding), h.Finding) && x.Score >= exact*h.Score ||
				slices.Contains(r.g.Generals(h.Finding), x.Finding) && h.Score < exact*x.Score
		})
	})
}

// score gives the score of each finding for some clauses; false where no piece of them
// is known. What they would say more clearly if nothing of them were denied they deny:
// that scores nothing.
func (r *Reader) score(cs []clause, w *work) bool {
	if !r.weigh(cs, w.values, func(c clause) []linear.Piece { return c.pieces }) {
		return false
	}
	denied := slices.ContainsFunc(cs, func(c clause) bool { return c.undenied != nil })
	if denied {
		r.weigh(cs, w.undenied, func(c clause) []linear.Piece {
			if c.undenied != nil {
				return c.undenied
			}
			return c.pieces
		})
	}
	sum := math.Exp(none * sharp)
	for n, v := range w.values {
		w.powers[n] = math.Exp(v * sharp)
		sum += w.powers[n]
	}
	for n, p := range w.powers {
		of := sum
		for _, k := range r.akin[n] {
			of -= w.powers[k]
		}
		if w.scores[n] = p / of; denied && w.undenied[n] > w.values[n]+deny {
			w.scores[n] = 0
		}
	}
	return true
}

// work is the room that one text is read in, a place for each finding.
type work struct {
	found                            []best
	values, undenied, powers, scores []float64
}

func newWork(n int) *work {
	return &work{make([]best, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
}

// weigh gives the value of each finding.
func (r *Reader) weigh(cs []clause, values []float64, of func(clause) []linear.Piece) bool {
	var ps []linear.Piece
	for _, c := range cs {
		ps = append(ps, of(c)...)
	}
	x := r.Vector(ps)
	for n, b := range r.bias {
		values[n] = float64(b)
	}
	for _, e := range x {
		v := float64(e.V) * grain
		for _, w := range r.pulls[r.from[e.Key]:r.from[e.Key+1]] {
			values[w.finding] += v * float64(w.of)
		}
	}
	return len(x) > 0
}
