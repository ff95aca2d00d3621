package acts

import (
	"slices"
	"sort"

	"apricot.health/knowledge/resemblance/linear"
)

// folds is how many parts the bank is cut into, of which each is held against
// lines that were drawn from the others.
const folds = 3

// kept is how many values are kept of each line and language.
const kept = 400

// measure holds each harmless saying against lines that have not learnt it, so
// that a value can be told as a rate of false alarms: values themselves shift
// with the size of the bank.
func (m *model) measure(bank []Saying, texts [][]linear.Piece) {
	m.alarms = make([][2][]float32, lines())
	row := make([]float32, lines())
	for k := range folds {
		var rest []Saying
		var pieces [][]linear.Piece
		for i := range bank {
			if i%folds != k {
				rest, pieces = append(rest, bank[i]), append(pieces, texts[i])
			}
		}
		part := train(rest, pieces)
		for i := k; i < len(bank); i += folds {
			if len(bank[i].Acts) > 0 {
				continue
			}
			part.margins(sentence{pieces: texts[i]}, row)
			for n, v := range row {
				of := &m.alarms[n][tongue(bank[i].Lang)]
				*of = append(*of, v)
			}
		}
	}
	for n := range m.alarms {
		for lang := range m.alarms[n] {
			m.alarms[n][lang] = sampled(m.alarms[n][lang])
		}
	}
}

// tongue numbers the languages.
func tongue(lang string) int {
	if lang == "zh" {
		return 1
	}
	return 0
}

// sampled sorts values and keeps some of them, evenly, with the highest.
func sampled(values []float32) []float32 {
	slices.Sort(values)
	n := min(len(values), kept)
	out := make([]float32, n)
	for i := range out {
		out[i] = linear.Rounded(values[len(values)-1-(n-1-i)*len(values)/n])
	}
	return out
}

// alarm is the share of harmless sentences of a language that have at least a
// value on a line, never 0.
func (m *model) alarm(line, lang int, v float32) float64 {
	of := m.alarms[line][lang]
	below := sort.Search(len(of), func(i int) bool { return of[i] >= v })
	return float64(len(of)-below+1) / float64(len(of)+1)
}
