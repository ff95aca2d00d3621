package lexicon

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// token is a mention, a cue word, a punctuation mark or a run of unknown words.
// A text has one for every few bytes, so it is kept small, and without pointers
// that the garbage collector would have to follow.
type token struct {
	roles    cue
	value    float64  // of a quantity; of a duration its days
	span              // of the normalised text
	meaning  int32    // the number of that of a mention, 0 for what is none
	words    int32    // unknown words of a run; characters for Chinese
	mark     byte     // punctuation that ended a sentence
	measured bool     // a quantity
	timed    bool     // a duration whose days are known
	since    howSince // of a day by its name

	// What the context says of a mention.
	flipped  bool // a negation stood inside the name
	denied   bool // a negation stands before it that a wording takes, or between groups of it
	absent   bool
	unsure   bool
	asked    bool
	supposed bool
	allergy  bool
	lasting  bool
	who      Person
	when     Moment
}

func (t *token) mention() bool { return t.meaning != 0 }

// no is true for what is said not to be there. A negation inside a name turns one before
// it round; one of each of two groups says no twice: 没有发烧，也没有抽搐.
func (t *token) no() bool { return t.absent != t.flipped || t.denied }

func (t *token) has(any cue) bool { return t.roles&any != 0 }

// scan cuts a normalised text into tokens, longest first, and adds them to out.
func (l *Lexicon) scan(out []token, t *letters) []token {
	n := t.n
	for i := 0; i < len(n); {
		if c := n[i]; c >= utf8.RuneSelf {
			if at := t.places.next(begins, i); at > i {
				out = unknowns(out, i, at)
				if i = at; i == len(n) {
					break
				}
			}
		} else if c <= ' ' && (c == ' ' || c == '\t' || c == '\r') {
			i++
			continue
		}
		class := t.chars[i].class
		if class&ofToken == 0 {
			out, i = unknown(out, t, i)
			continue
		}
		if class&ofPerson != 0 {
			before := len(out)
			if out = l.personAt(out, t, i); len(out) > before {
				i = out[len(out)-1].to()
				continue
			}
		}
		if class&(ofQuantity|ofNumber|ofGlued) != 0 {
			before := len(out)
			if out = l.quantityAt(out, t, i, class); len(out) > before {
				i = out[len(out)-1].to()
				continue
			}
		}
		out, i = l.word(out, t, i, class)
	}
	return out
}

// word takes a name, a time, a cue or what is unknown.
func (l *Lexicon) word(out []token, t *letters, i int, class class) ([]token, int) {
	var m match
	named := false
	if class&ofName != 0 && l.nameAt(t, i) {
		m, named = l.filling.longest(l.names, t, i)
	}
	if class&(ofNumber|ofAmount) != 0 && !(i > 0 && latin(t.n[i]) && latin(t.n[i-1])) {
		// A name may begin with a time: 一天没尿.
		var d token
		at := l.amounts.at(t, i)
		if l.duration(&d, t, i, &at) && !(named && m.end > d.to()) {
			return append(out, d), d.to()
		}
		if day := &at[dayAmount]; dayNamed(&d, t.n, i, day.value, day.end) && !(named && m.end > d.to()) {
			return append(out, d), d.to()
		}
	}
	end, roles := 0, cue(0)
	if class&ofCue != 0 {
		end, roles = l.cues.at(t, i)
	}
	if !named && end == 0 && class&ofSound != 0 {
		m, named = l.slip(t, i)
	}
	switch {
	case named && m.end >= end:
		return l.mentioned(out, t, m, end > 0 && roles.has(cNow))
	case end > 0:
		return append(out, token{span: spanOf(i, end), roles: roles}), end
	}
	return unknown(out, t, i)
}

// nameAt is false where no name begins.
func (l *Lexicon) nameAt(t *letters, i int) bool {
	if latin(t.n[i]) {
		return l.names.runs.nameAt(t, i)
	}
	return l.alphabet.nameAt(t, i, &l.names.opened[t.chars[i].opening])
}

// mentioned adds the token of a name, and that of the medicine within it.
func (l *Lexicon) mentioned(out []token, t *letters, m match, now bool) ([]token, int) {
	k := token{span: spanOf(m.start, m.end), meaning: m.number, roles: m.roles, flipped: m.negated}
	if now {
		k.roles |= cNamesNow
	}
	if t.n[k.start] >= utf8.RuneSelf {
		if k.to()-k.from() >= len(leftOver) && strings.Contains(t.n[k.start:k.end], leftOver) {
			k.roles |= cLeft
		}
		k.asked = aNotA(t.n, &k)
	}
	out = append(out, k)
	if m.holds {
		out = l.inside(out, t, &k)
	}
	return out, k.to()
}

// leftOver says in a name that it is of what an old illness has left.
const leftOver = "后遗症"

// inside adds the medicine that a name of something else contains, which would
// be hidden by the longer name: 吃阿司匹林.
func (l *Lexicon) inside(out []token, t *letters, name *token) []token {
	for j := name.from() + trie.Width(t.n[name.start]); j < name.to(); j += trie.Width(t.n[j]) {
		if t.chars[j].class&ofName == 0 {
			continue
		}
		if m, ok := l.filling.longest(l.names, t, j); ok && m.end <= name.to() && drugKind(m.concepts[0].kind) {
			return append(out, token{span: spanOf(j, m.end), meaning: m.number, roles: m.roles, flipped: name.flipped, asked: name.asked})
		}
	}
	return out
}

func drugKind(kind string) bool { return kind == "drug" || kind == "class" || kind == "allergen" }

// slip gives a Chinese name with one character typed as a homophone.
func (l *Lexicon) slip(t *letters, i int) (match, bool) {
	m, size := l.fuzzy.han(t, i)
	return match{start: i, end: i + size, meaning: m}, size > 0
}

// unknown takes punctuation or one unknown word; neighbouring unknown words of
// one script become one run.
func unknown(out []token, t *letters, i int) ([]token, int) {
	n := t.n
	end, han := i+trie.Width(n[i]), beyond(n, i)
	switch {
	case han:
	case latin(n[i]):
		if i == 0 || !latin(n[i-1]) {
			end = int(t.runs[i].end)
		}
		for end < len(n) && (latin(n[end]) || n[end] == '\'') {
			end++
		}
	default:
		return punctuation(out, n, i, end), end
	}
	roles := cText
	if han {
		roles |= cHan
	}
	if k := len(out) - 1; k >= 0 && out[k].roles == roles {
		out[k].end = int32(end) //nolint:gosec // see span
		out[k].words++
		return out, end
	}
	return append(out, token{span: spanOf(i, end), roles: roles, words: 1}), end
}

// unknowns takes the Chinese characters from i on to at, with which nothing
// begins.
func unknowns(out []token, i, at int) []token {
	words := int32(at-i) / 3 //nolint:gosec // see span
	if k := len(out) - 1; k >= 0 && out[k].roles == cText|cHan {
		out[k].end = int32(at) //nolint:gosec // see span
		out[k].words += words
		return out
	}
	return append(out, token{span: spanOf(i, at), roles: cText | cHan, words: words})
}

// punctuation adds the mark that stands at i, where it parts sentences or
// clauses.
func punctuation(out []token, n string, i, end int) []token {
	c := n[i]
	roles := partings[c]
	switch {
	case c >= utf8.RuneSelf && (strings.HasPrefix(n[i:], "。") || strings.HasPrefix(n[i:], "…")):
		roles = cBreak
	case roles == 0, c == '.' && end < len(n) && n[end] != ' ' && n[end] != '\n' && n[end] != '"':
		return out
	}
	return append(out, token{span: spanOf(i, end), roles: roles, mark: c})
}

// partings are the ASCII characters that part sentences or clauses.
var partings = [256]cue{
	'.': cBreak, '!': cBreak, '?': cBreak, ';': cBreak, '\n': cBreak,
	',': cComma, '(': cComma, ')': cComma, '[': cComma, ']': cComma,
}

// denies is true where 不 or 没 stands at i.
func denies(n string, i int) bool {
	if i < 0 || i+len("不") > len(n) {
		return false
	}
	c := n[i : i+len("不")]
	return c == "不" || c == "没"
}

// beyond is true for the characters from those of Chinese on: from U+3400.
func beyond(n string, i int) bool { return n[i] > 0xE3 || n[i] == 0xE3 && n[i+1] >= 0x90 }

// aNotA is true where the mention stands in an A-not-A question: 咳不咳嗽,
// 头疼不疼, 发没发烧; and where it ends in one, of which 胃口不好 passes over the first: 胃口好不好.
func aNotA(n string, t *token) bool {
	const han = len("不")
	if end := t.to(); end-t.from() > 3*han && denies(n, end-2*han) && n[end-3*han:end-2*han] == n[end-han:end] {
		return true
	}
	if !denies(n, t.from()-len("不")) && !denies(n, t.to()) {
		return false
	}
	name := n[t.start:t.end]
	first, _ := utf8.DecodeRuneInString(name)
	if first < 0x3400 {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(name)
	for _, not := range [...]string{"不", "没"} {
		if before, ok := strings.CutSuffix(n[:t.start], not); ok {
			if r, _ := utf8.DecodeLastRuneInString(before); r == first {
				return true
			}
		}
		if behind, ok := strings.CutPrefix(n[t.end:], not); ok {
			if r, size := utf8.DecodeRuneInString(behind); r == last {
				t.end += int32(len(not) + size) //nolint:gosec // see span
				return true
			}
		}
	}
	return false
}
