package pattern

import (
	"slices"
	"strings"
)

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// pairs has a bit for each word of two bytes, and threes one for each hash of the
	// three bytes that a longer word begins with.
	pairs, threes [1 << 10]uint64
	words         map[uint32][]setWord // by those bytes
	// always are the expressions of which no word is known.
	always []int
}

// setWord is a word that matches of an expression hold.
type setWord struct {
	word string
	of   int
}

// NewSet prepares expressions; each is known by its place.
func NewSet(list ...*Regexp) *Set {
	s := &Set{words: map[uint32][]setWord{}}
	for i, r := range list {
		needs := needsOf(r.String())
		if len(needs) == 0 || needs[0].fold || slices.ContainsFunc(needs[0].words, func(w string) bool { return len(w) < 2 }) {
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

// Possible gives the places of the expressions that a text may match, in order and
// each once. One that is left out surely does not match.
func (s *Set) Possible(text string) []int {
	out := slices.Clone(s.always)
	last := uint32(0) // the bytes up to i, the last of them lowest
	for i := range len(text) {
		last = last<<8 | uint32(text[i])
		if k := last & 0xFFFF; i > 0 && s.pairs[k>>6]&(1<<(k&63)) != 0 {
			out = s.begun(out, k, text[i-1:])
		}
		k := last & 0xFFFFFF
		if h := threeHash(k); i > 1 && s.threes[h>>6]&(1<<(h&63)) != 0 {
			out = s.begun(out, k, text[i-2:])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// begun adds the expressions of the words, of those that begin with the bytes k, that
// a text begins with.
func (s *Set) begun(out []int, k uint32, text string) []int {
	for _, w := range s.words[k] {
		if strings.HasPrefix(text, w.word) {
			out = append(out, w.of)
		}
	}
	return out
}
