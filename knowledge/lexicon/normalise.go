package lexicon

import (
	"encoding/binary"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/unicode/norm"
)

// Normalise folds what does not change meaning: compatibility forms and
// full-width characters (NFKC), traditional Chinese, letter case, typographic
// quotes. offsets has one entry per byte of the result, and one more for its
// end: the byte of the original where that character began.
func Normalise(text string) (normalised string, offsets []int) {
	return new(folding).normalise(text)
}

// Fold is Normalise for who needs no way back.
func Fold(text string) string {
	f, ok := foldings.Get().(*folding)
	if !ok {
		f = &folding{}
	}
	f.fill(text)
	folded := text
	if string(f.out) != text {
		folded = string(f.out)
	}
	if len(text) <= keepBelow {
		foldings.Put(f)
	}
	return folded
}

var foldings sync.Pool

// normalise is Normalise in memory that is used again: what it gives holds until
// the next call.
func (f *folding) normalise(text string) (normalised string, offsets []int) {
	f.fill(text)
	return lent(f.out), f.offsets
}

// lent gives the text in b without a copy. It holds until b is written to.
func lent(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// fill puts a text and its offsets into the memory of f.
func (f *folding) fill(text string) {
	f.out, f.offsets = f.out[:0], f.offsets[:0]
	for i := 0; i < len(text); {
		if i = f.plain(text, i); i == len(text) {
			break
		}
		_, size := utf8.DecodeRuneInString(text[i:])
		i += f.fold(text, i, size)
	}
	f.offsets = append(f.offsets, len(text))
}

// plain takes the characters from i on that are folded one by one, ASCII, Chinese
// and full-width ones, and gives where others begin. These are nearly all there
// are.
func (f *folding) plain(text string, i int) int {
	n, left := len(f.out), len(text)-i
	out := slices.Grow(f.out, left+8)[:n+left+8]
	offsets := slices.Grow(f.offsets, left+9)[:n+left+8]
	for i < len(text) {
		if text[i] < utf8.RuneSelf {
			n, i = ascii(out, offsets, n, text, i)
			if i < len(text) && text[i-1] == '`' {
				n, i = n-1, i-1
				break
			}
			continue
		}
		n, i = wide(out, offsets, n, text, i)
		if i == len(text) || text[i] < utf8.RuneSelf {
			continue
		}
		if back := mark(out[len(f.out):n]); back > 0 { // what combines belongs to it
			n -= back
			i = offsets[n]
		}
		break
	}
	f.out, f.offsets = out[:n], offsets[:n]
	return i
}

// ascii puts the ASCII characters from i on, and their offsets, into out and
// offsets behind n, and gives where both end.
func ascii(out []byte, offsets []int, n int, text string, i int) (int, int) {
	for ; i+8 <= len(text); i += 8 {
		w := eightBytes(text[i : i+8])
		if w&tops != 0 {
			break
		}
		binary.LittleEndian.PutUint64(out[n:n+8], w|among(w, 'A', 'Z')&tops>>2)
		o := offsets[n : n+8]
		o[0], o[1], o[2], o[3], o[4], o[5], o[6], o[7] = i, i+1, i+2, i+3, i+4, i+5, i+6, i+7
		n += 8
	}
	for ; i < len(text) && text[i] < utf8.RuneSelf; i++ {
		out[n], offsets[n] = lower[text[i]], i
		n++
	}
	return n, i
}

// wide is ascii for the characters of three bytes that stand in plainForm.
func wide(out []byte, offsets []int, n int, text string, i int) (int, int) {
	for i < len(text) {
		var w uint32
		if i+4 <= len(text) {
			b := text[i : i+4]
			w = uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
		} else {
			w = lastBytes(text, i)
		}
		form := plainForm[uint16(w<<12|w>>2&0xFC0|w>>16&0x3F)] //nolint:gosec // the bits of the character
		if w&0xC0C0F0 != 0x8080E0 || form == 0 {
			break
		}
		// What is written too much is written over by what comes next.
		binary.LittleEndian.PutUint32(out[n:n+4], form)
		o := offsets[n : n+3]
		o[0], o[1], o[2] = i, i, i
		n, i = n+int(form>>24), i+3
	}
	return n, i
}

// mark gives how many bytes the mark takes that ends a folded text, 0 where it ends
// in a Chinese character.
func mark(out []byte) int {
	switch n := len(out); {
	case n == 0:
		return 0
	case out[n-1] < utf8.RuneSelf:
		return 1
	case out[n-3] == 0xE3: // 。、
		return 3
	}
	return 0
}

// plainForm gives the UTF-8 of what each character of three bytes is folded to, and
// in the highest byte how long that is; 0 for one that may be folded together with
// others.
var plainForm = func() *[1 << 16]uint32 {
	var table [1 << 16]uint32
	enter := func(from, to rune) {
		b := utf8.AppendRune(nil, to)
		for i, c := range b {
			table[from] |= uint32(c) << (8 * i)
		}
		table[from] |= uint32(len(b)) << 24 //nolint:gosec // at most three
	}
	for i, c := range simplifiedForm {
		enter(hanFirst+rune(i), rune(c)) //nolint:gosec // within the block
	}
	for i, c := range narrow {
		enter(wideFirst+rune(i), rune(c)) //nolint:gosec // within the block
	}
	enter('。', '。')
	enter('、', '、')
	return &table
}()

// lower gives the small letter of each ASCII character.
var lower = func() (table [utf8.RuneSelf]byte) {
	for c := range table {
		table[c] = byte(unicode.ToLower(rune(c))) //nolint:gosec // an ASCII character
	}
	return table
}()

// Full-width forms of the printable ASCII characters.
const (
	wideFirst = '！'
	wideLast  = '～'
)

// narrow gives the ASCII character of each full-width one.
var narrow = func() (table [wideLast - wideFirst + 1]byte) {
	for i := range table {
		table[i] = byte(unquote(rune(lower['!'+i]))) //nolint:gosec // an ASCII character
	}
	return table
}()

// folding is a text under way; the second pair is for one in which words were
// corrected.
type folding struct {
	out      []byte
	offsets  []int
	spelt    []byte
	backward []int
}

func (f *folding) put(r rune, from int) {
	n := len(f.out)
	f.out = utf8.AppendRune(f.out, r)
	for ; n < len(f.out); n++ {
		f.offsets = append(f.offsets, from)
	}
}

// fold takes the character at i, of size bytes, with what combines with it, and
// gives how many bytes that were.
func (f *folding) fold(text string, i, size int) int {
	n := norm.NFKC.NextBoundaryInString(text[i:], true)
	if n <= 0 {
		n = size
	}
	for _, r := range norm.NFKC.String(text[i : i+n]) {
		f.put(simplify(unquote(unicode.ToLower(r))), i)
	}
	return n
}

func unquote(r rune) rune {
	switch r {
	case '‘', '’', 'ʼ', '`', '´':
		return '\''
	case '“', '”', '„':
		return '"'
	case '–', '—', '−', '‐', '‑':
		return '-'
	case '\u00a0', '\u200b':
		return ' '
	}
	return r
}
