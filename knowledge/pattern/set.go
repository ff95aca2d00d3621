package pattern

import (
	"cmp"
	"encoding/binary"
	mathbits "math/bits"
	"slices"
	"strings"
)

// Set finds in one pass over a text which of many expressions it can match. It is safe
// for concurrent use.
type Set struct {
	// firsts has for the two bytes that words begin with a bit for each of the levels that
	// look those words up, and four bits further one where they may begin within a word.
	firsts [1 << 16]uint8
	levels [len(lengths)]level
	single []byteNeed
	// always are the expressions of which no word is known.
	always []int
	size   int
	// needs is how many things are looked for: first one of each expression, at its own
	// place, then others; more are those of each expression.
	needs int
	more  [][]int
	under [len(lengths)][]wanted // until they are sealed
}

// lengths are how many bytes a word may be looked up by: as many as it has, else the next
// fewer. Six are two Chinese characters.
//
//nolint:gochecknoglobals // read only
var lengths = [...]int{2, 3, 4, 6}

// level are the words that are looked up by so many bytes. They lie one behind another as
// their hashes are. Its tables are as small as they can be: where each text is held against
// many sets, most of what looking costs is fetching these.
type level struct {
	shift  uint     // leaves the bits of a hash
	bits   []uint64 // one for each hash
	starts []uint32 // where the words of each eight hashes begin, and where the last end
	words  []setWord
	of     []uint32 // the needs of the words
}

// setWord is a word that matches of some expressions hold, by which of their needs.
type setWord struct {
	key        uint64 // its first bytes, as many as its level asks for
	rest       string // the others
	of, count  uint32 // where its needs begin, and how many they are
	begin, end bool   // it stands where a word begins, and where one ends
}

// byteNeed is a need of which a word has one byte.
type byteNeed struct {
	word byte
	need int
}

// wanted is a word that is to be looked up, by one need.
type wanted struct {
	setWord

	need int
}

// NewSet prepares expressions; each is known by its place.
func NewSet(list ...*Regexp) *Set { return newSet(mostNeeds, list) }

// NewLooseSet is a set that knows each expression by its most telling word alone. It tells
// of a part of a text where a match may begin that ends beyond the part.
func NewLooseSet(list ...*Regexp) *Set { return newSet(1, list) }

func newSet(most int, list []*Regexp) *Set {
	s := emptySet(len(list))
	defer s.seal()
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
		s.add(i, all[0])
		for _, n := range all[1:min(len(all), most)] {
			s.add(s.needs, n)
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
	defer s.seal()
	for i, list := range lists {
		if slices.Contains(list, "") {
			s.always = append(s.always, i)
			continue
		}
		for _, w := range list {
			s.enter(i, setWord{}, w)
		}
	}
	return s
}

func emptySet(size int) *Set { return &Set{size: size, needs: size, more: make([][]int, size)} }

// add enters the words of a need.
func (s *Set) add(of int, n need) {
	for _, w := range n.words {
		x := setWord{begin: strings.HasPrefix(w, bound), end: strings.HasSuffix(w, bound)}
		s.enter(of, x, strings.ReplaceAll(w, bound, ""))
	}
}

// enter makes a word, bounded as x is, one by which a need is met.
func (s *Set) enter(of int, x setWord, w string) {
	if len(w) == 1 {
		s.single = append(s.single, byteNeed{w[0], of})
		return
	}
	at := len(lengths) - 1
	for lengths[at] > len(w) {
		at--
	}
	first := &s.firsts[uint(w[0])<<8|uint(w[1])]
	if *first |= 1 << at; !x.begin {
		*first |= 1 << (at + len(lengths))
	}
	x.key, x.rest = bytesOf(w)>>(64-8*lengths[at]), w[lengths[at]:]
	s.under[at] = append(s.under[at], wanted{x, of})
}

// seal makes the tables of all levels.
func (s *Set) seal() {
	for at := range s.levels {
		s.levels[at].seal(s.under[at])
		s.under[at] = nil
	}
}

func (l *level) seal(all []wanted) {
	bits := max(mathbits.Len(uint(len(all))), 3) + 3
	l.shift = uint(64 - bits) //nolint:gosec // of few bits
	slices.SortStableFunc(all, func(a, b wanted) int {
		return cmp.Or(cmp.Compare(l.hash(a.key), l.hash(b.key)), cmp.Compare(a.key, b.key), cmp.Compare(a.rest, b.rest), cmp.Compare(a.sides(), b.sides()))
	})
	l.bits, l.starts = make([]uint64, (1<<bits+63)>>6), make([]uint32, 1<<(bits-3)+1)
	for i, w := range all {
		if i == 0 || all[i-1].setWord != w.setWord {
			h := l.hash(w.key)
			l.bits[h>>6] |= 1 << (h & 63)
			l.starts[h>>3+1]++
			w.of = uint32(len(l.of)) //nolint:gosec // far fewer than that
			l.words = append(l.words, w.setWord)
		}
		l.words[len(l.words)-1].count++
		l.of = append(l.of, uint32(w.need)) //nolint:gosec // as above
	}
	for h := range len(l.starts) - 1 {
		l.starts[h+1] += l.starts[h]
	}
	l.words, l.of = slices.Clip(l.words), slices.Clip(l.of)
}

// sides tells the words apart that only their bounds tell apart.
func (w setWord) sides() int {
	n := 0
	if w.begin {
		n++
	}
	if w.end {
		n += 2
	}
	return n
}

// bytesOf are the first bytes of a text, noughts behind its end.
func bytesOf(s string) uint64 {
	var b [8]byte
	copy(b[:], s)
	return binary.BigEndian.Uint64(b[:])
}

func (l *level) hash(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 >> l.shift }

// Size is how many expressions there are.
func (s *Set) Size() int { return s.size }

// Bits is a set of places.
type Bits []uint64

// Has is true for a place of the set.
func (b Bits) Has(i int) bool { return b[i>>6]>>(i&63)&1 != 0 }

func (b Bits) add(i int) { b[i>>6] |= 1 << (i & 63) }

// NewBits are none of so many places.
func NewBits(n int) Bits { return make(Bits, (n+63)>>6) }

// Tell adds the places of the expressions that a text, or any part of it that cuts no
// ASCII word in two, may match. One that it leaves out surely matches neither.
func (s *Set) Tell(out Bits, text string) {
	var few [16]uint64 // no memory is taken for so many
	met := Bits(few[:])
	if s.needs > len(few)*64 {
		met = NewBits(s.needs)
	}
	s.meet(met, text)
	s.TellOf(out, met, nil)
}

// Met is what a text brings to TellOf.
func (s *Set) Met(text string) Bits {
	met := NewBits(max(s.needs, 1))
	s.meet(met, text)
	return met
}

// TellOf is Tell for a text of two parts of which the other begins with a line break or
// is nil, where no word of an expression goes over one.
func (s *Set) TellOf(out, met, other Bits) {
	if other != nil {
		var few [64]uint64 // no memory is taken for so many
		both := Bits(few[:0])
		for i := range met {
			both = append(both, met[i]|other[i])
		}
		met = both
	}
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
	ahead, inner := bytesOf(text), uint8(0)
	for i := range len(text) {
		seen[text[i]] = true
		for of := s.firsts[ahead>>48] >> (inner * uint8(len(lengths))) & (1<<len(lengths) - 1); of != 0; of &= of - 1 {
			at := mathbits.TrailingZeros8(of)
			l, key := &s.levels[at], ahead>>(64-8*lengths[at])
			if h := l.hash(key); l.bits[h>>6]>>(h&63)&1 != 0 && i+lengths[at] <= len(text) {
				l.begun(met, h, key, text[i+lengths[at]:], inner != 0)
			}
		}
		ahead <<= 8
		if i+8 < len(text) {
			ahead |= uint64(text[i+8])
		}
		inner = wordBytes[text[i]]
	}
	for _, b := range s.single {
		if seen[b.word] {
			met.add(b.need)
		}
	}
}

// wordBytes has 1 for each byte of an ASCII word.
//
//nolint:gochecknoglobals // read only
var wordBytes = func() (table [1 << 8]uint8) {
	for b := range table {
		if wordByte(byte(b)) {
			table[b] = 1
		}
	}
	return table
}()

// begun adds the needs of the words, of those that begin with the bytes of a key, of which
// a text goes on with the rest; inner where the key goes on with a word.
func (l *level) begun(met Bits, hash, key uint64, text string, inner bool) {
	words := l.words[l.starts[hash>>3]:l.starts[hash>>3+1]]
	for i := range words {
		w := &words[i]
		if w.key != key || w.begin && inner || !strings.HasPrefix(text, w.rest) || w.end && len(text) > len(w.rest) && wordBytes[text[len(w.rest)]] != 0 {
			continue
		}
		for _, n := range l.of[w.of : w.of+w.count] {
			met.add(int(n))
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
