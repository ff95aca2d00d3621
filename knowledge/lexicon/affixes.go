package lexicon

import (
	"strings"
	"unicode/utf8"
)

// prefixes are words with one of which a text may begin. Most texts are told by
// their first character to begin with none.
type prefixes struct {
	first uint64
	words []string
}

// suffixes are the same for the end of a text.
type suffixes struct {
	last  uint64
	words []string
}

func newPrefixes(words ...string) *prefixes {
	p := &prefixes{words: words}
	for _, w := range words {
		p.first |= firstBit(w)
	}
	return p
}

func newSuffixes(words ...string) *suffixes {
	p := &suffixes{words: words}
	for _, w := range words {
		p.last |= lastBit(w)
	}
	return p
}

// firstByte is the same for all texts that begin with the same character, and
// tells more than the first byte of a Chinese one.
func firstByte(s string) byte {
	if len(s) < 3 || s[0] < 0xE0 {
		return s[0]
	}
	return s[1]<<3 ^ s[2] | utf8.RuneSelf
}

func firstBit(s string) uint64 { return 1 << (firstByte(s) & 63) }

func lastBit(s string) uint64 {
	if last := s[len(s)-1]; last < utf8.RuneSelf || len(s) < 2 {
		return 1 << (last & 63)
	}
	return 1 << ((s[len(s)-2]<<3 ^ s[len(s)-1]) & 63)
}

// of gives the first of the words with which s begins, empty where it begins with
// none.
func (p *prefixes) of(s string) string {
	if s == "" || p.first&firstBit(s) == 0 {
		return ""
	}
	for _, w := range p.words {
		if strings.HasPrefix(s, w) {
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
	if s == "" || p.last&lastBit(s) == 0 {
		return s, false
	}
	for _, w := range p.words {
		if before, ok := strings.CutSuffix(s, w); ok {
			return before, true
		}
	}
	return s, false
}
