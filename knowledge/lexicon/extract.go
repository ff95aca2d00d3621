package lexicon

// Extract gives the concepts of a text in the order of their start. lang is
// zh, en or empty; it is a hint, and text that mixes languages is always read.
// Where one name means several things (a drug and an allergen), each kind is a
// mention of its own.
func (l *Lexicon) Extract(text, _ string) []Mention {
	n, offsets := l.spell(Normalise(text))
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
		for _, c := range roles(t) {
			out = append(out, Mention{
				Concept: c.id, Kind: c.kind, Text: text[start:end], Start: start, End: end,
				Status: t.status(), Experiencer: t.who, Time: t.when,
				Question: t.asked, Hypothetical: t.supposed, Value: t.value, Unit: t.unit,
			})
		}
	}
	return out
}

// roles gives what the name means here. Called an allergy, a medicine is an
// allergen and not a thing taken.
func roles(t *token) []concept {
	if !t.allergy {
		return t.concepts
	}
	var groups, drugs []concept
	for _, c := range t.concepts {
		if c.kind == "allergen" {
			groups = append(groups, c)
		} else if drugKind(c.kind) {
			drugs = append(drugs, concept{c.id, "allergen"})
		}
	}
	return append(groups, drugs...)
}
