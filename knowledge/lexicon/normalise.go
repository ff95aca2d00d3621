package lexicon

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalise folds what does not change meaning: compatibility forms and
// full-width characters (NFKC), traditional Chinese, letter case, typographic
// quotes. offsets has one entry per byte of the result, and one more for its
// end: the byte of the original where that character began.
func Normalise(text string) (normalised string, offsets []int) {
	var b strings.Builder
	b.Grow(len(text) + 8)
	offsets = make([]int, 0, len(text)+8)
	put := func(r rune, from int) {
		n := b.Len()
		b.WriteRune(r)
		for ; n < b.Len(); n++ {
			offsets = append(offsets, from)
		}
	}
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf && (i+1 == len(text) || text[i+1] < utf8.RuneSelf) {
			if 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			b.WriteByte(c)
			offsets = append(offsets, i)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r >= 0x4e00 && r <= 0x9fff {
			put(simplify(r), i)
			i += size
			continue
		}
		n := norm.NFKC.NextBoundaryInString(text[i:], true)
		if n <= 0 {
			n = size
		}
		for _, r := range norm.NFKC.String(text[i : i+n]) {
			put(simplify(unquote(unicode.ToLower(r))), i)
		}
		i += n
	}
	return b.String(), append(offsets, len(text))
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
