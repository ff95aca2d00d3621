package lexicon

import "math/bits"

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

// A bit, or the lowest, of each of eight bytes.
const (
	tops = 0x8080808080808080
	ones = 0x0101010101010101
)

// eightBytes gives the first eight bytes of a text, the first of them lowest.
func eightBytes(b string) uint64 {
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// among sets the top bits of the bytes that are from one ASCII character to
// another, if those of w are not set.
func among(w, first, last uint64) uint64 {
	low := w &^ tops
	return (low + (0x80-first)*ones) &^ (low + (0x7F-last)*ones)
}

// eight reads the Latin word at i, eight bytes at once: how many of the eight are of
// it and, if these are fewer than eight, its key and whether it is of letters (1),
// figures (2) or both (3). The text has eight bytes there.
func eight(n string, i int) (k runKey, size int, seen uint8) {
	w := eightBytes(n[i : i+8])
	letters := among(w, 'a', 'z') | among(w, '_', '_')
	figures := among(w, '0', '9') & tops
	size = bits.TrailingZeros64((letters|figures)&tops&^w^tops) >> 3
	within := uint64(1)<<(8*uint(size)&63) - 1
	if seen = 1; figures&within != 0 {
		seen = 2 | bit(letters&within&tops != 0)
	}
	return runKey(w & within), size, seen
}
