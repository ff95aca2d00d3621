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
	of    []wordClass      // by number: what begins with it
	slots []runSlot
}

type runSlot struct {
	hash runHash
	run  int32 // 0 where the slot is free
}

// runHash is the hash of a Latin word under way.
type runHash uint32

func (h runHash) add(c byte) runHash { return (h ^ runHash(c)) * 0x01000193 }

// enter takes up a word of a class.
func (r *runs) enter(c wordClass, word string) {
	if r.ids == nil {
		*r = runs{ids: map[string]int32{}, words: []string{""}, of: []wordClass{0}}
	}
	k, ok := r.ids[word]
	if !ok {
		k = int32(len(r.words)) //nolint:gosec // some ten thousand
		r.ids[word] = k
		r.words, r.of = append(r.words, word), append(r.of, 0)
	}
	r.of[k] |= c
}

// seal ends the taking up of words.
func (r *runs) seal() {
	r.slots = make([]runSlot, 1<<bits.Len(uint(2*len(r.words))))
	for k, w := range r.words[min(1, len(r.words)):] {
		var h runHash
		for i := range len(w) {
			h = h.add(w[i])
		}
		i := r.slot(h)
		for r.slots[i].run != 0 {
			i = (i + 1) & uint(len(r.slots)-1)
		}
		r.slots[i] = runSlot{h, int32(k + 1)} //nolint:gosec // as above
	}
	r.ids = nil
}

func (r *runs) slot(h runHash) uint {
	return uint(uint32(h)*0x9E3779B1) >> 8 & uint(len(r.slots)-1)
}

// find gives the number of a word, 0 where it is none of the runs.
func (r *runs) find(h runHash, word string) int32 {
	for i := r.slot(h); ; i = (i + 1) & uint(len(r.slots)-1) {
		s := r.slots[i]
		if s.run == 0 || s.hash == h && r.words[s.run] == word {
			return s.run
		}
	}
}

// stand is where a trie stands behind a run, and what is found there.
type stand struct {
	at   trie.Node // Root where no word goes on
	word int32     // the longest that the run is, trie.None where it is none
	size int32     // of the run, in bytes
}

// stands gives those of a trie, by the number of the run. With endings, a run
// also is the word of which it has an English ending.
func (a *alphabet) stands(t *trie.Trie, endings bool) []stand {
	out := make([]stand, len(a.runs.words))
	for k, run := range a.runs.words {
		s := stand{at: trie.Root, word: trie.None, size: int32(len(run))} //nolint:gosec // a word
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
		if s.at != trie.Root && t.Ends(s.at) {
			s.at = trie.Root
		}
		out[k] = s
	}
	return out
}
