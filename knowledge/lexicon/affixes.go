package lexicon

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// prefixes are words with one of which a text may begin. Most texts are told by
// their first character to begin with none.
type prefixes struct{ affixes }

// suffixes are the same for the end of a text.
type suffixes struct{ affixes }

// affixes are words by a key of the character at which they are told, and in the
// order in which they were given where they share it.
type affixes struct {
	keys  uint64 // those that words have
	from  [keysOfAffixes + 1]uint16
	words []string
}

const keysOfAffixes = 64

func newPrefixes(words ...string) *prefixes { return &prefixes{newAffixes(words, firstKey)} }
func newSuffixes(words ...string) *suffixes { return &suffixes{newAffixes(words, lastKey)} }

func newAffixes(words []string, key func(string) byte) (a affixes) {
	a.words = slices.Clone(words)
	slices.SortStableFunc(a.words, func(x, y string) int { return cmp.Compare(key(x), key(y)) })
	for _, w := range a.words {
		a.keys |= 1 << key(w)
		for k := int(key(w)) + 1; k < len(a.from); k++ {
			a.from[k]++
		}
	}
	return a
}

// of gives the words of a key.
func (a *affixes) of(key byte) []string {
	if a.keys>>key&1 == 0 {
		return nil
	}
	return a.words[a.from[key]:a.from[key+1]]
}

// firstByte is the same for all texts that begin with the same character, and
// tells more than the first byte of a Chinese one.
func firstByte(s string) byte {
	if len(s) < 3 || s[0] < 0xE0 {
		return s[0]
	}
	return s[1]<<3 ^ s[2] | utf8.RuneSelf
}

// hasPrefix is that of package strings, for words that share their first byte with
// the text and mostly no more: their last is looked at before they are compared.
func hasPrefix(s, word string) bool {
	n := len(word)
	return n > 0 && n <= len(s) && s[n-1] == word[n-1] && s[:n] == word
}

// hasSuffix is the same for the end of a text, of which the last byte is known.
func hasSuffix(s, word string) bool {
	at := len(s) - len(word)
	return at >= 0 && word != "" && s[at] == word[0] && s[at:] == word
}

func firstKey(s string) byte { return firstByte(s) % keysOfAffixes }

func lastKey(s string) byte {
	if last := s[len(s)-1]; last < utf8.RuneSelf || len(s) < 2 {
		return last % keysOfAffixes
	}
	return (s[len(s)-2]<<3 ^ s[len(s)-1]) % keysOfAffixes
}

// of gives the first of the words with which s begins, empty where it begins with
// none.
func (p *prefixes) of(s string) string {
	if s == "" {
		return ""
	}
	for _, w := range p.affixes.of(firstKey(s)) {
		if hasPrefix(s, w) {
			return w
		}
	}
	return ""
}

// end is true where s ends with one of the words.
func (p *suffixes) end(s string) bool {
	_, ok := p.cut(s)
	return ok
}

// cut gives what stands before the first of the words with which s ends.
func (p *suffixes) cut(s string) (before string, ok bool) {
	if s == "" {
		return s, false
	}
	for _, w := range p.affixes.of(lastKey(s)) {
		if hasSuffix(s, w) {
			return s[:len(s)-len(w)], true
		}
	}
	return s, false
}
