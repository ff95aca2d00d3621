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
	offsets  []int // of the normalised text, in memory of folding
	taken    []taken
	dosed    int // what was looked at for doses
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
	w.offsets, w.taken = offsets, w.taken[:0]
	mentions, values := 0, 0
	if w.sentence.timed {
		w.lasts()
	}
	for _, i := range w.sentence.named {
		t := &w.tokens[i]
		if t.timed {
			t.meaning, t.measured, t.who, t.when = l.lastedDays, true, Patient, Current
		}
		if t.mention() {
			mentions += len(l.concepts(t))
		}
		if t.measured {
			values++
		}
	}
	if mentions == 0 {
		return nil
	}
	out := answer{text: text, mentions: make([]Mention, 0, mentions), values: make([]float64, 0, values)}
	for _, i := range w.sentence.named {
		t := &w.tokens[i]
		if !t.mention() {
			continue
		}
		if start, end := offsets[t.start], offsets[t.end]; start < end {
			before := len(out.mentions)
			if t.medicine() && untaken.end(w.letters.n[:t.start]) {
				t.absent = true
			}
			out.add(l, t, start, end)
			if t.medicine() {
				w.taken = append(w.taken, taken{i, before, len(out.mentions)})
			}
		}
	}
	if len(w.taken) > 0 {
		w.given(text, out.mentions)
	}
	return out.mentions
}

// answer is what is given to the caller, in memory of its own.
type answer struct {
	text     string
	mentions []Mention
	values   []float64
}

// read puts a text in normalised form and its tokens, each as it is meant, into
// w. The offsets of the normalised text hold until w is used again.
func (l *Lexicon) read(w *work, text string) (offsets []int) {
	n, offsets := w.folding.normalise(text)
	l.alphabet.read(&w.letters, n)
	offsets = l.spell(&w.folding, &w.letters, offsets)
	w.tokens = l.scan(w.tokens[:0], &w.letters)
	l.spread(w)
	w.sentence.context(w.tokens)
	return offsets
}

// add gives one mention for each concept of the name at text[start:end].
func (a *answer) add(l *Lexicon, t *token, start, end int) {
	var value *float64
	unit := ""
	if t.measured {
		a.values = append(a.values, t.value)
		value, unit = &a.values[len(a.values)-1], l.meanings[t.meaning].unit
	}
	for _, c := range l.concepts(t) {
		a.mentions = append(a.mentions, Mention{
			Concept: c.id, Kind: c.kind, Text: a.text[start:end], Start: start, End: end,
			Status: t.status(), Experiencer: t.who, Time: t.when, Lasting: t.lasting,
			Question: t.asked, Hypothetical: t.supposed, Value: value, Unit: unit,
		})
	}
}

// durationDays is the finding that says how long the complaint has lasted.
const durationDays = "find.duration_days"

// concepts gives what the name means here.
func (l *Lexicon) concepts(t *token) []concept {
	if t.allergy {
		return l.meanings[t.meaning].allergic
	}
	return l.meanings[t.meaning].taken
}
