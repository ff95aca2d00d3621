// Package trie finds words in texts: all words that begin at a place are found
// in one walk, one step for each character.
//
// A Trie is a double array (Aoe, IEEE Trans. Softw. Eng. 15(9), 1989): the node
// behind a node and a character is at a place that is worked out and not
// searched, and the whole is one flat slice.
package trie

import (
	"math"
	"slices"
	"unicode/utf8"
)

// Code is the number of a character in an Alphabet; 0 stands for all characters
// that no word holds.
type Code uint16

// Alphabet numbers the characters of words. Several tries may share one, so
// that a text is coded once for all of them. It is read only once its tries are
// built.
type Alphabet struct {
	basic [1 << 16]Code
	rare  map[rune]Code // beyond the basic plane
	size  int
}

// NewAlphabet gives an alphabet without characters.
func NewAlphabet() *Alphabet { return &Alphabet{rare: map[rune]Code{}} }

// Of gives the code of a character, 0 where the alphabet has none.
func (a *Alphabet) Of(r rune) Code {
	if uint32(r) < 1<<16 {
		return a.basic[r]
	}
	return a.rare[r]
}

// Basic is Of for a character of the basic plane.
func (a *Alphabet) Basic(r uint16) Code { return a.basic[r] }

// Size is one more than the greatest code.
func (a *Alphabet) Size() int { return a.size + 1 }

// Add numbers a character. Beyond 65,535 characters it has no more numbers; no
// script has so many in use.
func (a *Alphabet) Add(r rune) Code {
	if c := a.Of(r); c != 0 || a.size == 1<<16-1 {
		return c
	}
	a.size++
	c := Code(a.size) //nolint:gosec // bounded above
	if r < 1<<16 {
		a.basic[r] = c
	} else {
		a.rare[r] = c
	}
	return c
}

// Read puts one code for each byte of a text into out, in its memory where it
// suffices: the code of a character stands at its first byte, and 0 at its
// others.
func (a *Alphabet) Read(out []Code, text string) []Code {
	out = slices.Grow(out[:0], len(text))[:len(text)]
	clear(out)
	for i := 0; i < len(text); {
		i = a.ASCII(out, text, i)
		i += a.threes(out[i:], text[i:])
		if i < len(text) && text[i] >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			out[i] = a.Of(r)
			i += size
		}
	}
	return out
}

// ASCII puts the codes of the ASCII characters from i on into out, as Read does, and
// gives where others begin.
func (a *Alphabet) ASCII(out []Code, text string, i int) int {
	for ; i+8 <= len(text) && (text[i]|text[i+1]) < utf8.RuneSelf; i += 8 {
		b, o := text[i:i+8], out[i:i+8]
		if (b[2]|b[3]|b[4]|b[5]|b[6]|b[7])&0x80 != 0 {
			break
		}
		o[0], o[1], o[2], o[3] = a.basic[b[0]], a.basic[b[1]], a.basic[b[2]], a.basic[b[3]]
		o[4], o[5], o[6], o[7] = a.basic[b[4]], a.basic[b[5]], a.basic[b[6]], a.basic[b[7]]
	}
	for ; i < len(text) && text[i] < utf8.RuneSelf; i++ {
		out[i] = a.basic[text[i]]
	}
	return i
}

// threes puts the codes of the characters with which a text begins that take three
// bytes into out, and gives how many bytes those are.
func (a *Alphabet) threes(out []Code, text string) (k int) {
	out = out[:len(text)]
	for k+4 <= len(text) {
		r, ok := three(text[k : k+4])
		if !ok {
			break
		}
		out[k] = a.basic[r]
		k += 3
	}
	return k
}

// three gives the character with which four bytes of a text begin, and is false
// where it does not take three, or is no character: longer than it need be, or
// half of a pair of UTF-16.
func three(text string) (r uint16, ok bool) {
	w := uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16 | uint32(text[3])<<24
	r, ok = uint16(w<<12|w>>2&0xFC0|w>>16&0x3F), w&0xC0C0F0 == 0x8080E0 //nolint:gosec // the bits of the character
	return r, ok && r >= 0x800 && r-0xD800 >= 0x800
}

// Width is how many bytes of UTF-8 a character takes that begins with the byte.
func Width(first byte) int { return int(widths[first]) }

var widths = func() (table [256]uint8) {
	for c := range table {
		switch {
		case c < 0xC0:
			table[c] = 1
		case c < 0xE0:
			table[c] = 2
		case c < 0xF0:
			table[c] = 3
		default:
			table[c] = 4
		}
	}
	return table
}()

// Node is a place in a Trie: what has been read since Root. No node follows
// from a character with which no word goes on.
type Node int32

// Root is where each word begins; as what follows from a character it means
// that there is none.
const Root Node = 0

// Trie holds words. It never changes and is safe for concurrent use.
type Trie struct{ cells []cell }

// cell is a node: its child by a character c is at base+c, if the check there
// is the node's own place. word is the number of the word that ends there.
type cell struct{ base, check, word int32 }

// None is the number of no word.
const None = -1

// Next gives the node behind at by a character, Root where there is none. The
// code is of the alphabet with which the trie was built.
func (t *Trie) Next(at Node, c Code) Node {
	k := uint(t.cells[at].base) + uint(c) //nolint:gosec // a base is never negative
	if k < uint(len(t.cells)) && t.cells[k].check == int32(at) {
		return Node(k) //nolint:gosec // a place in cells
	}
	return Root
}

// Ends is true where no word goes on behind a node.
func (t *Trie) Ends(at Node) bool { return t.cells[at].base == leaf }

// leaf is the base of a node without children: it leads out of every trie.
const leaf = math.MaxInt32 - 1<<16

// Word gives the number of the word that ends at a node, None where none does.
func (t *Trie) Word(at Node) int32 { return t.cells[at].word }
