package claim

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

// prepared is a text in the form the grammar reads, with the way back. Spaces
// between Chinese characters and characters without width are gone, since
// writing "阿 莫 西 林" must not hide a drug.
type prepared struct {
	norm    string
	offsets []int // norm byte -> original byte, one more than len(norm)
	hidden  bool  // zero-width or bidirectional control characters were there
}

func prepare(text string) prepared {
	n, off := lexicon.Normalise(text)
	p := prepared{hidden: strings.ContainsFunc(strings.TrimPrefix(text, "\ufeff"), invisible)}
	if p.hidden {
		// Normalise makes spaces of some of these, which would cut a name in two.
		bare, back := visible(text)
		n, off = lexicon.Normalise(bare)
		for i := range off {
			off[i] = back[off[i]]
		}
	}
	if len(off) == len(n) {
		off = append(off, len(text))
	}
	if p.norm, p.offsets = n, off; !tidied(n) {
		p.norm, p.offsets = closed(n, off)
		p.offsets = append(p.offsets, len(text))
	}
	return p
}

// closed leaves out the spaces and characters without width that are to go, and gives
// the place of each byte that is left.
func closed(n string, off []int) (string, []int) {
	offsets := make([]int, 0, len(n)+1)
	var b strings.Builder
	b.Grow(len(n))
	emit := func(s string, from int) {
		for k := range len(s) {
			b.WriteByte(s[k])
			offsets = append(offsets, off[from+min(k, len(n)-1-from)])
		}
	}
	var prev rune
	for i := 0; i < len(n); {
		r, w := utf8.DecodeRuneInString(n[i:])
		switch {
		case invisible(r):
			i += w
			continue
		case r == '\n':
			emit("\n", i)
		case space(r):
			j := i
			for j < len(n) {
				q, qw := utf8.DecodeRuneInString(n[j:])
				if !space(q) && !invisible(q) {
					break
				}
				j += qw
			}
			next, _ := utf8.DecodeRuneInString(n[j:])
			if !(wide(prev) && wide(next)) && prev != 0 && prev != '\n' && j < len(n) {
				emit(" ", i)
			}
			i = j
			if prev == 0 || prev == '\n' {
				continue
			}
			prev = ' '
			if wide(next) {
				prev = next
			}
			continue
		default:
			emit(n[i:i+w], i)
		}
		prev = r
		i += w
	}
	return b.String(), offsets
}

// tidied is true for a text that closed leaves as it is, as nearly all are.
func tidied(n string) bool {
	var prev rune
	for i := 0; i < len(n); {
		r, w := utf8.DecodeRuneInString(n[i:])
		i += w
		switch {
		case r == ' ':
			next, _ := utf8.DecodeRuneInString(n[i:])
			if i == len(n) || prev == 0 || prev == '\n' || space(next) || invisible(next) || wide(prev) && wide(next) {
				return false
			}
		case r > ' ' && r < utf8.RuneSelf || r >= hanFirst && r <= hanLast:
		case space(r), invisible(r):
			return false
		}
		prev = r
	}
	return true
}

// The unified Chinese characters.
const hanFirst, hanLast = 0x4e00, 0x9fff

// visible drops the characters without width; back maps a byte of the result,
// and its end, to the original.
func visible(text string) (bare string, back []int) {
	var b strings.Builder
	for i := 0; i < len(text); {
		r, w := utf8.DecodeRuneInString(text[i:])
		if !invisible(r) {
			b.WriteString(text[i : i+w])
			for k := range w {
				back = append(back, i+k)
			}
		}
		i += w
	}
	return b.String(), append(back, len(text))
}

func invisible(r rune) bool {
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u2064' ||
		r >= '\u2066' && r <= '\u2069' || r == '\ufeff' || r == '\u00ad' || r >= 0xe0000 && r <= 0xe007f
}

func space(r rune) bool { return r == ' ' || r == '\t' || r == '\r' || r == '\u00a0' || r == '\u3000' }

// wide is true for Chinese characters and full stops of Chinese writing.
func wide(r rune) bool {
	return r >= 0x2e80 && r <= 0x9fff || r >= 0xf900 && r <= 0xfaff || r >= 0x20000 && r <= 0x3ffff
}

// span maps a range of norm to the original text.
func (p prepared) span(start, end int) (int, int) {
	s := p.offsets[start]
	if end >= len(p.norm) {
		return s, p.offsets[len(p.norm)]
	}
	return s, max(s, p.offsets[end])
}

// sentence is one sentence of norm with what its cues say of it as a whole.
type sentence struct {
	start, end int
	question   bool
	clauses    []Span
}

// sentences splits norm without gaps. A full stop ends a sentence only before
// a space or the end, and not after an abbreviation or a single letter.
func sentences(n string) []sentence {
	var out []sentence
	start := 0
	for i := 0; i < len(n); {
		r, w := utf8.DecodeRuneInString(n[i:])
		i += w
		stop := false
		switch r {
		case '。', '!', '?', '！', '？', '\n', ';', '；':
			stop = true
		case '.':
			stop = (i >= len(n) || n[i] == ' ' || n[i] == '\n') && !Abbreviation(n[start:i-1])
		}
		if !stop && i-start >= longestSentence {
			i, stop = overlong(n, start, i), true
		}
		if stop {
			for i < len(n) && (n[i] == ' ' || n[i] == '"' || n[i] == '\n') {
				i++
			}
			out = append(out, sentence{start: start, end: i})
			start = i
		}
	}
	if start < len(n) {
		out = append(out, sentence{start: start, end: len(n)})
	}
	for k := range out {
		out[k].clauses = clauses(n, out[k].start, out[k].end)
	}
	return out
}

// Abbreviation is true for small letters that end in the short form of a word,
// whose full stop ends no sentence.
func Abbreviation(before string) bool {
	w := before[strings.LastIndexAny(before, " \n,(")+1:]
	switch w {
	case "dr", "mr", "mrs", "ms", "prof", "vs", "e.g", "i.e", "etc", "approx", "no", "fig", "p.o", "t.i.d", "b.i.d", "q.d", "q.i.d", "p.r.n", "i.v", "i.m", "s.c", "st":
		return true
	}
	return len(w) == 1 && w[0] >= 'a' && w[0] <= 'z'
}

// turns are English words with which a clause begins, by their first letter.
var turns = func() (by [256][]string) { //nolint:gochecknoglobals // read only
	for _, w := range [...]string{" but ", " however ", " then ", " although ", " while ", " and then ", " so ", " because ", " since ", " due to "} {
		by[w[1]] = append(by[w[1]], w)
	}
	return by
}()

// clauses splits a sentence where the reach of a cue ends.
func clauses(n string, start, end int) []Span {
	var out []Span
	from := start
	cut := func(at, width int) {
		if at > from {
			out = append(out, Span{from, at})
		}
		from = at + width
	}
	for i := start; i < end; {
		r, w := utf8.DecodeRuneInString(n[i:end])
		switch r {
		case ',':
			if !(i > start && digit(n[i-1]) && i+1 < end && digit(n[i+1])) {
				cut(i, w)
			}
		case '，', ':', '：', '(', ')', '（', '）', ';':
			cut(i, w)
		case ' ':
			if i+1 == end {
				break
			}
			for _, c := range turns[n[i+1]] {
				if strings.HasPrefix(n[i:end], c) && !strings.HasSuffix(n[start:i], "nothing") {
					cut(i, 1)
				}
			}
		case '因', '由':
			for _, c := range [...]string{"因为", "由于", "因此"} {
				if strings.HasPrefix(n[i:end], c) {
					cut(i, 0)
				}
			}
		case '但', '而', '则':
			if !strings.HasPrefix(n[i:end], "而不是") && !strings.HasPrefix(n[i:end], "而非") && !strings.HasSuffix(n[start:i], "从") {
				cut(i, 0)
			}
		}
		i += w
	}
	if from < end {
		out = append(out, Span{from, end})
	}
	return out
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// Sentences gives the sentences of a text as Read finds them, in order and
// without gaps.
func Sentences(text string) []Span {
	p := prepare(text)
	var out []Span
	for _, s := range sentences(p.norm) {
		a, b := p.span(s.start, s.end)
		out = append(out, Span{a, b})
	}
	return out
}
