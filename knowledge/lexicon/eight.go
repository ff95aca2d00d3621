package lexicon

import "encoding/binary"

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
	return binary.LittleEndian.Uint64([]byte(b))
}

// among sets the top bits of the bytes that are from one ASCII character to
// another, if those of w are not set.
func among(w, first, last uint64) uint64 {
	low := w &^ tops
	return (low + (0x80-first)*ones) &^ (low + (0x7F-last)*ones)
}

// topsOf gives the top bits of the bytes of m, in one byte, for those of w that are
// ASCII.
func topsOf(m, w uint64) uint64 { return (m &^ w & tops) * 0x0002040810204081 >> 56 }

// eight gives the key of a Latin word of fewer than eight bytes, and whether it is
// of letters (1), figures (2) or both (3). The text has eight bytes from i on.
func eight(n string, i, end int) (k runKey, seen uint8) {
	w := eightBytes(n[i:i+8]) & (uint64(1)<<(8*uint(end-i)&63) - 1)
	letters := w & (0x40 * ones) // which no figure has
	figures := w & (0x10 * ones) &^ (letters >> 2)
	return runKey(w), bit(letters != 0) | bit(figures != 0)<<1
}
