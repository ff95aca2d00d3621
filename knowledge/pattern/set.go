package pattern

import (
	mathbits "math/bits"
	"strings"
)

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// firsts has a bit for the two bytes that each word begins with, pairs for each word
	// of two bytes, and threes one for each hash of the three bytes that a longer word
	// begins with.
	firsts, pairs, threes [1 << 10]uint64
	words                 map[uint32][]setWord // by those bytes
	single                []setWord            // of one byte
	// always are the expressions of which no word is known.
	always []int
	size   int
}

// setWord is a word that matches of an expression hold.
type setWord struct {
	word string
	of   int
}

// NewSet prepares expressions; each is known by its place.
func NewSet(list ...*Regexp) *Set {
	s := &Set{words: map[uint32][]setWord{}, size: len(list)}
	for i, r := range list {
		needs := needsOf(r.String())
		if len(needs) == 0 || needs[0].fold {
			s.always = append(s.always, i)
			continue
		}
		for _, w := range needs[0].words {
			s.add(setWord{w, i})
		}
	}
	return s
}

// NewLists prepares lists of words, each known by its place: what a set of them tells is
// just which lists have a word in a text.
func NewLists(lists [][]string) *Set {
	s := &Set{words: map[uint32][]setWord{}, size: len(lists)}
	for i, list := range lists {
		for _, w := range list {
			if w == "" {
				s.always = append(s.always, i)
				continue
			}
			s.add(setWord{w, i})
		}
	}
	return s
}

func (s *Set) add(w setWord) {
	if len(w.word) == 1 {
		s.single = append(s.single, w)
		return
	}
	k := uint32(w.word[0])<<8 | uint32(w.word[1])
	s.firsts[k>>6] |= 1 << (k & 63)
	if len(w.word) == 2 {
		s.pairs[k>>6] |= 1 << (k & 63)
	} else {
		k = k<<8 | uint32(w.word[2])
		h := threeHash(k)
		s.threes[h>>6] |= 1 << (h & 63)
	}
	s.words[k] = append(s.words[k], w)
}

func threeHash(three uint32) uint32 { return three * 0x9E3779B1 >> 16 }

// Size is how many expressions there are.
func (s *Set) Size() int { return s.size }

// Bits is a set of places.
type Bits []uint64

// Has is true for a place of the set.
func (b Bits) Has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

func (b Bits) add(i int) { b[i>>6] |= 1 << (i & 63) }

// NewBits are none of so many places.
func NewBits(n int) Bits { return make(Bits, (n+63)>>6) }

// Tell adds the places of the expressions that a text, or any part of it, may match.
// One that it leaves out surely matches neither.
func (s *Set) Tell(out Bits, text string) {
	for _, i := range s.always {
		out.add(i)
	}
	var seen [1 << 8]bool
	first := uint32(0)
	for i := range len(text) {
		c := uint32(text[i])
		seen[uint8(c)] = true //nolint:gosec // a byte
		k := first<<8 | c
		first = c
		if s.firsts[k>>6]>>(k&63)&1 == 0 || i == 0 {
			continue
		}
		if s.pairs[k>>6]>>(k&63)&1 != 0 {
			s.begun(out, k, text[i-1:])
		}
		if i+1 < len(text) {
			k = k<<8 | uint32(text[i+1])
			if h := threeHash(k); s.threes[h>>6]>>(h&63)&1 != 0 {
				s.begun(out, k, text[i-1:])
			}
		}
	}
	for _, w := range s.single {
		if seen[w.word[0]] {
			out.add(w.of)
		}
	}
}

// begun adds the expressions of the words, of those that begin with the bytes k, that
// a text begins with.
func (s *Set) begun(out Bits, k uint32, text string) {
	for _, w := range s.words[k] {
		if strings.HasPrefix(text, w.word) {
			out.add(w.of)
		}
	}
}

// Possible gives the places of the expressions that a text may match, in order and
// each once. One that is left out surely does not match.
func (s *Set) Possible(text string) []int {
	var few [4]uint64 // no memory is taken for a set of so many
	bits := Bits(few[:])
	if s.size > len(few)*64 {
		bits = NewBits(s.size)
	}
	s.Tell(bits, text)
	var out []int
	for at, w := range bits {
		for ; w != 0; w &= w - 1 {
			out = append(out, at<<6+mathbits.TrailingZeros64(w))
		}
	}
	return out
}
