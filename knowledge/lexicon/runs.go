package lexicon

import (
	"math/bits"

	"apricot.health/knowledge/trie"
)

// runs are the Latin words that words begin with, up to their first character
// that is no letter: a text has a word looked up once, for all that might begin
// with it.
type runs struct {
	ids   map[string]int32 // until they are sealed
	words []string         // by number; that at 0 stands for all others
	of    []class          // by number: what begins with it
	next  []follows        // by number, until the stands are known
	slots []runSlot
}

// follows tells for each class of words what stands behind a run: see stand.
type follows [6]uint32

type runSlot struct {
	key runKey
	run int32 // 0 where the slot is free
	of  class
}

// runKey tells words apart: one of at most eight letters is the key itself, and
// longer ones have a hash with the highest bit set.
type runKey uint64

func keyOf(word string) (k runKey) {
	if len(word) <= 8 {
		for i := range len(word) {
			k |= runKey(word[i]) << (8 * i)
		}
		return k
	}
	for i := range len(word) {
		k = (k ^ runKey(word[i])) * prime
	}
	return k | 1<<63
}

// keyAt is keyOf for a word of a text, read at once where it can be.
func keyAt(n string, i, end int) runKey {
	if end-i > 8 || i+8 > len(n) {
		return keyOf(n[i:end])
	}
	b := n[i : i+8]
	k := uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
	return runKey(k & (1<<(8*uint(end-i)) - 1))
}

// enter takes up a word of a class.
func (r *runs) enter(c class, word string) {
	if r.ids == nil {
		*r = runs{ids: map[string]int32{}, words: []string{""}, of: []class{0}, next: []follows{{}}}
	}
	k, ok := r.ids[word]
	if !ok {
		k = int32(len(r.words)) //nolint:gosec // some ten thousand
		r.ids[word] = k
		r.words, r.of, r.next = append(r.words, word), append(r.of, 0), append(r.next, follows{})
	}
	r.of[k] |= c
}

// follow takes up what follows the run of n letters with which a word begins.
func (r *runs) follow(c class, w string, n int) {
	k := bits.TrailingZeros16(uint16(c))
	if k >= len(follows{}) {
		return
	}
	next := &r.next[r.ids[w[:n]]][k]
	if w[n] == ' ' && n+1 < len(w) {
		*next |= 1 << (w[n+1] & 31)
	} else {
		*next |= 1
	}
}

// seal ends the taking up of words.
func (r *runs) seal() {
	r.slots = make([]runSlot, 1<<bits.Len(uint(2*len(r.words))))
	for k, w := range r.words[min(1, len(r.words)):] {
		key := keyOf(w)
		i := r.slot(key)
		for r.slots[i].run != 0 {
			i = (i + 1) & uint(len(r.slots)-1)
		}
		r.slots[i] = runSlot{key, int32(k + 1), r.of[k+1]} //nolint:gosec // as above
	}
	r.ids = nil
}

func (r *runs) slot(k runKey) uint {
	return uint(k*0x9E3779B97F4A7C15>>32) & uint(len(r.slots)-1)
}

// find gives the number of the word n[i:end] and what begins with it, 0 where it
// is none of the runs.
func (r *runs) find(n string, i, end int) (run int32, of class) {
	key := keyAt(n, i, end)
	for k := r.slot(key); ; k = (k + 1) & uint(len(r.slots)-1) {
		s := &r.slots[k]
		if s.run == 0 || s.key == key && (end-i <= 8 || r.words[s.run] == n[i:end]) {
			return s.run, s.of
		}
	}
}

// stand is where a trie stands behind a run, and what is found there.
type stand struct {
	at   trie.Node // Root where no word goes on
	word int32     // the longest that the run is, trie.None where it is none
	size int32     // of the run, in bytes
	// next has a bit for what words have behind the run and a space, by the lower
	// five bits of it. The lowest is also that of words that go on without a space.
	next uint32
}

// goesOn is false where no word goes on behind the run that ends at i.
func (s *stand) goesOn(n string, i int) bool {
	if s.next == 0 || i == len(n) {
		return false
	}
	if n[i] != ' ' {
		return s.next&1 != 0
	}
	for i < len(n) && n[i] == ' ' {
		i++
	}
	return i < len(n) && s.next>>(n[i]&31)&1 != 0
}

// nameGoesOn is goesOn for names, in which other blanks stand for a space and
// which pass over small words.
func (s *stand) nameGoesOn(t *letters, i int) bool {
	n := t.n
	if s.next == 0 || i == len(n) {
		return false
	}
	if !(n[i] <= '-' && blank[n[i]]) {
		return s.next&1 != 0
	}
	for i < len(n) && n[i] <= '-' && blank[n[i]] {
		i++
	}
	return i < len(n) && (s.next>>(n[i]&31)&1 != 0 || t.classes[i]&ofFilling != 0)
}

// stands gives those of a trie with words of a class, by the number of the run.
// A run of names also is the word of which it has an English ending.
func (a *alphabet) stands(t *trie.Trie, c class) []stand {
	out := make([]stand, len(a.runs.words))
	endings := c&(ofName|ofQuantity) != 0
	for k, run := range a.runs.words {
		s := stand{at: trie.Root, word: trie.None, size: int32(len(run)), next: a.runs.next[k][bits.TrailingZeros16(uint16(c))]} //nolint:gosec // a word
		for i := range len(run) {
			if s.at = t.Next(s.at, a.Of(rune(run[i]))); s.at == trie.Root {
				break
			}
			word := t.Word(s.at)
			if word < 0 {
				continue
			}
			if _, ok := bounded(run, 0, i+1); ok && (endings || i+1 == len(run)) {
				s.word = word
			}
		}
		out[k] = s
	}
	return out
}
