package lexicon

import "sync"

// Extract gives the concepts of a text in the order of their start. lang is
// zh, en or empty; it is a hint, and text that mixes languages is always read.
// Where one name means several things (a drug and an allergen), each kind is a
// mention of its own.
func (l *Lexicon) Extract(text, _ string) []Mention {
	w := newWork()
	defer w.done(text)
	return l.extract(w, text)
}

// work is the memory in which one text is read. It is kept for the next text:
// a text is read faster than memory for it is found and cleared.
type work struct {
	folding  folding
	letters  letters
	tokens   []token
	merged   []token
	hearing  hearing
	extra    []token
	inner    []span // the groups of wordings
	sentence sentence
}

var works sync.Pool

func newWork() *work {
	if w, ok := works.Get().(*work); ok {
		return w
	}
	return &work{}
}

// done keeps the memory in which text was read.
func (w *work) done(text string) {
	if len(text) <= keepBelow {
		works.Put(w)
	}
}

// keepBelow bounds the text whose memory is kept, in bytes.
const keepBelow = 64 << 10

func (l *Lexicon) extract(w *work, text string) []Mention {
	offsets := l.read(w, text)
	w.sentence.lasted(w.tokens)
	mentions := 0
	for i := range w.tokens {
		if t := &w.tokens[i]; t.days > 0 {
			t.meaning, t.measured, t.who, t.when = lastedDays, &reading{t.days, "d"}, patient, current
		}
		if t := &w.tokens[i]; t.mention() {
			mentions += len(t.concepts)
		}
	}
	if mentions == 0 {
		return nil
	}
	out := make([]Mention, 0, mentions)
	for i := range w.tokens {
		t := &w.tokens[i]
		if start, end := offsets[t.start], offsets[t.end]; t.mention() && start < end {
			out = t.mentions(out, text, start, end)
		}
	}
	return out
}

// read puts a text in normalised form and its tokens, each as it is meant, into
// w. The offsets of the normalised text hold until w is used again.
func (l *Lexicon) read(w *work, text string) (offsets []int) {
	n, offsets := w.folding.normalise(text)
	n, offsets = l.spell(&w.folding, n, offsets)
	w.letters = letters{n: n, codes: l.alphabet.Read(w.letters.codes, n)}
	w.tokens = l.scan(w.tokens[:0], &w.letters)
	l.spread(w)
	w.sentence.context(w.tokens)
	return offsets
}

// mentions adds one for each concept of the name at text[start:end].
func (t *token) mentions(out []Mention, text string, start, end int) []Mention {
	for _, c := range roles(t) {
		m := Mention{
			Concept: c.id, Kind: c.kind, Text: text[start:end], Start: start, End: end,
			Status: t.status(), Experiencer: t.who.String(), Time: t.when.String(), Lasting: t.lasting,
			Question: t.asked, Hypothetical: t.supposed,
		}
		if t.measured != nil {
			m.Value, m.Unit = &t.measured.value, t.measured.unit
		}
		out = append(out, m)
	}
	return out
}

// durationDays is the finding that says how long the complaint has lasted.
const durationDays = "find.duration_days"

var lastedDays = &meaning{concepts: []concept{{durationDays, "quantity"}}}

// roles gives what the name means here. Called an allergy, a medicine is an
// allergen and not a thing taken; otherwise it is no allergen.
func roles(t *token) []concept {
	if len(t.concepts) == 1 && !drugKind(t.concepts[0].kind) {
		return t.concepts
	}
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
