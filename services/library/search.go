package library

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

// mostFound bounds a page of search results.
const mostFound = 200

// search finds the items that hold every word of a query, names that begin with
// it first.
func (c *catalogue) search(query string) []*item {
	folded := lexicon.Fold(query)
	words := strings.Fields(strings.ToLower(folded))
	if len(words) == 0 {
		return nil
	}
	var out []*item
	for _, list := range c.groups {
		for _, it := range list.Items {
			if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(it.words, w) }) {
				out = append(out, it)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b *item) int { return cmp.Compare(rank(a, words[0]), rank(b, words[0])) })
	return out[:min(len(out), mostFound)]
}

func rank(it *item, word string) int {
	switch {
	case strings.EqualFold(it.Label.ZH, word) || strings.EqualFold(it.Label.EN, word) || it.ID == word:
		return 0
	case strings.Contains(it.words, "\n"+word):
		return 1
	default:
		return 2
	}
}

// leastMisspelt is how many characters a word has at least in which a slip is
// forgiven: of two characters, another one is another word.
const leastMisspelt = 3

// near finds the items with a name, or a word of one, that is a single slip away
// from a query: a character too many, too few, another, or two in the wrong order.
func (c *catalogue) near(query string) []*item {
	folded := lexicon.Fold(query)
	word := []rune(strings.ToLower(strings.TrimSpace(folded)))
	if len(word) < leastMisspelt {
		return nil
	}
	var out []*item
	for _, list := range c.groups {
		for _, it := range list.Items {
			if it.nearly(word) {
				out = append(out, it)
			}
			if len(out) == mostFound {
				return out
			}
		}
	}
	return out
}

func (it *item) nearly(word []rune) bool {
	for name := range strings.SplitSeq(it.words, "\n") {
		if slips(name, word) {
			return true
		}
		for part := range strings.FieldsSeq(name) {
			if len(part) < len(name) && slips(part, word) {
				return true
			}
		}
	}
	return false
}

// slips is true where a name is the word but for one slip.
func slips(name string, word []rune) bool {
	if d := utf8.RuneCountInString(name) - len(word); d < -1 || d > 1 {
		return false
	}
	return lexicon.OneSlip([]rune(name), word)
}
