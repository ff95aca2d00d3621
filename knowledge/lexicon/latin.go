package lexicon

import (
	"math/bits"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// plain gives the classes of the ASCII characters from i on, at most some dozens,
// and where it ends. Where words stand is told for all of them before any is
// looked at: whether a letter, a space or a mark comes next nobody can guess.
func (a *alphabet) plain(t *letters, i int) (end int) {
	n := t.n
	end, words, marks := t.ascii(i)
	for ; marks != 0; marks &= marks - 1 {
		at := i + bits.TrailingZeros64(marks)
		of := a.chars[n[at]].first
		t.chars[at].class = of
		t.places.add(at, 0, of.is(ofWording|ofStop))
	}
	for words != 0 {
		first := bits.TrailingZeros64(words)
		from, to := i+first, i+first+bits.TrailingZeros64(^(words>>first))
		words &= words + 1<<first // carries over the first run of ones
		if to == end {
			for ; to < len(n) && latins[n[to]] != 0; to++ {
				t.chars[to] = ofASCII[n[to]]
			}
			end = to
		}
		a.latin(t, from, to)
	}
	return end
}

// ascii puts the codes of at most 64 ASCII characters from i on down, which are
// these themselves. It gives where they end, and a bit for each that is of a Latin
// word or is a mark.
func (t *letters) ascii(i int) (end int, words, marks uint64) {
	n, size := t.n, 0
	for ; size < 64 && i+size+8 <= len(n); size += 8 {
		w, o := eightBytes(n[i+size:i+size+8]), (*[8]charAt)(t.chars[i+size:])
		// What is written too much is written over by what comes next.
		o[0], o[1], o[2], o[3] = ofASCII[uint8(w)], ofASCII[uint8(w>>8)], ofASCII[uint8(w>>16)], ofASCII[uint8(w>>24)]      //nolint:gosec // bytes
		o[4], o[5], o[6], o[7] = ofASCII[uint8(w>>32)], ofASCII[uint8(w>>40)], ofASCII[uint8(w>>48)], ofASCII[uint8(w>>56)] //nolint:gosec // bytes
		inWord := topsOf(among(w, 'a', 'z')|among(w, '0', '9')|among(w, '_', '_'), w)
		words |= inWord << size
		marks |= (topsOf(tops, w) &^ inWord &^ topsOf(among(w, ' ', ' '), w)) << size
		if w&tops != 0 {
			size += bits.TrailingZeros64(w&tops) >> 3
			kept := uint64(1)<<size - 1
			return i + size, words & kept, marks & kept
		}
	}
	for ; size < 64 && i+size < len(n) && n[i+size] < utf8.RuneSelf; size++ {
		c := n[i+size]
		t.chars[i+size] = ofASCII[c]
		inWord := uint64(bit(latins[c] != 0))
		words |= inWord << size
		marks |= (1 &^ inWord &^ uint64(bit(c == ' '))) << size
	}
	return i + size, words, marks
}

// ofASCII is what is known of each ASCII character before its class is.
var ofASCII = func() (table [256]charAt) {
	for c := range utf8.RuneSelf {
		table[c] = charAt{code: trie.Code(c)} //nolint:gosec // an ASCII character
	}
	return table
}()

// latin gives the class of the Latin word from i to j. Within it no word begins.
// Where Chinese follows, a name might pass over that and go on, and anything may
// begin.
func (a *alphabet) latin(t *letters, i, j int) {
	n := t.n
	var key runKey
	var seen uint8
	if j-i < 8 && i+8 <= len(n) {
		key, seen = eight(n, i, j)
	} else {
		for _, c := range []byte(n[i:j]) {
			seen |= latins[c]
		}
		key = keyOf(n[i:j])
	}
	t.latin |= seen
	run, of := a.runs.find(key, n[i:j])
	if bit(of&ofKnown == 0)&bit(j-i >= minLatin) != 0 {
		t.doubt(i, j)
	}
	if seen != 1 {
		of |= t.figures(i, j, seen)
	}
	if j < len(n) && n[j] >= utf8.RuneSelf {
		of |= a.chars[n[i]].first
		run = 0
	}
	letters := uint32(key & secondLetters) //nolint:gosec // three bytes
	if j-i > 8 {
		letters = second(n[i:j])
	}
	t.runs[i] = runAt{run, letters, int32(j)} //nolint:gosec // see wordingsIn
	t.chars[i].class = of
	t.places.add(i, 0, of.is(ofWording|ofStop))
}

// figures notes those of a Latin word, and gives what may begin with it for them.
func (t *letters) figures(i, end int, seen uint8) (of class) {
	for k := i + 1; k < end; k++ {
		if digit(t.n[k]) {
			t.chars[k].class = ofNumber
		}
	}
	if digit(t.n[i]) {
		of = ofNumber | ofPerson
	}
	if seen == 3 {
		of |= ofGlued
		if c := t.n[i]; c == 'f' || c == 'm' { // f34
			of |= ofPerson
		}
	}
	return of
}

// doubt notes a word that may be misspelt: what of it begins with a letter.
func (t *letters) doubt(i, end int) {
	for i < end && (t.n[i] < 'a' || t.n[i] > 'z') {
		i++
	}
	if end-i >= minLatin && end-i <= maxLatin {
		t.doubts = append(t.doubts, span{int32(i), int32(end)}) //nolint:gosec // see span
	}
}
