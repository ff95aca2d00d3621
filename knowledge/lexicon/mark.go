package lexicon

import (
	"strings"
	"unicode/utf8"
)

// Mark says how a part of a text is meant.
type Mark uint8

// The marks.
const (
	// Said is meant as so, of the patient, now.
	Said Mark = iota
	// Denied stands under a negation.
	Denied
	// Aside is supposed, past, or about somebody else while the patient speaks
	// of symptoms of their own.
	Aside
)

// Marked is a normalised text with how each part of it is meant. It is for
// readers of the words themselves; Extract reads what they name.
type Marked struct {
	Text    string
	Marks   []Mark // of each byte of Text
	Clauses []Clause
	Names   []Name
	// Kin are words that stand in a class of words of the graph: all the ways to
	// say that a pain is bad. Concept names the class.
	Kin []Name
}

// Findings are those that the text names plainly, each once.
func (m Marked) Findings() []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range m.Names {
		if n.Kind == "finding" && n.Mark == Said && !seen[n.Concept] {
			seen[n.Concept] = true
			out = append(out, n.Concept)
		}
	}
	return out
}

// Clause is a stretch of Marked.Text between punctuation marks.
type Clause struct {
	Start, End int
	// Last is true where the sentence ends with it.
	Last bool
}

// Name is a concept of the graph that stands in Marked.Text.
type Name struct {
	Concept, Kind string
	Start, End    int
	// Mark is Denied for what is said not to be there, by a negation before the
	// name or within it.
	Mark Mark
}

// How far a plain negation reaches over words that the lexicon does not know,
// in Chinese characters and in Latin words.
const (
	reachHan   = 4
	reachLatin = 4
)

// Mark reads how each part of a text is meant. Unlike Extract it says so of
// unknown words too: a plain negation reaches over a few of them, a denial to
// the end of its clause.
func (l *Lexicon) Mark(text string) Marked {
	w := newWork()
	defer w.done(text)
	l.read(w, text)
	n := strings.Clone(w.letters.n)
	m := Marked{Text: n, Marks: make([]Mark, len(n))}
	p := marker{l: l, m: &m, own: speaksOfSelf(w.tokens), who: Patient}
	for i := range w.tokens {
		p.token(&w.tokens[i])
	}
	p.end(len(n), true)
	l.kin(&m, &w.letters)
	return m
}

// kin finds the words of classes, the longest at each place.
func (l *Lexicon) kin(m *Marked, t *letters) {
	w := l.wordings
	var end int
	for i := t.places.next(heard, 0); i < len(t.n); i = t.places.next(heard, end) {
		if end = i + 1; t.chars[i].class&ofWording == 0 {
			continue
		}
		var word int32
		if end, word = w.wordAt(t, i); word < 0 {
			continue
		}
		for _, c := range w.classesOf(word) {
			if name := w.names[c]; name != "" {
				m.Kin = append(m.Kin, Name{name, "words", i, end, m.Marks[i]})
			}
		}
	}
}

// speaksOfSelf is true where the patient names a symptom of their own.
func speaksOfSelf(toks []token) bool {
	for i := range toks {
		if t := &toks[i]; t.has(cNamesSymptom) && t.who == Patient && !t.supposed && t.when != Past && t.status() == Present {
			return true
		}
	}
	return false
}

// marker goes over the tokens of a text once.
type marker struct {
	l     *Lexicon
	m     *Marked
	own   bool
	who   Person
	start int // of the clause under way

	open     bool // a denial holds to the end of the clause
	reach    int  // units that a plain negation still covers
	supposed bool
	past     bool
}

func (p *marker) token(t *token) {
	switch {
	case t.mention():
		p.name(t)
	case t.has(cBreak):
		p.end(t.from(), true)
		p.start, p.supposed = t.to(), false
	case t.has(cComma):
		p.end(t.from(), false)
		p.start = t.to()
	default:
		p.words(t)
	}
}

// end closes a clause.
func (p *marker) end(at int, last bool) {
	if at > p.start {
		p.m.Clauses = append(p.m.Clauses, Clause{p.start, at, last})
	} else if k := len(p.m.Clauses); last && k > 0 {
		p.m.Clauses[k-1].Last = true
	}
	p.open, p.reach, p.past = false, 0, false
}

func (p *marker) name(t *token) {
	mark := Said
	switch {
	case t.supposed, t.when == Past, t.who != Patient && p.own, p.l.nobodys(t):
		mark = Aside
	case t.no():
		mark = Denied
	}
	p.put(t.from(), t.to(), mark)
	for _, c := range p.l.concepts(t) {
		p.m.Names = append(p.m.Names, Name{c.id, c.kind, t.from(), t.to(), mark})
	}
	p.reach = 0
}

// words takes a cue or a run of unknown words.
func (p *marker) words(t *token) {
	p.people(t)
	from := t.from()
	switch {
	case p.supposed || p.past || p.who != Patient && p.own:
		p.put(from, t.to(), Aside)
	case p.open:
		p.put(from, t.to(), Denied)
	case p.reach > 0:
		p.put(from, p.reached(t), Denied)
	}
	switch {
	case t.has(cPseudo):
	case t.has(cBut | cStop):
		p.open, p.reach = false, 0
	case t.has(cNegOpen | cDeny):
		p.open = true
	case t.has(cNeg):
		if p.reach = reachLatin; p.m.Text[t.start] >= utf8.RuneSelf {
			p.reach = reachHan
		}
	}
	switch {
	case t.has(cIf):
		p.supposed = true
	case t.has(cThen | cBut):
		p.supposed = false
	}
	switch {
	case t.has(cNow):
		p.past = false
	case t.has(cPast):
		p.past = true
	}
}

func (p *marker) people(t *token) {
	switch {
	case t.has(cFamily):
		p.who = Family
	case t.has(cOther):
		p.who = Other
	case t.has(cSelf):
		p.who = Patient
	}
}

// reached uses up the reach of a negation on a token and gives where it ends.
func (p *marker) reached(t *token) int {
	if t.words == 0 || !t.has(cHan) { // a cue, or Latin words: a run of them counts whole
		p.reach -= max(int(t.words), 1)
		return t.to()
	}
	at := t.from()
	for at < t.to() && p.reach > 0 {
		_, size := utf8.DecodeRuneInString(p.m.Text[at:])
		at += size
		p.reach--
	}
	return at
}

func (p *marker) put(from, to int, mark Mark) {
	for i := from; i < to; i++ {
		p.m.Marks[i] = mark
	}
}
