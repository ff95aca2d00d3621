package pattern

import "slices"

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// pairs has a bit for each two bytes that a word begins with.
	pairs [1 << 10]uint64
	words map[uint16][]setWord
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
	s := &Set{words: map[uint16][]setWord{}}
	for i, r := range list {
		needs := needsOf(r.String())
		if len(needs) == 0 || needs[0].fold || slices.ContainsFunc(needs[0].words, func(w string) bool { return len(w) < 2 }) {
			s.always = append(s.always, i)
			continue
		}
		for _, w := range needs[0].words {
			k := uint16(w[0])<<8 | uint16(w[1])
			s.pairs[k>>6] |= 1 << (k & 63)
			s.words[k] = append(s.words[k], setWord{w, i})
		}
	}
	return s
}

// Possible gives the places of the expressions that a text may match, in order and
// each once. One that is left out surely does not match.
func (s *Set) Possible(text string) []int {
	out := slices.Clone(s.always)
	for i := 0; i+1 < len(text); i++ {
		k := uint16(text[i])<<8 | uint16(text[i+1])
		if s.pairs[k>>6]&(1<<(k&63)) == 0 {
			continue
		}
		for _, w := range s.words[k] {
			if len(text)-i >= len(w.word) && text[i:i+len(w.word)] == w.word {
				out = append(out, w.of)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
