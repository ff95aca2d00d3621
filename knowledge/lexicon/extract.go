package lexicon

import "unicode/utf8"

// Extract gives the concepts of a text in the order of their start. lang is
// zh, en or empty; it is a hint, and text that mixes languages is always read.
// Where one name means several things (a drug and an allergen), each kind is a
// mention of its own.
func (l *Lexicon) Extract(text, _ string) []Mention {
	n, offsets := Normalise(text)
	var out []Mention
	for i := 0; i < len(n); {
		m, ok := l.names.longest(n, i)
		if !ok {
			_, size := utf8.DecodeRuneInString(n[i:])
			i += size
			continue
		}
		for _, c := range m.concepts {
			start, end := offsets[m.start], offsets[m.end]
			out = append(out, Mention{Concept: c.id, Kind: c.kind, Text: text[start:end], Start: start, End: end, Status: Present, Experiencer: Patient})
		}
		i = m.end
	}
	return out
}
