package pattern

import (
	mathbits "math/bits"
	"strings"
)

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// pairs has a bit for each word of two bytes, and threes one for each hash of the
	// three bytes that a longer word begins with.
	pairs, threes [1 << 10]uint64
	words         map[uint32][]setWord // by those bytes
	single        []setWord            // of one byte
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

func (s *Set) add(w setWord) {
	if len(w.word) == 1 {
		s.single = append(s.single, w)
		return
	}
	k := uint32(w.word[0])<<8 | uint32(w.word[1])
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
	last := uint32(0) // the bytes up to i, the last of them lowest
	for i := range len(text) {
		c := text[i]
		seen[c] = true
		last = last<<8 | uint32(c)
		if k := last & 0xFFFF; s.pairs[k>>6]&(1<<(k&63)) != 0 && i > 0 {
			s.begun(out, k, text[i-1:])
		}
		k := last & 0xFFFFFF
		if h := threeHash(k); s.threes[h>>6]&(1<<(h&63)) != 0 && i > 1 {
			s.begun(out, k, text[i-2:])
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
