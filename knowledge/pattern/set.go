package pattern

import (
	"encoding/binary"
	mathbits "math/bits"
	"slices"
	"strings"
)

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// firsts has a bit for the two bytes that each word begins with.
	firsts [1 << 10]uint64
	levels [len(lengths)]level
	single []setWord // of one byte
	// always are the expressions of which no word is known.
	always []int
	size   int
	// needs is how many things are looked for: first one of each expression, at its own
	// place, then others; more are those of each expression.
	needs int
	more  [][]int
}

// lengths are how many bytes a word may be looked up by: as many as it has, else the next
// fewer. Six are two Chinese characters.
//
//nolint:gochecknoglobals // read only
var lengths = [...]int{2, 3, 4, 6}

// level are the words that are looked up by so many bytes.
type level struct {
	bits  [1 << 10]uint64 // one for each hash of those bytes
	words map[uint64][]setWord
}

// setWord is a word that matches of some expressions hold, by which of their needs.
type setWord struct {
	word string
	of   []int
}

// NewSet prepares expressions; each is known by its place.
func NewSet(list ...*Regexp) *Set { return newSet(mostNeeds, list) }

// NewLooseSet is a set that knows each expression by its most telling word alone. It tells
// of a part of a text where a match may begin that ends beyond the part.
func NewLooseSet(list ...*Regexp) *Set { return newSet(1, list) }

func newSet(most int, list []*Regexp) *Set {
	s := emptySet(len(list))
	for i, r := range list {
		all := needsOf(r.String())
		if len(all) == 0 || most == 1 && all[0].fold {
			s.always = append(s.always, i)
			continue
		}
		all = slices.DeleteFunc(all, func(n need) bool { return n.fold })
		if len(all) == 0 {
			s.always = append(s.always, i)
			continue
		}
		s.add(i, all[0].words)
		for _, n := range all[1:min(len(all), most)] {
			s.add(s.needs, n.words)
			s.more[i] = append(s.more[i], s.needs)
			s.needs++
		}
	}
	return s
}

// NewLists prepares lists of words, each known by its place: what a set of them tells is
// just which lists have a word in a text.
func NewLists(lists [][]string) *Set {
	s := emptySet(len(lists))
	for i, list := range lists {
		if slices.Contains(list, "") {
			s.always = append(s.always, i)
			continue
		}
		s.add(i, list)
	}
	return s
}

func emptySet(size int) *Set {
	s := &Set{size: size, needs: size, more: make([][]int, size)}
	for i := range s.levels {
		s.levels[i].words = map[uint64][]setWord{}
	}
	return s
}

// add makes words those of a need.
func (s *Set) add(of int, words []string) {
	for _, w := range words {
		if len(w) == 1 {
			s.single = append(s.single, setWord{w, []int{of}})
			continue
		}
		k := uint32(w[0])<<8 | uint32(w[1])
		s.firsts[k>>6] |= 1 << (k & 63)
		at := len(lengths) - 1
		for lengths[at] > len(w) {
			at--
		}
		s.levels[at].add(bytesOf(w)>>(64-8*lengths[at]), w, of)
	}
}

func (l *level) add(key uint64, word string, of int) {
	h := hash(key)
	l.bits[h>>6] |= 1 << (h & 63)
	all := l.words[key]
	for i := range all {
		if all[i].word == word {
			all[i].of = append(all[i].of, of)
			return
		}
	}
	l.words[key] = append(all, setWord{word, []int{of}})
}

// bytesOf are the first bytes of a text, noughts behind its end.
func bytesOf(s string) uint64 {
	var b [8]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

func hash(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> 48 }

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
	var few [16]uint64 // no memory is taken for so many
	met := Bits(few[:])
	if s.needs > len(few)*64 {
		met = NewBits(s.needs)
	}
	s.meet(met, text)
	for at := range (s.size + 63) >> 6 {
	expressions:
		for w := met[at]; w != 0; w &= w - 1 {
			i := at<<6 + mathbits.TrailingZeros64(w)
			if i >= s.size {
				break
			}
			for _, n := range s.more[i] {
				if !met.Has(n) {
					continue expressions
				}
			}
			out.add(i)
		}
	}
	for _, i := range s.always {
		out.add(i)
	}
}

// meet adds the needs of which a text has a word.
func (s *Set) meet(met Bits, text string) {
	var seen [1 << 8]bool
	ahead := bytesOf(text)
	for i := range len(text) {
		seen[text[i]] = true
		if k := ahead >> 48; s.firsts[k>>6]>>(k&63)&1 != 0 {
			for at := range s.levels {
				l, key := &s.levels[at], ahead>>(64-8*lengths[at])
				if h := hash(key); l.bits[h>>6]>>(h&63)&1 != 0 {
					l.begun(met, key, text[i:])
				}
			}
		}
		ahead <<= 8
		if i+8 < len(text) {
			ahead |= uint64(text[i+8])
		}
	}
	for _, w := range s.single {
		if seen[w.word[0]] {
			met.add(w.of[0])
		}
	}
}

// begun adds the needs of the words, of those that begin with the bytes of a key, that a
// text begins with.
func (l *level) begun(met Bits, key uint64, text string) {
	for _, w := range l.words[key] {
		if strings.HasPrefix(text, w.word) {
			for _, n := range w.of {
				met.add(n)
			}
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
