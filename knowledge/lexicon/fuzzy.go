package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fuzzy corrects one typing error in a long word, only where the result is a
// whole name of the lexicon.
type fuzzy struct {
	// vocabulary holds every Latin word of the names; those long enough to be
	// what a slip was meant for stand in words too.
	vocabulary, ofTheirOwn hashSet
	words                  []string
	// deletions are the words, and the words with a letter left out, by their
	// hash. Whatever they give is compared letter by letter.
	deletions *deletions
	soundIndex
}

// How long a Latin word is that is corrected.
const (
	minLatin = 6
	maxLatin = 24
)

// wordsOfTheirOwn look like a slip of a clinical word and are none.
const wordsOfTheirOwn = "strike strikes stroke stroked breeding clamps clamp smelling dwelling parting resting testing shaking making taking " +
	"waking walking talking hearing bearing wearing heading reading healing feeling filling falling failing passing posing " +
	"couldn wouldn shouldn coming going having moving living seeing being whenever whatever however another smother mother brother father " +
	"severe sever several patient patents partner parents person personal place please pleased change charge changes scabbed stubbed " +
	"eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty fourty seventy eighty ninety hundred fortnight" //nolint:misspell // as it is written

func newFuzzy(a *alphabet, names []named, of *index) *fuzzy {
	f := &fuzzy{ofTheirOwn: newHashSet(strings.Fields(wordsOfTheirOwn))}
	seen := map[string]bool{}
	var han []named
	var all []string
	for _, n := range names {
		if n.name[0] >= utf8.RuneSelf {
			han = append(han, n)
			continue
		}
		for _, w := range strings.Fields(n.name) {
			if !seen[w] {
				seen[w] = true
				all = append(all, w)
			}
		}
	}
	f.vocabulary = newHashSet(all)
	f.words = slices.DeleteFunc(all, func(w string) bool { return len(w) < minLatin })
	f.deletions = newDeletions(f.words)
	a.begin(ofKnown, append(strings.Fields(wordsOfTheirOwn), f.words...))
	f.soundIndex = newSoundIndex(a, han, of)
	return f
}

// spell corrects slips in the Latin words that are in doubt, and reads the text on
// from the first of them. A corrected word has the offsets of the word as it was
// written.
func (l *Lexicon) spell(f *folding, t *letters, offsets []int) []int {
	n, out, back, done, first := t.n, f.spelt[:0], f.backward[:0], 0, 0
	for _, d := range t.doubts {
		i, j := int(d.start), int(d.end)
		w, ok := l.fuzzy.correct(n[i:j])
		if !ok {
			continue
		}
		if done == 0 {
			first = i
		}
		out, back = append(append(out, n[done:i]...), w...), append(back, offsets[done:i]...)
		for k := range len(w) {
			back = append(back, offsets[min(i+k, j-1)])
		}
		done = j
	}
	if done == 0 {
		return offsets
	}
	f.spelt, f.backward = append(out, n[done:]...), append(back, offsets[done:]...)
	for first > 0 && latin(n[first-1]) {
		first--
	}
	l.alphabet.readOn(t, lent(f.spelt), first)
	return f.backward
}

// correct gives the vocabulary word that w is one slip away from.
func (f *fuzzy) correct(w string) (string, bool) {
	var s spelling
	s.read(w)
	if f.knows(w, &s) {
		return "", false
	}
	found := ""
	try := func(k int32) bool {
		if k < 0 {
			return true
		}
		c := f.words[k]
		if c[0] != w[0] || !OneSlip([]byte(w), []byte(c)) {
			return true
		}
		ok := found == "" || found == c
		found = c
		return ok
	}
	if h := s.hash(len(w)); f.deletions.likely.may(h) && !try(f.deletions.less.find(h)) {
		return "", false
	}
	for i := range len(w) {
		h := s.without(i)
		if f.deletions.likely.may(h) && (!try(f.deletions.whole.find(h)) || !try(f.deletions.less.find(h))) {
			return "", false
		}
	}
	return found, found != ""
}

// knows is true for a word of the vocabulary, also with an ending, and for one
// that looks like a slip and is none.
func (f *fuzzy) knows(w string, s *spelling) bool {
	if h := s.hash(len(w)); f.vocabulary.has(h) || f.ofTheirOwn.has(h) {
		return true
	}
	if last := w[len(w)-1]; last != 's' && last != 'g' && last != 'd' {
		return false
	}
	for _, ending := range [...]string{"s", "es", "ing", "ed", "d"} {
		if n := len(w) - len(ending); w[n:] == ending && f.vocabulary.has(s.hash(n)) {
			return true
		}
	}
	return false
}

// OneSlip is true for one letter, or character, added, lost, changed or swapped with
// its neighbour.
func OneSlip[L comparable](a, b []L) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(b) == len(a)+1 {
		return slices.Equal(a[i:], b[i+1:])
	}
	if len(a) != len(b) || i == len(a) {
		return false
	}
	if slices.Equal(a[i+1:], b[i+1:]) {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && slices.Equal(a[i+2:], b[i+2:])
}
