package lexicon

// Extract gives the concepts of a text in the order of their start. lang is
// zh, en or empty; it is a hint, and text that mixes languages is always read.
// Where one name means several things (a drug and an allergen), each kind is a
// mention of its own.
func (l *Lexicon) Extract(text, _ string) []Mention {
	n, offsets := l.spell(Normalise(text))
	toks := l.spread(n, l.scan(n))
	context(toks)
	l.lasted(toks)
	var out []Mention
	for i := range toks {
		t := &toks[i]
		if t.days > 0 {
			t.concepts, t.value, t.unit, t.who, t.when = []concept{{durationDays, "quantity"}}, &t.days, "d", Patient, Current
		}
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
				Status: t.status(), Experiencer: t.who, Time: t.when, Lasting: t.lasting,
				Question: t.asked, Hypothetical: t.supposed, Value: t.value, Unit: t.unit,
			})
		}
	}
	return out
}

// durationDays is the finding that says how long the complaint has lasted.
const durationDays = "find.duration_days"

// roles gives what the name means here. Called an allergy, a medicine is an
// allergen and not a thing taken; otherwise it is no allergen.
func roles(t *token) []concept {
	var groups, drugs, rest []concept
	for _, c := range t.concepts {
		switch c.kind {
		case "allergen":
			groups = append(groups, c)
		case "drug", "class":
			drugs = append(drugs, c)
		default:
			rest = append(rest, c)
		}
	}
	if len(groups)+len(drugs) == 0 {
		return rest
	}
	if !t.allergy {
		if len(drugs) == 0 {
			drugs = groups
		}
		return append(rest, drugs...)
	}
	for _, d := range drugs {
		groups = append(groups, concept{d.id, "allergen"})
	}
	return append(rest, groups...)
}
