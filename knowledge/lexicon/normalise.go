package lexicon

import (
	"encoding/binary"
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/unicode/norm"

	"apricot.health/knowledge/trie"
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
			if i < len(text) && (text[i-1] == '`' || combines(text[i:])) {
				n, i = n-1, i-1 // it belongs to what follows
				break
			}
			continue
		}
		k := plainHan(out[n:], offsets[n:], text[i:], i)
		n, i = n+k, i+k
		if i == len(text) || text[i] < utf8.RuneSelf {
			continue
		}
		if wide, ok := wideAt(text, i); ok && !combines(text[i+3:]) {
			out[n], offsets[n] = wide, i
			n, i = n+1, i+3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		han := r >= hanFirst && r <= hanLast
		switch {
		case !han && combines(text[i+size:]):
			r = 0
		case han:
			r = rune(simplifiedForm[r-hanFirst])
		case r >= wideFirst && r <= wideLast:
			r = rune(narrow[r-wideFirst])
		case r != '。' && r != '、':
			r = 0
		}
		if r == 0 {
			break
		}
		for range utf8.EncodeRune(out[n:n+utf8.UTFMax], r) {
			offsets[n] = i
			n++
		}
		i += size
	}
	f.out, f.offsets = out[:n], offsets[:n]
	return i
}

// plainHan puts the Chinese characters with which a text begins, and their offsets
// from at on, into out and offsets, which have room for the text, and gives how
// many bytes those are. The last of a text may be left.
func plainHan(out []byte, offsets []int, text string, at int) (k int) {
	out, offsets = out[:len(text)], offsets[:len(text)]
	for k+4 <= len(text) {
		b, o, from := text[k:k+4], out[k:k+4], offsets[k:k+4]
		r, ok := trie.ThreeBits(b)
		h := uint32(r) - hanFirst
		if !ok || h > hanLast-hanFirst {
			break
		}
		// The fourth is written over by what comes next.
		binary.LittleEndian.PutUint32(o, uint32(b[0])|uint32(b[1])<<8|uint32(b[2])<<16|uint32(b[3])<<24)
		from[0], from[1], from[2] = at+k, at+k, at+k
		if !written.simply(h) {
			utf8.EncodeRune(o, rune(simplifiedForm[h]))
		}
		k += 3
	}
	return k
}

// wideAt gives the ASCII character of which the full-width form stands at i.
func wideAt(text string, i int) (byte, bool) {
	if text[i] != 0xEF || i+4 > len(text) {
		return 0, false
	}
	r, ok := trie.ThreeBits(text[i : i+4])
	if h := uint32(r) - wideFirst; ok && h <= wideLast-wideFirst {
		return narrow[h], true
	}
	return 0, false
}

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

// combines reports that the text may begin with a character that combines with
// the one before it.
func combines(text string) bool {
	if text == "" || text[0] < utf8.RuneSelf || text[0] > 0xE4 && text[0] < 0xE9 { // within the Chinese ones
		return false
	}
	r, _ := utf8.DecodeRuneInString(text)
	return !(r >= hanFirst && r <= hanLast || r >= wideFirst && r <= wideLast)
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
