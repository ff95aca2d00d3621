package lexicon

import (
	"math"
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
	ofBlank   // stands for a space within a name
	ofBaby    // is in a word for a baby
)

// The places of some of the bits, for what is told without a branch.
const (
	ofFillingBit = 7
	ofNumberBit  = 8
	ofFiguredBit = 11
	ofBlankBit   = 13
)

// ofWord are the classes that hang on what follows a character.
const ofWord = ofName | ofQuantity | ofCue | ofAmount | ofWording | ofSound

// ofToken are the classes of all that may be more than unknown words or marks.
const ofToken = ofName | ofQuantity | ofCue | ofAmount | ofSound | ofNumber | ofGlued | ofPerson

// wordClass is a class within ofWord, or ofFilling.
type wordClass = uint8

// alphabet is that of a lexicon, with what its words begin with. A word is told
// by its first two characters, a Latin one by its letters up to the first that
// is none: a class may be given where no word begins, and is never left out where
// one does.
type alphabet struct {
	*trie.Alphabet
	begun []begun // until classify

	chars  *[math.MaxUint16 + 1]char // by code, of which none is beyond it
	pairs  pairs
	threes threes // of names
	runs   runs

	filling *filling
	space   trie.Code
}

// newAlphabet gives an alphabet in which the code of an ASCII character is that
// character.
func newAlphabet() *trie.Alphabet {
	a := trie.NewAlphabet()
	for r := rune(1); r < utf8.RuneSelf; r++ {
		a.Add(r)
	}
	return a
}

// char is what a character begins and is.
type char struct {
	first class
	// alone are the classes that do not hang on the character behind it, and lent
	// those that it gives to the one before it.
	alone, lent class
	row         uint32 // the base of its pairs
}

// begun are the words of a class.
type begun struct {
	class class
	words []string
}

// begin notes what words of a class begin with.
func (a *alphabet) begin(c class, words []string) { a.begun = append(a.begun, begun{c, words}) }

// characters are those of the classes that are not of words.
var characters = map[class]string{
	ofNumber: "零一二三四五六七八九十百〇两0123456789",
	ofStop:   ".!?;\n,()。",
	ofBlank:  " -\n\t\r",
	ofBaby:   "宝孩娃婴儿",
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
	a.chars = new([math.MaxUint16 + 1]char)
	a.pairs.rows, a.pairs.ones = map[trie.Code][]secondOf{}, map[trie.Code]rune{}
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
	a.space = a.Of(' ')
	a.chars[a.Of('百')].alone |= ofNumber
	for k := range a.Size() {
		c := &a.chars[k]
		c.alone |= ^(ofWord | ofNumber | ofFilling)
		c.lent = c.first>>ofFiguredBit&1<<ofNumberBit | filled&-(c.first>>ofFillingBit&1)
	}
	a.pairs.place(a.chars[:a.Size()])
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
	a.pairs.ones[k] = one
	switch {
	case latin(w[0]):
		a.run(c, w)
	case size == len(w):
		a.chars[k].alone |= c
	default:
		two, n := utf8.DecodeRuneInString(w[size:])
		a.pairs.add(k, a.Of(two), two, wordClass(c)) //nolint:gosec // a class of words
		if two == ' ' {
			for _, r := range characters[ofBlank] {
				a.pairs.add(k, a.Of(r), r, wordClass(c)) //nolint:gosec // as above
			}
		}
		if c == ofName && size+n < len(w) {
			three, _ := utf8.DecodeRuneInString(w[size+n:])
			a.threes.add(k, a.Of(two), a.Of(three))
		}
	}
}

// threes tell by a hash with which three characters a name may begin.
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
