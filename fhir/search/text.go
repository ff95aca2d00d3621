package search

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxKey bounds what goes into an index: PostgreSQL refuses B-tree entries
// above a third of a page.
const maxKey = 480

// clip keeps long texts apart within maxKey bytes: the head, so that prefixes
// still match, and a digest, so that equality still holds.
func clip(s string) string {
	s = strings.ReplaceAll(s, "\x00", "")
	if len(s) <= maxKey {
		return s
	}
	cut := maxKey - 33
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	sum := sha256.Sum256([]byte(s))
	return s[:cut] + "#" + hex.EncodeToString(sum[:16])
}

// Fold brings a string into the form in which strings compare: NFKC, lower
// case, no combining marks, single spaces (FHIR R4, search.html#string).
func Fold(s string) string {
	if ascii(s) {
		return strings.Join(strings.Fields(strings.ToLower(s)), " ")
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return strings.Join(strings.Fields(norm.NFC.String(b.String())), " ")
}

// Exact is the form of a string in which :exact compares it: "" for one that is
// already as Fold makes it.
func Exact(s string) string {
	if s = clip(s); s == clip(Fold(s)) {
		return ""
	}
	return s
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// After is the smallest string in code point order that is greater than every
// string that starts with prefix; ok is false when there is none.
func After(prefix string) (next string, ok bool) {
	rs := []rune(prefix)
	for i := len(rs) - 1; i >= 0; i-- {
		switch {
		case rs[i] == unicode.MaxRune:
			continue
		case rs[i] == 0xD7FF: // the surrogates are no characters
			rs[i] = 0xE000
		default:
			rs[i]++
		}
		return string(rs[:i+1]), true
	}
	return "", false
}
