package acts

import "apricot.health/knowledge/resemblance/linear"

// folds is how many parts the bank is cut into, of which each is held against
// lines that were drawn from the others.
const folds = 3

// measure holds each harmless saying against lines that have not learnt it, so
// that a value can be told as a rate of false alarms: values themselves shift
// with the size of the bank.
func (m *model) measure(bank []Saying, texts [][]linear.Piece) {
	m.alarms = make([][2]linear.Ranks, lines())
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
			part.margins(texts[i], row)
			for n, v := range row {
				of := &m.alarms[n][tongue(bank[i].Lang)]
				*of = append(*of, v)
			}
		}
	}
	for n := range m.alarms {
		for lang := range m.alarms[n] {
			m.alarms[n][lang] = linear.NewRanks(m.alarms[n][lang])
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

// alarm is the share of harmless sentences of a language that have at least a
// value on a line, never 0.
func (m *model) alarm(line, lang int, v float32) float64 {
	return m.alarms[line][lang].AtLeast(v)
}
