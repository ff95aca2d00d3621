package reason

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

// besideName are further small words that may stand around the name of a complaint.
//
//nolint:gochecknoglobals // constant lists
var besideName = map[string]bool{
	"有": true, "得": true, "已经": true, "已": true, "大概": true, "差不多": true, "快": true, "左右": true, "多": true, "个": true, "吧": true, "着": true, "来": true, "经常": true, "又": true,
	"for": true, "had": true, "has": true, "got": true, "ve": true, "the": true, "about": true, "some": true, "with": true, "over": true, "of": true, "its": true, "it": true, "s": true, "m": true,
}

// onlyNames is true for a text that names one symptom or sign, perhaps for how
// long it has been there, and says nothing else: 咳嗽三天了. All of it is read; what
// else its few pieces resemble is chance, and is not held for a likeness.
func (e *Engine) onlyNames(text string) bool {
	if len(text) > longestVague {
		return false
	}
	rest, named := []byte(text), ""
	for _, m := range e.lex.Extract(text, "") {
		f, ok := e.g.Finding(m.Concept)
		switch {
		case !ok:
			return false
		case f.Class == "demographic" || m.Concept == "find.duration_days":
		case !observed(f) || m.Status != lexicon.Present || named != "":
			return false
		default:
			named = m.Concept
		}
		for i := m.Start; i < m.End; i++ {
			rest[i] = ' '
		}
	}
	if named == "" {
		return false
	}
	folded := strings.NewReplacer("'", " ", "’", " ").Replace(lexicon.Fold(string(rest)))
	for _, p := range strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if !allSmall(p) {
			return false
		}
	}
	return true
}

// allSmall is true where nothing but small words is left of a part.
func allSmall(p string) bool {
	for p != "" {
		if besideName[p] {
			return true
		}
		short, cut := withoutSmall(p)
		if !cut {
			short, cut = withoutName(p)
		}
		if !cut {
			return false
		}
		p = strings.TrimSpace(short)
	}
	return true
}

// smallHan are the Chinese ones, the longest first: 差不多 is not taken for 多. Latin words
// stand by themselves.
//
//nolint:gochecknoglobals // constant lists
var smallHan = slices.SortedFunc(func(yield func(string) bool) {
	for w := range besideName {
		if w[0] >= utf8.RuneSelf && !yield(w) {
			return
		}
	}
}, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })

// withoutName takes one more small Chinese word off either end.
func withoutName(p string) (string, bool) {
	for _, w := range smallHan {
		if rest, ok := strings.CutPrefix(p, w); ok {
			return rest, true
		}
		if rest, ok := strings.CutSuffix(p, w); ok {
			return rest, true
		}
	}
	return p, false
}

// unlikened leaves out of what words resemble the conditions, where the words only
// name a complaint.
func (e *Engine) unlikened(h Heard, text string) Heard {
	if h.Named = e.onlyNames(text); h.Named {
		h.Conditions = nil
	}
	return h
}

// onlyNamed is true where nothing but the name of a complaint was said.
func (c Case) onlyNamed() bool {
	return len(c.Resembles) > 0 && !slices.ContainsFunc(c.Resembles, func(h Heard) bool { return !h.Named })
}
