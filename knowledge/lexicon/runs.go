package lexicon

import (
	"math/bits"
	"unicode/utf8"

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
	// stands are those in the tries, once these are known.
	stands []runStands
	seconds
}

// follows tells for each class of words what stands behind a run: see stand.
type follows [6]uint32

type runSlot struct {
	key runKey
	run int32 // 0 where the slot is free
	of  class
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
	run := r.ids[w[:n]]
	next := &r.next[run][k]
	if w[n] != ' ' || n+1 == len(w) {
		*next |= 1
		return
	}
	behind := w[n+1:]
	*next |= 1 << (behind[0] & 31)
	r.add(c, run, second(behind))
	if len(behind) < 3 {
		for _, ending := range endings {
			r.add(c, run, second(behind+ending))
		}
	}
}

// seal ends the taking up of words.
func (r *runs) seal() {
	r.slots = make([]runSlot, 1<<bits.Len(uint(4*len(r.words))))
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

// find gives the number of a word with its key, 0 where it is none of the runs,
// and what begins with it.
func (r *runs) find(key runKey, word string) (run int32, of class) {
	for k := r.slot(key); ; k = (k + 1) & uint(len(r.slots)-1) {
		s := &r.slots[k]
		if s.run == 0 || s.key == key && (len(word) <= 8 || r.words[s.run] == word) {
			return s.run, s.of
		}
	}
}

// seconds tell by a hash which letters may follow a run and a space.
type seconds [1 << 12]uint64

func secondHash(c class, run int32, letters uint32) uint64 {
	return (uint64(uint32(run))<<32 ^ uint64(c)<<26 ^ uint64(letters)) * 0x9E3779B97F4A7C15 >> (64 - 18) //nolint:gosec // a number
}

func (f *seconds) add(c class, run int32, letters uint32) {
	h := secondHash(c, run, letters)
	f[h>>6] |= 1 << (h & 63)
}

func (f *seconds) may(c class, run int32, letters uint32) bool {
	h := secondHash(c, run, letters)
	return f[h>>6]&(1<<(h&63)) != 0
}

// seconds are told by the first three letters of the word that follows, the first
// of them lowest.
const secondLetters = 1<<24 - 1

// second gives the letters by which a Latin word that follows is told.
func second(word string) (letters uint32) {
	for i := 0; i < min(3, len(word)) && latin(word[i]); i++ {
		letters |= uint32(word[i]) << (8 * i)
	}
	return letters
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

// runStands are the stands of a run in all tries, side by side: whoever asks for
// one asks for others.
type runStands [4]stand

// stands are those of a trie with words of a class, by the number of the run.
type stands struct {
	class class
	of    int // among those of a run
	all   []runStands
	*seconds
}

func (x *stands) at(run int32) *stand { return &x.all[run][x.of&3] }

// goesOn is false where no word goes on behind the run that ends at i.
func (x *stands) goesOn(run int32, t *letters, i int) bool {
	s, n := x.at(run), t.n
	if i == len(n) {
		return false
	}
	if n[i] != ' ' {
		return s.next&1 != 0
	}
	for i++; i < len(n) && n[i] == ' '; i++ {
	}
	return i < len(n) && s.next>>(n[i]&31)&1 != 0 && (!latin(n[i]) || x.may(x.class, run, t.runs[i].letters))
}

// nameGoesOn is goesOn for names, in which other blanks stand for a space and
// which pass over small words.
func (x *stands) nameGoesOn(run int32, t *letters, i int) bool {
	s, n := x.at(run), t.n
	if s.next == 0 || i == len(n) {
		return false
	}
	if !(n[i] <= '-' && blank[n[i]]) {
		return s.next&1 != 0
	}
	for i++; i < len(n) && n[i] <= '-' && blank[n[i]]; i++ {
	}
	switch {
	case i == len(n):
		return false
	case t.chars[i].class&ofFilling != 0:
		return true
	case s.next>>(n[i]&31)&1 == 0 || !latin(n[i]):
		return s.next>>(n[i]&31)&1 != 0
	}
	r := &t.runs[i]
	return x.may(x.class, run, r.letters) || r.letters>>16 == 0 && int(r.end) < len(n) && n[r.end] >= utf8.RuneSelf // ne不ck
}

// nameAt is false where no name begins with the run at i and whatever follows it.
func (x *stands) nameAt(t *letters, i int) bool {
	r := &t.runs[i]
	return r.run == 0 || x.at(r.run).word >= 0 || x.nameGoesOn(r.run, t, int(r.end))
}

// stands gives those of a trie with words of a class, which are the k-th of each
// run. A run of names also is the word of which it has an English ending.
func (a *alphabet) stands(t *trie.Trie, c class, k int) stands {
	if a.runs.stands == nil {
		a.runs.stands = make([]runStands, len(a.runs.words))
	}
	endings := c&(ofName|ofQuantity) != 0
	for run, word := range a.runs.words {
		s := stand{at: trie.Root, word: trie.None, size: int32(len(word)), next: a.runs.next[run][bits.TrailingZeros16(uint16(c))]} //nolint:gosec // a word
		for i := range len(word) {
			if s.at = t.Next(s.at, a.Of(rune(word[i]))); s.at == trie.Root {
				break
			}
			found := t.Word(s.at)
			if found < 0 {
				continue
			}
			if _, ok := bounded(word, 0, i+1); ok && (endings || i+1 == len(word)) {
				s.word = found
			}
		}
		a.runs.stands[run][k] = s
	}
	return stands{c, k, a.runs.stands, &a.runs.seconds}
}
