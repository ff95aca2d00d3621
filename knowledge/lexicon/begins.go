package lexicon

import (
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// mayBegin is false where no word of a class that passes over small words begins
// at i, which is looked at only where the class is given: it takes more than the
// pairs of characters tell.
func (a *alphabet) mayBegin(t *letters, i int, c class) bool {
	next := i + trie.Width(t.n[i])
	one := &a.chars[t.chars[i].code]
	if one.alone&c != 0 || next == len(t.n) || t.n[next] < utf8.RuneSelf {
		return true
	}
	k, two := t.chars[i].code, t.chars[next].code
	if class(a.pair(k, two).class)&c != 0 {
		return true
	}
	return a.chars[two].first&ofFilling != 0 && a.passed(t, k, next)&c != 0
}

// nameAt is mayBegin for names, of which the third character is looked at as well.
func (a *alphabet) nameAt(t *letters, i int, o *opening) bool {
	next := i + trie.Width(t.n[i])
	if o.word[nameTrie] >= 0 || next == len(t.n) || t.n[next] < utf8.RuneSelf {
		return true
	}
	k, two := t.chars[i].code, t.chars[next].code
	if behind := i + int(o.read[nameTrie]); behind > next && a.third(t, k, two, behind) {
		return true
	}
	return a.chars[two].first&ofFilling != 0 && a.passed(t, k, next)&ofName != 0
}

// passed gives the classes of the words that may begin with a character and go on
// behind the small word at i.
func (a *alphabet) passed(t *letters, k trie.Code, i int) class {
	j := a.small(t, i)
	switch {
	case j < 0:
		return filled
	case j == i || j == len(t.n):
		return 0
	case t.n[j] < utf8.RuneSelf || a.chars[t.chars[j].code].first&ofFilling != 0:
		return filled
	}
	return class(a.pair(k, t.chars[j].code).class) & filled
}

// small gives where a small word of one character ends that begins at i, i where
// none does, and -1 where it may be longer.
func (a *alphabet) small(t *letters, i int) int {
	c := t.n[i]
	if c < utf8.RuneSelf {
		return -1
	}
	k, j := t.chars[i].code, i+trie.Width(c)
	if j < len(t.n) && class(a.pair(k, t.chars[j].code).class)&ofFilling != 0 {
		return -1
	}
	if a.chars[k].alone&ofFilling != 0 {
		return j
	}
	return i
}

// third is false where no name goes on from two characters with what stands at i.
func (a *alphabet) third(t *letters, one, two trie.Code, i int) bool {
	if i >= len(t.n) {
		return false
	}
	three := t.chars[i].code
	if c := t.n[i]; c <= '-' && blank[c] {
		three = a.space
	}
	if a.threes.may(one, two, three) {
		return true
	}
	if a.chars[three].first&ofFilling == 0 {
		return false
	}
	j := a.small(t, i)
	switch {
	case j < 0:
		return true
	case j == i || j == len(t.n):
		return false
	case t.n[j] < utf8.RuneSelf || a.chars[t.chars[j].code].first&ofFilling != 0:
		return true
	}
	return a.threes.may(one, two, t.chars[j].code)
}
