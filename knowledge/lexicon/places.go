package lexicon

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// places are some of the bytes of a text, a bit for each, of two kinds. That behind
// the last byte is always one of them.
type places [][2]uint64

// The kinds of places.
const (
	begins = iota // something begins there, or another script
	heard         // words of wordings, or marks between them, may stand there
)

// begin gives those of a text of n bytes, in the memory of p.
func (p places) begin(n int) places {
	p = slices.Grow(p[:0], n>>6+1)[:n>>6+1]
	clear(p)
	p[n>>6] = [2]uint64{1 << (n & 63), 1 << (n & 63)}
	return p
}

// add takes up i where it is 1, and not where it is 0: a branch would often be
// guessed wrong.
func (p places) add(i int, begin, hear uint64) {
	to := &p[i>>6]
	to[begins] |= begin << (i & 63)
	to[heard] |= hear << (i & 63)
}

// next gives the first place of a kind at or behind i.
func (p places) next(kind, i int) int {
	if rest := p[i>>6][kind] >> (i & 63); rest != 0 {
		return i + bits.TrailingZeros64(rest)
	}
	return p.beyond(kind, i>>6+1)
}

func (p places) beyond(kind, k int) int {
	for p[k][kind] == 0 {
		k++
	}
	return k<<6 + bits.TrailingZeros64(p[k][kind])
}

// read puts a normalised text into t, in its memory.
func (a *alphabet) read(t *letters, n string) {
	t.n, t.steps, t.doubts = n, 0, t.doubts[:0]
	t.heats.begin()
	t.all, t.latin, t.numbered.at = 0, 0, -1
	t.codes = slices.Grow(t.codes[:0], len(n))[:len(n)]
	t.runs = slices.Grow(t.runs[:0], len(n))[:len(n)]
	t.classes = slices.Grow(t.classes[:0], len(n))[:len(n)]
	clear(t.classes)
	t.openings = slices.Grow(t.openings[:0], len(n))[:len(n)]
	t.places = t.places.begin(len(n))
	for i := 0; i < len(n); {
		if n[i] >= utf8.RuneSelf {
			i = a.others(t, i)
			continue
		}
		for end := a.ASCII(t.codes, n, i); i < end; {
			if latins[n[i]] != 0 {
				i = a.latin(t, i)
			} else {
				i = a.mark(t, i)
			}
		}
	}
}

// mark gives the class of an ASCII character behind a Latin word, and where the
// next one begins.
func (a *alphabet) mark(t *letters, i int) int {
	if t.n[i] != ' ' {
		of := a.chars[t.codes[i]].first
		t.classes[i] = of
		t.places.add(i, 0, of.is(ofWording|ofStop))
	}
	return i + 1
}

// firstHan is the first of the characters of Chinese writing.
const firstHan = 0x3400

// others gives the classes of the characters from i on, the first of which is
// beyond ASCII, each by the one that follows, and where a Latin word begins. A
// single figure below a hundred means nothing if nothing is counted.
// Characters of one and of three bytes take turns in a Chinese text, and nobody
// can guess what each begins, so that there is no branch for either. A normalised
// text is UTF-8 throughout.
func (a *alphabet) others(t *letters, i int) int {
	n, codes, classes, openings, places := t.n, t.codes, t.classes, t.openings, t.places
	k, size, mark := a.letter(n, i)
	one, all := &a.chars[k], class(0)
	for {
		next := i + size
		var w uint32
		if next+4 <= len(n) {
			b := n[next : next+4]
			w = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
		} else {
			w = lastBytes(n, next)
		}
		wide := w >> 7 & 1
		r := (w<<12&0xF000|w>>2&0xFC0|w>>16&0x3F)&-wide | w&0x7F&(wide-1)
		two, width, behind := a.Basic(uint16(r)), 1+2*int(wide), uint64((r-firstHan)>>31) //nolint:gosec // of 16 bits
		if twoOrFour := (w&0xF0 ^ 0xE0) & -wide; twoOrFour != 0 {
			two, width, behind = a.letter(n, next)
		}
		after, pair := &a.chars[two], &a.pairs.cells[int(one.row)+int(two)]
		known := -uint16(bit(pair.one == k))
		of := one.first & (one.alone | after.lent | class(pair.class)&class(known))
		codes[i], classes[i], openings[i] = k, of, uint16(k)^(uint16(k)^pair.opening)&known
		all |= of
		places.add(i, mark|of.is(ofToken), of.is(ofWording|ofStop))
		if next == len(n) {
			classes[i] &^= ofNumber
			t.all |= all
			return next
		}
		if latins[byte(w)] != 0 { //nolint:gosec // the first byte
			places.add(next, 1, 0)
			t.all |= all
			return next
		}
		i, k, size, mark, one = next, two, width, behind, after
	}
}

// letter gives the code of the character at i, how many bytes it takes and 1
// where it is none of Chinese writing.
func (a *alphabet) letter(n string, i int) (code trie.Code, size int, mark uint64) {
	r, size := utf8.DecodeRuneInString(n[i:])
	if r < firstHan || size > 3 {
		mark = 1
	}
	return a.Of(r), size, mark
}

// lastBytes gives the last bytes of a text, at most three, as those of a number.
func lastBytes(n string, i int) (w uint32) {
	for k := len(n) - 1; k >= i; k-- {
		w = w<<8 | uint32(n[k])
	}
	return w
}

// filled are the classes of words that pass over small words.
const filled = ofName | ofQuantity

// is gives 1 where the class has one of some.
func (of class) is(any class) (is uint64) {
	if of&any != 0 {
		is = 1
	}
	return is
}

// latin gives the class of a Latin word, and where it ends, or a space behind it.
// Within it no word begins. Where Chinese follows, a name might pass over that and
// go on, and anything may begin.
func (a *alphabet) latin(t *letters, i int) int {
	n, key, size, seen := t.n, runKey(0), 8, uint8(0)
	if i+8 <= len(n) {
		key, size, seen = eight(n, i)
	}
	j := i + size
	if size == 8 {
		seen = 0
		for j = i; j < len(n) && latins[n[j]] != 0; j++ {
			seen |= latins[n[j]]
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
		of |= a.chars[t.codes[i]].first
		run = 0
	}
	letters := uint32(key & secondLetters) //nolint:gosec // three bytes
	if j-i > 8 {
		letters = second(n[i:j])
	}
	t.runs[i] = runAt{run, letters, int32(j)} //nolint:gosec // see wordingsIn
	t.classes[i] = of
	t.places.add(i, 0, of.is(ofWording|ofStop))
	if j < len(n) {
		j += int(bit(n[j] == ' '))
	}
	return j
}

// figures notes those of a Latin word, and gives what may begin with it for them.
func (t *letters) figures(i, end int, seen uint8) (of class) {
	for k := i + 1; k < end; k++ {
		if digit(t.n[k]) {
			t.classes[k] = ofNumber
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
