package check

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

func squeezeSpaces(s string) string {
	n := strings.TrimSpace(lexicon.Fold(s))
	if settledForm(n) {
		return n
	}
	if n = inOneWord(n); singlySpaced(n) {
		return n
	}
	return strings.Join(strings.Fields(n), " ")
}

// sameWords are words that mean the same, each before the form that stands for both.
//
//nolint:gochecknoglobals // read only
var (
	sameWords = [...]string{"病人", "患者", "大夫", "医生", "i.v.", "iv", "isn't", "is not", "aren't", "are not"}
	oneWord   = strings.NewReplacer(sameWords[:]...)
)

// What a byte of a text may be of: a space, or the byte of a same word by which that word
// is looked for, which other words seldom have.
const (
	spaceByte = iota + 1
	otherSpaceByte
	sameWordByte
)

//nolint:gochecknoglobals // made once, read only
var (
	lookedForAt = [len(sameWords) / 2]int{1, 5, 1, 3, 4}
	byteKinds   = func() (kinds [1 << 8]uint8) {
		kinds[' '] = spaceByte
		for c := '\t'; c <= '\r'; c++ {
			kinds[c] = otherSpaceByte
		}
		for _, c := range [...]byte{0xc2, 0xe1, 0xe2, 0xe3} { // the first bytes of all other spaces
			kinds[c] = otherSpaceByte
		}
		for i, at := range lookedForAt {
			kinds[sameWords[2*i][at]] = sameWordByte
		}
		return kinds
	}()
)

// settledForm is true for a text that is in the form of squeezeSpaces as it is.
func settledForm(s string) bool {
	for i := range len(s) {
		switch byteKinds[s[i]] {
		case spaceByte:
			if i == 0 || i+1 == len(s) || s[i+1] == ' ' {
				return false
			}
		case otherSpaceByte:
			if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
				return false
			}
		case sameWordByte:
			for k, at := range lookedForAt {
				if i >= at && strings.HasPrefix(s[i-at:], sameWords[2*k]) {
					return false
				}
			}
		}
	}
	return true
}

// inOneWord gives words that mean the same in one form, so that an expression that
// knows one of them holds for the others. Most texts have none.
func inOneWord(s string) string {
	for i := 0; i < len(sameWords); i += 2 {
		if strings.Contains(s, sameWords[i]) {
			return oneWord.Replace(s)
		}
	}
	return s
}

// singlySpaced is true for a text whose only spaces are single ones between words, as
// nearly all folded texts are.
func singlySpaced(s string) bool {
	before := byte(' ')
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' && before == ' ', c >= '\t' && c <= '\r':
			return false
		case c == 0xc2 || c >= 0xe1 && c <= 0xe3: // the first bytes of all other spaces
			if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
				return false
			}
			before = c
		default:
			before = c
		}
	}
	return s == "" || before != ' '
}

// squeeze normalises a text and drops the spaces, for comparing wordings.
func squeeze(s string) string { return strings.ReplaceAll(squeezeSpaces(s), " ", "") }
