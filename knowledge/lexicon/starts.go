package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// class says which words may begin at a place of a text, and what its character
// is besides: most places begin few words, and that is seen here at once.
type class uint16

const (
	ofName class = 1 << iota
	ofQuantity
	ofCue
	ofAmount
	ofWording
	ofSound // a name that may have been typed by its sound

	ofNumber  // a figure
	ofGlued   // letters with figures behind them: t38.5
	ofStop    // a mark at which something said may end
	ofFilling // begins a Chinese word that a name passes over
	ofFigured // goes on with a Chinese number, or begins what is counted
)

// ofWord are the classes that hang on what follows a character.
const ofWord = ofName | ofQuantity | ofCue | ofAmount | ofWording | ofSound

// wordClass is a class within ofWord.
type wordClass = uint8

// alphabet is that of a lexicon, with what its words begin with. A word is told
// by its first two characters, a Latin one by its letters up to the first that
// is none. Both are known by hashes: a class may be given where no word begins,
// and is never left out where one does.
type alphabet struct {
	*trie.Alphabet
	begun []begun // until classify

	first []class // by code: what a character begins, and what it is
	alone []class // by code: what a character is all by itself
	pairs []wordClass
	runs  []wordClass

	space, hundred trie.Code
}

// begun are the words of a class.
type begun struct {
	class class
	words []string
}

// begin notes what words of a class begin with.
func (a *alphabet) begin(c class, words []string) { a.begun = append(a.begun, begun{c, words}) }

// hashBits is the size of the tables of hashes, which a third of the entries
// fill.
const hashBits = 17

func pairHash(a, b trie.Code) uint32 {
	return (uint32(a)<<16 | uint32(b)) * 0x9E3779B1 >> (32 - hashBits)
}

// runHash is the hash of a Latin word under way; the table has it by its upper
// bits.
type runHash uint32

func (h runHash) add(c byte) runHash { return (h ^ runHash(c)) * 0x01000193 }
func (h runHash) slot() uint32       { return uint32(h) * 0x9E3779B1 >> (32 - hashBits) }

// characters are those of the classes that are not of words.
var characters = map[class]string{
	ofNumber: "零一二三四五六七八九十百〇两0123456789",
	ofStop:   ".!?;\n,()。",
}

// classify works the classes out. All words are begun by then.
func (a *alphabet) classify() {
	chars := map[class][]string{ofFigured: counted()}
	for c, s := range characters {
		chars[c] = strings.Split(s, "")
	}
	for _, list := range chars {
		for _, s := range list {
			r, _ := utf8.DecodeRuneInString(s)
			a.Add(r)
		}
	}
	a.first, a.alone = make([]class, a.Size()), make([]class, a.Size())
	a.pairs, a.runs = make([]wordClass, 1<<hashBits), make([]wordClass, 1<<hashBits)
	for _, b := range a.begun {
		for _, w := range b.words {
			a.word(b.class, w)
		}
	}
	a.begun = nil
	for c, list := range chars {
		for _, s := range list {
			r, _ := utf8.DecodeRuneInString(s)
			a.first[a.Of(r)] |= c
		}
	}
	a.space, a.hundred = a.Of(' '), a.Of('百')
}

// counted is what may follow a single Chinese figure that means anything: more
// of the number, and what is counted.
func counted() []string {
	out := append(strings.Split(characters[ofNumber], ""), "点", " ")
	for _, u := range units {
		out = append(out, u.written)
	}
	for _, p := range periods {
		out = append(out, p.written)
	}
	return out
}

// word takes up what one word begins with.
func (a *alphabet) word(c class, w string) {
	one, size := utf8.DecodeRuneInString(w)
	if size == 0 {
		return
	}
	k := a.Of(one)
	a.first[k] |= c
	switch {
	case c == ofFilling:
	case latin(w[0]):
		a.run(wordClass(c), w) //nolint:gosec // a class of words
	case size == len(w):
		a.alone[k] |= c
	default:
		two, _ := utf8.DecodeRuneInString(w[size:])
		a.pairs[pairHash(k, a.Of(two))] |= wordClass(c) //nolint:gosec // as above
	}
}

// run takes up the Latin word that a word begins with. That of a name that has
// no more may have an ending in the text.
func (a *alphabet) run(c wordClass, w string) {
	var h runHash
	n := 0
	for ; n < len(w) && latin(w[n]); n++ {
		h = h.add(w[n])
	}
	a.runs[h.slot()] |= c
	if n < len(w) || class(c)&(ofName|ofQuantity) == 0 {
		return
	}
	for _, ending := range endings {
		with := h
		for i := range len(ending) {
			with = with.add(ending[i])
		}
		a.runs[with.slot()] |= c
	}
}

// read puts a normalised text into t, in its memory.
func (a *alphabet) read(t *letters, n string) {
	t.n, t.codes, t.steps = n, a.Read(t.codes, n), 0
	t.classes = slices.Grow(t.classes[:0], len(n))[:len(n)]
	for i := 0; i < len(n); {
		switch c := n[i]; {
		case latin(c):
			i = a.latin(t, i)
		case c < utf8.RuneSelf:
			t.classes[i] = a.first[t.codes[i]]
			i++
		default:
			t.classes[i] = a.han(t, i)
			i += trie.Width(c)
		}
	}
}

// latin gives the letters of a Latin word their classes, and where it ends.
// Within it no word begins. Where Chinese follows, a name might pass over that
// and go on, and anything may begin.
func (a *alphabet) latin(t *letters, i int) int {
	n, classes := t.n, t.classes
	var h runHash
	j, figures := i, i
	for ; j < len(n) && latin(n[j]); j++ {
		h = h.add(n[j])
		classes[j] = 0
		if digit(n[j]) {
			classes[j] = ofNumber
			if figures == i {
				figures = j
			}
		}
	}
	of := classes[i]
	if figures > i {
		of |= ofGlued
	}
	if j < len(n) && n[j] >= utf8.RuneSelf {
		of |= a.first[t.codes[i]]
	} else {
		of |= class(a.runs[h.slot()])
	}
	classes[i] = of
	return j
}

// han gives the class of a character beyond ASCII, by the one that follows. A
// single figure below a hundred means nothing if nothing is counted.
func (a *alphabet) han(t *letters, i int) class {
	k := t.codes[i]
	of := a.first[k]
	if of == 0 {
		return 0
	}
	may := a.alone[k]
	next := i + trie.Width(t.n[i])
	if next >= len(t.n) {
		return of & (may | ^(ofWord | ofNumber))
	}
	two := t.codes[next]
	may |= class(a.pairs[pairHash(k, two)])
	switch c := t.n[next]; {
	case c <= '-' && blank[c]:
		may |= class(a.pairs[pairHash(k, a.space)])
	case a.first[two]&ofFilling != 0:
		may |= ofName | ofQuantity
	}
	if k == a.hundred || a.first[two]&ofFigured != 0 {
		may |= ofNumber
	}
	return of & (may | ^(ofWord | ofNumber))
}
