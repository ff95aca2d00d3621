package lexicon

import (
	"math"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// letters is a normalised text with what is known of each character, at the byte
// where it begins.
type letters struct {
	n     string
	chars []charAt
	// runs are the Latin words, each where it begins.
	runs []runAt
	// places are those at which something is found; ASCII characters begin without.
	places places
	// doubts are Latin words that may be misspelt.
	doubts   []span
	all      class  // of all characters
	latin    uint8  // what of Latin there is: letters (1), figures (2) or both (3)
	numbered number // the last that was asked for
	// heats are where the text speaks of a temperature, once that is asked.
	heats heats
	steps int // bytes that were looked at for names and ages, by which a test sees that the work is linear
}

// charAt is a character in a text: what is asked of one is asked together, so that
// it lies in one place, and of a size by which places are found without a product.
type charAt struct {
	code    trie.Code
	class   class  // what may begin there
	opening uint16 // its number, of a character beyond ASCII
	_       uint16
}

// codedAs gives the letters of a text of which no more is known than its codes:
// anything may begin anywhere.
func codedAs(n string, codes []trie.Code) letters {
	t := letters{n: n, chars: make([]charAt, len(n))}
	for i, c := range codes {
		t.chars[i] = charAt{code: c, class: math.MaxUint16}
	}
	return t
}

// runAt is a Latin word in a text.
type runAt struct {
	run     int32  // its number among those that words begin with, 0 for others
	letters uint32 // see second
	end     int32
}

// may is false where no word of a class begins at i.
func (t *letters) may(i int, c class) bool { return t.chars[i].class&c != 0 }

// run gives the number of the Latin word that begins at i, 0 where none does that
// words begin with.
func (t *letters) run(i int) int32 {
	if len(t.runs) == 0 || !latin(t.n[i]) {
		return 0
	}
	return t.runs[i].run
}

// wordEnds is false where Latin letters go on over the place.
func wordEnds(s string, at int) bool {
	return at == len(s) || !latin(s[at]) || !latin(s[at-1])
}

// han is true for a character of Chinese writing at i.
func han(s string, i int) bool {
	if i >= len(s) || s[i] < 0xE4 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r >= hanFirst && r <= hanLast
}
