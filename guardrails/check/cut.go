package check

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// marks are characters at which a text is cut.
type marks struct {
	first [1 << 8]bool // the first bytes of them
	of    []rune
}

func newMarks(chars string) *marks {
	m := &marks{of: []rune(chars)}
	for _, r := range m.of {
		m.first[string(r)[0]] = true
	}
	return m
}

// next is the first of the marks in a text from a place on, and where it ends: the
// end of the text twice where there is none.
func (m *marks) next(s string, from int) (at, end int) {
	for i := from; i < len(s); i++ {
		if !m.first[s[i]] {
			continue
		}
		if r, n := utf8.DecodeRuneInString(s[i:]); slices.Contains(m.of, r) {
			return i, i + n
		}
	}
	return len(s), len(s)
}

// cut adds what stands between the marks of a text, without the spaces around it and
// without what is empty.
func (m *marks) cut(out []string, s string) []string {
	for from := 0; from < len(s); {
		at, end := m.next(s, from)
		if p := strings.TrimSpace(s[from:at]); p != "" {
			out = append(out, p)
		}
		from = end
	}
	return out
}

const (
	quotes = `"“”‘’`
	breaks = ",，。;；:：!！?？（）()\n"
)

//nolint:gochecknoglobals // made once, read only
var (
	clauseMarks = newMarks(breaks + quotes)
	limbMarks   = newMarks(breaks)
	quoteMarks  = newMarks(quotes)
	unquoted    = strings.NewReplacer(`"`, "", "“", "", "”", "")
)

// clausesOf cuts a sentence in the form of squeezeSpaces at its commas, colons, quotes
// and brackets.
func (b *bench) clausesOf(sentence int) []string {
	if sentence < 0 || sentence >= len(b.Reading.Sentences) {
		return nil
	}
	const each = 4 // of an ordinary sentence
	if b.cuts == nil {
		b.cuts = make([][]string, len(b.Reading.Sentences))
		b.parts = make([]string, 0, each*len(b.Reading.Sentences))
	}
	if b.cuts[sentence] == nil {
		from := len(b.parts)
		b.parts = clauseMarks.cut(b.parts, b.flat(sentence))
		b.cuts[sentence] = b.parts[from:len(b.parts):len(b.parts)]
	}
	return b.cuts[sentence]
}

// limbsOf are the clauses of a sentence without its quotes, which cut nothing.
func (b *bench) limbsOf(sentence int) []string {
	if !b.quotes(sentence) {
		return b.clausesOf(sentence)
	}
	return limbMarks.cut(nil, unquoted.Replace(b.flat(sentence)))
}

// quotes is true for a sentence that holds a quote: elsewhere its limbs are parts of it.
func (b *bench) quotes(sentence int) bool {
	s := b.flat(sentence)
	at, _ := quoteMarks.next(s, 0)
	return at < len(s)
}

// lastPiece is what stands behind the last mark of a text, "" where it ends in a comma.
func lastPiece(s string) string {
	if all := clauseMarks.cut(nil, s); len(all) > 0 && !strings.HasSuffix(strings.TrimSpace(s), ",") {
		return all[len(all)-1]
	}
	return ""
}
