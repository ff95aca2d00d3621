package acts

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance/linear"
)

// model is what was learnt from a bank. It never changes.
type model struct {
	linear.Vocabulary
	// weights has, for each piece, one for each line; bias is added to each. The
	// lines are those of the acts in the order of All, then that of any act.
	weights []float32
	bias    []float32
	// alarms has, for each line and language, the values that harmless sentences
	// of the bank had on lines that had not learnt them, ascending.
	alarms [][2]linear.Ranks
	bank   []Saying
	// keys are the pieces of each saying, by number.
	keys [][]int32
	// drafts is what was learnt from whole texts.
	drafts *whole
}

// anyAct is the number of the line between all acts and what is harmless.
func anyAct() int { return len(listed) }

func lines() int { return len(listed) + 1 }

// least is in how many sayings a piece must stand to be learnt.
const least = 2

// pullYes and pullNo are how much a saying of an act, and one of no such act,
// may pull at its line.
const pullYes, pullNo = 1.0, 1.0

// learn trains a model, and holds it against what it has not learnt.
func learn(x *claim.Extractor, bank []Saying, drafts []Draft) *model {
	texts := make([][]linear.Piece, len(bank))
	for i, s := range bank {
		r := x.Read(s.Says, s.Lang)
		for k := range r.Sentences {
			texts[i] = append(texts[i], cut(r, k, r.Outline(k)).pieces...)
		}
		texts[i] = linear.Unique(texts[i])
	}
	m := train(bank, texts)
	m.measure(bank, texts)
	m.drafts = learnWhole(x, bank, drafts)
	return m
}

// train draws the lines over sayings and their pieces.
func train(bank []Saying, texts [][]linear.Piece) *model {
	m := &model{Vocabulary: linear.NewVocabulary(texts, least, true), bank: bank}
	vectors := make([]linear.Vector, len(bank))
	for i := range bank {
		vectors[i] = m.Vector(texts[i])
		keys := make([]int32, len(vectors[i]))
		for k, e := range vectors[i] {
			keys[k] = e.Key
		}
		m.keys = append(m.keys, keys)
	}
	m.weights = make([]float32, len(m.Keys)*lines())
	for n, a := range append(All(), "") {
		es := make([]linear.Example, len(bank))
		for i, s := range bank {
			yes := slices.Contains(s.Acts, a) || a == "" && len(s.Acts) > 0
			es[i] = linear.Example{X: vectors[i], Yes: yes, Pull: pullNo}
			if yes {
				es[i].Pull = pullYes
			}
		}
		l := linear.Draw(len(m.Keys), es)
		for k, w := range l.W {
			m.weights[k*lines()+n] = linear.Rounded(w)
		}
		m.bias = append(m.bias, linear.Rounded(float32(l.Bias)))
	}
	return m
}

// margins gives the value of every line at a sentence.
func (m *model) margins(pieces []linear.Piece, out []float32) {
	copy(out, m.bias)
	for _, e := range m.Vector(pieces) {
		row := m.weights[int(e.Key)*lines():][:lines()]
		for n, w := range row {
			out[n] += w * e.V
		}
	}
}
