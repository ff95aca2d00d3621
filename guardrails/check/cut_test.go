package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Marks cut as the class of their characters does.
func TestMarksCutAsTheirClass(t *testing.T) {
	for _, chars := range [...]string{breaks + quotes, breaks, quotes} {
		m, class := newMarks(chars), regexp.MustCompile("["+chars+"]")
		any := rapid.SampledFrom(append(strings.Split(chars, ""), " ", "停", "药", "a", "\u3002x", "\xef", "\xbc", "\xe2\x80", "é", "😷"))
		rapid.Check(t, func(t *rapid.T) {
			s := strings.Join(rapid.SliceOfN(any, 0, 24).Draw(t, "s"), "")
			var want []string
			for _, p := range class.Split(s, -1) {
				if p = strings.TrimSpace(p); p != "" {
					want = append(want, p)
				}
			}
			if got := m.cut(nil, s); !slices.Equal(got, want) {
				t.Fatalf("%q: %q, and not %q", s, got, want)
			}
		})
	}
}

// Words of the same meaning are given one form wherever they stand.
func TestSameWordsHaveOneForm(t *testing.T) {
	any := rapid.SampledFrom(append(slices.Clone(sameWords[:]), "i.v", ".", "病", "人", "大", "n't", " "))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(any, 0, 12).Draw(t, "s"), "")
		if got, want := inOneWord(s), oneWord.Replace(s); got != want {
			t.Fatalf("%q: %q, and not %q", s, got, want)
		}
	})
}
