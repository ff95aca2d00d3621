package lexicon

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalise folds what does not change meaning: compatibility forms and
// full-width characters (NFKC), traditional Chinese, letter case, typographic
// quotes. offsets has one entry per byte of the result, and one more for its
// end: the byte of the original where that character began.
func Normalise(text string) (normalised string, offsets []int) {
	return new(folding).normalise(text)
}

// normalise is Normalise in memory that is used again: the offsets hold until
// the next call.
func (f *folding) normalise(text string) (normalised string, offsets []int) {
	f.out, f.offsets = slices.Grow(f.out[:0], len(text)+8), slices.Grow(f.offsets[:0], len(text)+9)
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			f.out = append(f.out, c)
			f.offsets = append(f.offsets, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= hanFirst && r <= hanLast:
			f.put(simplify(r), i)
		case r >= wideFirst && r <= wideLast && !combines(text[i+size:]):
			f.put(unquote(unicode.ToLower(r-wideFirst+'!')), i)
		case (r == '。' || r == '、') && !combines(text[i+size:]):
			f.put(r, i)
		default:
			size = f.fold(text, i, size)
		}
		i += size
	}
	f.offsets = append(f.offsets, len(text))
	return string(f.out), f.offsets
}

// Full-width forms of the printable ASCII characters.
const (
	wideFirst = '！'
	wideLast  = '～'
)

// folding is a text under way.
type folding struct {
	out     []byte
	offsets []int
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
	if text == "" || text[0] < utf8.RuneSelf {
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
