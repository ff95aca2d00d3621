package claim

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/lexicon"
)

// TestTidiedIsLeftAlone: a text of which tidied is true is the same once its spaces
// are looked at one by one, and so are its places.
func TestTidiedIsLeftAlone(t *testing.T) {
	t.Parallel()
	signs := []string{"a", "药", " ", " ", "  ", "\t", "\n", "\u3000", "\u200b", "\u00ad", "。", "，", "5", "mg", "\x00", "\U00020000", "é"}
	met := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		n, off := lexicon.Normalise(strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 8).Draw(t, "text"), ""))
		is, places := closed(n, off)
		met[tidied(n)]++
		if tidied(n) && (is != n || !slices.Equal(places, off[:len(n)])) {
			t.Fatalf("%q became %q, %v became %v", n, is, off, places)
		}
	})
	if met[true] == 0 || met[false] == 0 {
		t.Errorf("%v: only one kind of text was met", met)
	}
}
