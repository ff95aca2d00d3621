package lexicon

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"apricot.health/knowledge/trie"
)

// TestEightBytesAreReadAsOneByOne holds what is told of eight bytes at once
// against a look at each.
func TestEightBytesAreReadAsOneByOne(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("azAZ09_`{/:@[ '头é\x00\x7f")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		n := texts.Draw(t, "text")
		from := rapid.IntRange(0, len(n)).Draw(t, "from")
		x := letters{n: n, chars: make([]charAt, len(n))}
		end, words, marks := x.ascii(from)
		for k := range 64 {
			i := from + k
			is := i < len(n) && i < end
			if is != (i < len(n) && strings.IndexFunc(n[from:i+1], func(r rune) bool { return r >= utf8.RuneSelf }) < 0) {
				t.Fatalf("%q from %d: ends at %d", n, from, end)
			}
			if got, want := words>>k&1 != 0, is && latin(n[i]); got != want {
				t.Fatalf("%q from %d: %d is of a word: %v", n, from, i, got)
			}
			if got, want := marks>>k&1 != 0, is && !latin(n[i]) && n[i] != ' '; got != want {
				t.Fatalf("%q from %d: %d is a mark: %v", n, from, i, got)
			}
			if is && x.chars[i].code != trie.Code(n[i]) {
				t.Fatalf("%q: code %d at %d", n, x.chars[i].code, i)
			}
		}
	})
}

// TestShortWordsAreReadAtOnce holds the key of a Latin word read at once against
// that read byte by byte.
func TestShortWordsAreReadAtOnce(t *testing.T) {
	t.Parallel()
	texts := rapid.StringOfN(rapid.SampledFrom([]rune("aghz0189_")), 8, 12, -1)
	rapid.Check(t, func(t *rapid.T) {
		n := texts.Draw(t, "text")
		i := rapid.IntRange(0, len(n)-8).Draw(t, "from")
		end := i + rapid.IntRange(1, 7).Draw(t, "size")
		seen := uint8(0)
		for _, c := range []byte(n[i:end]) {
			seen |= latins[c]
		}
		if key, kinds := eight(n, i, end); key != keyOf(n[i:end]) || kinds != seen {
			t.Fatalf("%q: key %x of kinds %d, want %x of %d", n[i:end], key, kinds, keyOf(n[i:end]), seen)
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

// TestAffixesAreComparedWhole holds the short cuts by one byte against package
// strings.
func TestAffixesAreComparedWhole(t *testing.T) {
	t.Parallel()
	some := rapid.StringOfN(rapid.SampledFrom([]rune("ab头é")), 0, 4, -1)
	rapid.Check(t, func(t *rapid.T) {
		text, word := some.Draw(t, "text"), some.Draw(t, "word")
		if got, want := hasPrefix(text, word), word != "" && strings.HasPrefix(text, word); got != want {
			t.Fatalf("%q begins with %q: %v", text, word, got)
		}
		if got, want := hasSuffix(text, word), word != "" && strings.HasSuffix(text, word); got != want {
			t.Fatalf("%q ends with %q: %v", text, word, got)
		}
	})
}
