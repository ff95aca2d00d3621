package check

import (
	"slices"
	"strings"
)

// wordAt is the place from which a word stands in a text, -1 where it does not: one of
// characters anywhere, a Latin one at the beginning of a word (ice, and not device).
func wordAt(s, w string, from int) int {
	for {
		i := strings.Index(s[from:], w)
		if i < 0 {
			return -1
		}
		at := from + i
		if w[0] >= 0x80 || w[0] >= '0' && w[0] <= '9' || at == 0 || !wordy(s[at-1]) || s[at-1] == '-' {
			return at
		}
		from = at + 1
	}
}

// begins is true where a word stands in a text, and may go on.
func begins(s, w string) bool { return wordAt(s, w, 0) >= 0 }

// containsWord is true where a word stands in a text as a whole; a long Latin
// word may go on (anticoagulants).
func containsWord(s, w string) bool {
	const long = 6
	for at := wordAt(s, w, 0); at >= 0; at = wordAt(s, w, at+1) {
		if end := at + len(w); w[0] >= 0x80 || len(w) >= long || end == len(s) || !wordy(s[end]) {
			return true
		}
	}
	return false
}

// wordy is a character of a Latin word or of the name of a trial.
func wordy(b byte) bool {
	return b == '-' || b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z'
}

func holdsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}
