package lexicon

import (
	"strings"
	"unicode/utf8"
)

// token is a mention, a cue word, a punctuation mark or a run of unknown words.
// A text has one for every few bytes, so it is kept small.
type token struct {
	start, end int
	roles      cue       // of a cue
	concepts   []concept // of a mention
	measured   *reading  // of a quantity
	days       float64   // of a duration
	words      int32     // unknown words of a run; characters for Chinese
	mark       byte      // punctuation that ended a sentence
	han        bool      // a run in Chinese
	span       bool      // a length of time
	long       bool      // a time of months or years that goes on
	now        bool      // a mention whose name begins with "now"

	// What the context says of a mention.
	flipped  bool // a negation stood inside the name
	absent   bool
	unsure   bool
	asked    bool
	supposed bool
	allergy  bool
	lasting  bool
	who      person
	when     moment
}

// reading is a value in the unit (UCUM) that the graph gives the quantity.
type reading struct {
	value float64
	unit  string
}

// person is whom a mention is about.
type person uint8

const (
	nobody person = iota
	patient
	family
	other
)

func (p person) String() string { return [...]string{"", Patient, Family, Other}[p] }

// moment is when a mention was so.
type moment uint8

const (
	anytime moment = iota
	current
	past
)

func (m moment) String() string { return [...]string{"", Current, Past}[m] }

func (t *token) mention() bool { return t.concepts != nil }

func (t *token) has(any cue) bool { return t.roles&any != 0 }

// scan cuts a normalised text into tokens, longest first, and adds them to out.
func (l *Lexicon) scan(out []token, n string) []token {
	for i := 0; i < len(n); {
		c := n[i]
		if c == ' ' || c == '\t' || c == '\r' {
			i++
			continue
		}
		if q := l.quantityAt(n, i); q != nil {
			out = append(out, q...)
			i = q[len(q)-1].end
			continue
		}
		m, named := l.names.longest(n, i)
		// A name may begin with a time: 一天没尿.
		if t, ok := duration(n, i); ok && !(named && m.end > t.end) {
			out, i = append(out, t), t.end
			continue
		}
		end, roles := l.cues.at(n, i)
		if !named && end == 0 {
			m, named = l.slip(n, i)
		}
		switch {
		case named && m.end >= end:
			t := token{start: i, end: m.end, concepts: m.concepts, flipped: m.negated}
			t.now = end > 0 && roles.has(cNow)
			if strings.Contains(n[t.start:t.end], "后遗症") {
				t.roles = cLeft
			}
			t.asked = aNotA(n, &t)
			out, i = append(out, t), t.end
			if m.holds {
				out = l.inside(out, n, t)
			}
		case end > 0:
			out, i = append(out, token{start: i, end: end, roles: roles}), end
		default:
			out, i = unknown(out, n, i)
		}
	}
	return out
}

// inside adds the medicine that a name of something else contains, which would
// be hidden by the longer name: 吃阿司匹林.
func (l *Lexicon) inside(out []token, n string, t token) []token {
	for j := t.start; j < t.end; {
		m, ok := l.names.longest(n, j)
		if ok && j > t.start && m.end <= t.end && drugKind(m.concepts[0].kind) {
			return append(out, token{start: j, end: m.end, concepts: m.concepts, flipped: t.flipped, asked: t.asked})
		}
		_, size := utf8.DecodeRuneInString(n[j:])
		j += size
	}
	return out
}

func drugKind(kind string) bool { return kind == "drug" || kind == "class" || kind == "allergen" }

// slip gives a Chinese name with one character typed as a homophone.
func (l *Lexicon) slip(n string, i int) (match, bool) {
	if n[i] < utf8.RuneSelf {
		return match{}, false
	}
	name, size := l.fuzzy.han(n, i)
	if size == 0 {
		return match{}, false
	}
	cs := l.names.find(name)
	return match{start: i, end: i + size, concepts: cs}, cs != nil
}

// unknown takes punctuation or one unknown word; neighbouring unknown words of
// one script become one run.
func unknown(out []token, n string, i int) ([]token, int) {
	r, size := utf8.DecodeRuneInString(n[i:])
	switch r {
	case '.':
		if i+1 < len(n) && n[i+1] != ' ' && n[i+1] != '\n' && n[i+1] != '"' {
			return out, i + 1
		}
		return append(out, token{start: i, end: i + 1, roles: cBreak, mark: '.'}), i + 1
	case '。', '!', '?', ';', '\n', '…':
		return append(out, token{start: i, end: i + size, roles: cBreak, mark: n[i]}), i + size
	case ',', '(', ')', '[', ']':
		return append(out, token{start: i, end: i + size, roles: cComma}), i + size
	}
	han := r >= 0x3400
	end := i + size
	if latin(n[i]) {
		for end < len(n) && (latin(n[end]) || n[end] == '\'') {
			end++
		}
	} else if !han {
		return out, end
	}
	if k := len(out) - 1; k >= 0 && out[k].words > 0 && out[k].han == han {
		out[k].end = end
		out[k].words++
		return out, end
	}
	return append(out, token{start: i, end: end, roles: cText, words: 1, han: han}), end
}

// aNotA is true where the mention stands in an A-not-A question: 咳不咳嗽,
// 头疼不疼, 发没发烧.
func aNotA(n string, t *token) bool {
	name := n[t.start:t.end]
	first, _ := utf8.DecodeRuneInString(name)
	last, _ := utf8.DecodeLastRuneInString(name)
	if first < 0x3400 {
		return false
	}
	for _, not := range []string{"不", "没"} {
		if before, ok := strings.CutSuffix(n[:t.start], not); ok {
			if r, _ := utf8.DecodeLastRuneInString(before); r == first {
				return true
			}
		}
		if behind, ok := strings.CutPrefix(n[t.end:], not); ok {
			if r, size := utf8.DecodeRuneInString(behind); r == last {
				t.end += len(not) + size
				return true
			}
		}
	}
	return false
}
