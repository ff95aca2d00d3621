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
	ofSound   // a name that may have been typed by its sound
	ofKnown   // a Latin word that is spelt well
	ofFilling // a word that a name passes over

	ofNumber  // a figure
	ofGlued   // letters with figures behind them: t38.5
	ofStop    // a mark at which something said may end
	ofFigured // goes on with a Chinese number, or begins what is counted
	ofPerson  // may be of an age or a sex in words
)

// The places of some of the bits, for what is told without a branch.
const (
	ofWordingBit = 4
	ofFillingBit = 7
	ofStopBit    = 10
	ofFiguredBit = 11
)

// ofWord are the classes that hang on what follows a character.
const ofWord = ofName | ofQuantity | ofCue | ofAmount | ofWording | ofSound

// ofToken are the classes of all that may be more than unknown words or marks.
const ofToken = ofName | ofQuantity | ofCue | ofAmount | ofSound | ofNumber | ofGlued | ofPerson

// wordClass is a class within ofWord.
type wordClass = uint8

// alphabet is that of a lexicon, with what its words begin with. A word is told
// by its first two characters, a Latin one by its letters up to the first that
// is none. Pairs of characters are known by hashes: a class may be given where no
// word begins, and is never left out where one does.
type alphabet struct {
	*trie.Alphabet
	begun []begun // until classify

	chars  []char // by code
	pairs  *[1 << hashBits]wordClass
	threes threes // of names
	runs   runs

	filling        *filling
	space, hundred trie.Code
}

// char is what a character begins and is, and what it is all by itself.
type char struct{ first, alone class }

// begun are the words of a class.
type begun struct {
	class class
	words []string
}

// begin notes what words of a class begin with.
func (a *alphabet) begin(c class, words []string) { a.begun = append(a.begun, begun{c, words}) }

// hashBits is the size of the table of pairs, which are far fewer.
const hashBits = 17

func pairHash(a, b trie.Code) uint32 {
	return (uint32(a)<<16 | uint32(b)) * 0x9E3779B1 >> (32 - hashBits)
}

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
	a.chars = make([]char, a.Size())
	a.pairs = new([1 << hashBits]wordClass)
	for _, b := range a.begun {
		for _, w := range b.words {
			a.word(b.class, w)
		}
	}
	a.begun = nil
	a.runs.seal()
	for c, list := range chars {
		for _, s := range list {
			r, _ := utf8.DecodeRuneInString(s)
			a.chars[a.Of(r)].first |= c
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
	a.chars[k].first |= c
	switch {
	case latin(w[0]):
		a.run(c, w)
	case c == ofFilling:
	case size == len(w):
		a.chars[k].alone |= c
	default:
		two, n := utf8.DecodeRuneInString(w[size:])
		a.pairs[pairHash(k, a.Of(two))] |= wordClass(c) //nolint:gosec // a class of words
		if c == ofName {
			three, _ := utf8.DecodeRuneInString(w[size+n:])
			a.threes.add(k, a.Of(two), a.Of(three))
		}
	}
}

// threes tell by a hash with which three characters a name may begin; one of two
// has a third of code 0.
type threes [1 << 12]uint64

func threeHash(a, b, c trie.Code) uint32 {
	return (uint32(a)<<16 ^ uint32(b)<<9 ^ uint32(c)*0x85EBCA6B) * 0x9E3779B1 >> (32 - 18)
}

func (f *threes) add(a, b, c trie.Code) {
	h := threeHash(a, b, c)
	f[h>>6] |= 1 << (h & 63)
}

func (f *threes) may(a, b, c trie.Code) bool {
	h := threeHash(a, b, c)
	return f[h>>6]&(1<<(h&63)) != 0
}

// run takes up the Latin word that a word begins with. That of a name that has
// no more may have an ending in the text.
func (a *alphabet) run(c class, w string) {
	n := 0
	for n < len(w) && latin(w[n]) {
		n++
	}
	switch {
	case c != ofKnown:
		a.runs.enter(c, w[:n])
	case n == len(w):
		a.runs.enter(c, w)
		return
	}
	if n < len(w) {
		a.runs.follow(c, w, n)
		return
	}
	if c&(ofName|ofQuantity) == 0 {
		return
	}
	for _, ending := range endings {
		if _, ok := bounded(w+ending, 0, n); ok {
			a.runs.enter(c, w+ending)
		}
	}
}

// read puts a normalised text into t, in its memory.
func (a *alphabet) read(t *letters, n string) {
	t.n, t.codes, t.steps, t.doubts = n, a.Read(t.codes, n), 0, t.doubts[:0]
	t.heats.begin()
	t.classes = slices.Grow(t.classes[:0], len(n))[:len(n)]
	clear(t.classes)
	t.runs = slices.Grow(t.runs[:0], len(n))[:len(n)]
	t.heard, t.hears = slices.Grow(t.heard[:0], len(n))[:len(n)], 0
	for i := 0; i < len(n); {
		at, of := i, class(0)
		switch c := n[i]; {
		case c >= utf8.RuneSelf:
			i = a.hans(t, i)
			continue
		case c == ' ':
			i++
			continue
		case latins[c] != 0:
			if of, i = a.latin(t, i); i < len(n) && n[i] == ' ' {
				i++
			}
		default:
			of = a.chars[t.codes[i]].first
			i++
		}
		t.classes[at], t.heard[t.hears] = of, int32(at) //nolint:gosec // see wordingsIn
		t.hears += of.hears()
	}
	t.heard = t.heard[:t.hears]
}

// latin gives the class of a Latin word, and where it ends. Within it no word
// begins. Where Chinese follows, a name might pass over that and go on, and
// anything may begin.
func (a *alphabet) latin(t *letters, i int) (class, int) {
	n, key, size, seen := t.n, runKey(0), 8, uint8(0)
	if i+8 <= len(n) {
		key, size, seen = eight(n, i)
	}
	j := i + size
	if size == 8 {
		seen = 0
		for j = i; j < len(n) && latins[n[j]] != 0; j++ {
			seen |= latins[n[j]]
		}
		key = keyOf(n[i:j])
	}
	run, of := a.runs.find(key, n[i:j])
	if of&ofKnown == 0 && j-i >= minLatin {
		t.doubt(i, j)
	}
	if seen != 1 {
		of |= t.figures(i, j, seen)
	}
	if j < len(n) && n[j] >= utf8.RuneSelf {
		of |= a.chars[t.codes[i]].first
		run = 0
	}
	letters := uint32(key & secondLetters) //nolint:gosec // three bytes
	if j-i > 8 {
		letters = second(n[i:j])
	}
	t.runs[i] = runAt{run, letters, int32(j)} //nolint:gosec // see wordingsIn
	return of, j
}

// figures notes those of a Latin word, and gives what may begin with it for them.
func (t *letters) figures(i, end int, seen uint8) (of class) {
	for k := i + 1; k < end; k++ {
		if digit(t.n[k]) {
			t.classes[k] = ofNumber
		}
	}
	if digit(t.n[i]) {
		of = ofNumber | ofPerson
	}
	if seen == 3 {
		of |= ofGlued
		if c := t.n[i]; c == 'f' || c == 'm' { // f34
			of |= ofPerson
		}
	}
	return of
}

// doubt notes a word that may be misspelt: what of it begins with a letter.
func (t *letters) doubt(i, end int) {
	for i < end && (t.n[i] < 'a' || t.n[i] > 'z') {
		i++
	}
	if end-i >= minLatin && end-i <= maxLatin {
		t.doubts = append(t.doubts, span{int32(i), int32(end)}) //nolint:gosec // see span
	}
}

// hans gives the classes of the characters from i on that are beyond ASCII, each by
// the one that follows, and where ASCII begins.
func (a *alphabet) hans(t *letters, i int) int {
	n, codes, classes, heard, hears := t.n, t.codes, t.classes, t.heard, t.hears
	k := codes[i]
	one := a.chars[k]
	for c := n[i]; c >= utf8.RuneSelf; {
		next, of := i+trie.Width(c), class(0)
		two, behind := trie.Code(0), char{}
		if next == len(n) {
			of, c = one.first&(one.alone|^(ofWord|ofNumber)), 0
		} else {
			c, two = n[next], codes[next]
			behind = a.chars[two]
			of = a.han(t, next, k, two, one, behind.first)
		}
		classes[i], heard[hears] = of, int32(i) //nolint:gosec // see wordingsIn
		hears += of.hears()
		i, k, one = next, two, behind
	}
	t.hears = hears
	return i
}

// hears is 1 where a word of wordings or a mark between them may stand. Every other
// place is such a one: a branch would be guessed wrong as often.
func (of class) hears() int { return int((of>>ofWordingBit | of>>ofStopBit) & 1) }

// filled are the classes of words that pass over small words.
const filled = ofName | ofQuantity

// han gives the class of a character, beyond ASCII, by the one that follows at
// next. A single figure below a hundred means nothing if nothing is counted.
func (a *alphabet) han(t *letters, next int, k, two trie.Code, one char, behind class) class {
	c := t.n[next]
	may := one.alone | class(a.pairs[pairHash(k, two)]) | behind>>ofFiguredBit&1*ofNumber
	if c <= '-' && blank[c] {
		may |= class(a.pairs[pairHash(k, a.space)])
	}
	if k == a.hundred {
		may |= ofNumber
	}
	of := one.first & (may | ^(ofWord | ofNumber))
	if behind&ofFilling != 0 && one.first&filled != 0 {
		fills := a.passed(t, k, next) & one.first
		if of |= fills; fills&ofName != 0 {
			return of
		}
	}
	if of&ofName != 0 && c >= utf8.RuneSelf && one.alone&ofName == 0 && !a.third(t, k, two, next+trie.Width(c)) {
		of &^= ofName
	}
	return of
}

// passed gives the classes of the words that may begin with a character and go on
// behind the small word at i.
func (a *alphabet) passed(t *letters, k trie.Code, i int) class {
	j := a.small(t, i)
	switch {
	case j < 0:
		return filled
	case j == i || j == len(t.n):
		return 0
	case t.n[j] < utf8.RuneSelf || a.chars[t.codes[j]].first&ofFilling != 0:
		return filled
	}
	return class(a.pairs[pairHash(k, t.codes[j])]) & filled
}

// small gives where a small word of one character ends that begins at i, i where
// none does, and -1 where it may be longer.
func (a *alphabet) small(t *letters, i int) int {
	if t.n[i] < utf8.RuneSelf {
		return -1
	}
	at := a.filling.trie.Next(trie.Root, t.codes[i])
	j := i + trie.Width(t.n[i])
	switch {
	case at == trie.Root:
		return i
	case j < len(t.n) && a.filling.trie.Next(at, t.codes[j]) != trie.Root:
		return -1
	case a.filling.trie.Word(at) < 0:
		return i
	}
	return j
}

// third is false where no name begins with two characters and what stands at i.
func (a *alphabet) third(t *letters, one, two trie.Code, i int) bool {
	if a.threes.may(one, two, 0) || i >= len(t.n) {
		return true
	}
	three := t.codes[i]
	if c := t.n[i]; c <= '-' && blank[c] {
		three = a.space
	}
	if a.threes.may(one, two, three) {
		return true
	}
	if a.chars[three].first&ofFilling == 0 {
		return false
	}
	j := a.small(t, i)
	switch {
	case j < 0:
		return true
	case j == i || j == len(t.n):
		return false
	case t.n[j] < utf8.RuneSelf || a.chars[t.codes[j]].first&ofFilling != 0:
		return true
	}
	return a.threes.may(one, two, t.codes[j])
}
