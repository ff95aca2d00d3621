package resemblance

import (
	"math"
	"slices"

	"apricot.health/knowledge/resemblance/linear"
)

// folds is how many parts the bank is cut into, of which each is held against a
// line drawn from the others.
const folds = 3

// scope learns what is about somebody's health and what is not.
type scope struct {
	*model
	examples []linear.Example
	of       []*reading // each example
	sayings  []Saying
}

// draw takes the sayings that say either way.
func (s *scope) draw(readings []reading, judge judge) {
	for i, x := range s.bank {
		if d := judge.illness(x); d != silent {
			s.examples = append(s.examples, linear.Example{X: s.Vector(readings[i].all()), Yes: d == means, Pull: pullIllness(x, d == means)})
			s.of = append(s.of, &readings[i])
			s.sayings = append(s.sayings, x)
		}
	}
}

// learn draws the line, and holds each saying of no illness against one that has
// not learnt it, so that a value can be told by its rank among these.
func (s scope) learn() {
	s.ill = drawn(len(s.Keys), s.examples)
	var values [2][]float32
	for i, v := range s.apart() {
		if !s.examples[i].Yes {
			at := tongue(s.of[i].text)
			values[at] = append(values[at], v)
		}
	}
	for i, of := range values {
		s.elsewhere[i] = linear.NewRanks(of)
	}
}

// apart is the value of each example on a line that has not learnt it.
func (s scope) apart() []float32 {
	out := make([]float32, len(s.examples))
	for k := range folds {
		line := s.without(k)
		for i := k; i < len(s.examples); i += folds {
			s.know(s.of[i])
			out[i] = float32(line.of(s.model, s.of[i]))
		}
	}
	return out
}

// without is the line that a fold has not taught. What only this fold holds, the
// line does not know.
func (s scope) without(fold int) scopeLine {
	l := scopeLine{known: make([]bool, len(s.Keys))}
	var rest []linear.Example
	for i, e := range s.examples {
		if i%folds == fold {
			continue
		}
		rest = append(rest, e)
		for _, x := range e.X {
			l.known[x.Key] = true
		}
	}
	l.Line = linear.Draw(len(s.Keys), rest)
	return l
}

// tongue numbers the languages.
func tongue(text string) int {
	if langOf(text) == "zh" {
		return 1
	}
	return 0
}

// beside is the share of sayings of no illness that look at least as much as if
// they were one as the text does.
func (r *Reader) beside(cut *reading) float64 {
	ranks := r.elsewhere[tongue(cut.text)]
	if len(ranks) == 0 {
		return 0
	}
	return ranks.AtLeast(float32(scopeLine{Line: r.ill}.of(r.model, cut)))
}

// scopeLine is a line with the pieces that it knows, nil for all of them.
type scopeLine struct {
	linear.Line
	known []bool
}

// aside is what one sentence that looks like illness counts less than a whole
// text that does: much is said of cars and houses in the same words.
const aside = 0.5

// of is the value of a text: of the whole, or of two clauses that look more
// like it by more than aside.
func (l scopeLine) of(m *model, r *reading) float64 {
	best := l.value(m, r.clauses)
	for i := range r.clauses {
		if pair := r.clauses[i:min(i+2, len(r.clauses))]; len(pair) < len(r.clauses) {
			best = max(best, l.value(m, pair)-aside)
		}
	}
	return best
}

func (l scopeLine) value(m *model, cs []clause) float64 {
	var ks []int32
	for _, c := range cs {
		ks = append(ks, c.known...)
	}
	slices.Sort(ks)
	sum, square := 0.0, 0.0
	for _, k := range slices.Compact(ks) {
		if l.known != nil && !l.known[k] {
			continue
		}
		w := float64(m.Weight[k])
		sum += w * float64(l.W[k])
		square += w * w
	}
	if square > 0 {
		sum /= math.Sqrt(square)
	}
	return sum + l.Bias
}
