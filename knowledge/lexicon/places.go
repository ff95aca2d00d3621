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

// begin gives those of a text of n bytes, in the memory of p; those before i stay,
// and whether what stands before it has something begin at i.
func (p places) begin(n, i int) places {
	k, kept := i>>6, [2]uint64{}
	if i > 0 {
		before := uint64(1)<<(i&63) - 1
		kept = [2]uint64{p[k][begins] & (before<<1 | 1), p[k][heard] & before}
	}
	p = sizedTo(p, k, n>>6+1)
	p[k] = kept
	p.add(n, 1, 1)
	return p
}

// sizedTo gives a slice of n entries in old where it has room: those before i stay,
// the others are cleared.
func sizedTo[T any](old []T, i, n int) []T {
	s := slices.Grow(old[:i], n-i)[:n]
	clear(s[i:])
	return s
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
	t.steps, t.doubts = 0, t.doubts[:0]
	t.heats.begin()
	t.all, t.latin, t.numbered.at = 0, 0, -1
	a.readOn(t, n, 0)
}

// readOn reads a text of which all before i has been read, and at i the same
// character stands as before.
func (a *alphabet) readOn(t *letters, n string, i int) {
	more := len(n) - i
	t.n = n
	t.codes = slices.Grow(t.codes[:i], more)[:len(n)]
	t.runs = slices.Grow(t.runs[:i], more)[:len(n)]
	t.openings = slices.Grow(t.openings[:i], more)[:len(n)]
	t.classes, t.places = sizedTo(t.classes, i, len(n)), t.places.begin(len(n), i)
	for i < len(n) {
		if n[i] >= utf8.RuneSelf {
			i = a.others(t, i)
			continue
		}
		for end := t.ascii(i); i < end; {
			if latins[n[i]] != 0 {
				i = a.latin(t, i)
				continue
			}
			if n[i] != ' ' {
				of := a.chars[n[i]].first
				t.classes[i] = of
				t.places.add(i, 0, of.is(ofWording|ofStop))
			}
			i++
		}
	}
}

// ascii puts the codes of the ASCII characters from i on down, which are these
// themselves, and gives where others begin.
func (t *letters) ascii(i int) int {
	n := t.n
	for ; i+8 <= len(n); i += 8 {
		b, o := n[i:i+8], t.codes[i:i+8]
		if eightBytes(b)&tops != 0 {
			break
		}
		o[0], o[1], o[2], o[3] = trie.Code(b[0]), trie.Code(b[1]), trie.Code(b[2]), trie.Code(b[3])
		o[4], o[5], o[6], o[7] = trie.Code(b[4]), trie.Code(b[5]), trie.Code(b[6]), trie.Code(b[7])
	}
	for ; i < len(n) && n[i] < utf8.RuneSelf; i++ {
		t.codes[i] = trie.Code(n[i])
	}
	return i
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
		of |= a.chars[n[i]].first
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
