package check

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// careWords are the words of orders of care in a language, in lower case; true is
// for those that say what is ordered.
type careWords struct {
	latin map[string]bool
	han   map[rune][]string // by first character, longest first
	heads map[string]bool
}

// care are the words of orders of care alone.
//
//nolint:gochecknoglobals // read once, read only
var (
	care = readCare("zh", "en")
	// noMedicine are all words that name no medicine; supplied are those, headed by fluids,
	// blood, feeds and what else is given and is no medicine.
	noMedicine = readCare("zh", "en", "onward", "given", "plain")
	supplied   = noMedicine.headedBy(readCare("given"))
)

func readCare(parts ...string) careWords {
	lists := decoded[map[string]struct{ Heads, Beside string }]("care.yaml")
	w := careWords{latin: map[string]bool{}, han: map[rune][]string{}, heads: map[string]bool{}}
	for _, part := range parts {
		l := lists[part]
		for _, word := range strings.Fields(l.Beside) {
			w.add(word, false)
		}
		for _, word := range strings.Fields(l.Heads) {
			w.add(word, true)
		}
	}
	for _, of := range w.han {
		slices.SortFunc(of, func(a, b string) int { return len(b) - len(a) })
	}
	return w
}

func (w careWords) add(word string, head bool) {
	first, _ := utf8.DecodeRuneInString(word)
	if first < utf8.RuneSelf {
		w.latin[word] = head || w.latin[word]
		return
	}
	w.heads[word] = head || w.heads[word]
	if !slices.Contains(w.han[first], word) {
		w.han[first] = append(w.han[first], word)
	}
}

// headedBy are the same words of which only those that head another list head a clause.
func (w careWords) headedBy(other careWords) careWords {
	out := careWords{latin: map[string]bool{}, han: w.han, heads: map[string]bool{}}
	for word := range w.latin {
		out.latin[word] = other.latin[word]
	}
	for word := range w.heads {
		out.heads[word] = other.heads[word]
	}
	return out
}

// OfCare is true for a text each clause of which orders care and nothing else, so
// that there is no medicine in it whose name was not read.
func OfCare(text string) bool {
	return everyClause(text, func(c string) bool { return care.clause(c) && !directionRE.MatchString(c) })
}

// directionRE is how a medicine is given that is not named, or is named as what is measured
// too, though each of its words is one of care: a count and how often, a rate by itself,
// potassium by a line, fluids into a vein.
//
//nolint:gochecknoglobals // compiled once, read only
var directionRE = pattern.MustCompile(`^\d[\d.–-]* ?(?:(?:daily|nightly|od|bd|tds|qds|bid|tid|qid|qd|stat|prn|once|twice|at|with|by|in|for|before|after|every|nasal|oral|iv|via|ng)\b|ml/(?:kg/)?h)` +
	`|\b(?:potassium|sodium|magnesium|calcium|phosphate|glucose|lactate) \d.*\b(?:iv|oral|ng|nasogastric|line|cannula|access|catheter|stat)\b` +
	`|\biv\b.*\bfluids?\b|\bfluids\b.*\b(?:iv|via|line|cannula|stat)\b`)

// everyClause is true for a text that has clauses of which each is one of a kind.
func everyClause(text string, is func(clause string) bool) bool {
	clauses := cutAt(careBreak, thousands.ReplaceAllString(lexicon.Fold(text), "$1$2"))
	return len(clauses) > 0 && !slices.ContainsFunc(clauses, func(c string) bool { return !is(c) })
}

//nolint:gochecknoglobals // compiled once, read only
var (
	careBreak = pattern.MustCompile(`[,，;；。、\n]|\.(?:\s|$)`)
	thousands = pattern.MustCompile(`(\d),(\d{3})`)
)

// cutAt gives what stands between the matches of an expression, without the spaces
// around it and without what is empty.
func cutAt(marks *pattern.Regexp, s string) []string {
	var out []string
	from := 0
	for _, m := range append(marks.FindAllStringIndex(s, -1), []int{len(s), len(s)}) {
		if p := strings.TrimSpace(s[from:m[0]]); p != "" {
			out = append(out, p)
		}
		from = m[1]
	}
	return out
}

// clause is true where every word of a clause is one of care, and one of them says
// what is ordered. Shares of a hundred are of oxygen only: a solution has one too.
func (w careWords) clause(c string) bool {
	if strings.Contains(c, "%") && !strings.Contains(c, "o2") && !strings.Contains(c, "oxygen") && !strings.Contains(c, "sat") && !strings.Contains(c, "氧") {
		return false
	}
	_, headed := w.told(c)
	return headed
}

// told is whether a clause can be cut into words of w and plain numbers, and whether in
// one way to cut it one of them says what is ordered.
func (w careWords) told(c string) (whole, headed bool) {
	const plain, head = 1, 2
	at := make([]byte, len(c)+1) // how a place is reached
	at[0] = plain
	for i := range c {
		if at[i] == 0 {
			continue
		}
		rest := c[i:]
		if skipped := len(rest) - len(skipPlain(rest)); skipped > 0 {
			at[i+skipped] |= at[i]
			continue
		}
		w.each(rest, func(size int, isHead bool) {
			at[i+size] |= at[i]
			if isHead {
				at[i+size] |= head
			}
		})
	}
	return at[len(c)] != 0, at[len(c)]&head != 0
}

// skipPlain drops numbers and marks that stand by themselves.
func skipPlain(c string) string {
	return strings.TrimLeft(c, " \t0123456789.<>=≤≥~～-–—:：/()（）[]%°℃+\"'·±×*")
}

// each gives the words with which c begins: the longest of Latin letters, and each of
// Chinese characters.
func (w careWords) each(c string, found func(size int, head bool)) {
	if c[0] < utf8.RuneSelf {
		size := 0
		for size < len(c) && (c[size] >= 'a' && c[size] <= 'z' || size > 0 && strings.IndexByte("&/-'0123456789", c[size]) >= 0) {
			size++
		}
		for word := c[:size]; word != ""; word = word[:len(word)-1] {
			if head, ok := w.latin[word]; ok && (len(word) == size || (c[len(word)] < 'a' || c[len(word)] > 'z')) {
				found(len(word), head)
				return
			}
		}
		return
	}
	first, _ := utf8.DecodeRuneInString(c)
	for _, word := range w.han[first] {
		if strings.HasPrefix(c, word) {
			found(len(word), w.heads[word])
		}
	}
}

// caredFor is true for what is left unread in a clause of an order that orders care
// and nothing else.
func (b *bench) caredFor(r claim.Residue) bool {
	if b.Audience != "order" || Left(r) != "residue" || r.End > len(b.Text) {
		return false
	}
	s := b.Reading.Sentences[r.Sentence]
	from, to := s.Start, s.End
	for _, m := range careBreak.FindAllStringIndex(b.Text[s.Start:s.End], -1) {
		if s.Start+m[1] <= r.Start {
			from = s.Start + m[1]
		} else if s.Start+m[0] >= r.End {
			to = s.Start + m[0]
			break
		}
	}
	return OfCare(b.Text[from:to])
}
