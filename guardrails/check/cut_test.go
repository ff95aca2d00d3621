package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
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

// Words of the same meaning are given one form wherever they stand, and spaces are single.
func TestSameWordsHaveOneForm(t *testing.T) {
	any := rapid.SampledFrom(append(slices.Clone(sameWords[:]), "i.v", ".", "病", "人", "大", "夫", "n't", " ", "  ", "\n", "\u3000", "\u2003", "\u00a0", "。", "A"))
	rapid.Check(t, func(t *rapid.T) {
		s := strings.Join(rapid.SliceOfN(any, 0, 12).Draw(t, "s"), "")
		if got, want := squeezeSpaces(s), strings.Join(strings.Fields(oneWord.Replace(strings.TrimSpace(lexicon.Fold(s)))), " "); got != want {
			t.Fatalf("%q: %q, and not %q", s, got, want)
		}
	})
}

// Where the cues rule an expression out, neither the text nor a clause of it matches.
func TestCuesRuleOutNoMatch(t *testing.T) {
	words := rapid.SampledFrom([]string{"停药", "自行", "自己", "可以", "take ", "double ", "extra ", "dose", "72", " kg", "岁", " years old", "Mr ", "Mrs. ", "F ", "M", "if ", "no ", "known allergy", "否认", "既往", "告诉", "同事", "drive ", "you can ", "yourself", "推荐", "禁忌", "?", ",", "，", "。", "\"", " ", "left ", "左", "she ", "患者", "3", " days ago", "safe", "without ", "adjustment", "can wait until ", "tomorrow", "酒"})
	ruled := 0
	for _, c := range [...]cues{sentenceCues(), rawCues(), textCues()} {
		plain := map[*pattern.Regexp]*regexp.Regexp{}
		for re := range c.at {
			plain[re] = regexp.MustCompile(re.String())
		}
		rapid.Check(t, func(t *rapid.T) {
			s := strings.Join(rapid.SliceOfN(words, 0, 12).Draw(t, "s"), "")
			said, parts := c.tell(s), append(clauseMarks.cut(nil, s), s)
			for re := range c.at {
				if said.may(re) {
					continue
				}
				ruled++
				if slices.ContainsFunc(parts, plain[re].MatchString) {
					t.Fatalf("%s is ruled out of %q", re, s)
				}
			}
		})
	}
	if ruled == 0 {
		t.Error("nothing was ever ruled out")
	}
}
