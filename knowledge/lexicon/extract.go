package lexicon

// Extract gives the concepts of a text in the order of their start. lang is
// zh, en or empty; it is a hint, and text that mixes languages is always read.
// Where one name means several things (a drug and an allergen), each kind is a
// mention of its own.
func (l *Lexicon) Extract(text, _ string) []Mention {
	n, offsets := Normalise(text)
	toks := l.scan(n)
	context(toks)
	var out []Mention
	for i := range toks {
		t := &toks[i]
		if !t.mention() {
			continue
		}
		start, end := offsets[t.start], offsets[t.end]
		if start >= end {
			continue
		}
		for _, c := range t.concepts {
			out = append(out, Mention{
				Concept: c.id, Kind: c.kind, Text: text[start:end], Start: start, End: end,
				Status: t.status(), Experiencer: t.who, Time: t.when,
				Question: t.asked, Hypothetical: t.supposed, Value: t.value, Unit: t.unit,
			})
		}
	}
	return out
}
