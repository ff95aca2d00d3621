package lexicon

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestEightBytesAreReadAsOneByOne holds what is told of eight bytes at once
// against a look at each.
func TestEightBytesAreReadAsOneByOne(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("azAZ09_`{/:@[ '头é\x00\x7f")), 8, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		n := texts.Draw(t, "text")
		want, seen := 0, uint8(0)
		for want < 8 && latin(n[want]) {
			seen |= latins[n[want]]
			want++
		}
		key, size, kinds := eight(n, 0)
		if size != want || size > 0 && size < 8 && (kinds != seen || key != keyOf(n[:size])) {
			t.Fatalf("%q: %d bytes of kinds %d with key %x, want %d of %d with %x", n, size, kinds, key, want, seen, keyOf(n[:want]))
		}
	})
}

// TestAffixesAreTheWords holds the short cut by a character against all words.
func TestAffixesAreTheWords(t *testing.T) {
	t.Parallel()
	words := rapid.SliceOfN(rapid.StringOfN(rapid.SampledFrom([]rune("ab 前以次°é")), 1, 3, -1), 0, 4)
	texts := rapid.StringOf(rapid.SampledFrom([]rune("ab 前以次°é")))
	rapid.Check(t, func(t *rapid.T) {
		list, text := words.Draw(t, "words"), texts.Draw(t, "text")
		if got := newPrefixes(list...).of(text); (got != "") != starts(text, list...) || !strings.HasPrefix(text, got) {
			t.Fatalf("%q begins with %q of %q", text, got, list)
		}
		if got := newSuffixes(list...).end(text); got != ends(text, list...) {
			t.Fatalf("%q ends with one of %q: %v", text, list, got)
		}
	})
}

// TestFiguresAreRoundedOnce holds numbers in figures against the library's.
func TestFiguresAreRoundedOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`[0-9]{1,6}(\.[0-9]{1,5})?`).Draw(t, "number")
		want, err := strconv.ParseFloat(s, 64)
		got, end, ok := arabic(s, 0)
		switch {
		case err != nil:
			t.Fatal(err)
		case len(s) > 9:
			if ok {
				t.Fatalf("%s: more than nine figures are read as %g", s, got)
			}
		case !ok || end != len(s) || got != want:
			t.Fatalf("%s: %g up to %d, %v", s, got, end, ok)
		}
	})
}

// TestWordsBehindWords holds what may follow a Latin word against the readings:
// a second word with an ending, and one that a Chinese word cuts through.
func TestWordsBehindWords(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"chest pains", "chest_pain"},
		{"chest\n pain", "chest_pain"},
		{"chest-pain", "chest_pain"},
		{"chest 有点 pain", "chest_pain"},
		{"chest p有点ain", "chest_pain"},
		{"chest", ""},
		{"chest p", ""},
		{"chest, pain", ""},
	})
}
