package lexicon

import (
	"cmp"
	"math/bits"
	"slices"
)

// deletions find the words of a list from a spelling of which a letter was left
// out, or that has one too many, by hashes. What they give may be wrong and is
// compared letter by letter.
type deletions struct {
	whole, less hashes // of the words, and of the words without one letter
	likely      filter // of both: most words of a text end there
}

// hashes map hashes in ascending order to words. A hash is one of few that share
// its upper bits, which from tells at once.
type hashes struct {
	keys  []uint64
	words []int32 // -1 where words share the hash
	from  []int32 // by the upper bits, where their hashes begin
	shift int
}

func newDeletions(words []string) *deletions {
	d := &deletions{}
	var whole, less []hashed
	var s spelling
	for k, w := range words {
		if len(w) > maxLatin+1 {
			continue // no text has a word one letter away from it that is read
		}
		s.read(w)
		whole = append(whole, hashed{s.hash(len(w)), int32(k)}) //nolint:gosec // a few thousand words
		for i := range len(w) {
			less = append(less, hashed{s.without(i), int32(k)}) //nolint:gosec // as above
		}
	}
	d.whole, d.less = newHashes(whole), newHashes(less)
	for _, keys := range [][]uint64{d.whole.keys, d.less.keys} {
		for _, h := range keys {
			d.likely.add(h)
		}
	}
	return d
}

// filter has a bit for each of some hashes, and for few others.
type filter [1 << 13]uint64

func (f *filter) add(h uint64)      { f[h>>51] |= 1 << (h >> 45 & 63) }
func (f *filter) may(h uint64) bool { return f[h>>51]&(1<<(h>>45&63)) != 0 }

type hashed struct {
	key  uint64
	word int32
}

func newHashes(list []hashed) hashes {
	slices.SortFunc(list, func(a, b hashed) int { return cmp.Compare(a.key, b.key) })
	var h hashes
	for _, x := range list {
		k := len(h.keys) - 1
		if k < 0 || h.keys[k] != x.key {
			h.keys, h.words = append(h.keys, x.key), append(h.words, x.word)
		} else if h.words[k] != x.word {
			h.words[k] = -1
		}
	}
	h.keys, h.words = slices.Clip(h.keys), slices.Clip(h.words)
	h.shift = 64 - bits.Len(uint(len(h.keys)))
	h.from = make([]int32, 1<<(64-h.shift)+1)
	for _, k := range h.keys {
		h.from[k>>h.shift+1]++
	}
	for i := range h.from[1:] {
		h.from[i+1] += h.from[i]
	}
	return h
}

// find gives the one word of a hash, -1 where there is none.
func (h *hashes) find(key uint64) int32 {
	at := h.from[key>>h.shift:]
	for k := at[0]; k < at[1]; k++ {
		if h.keys[k] == key {
			return h.words[k]
		}
	}
	return -1
}

// hashSet holds words by their hashes alone. Of 64 bits, none of some thousand
// words shares one with another word but by design, and then that other word is
// left as it was written.
type hashSet []uint64

func newHashSet(words []string) hashSet {
	h := make(hashSet, 1<<bits.Len(uint(2*len(words))))
	var s spelling
	for _, w := range words {
		if len(w) <= maxLatin {
			s.read(w)
			*h.slot(s.hash(len(w))) = s.hash(len(w))
		}
	}
	return h
}

// slot is where a hash stands, or the free place where it would.
func (h hashSet) slot(key uint64) *uint64 {
	for i := key >> 20; ; i++ {
		if s := &h[i&uint64(len(h)-1)]; *s == key || *s == 0 {
			return s
		}
	}
}

func (h hashSet) has(key uint64) bool { return *h.slot(key) == key }

// spelling is a word of which the hash without each letter is known at once:
// the value of a polynomial of the letters, and of what stands before each.
type spelling struct {
	before [maxLatin + 2]uint64
	n      int
}

const prime = 0x100000001b3

// powers are those of prime.
var powers = func() (p [maxLatin + 2]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * prime
	}
	return p
}()

// read takes a word of at most maxLatin+1 letters.
func (s *spelling) read(w string) {
	s.n = len(w)
	for i := range len(w) {
		s.before[i+1] = s.before[i]*prime + uint64(w[i])
	}
}

// hash is that of the first n letters.
func (s *spelling) hash(n int) uint64 { return mixed(s.before[n]) }

// without gives the hash of the word without its letter at i.
func (s *spelling) without(i int) uint64 {
	return mixed(s.before[s.n] + (s.before[i]-s.before[i+1])*powers[s.n-1-i])
}

// mixed spreads a value over the upper bits.
func mixed(h uint64) uint64 { return (h ^ h>>29) * 0x9E3779B97F4A7C15 }
