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
	t.chars = slices.Grow(t.chars[:i], more)[:len(n)]
	t.runs = slices.Grow(t.runs[:i], more)[:len(n)]
	t.places = t.places.begin(len(n), i)
	for i < len(n) {
		if n[i] >= utf8.RuneSelf {
			i = a.others(t, i)
			continue
		}
		i = a.plain(t, i)
	}
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
	n, places := t.n, t.places
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
		ascii := w & 0x7F
		r := ascii ^ (ascii^(w<<12&0xF000|w>>2&0xFC0|w>>16&0x3F))&-wide
		two, width, behind := a.Basic(uint16(r)), 1+2*int(wide), uint64((r-firstHan)>>31) //nolint:gosec // of 16 bits
		if twoOrFour := (uint8(w) ^ 0xE0) - 0x10; twoOrFour < 0x70 {                      //nolint:gosec // the first byte
			two, width, behind = a.letter(n, next)
		}
		after, pair := &a.chars[two], &a.pairs.cells[int(one.row)+int(two)]
		goesOn, opening := class(pair.class), pair.opening
		if pair.one != k {
			goesOn, opening = 0, uint16(k)
		}
		of := one.first & (one.alone | after.lent | goesOn)
		at := &t.chars[i]
		at.code, at.class, at.opening = k, of, opening
		all |= of
		places.add(i, mark|of.is(ofToken), of.is(ofWording|ofStop))
		if next == len(n) {
			at.class &^= ofNumber
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
