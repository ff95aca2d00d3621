package check

import (
	"slices"
	"strings"

	"apricot.health/knowledge/trie"
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

// lists tells which of some lists of words have a word in a text, in one pass.
type lists struct {
	alphabet *trie.Alphabet
	trie     *trie.Trie
	of       [][]int32 // the lists of each word, by number
	n        int
}

func newLists(words [][]string) lists {
	a := trie.NewAlphabet()
	b, l := trie.NewBuilder(a), lists{alphabet: a, n: len(words)}
	for i, list := range words {
		for _, w := range list {
			at := int(b.Add(w))
			if at == len(l.of) {
				l.of = append(l.of, nil)
			}
			l.of[at] = append(l.of[at], int32(i)) //nolint:gosec // far fewer lists
		}
	}
	l.trie = b.Build()
	return l
}

// met is, for each list, whether the text holds a word of it, wherever it stands.
func (l lists) met(text string) []bool {
	out := make([]bool, l.n)
	codes := l.alphabet.Read(nil, text)
	for i := 0; i < len(text); i += trie.Width(text[i]) {
		at := trie.Root
		for j := i; j < len(text); {
			if at = l.trie.Next(at, codes[j]); at == trie.Root {
				break
			}
			j += trie.Width(text[j])
			if w := l.trie.Word(at); w >= 0 {
				for _, k := range l.of[w] {
					out[k] = true
				}
			}
		}
	}
	return out
}
