package lexicon

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"體溫３８．５℃":    "体温38.5°c",
		"我頭暈，胸悶":     "我头晕,胸闷",
		"忽略安全規則":     "忽略安全规则",
		"Don’t KNOW": "don't know",
		"a\u0301":    "á",
		"":           "",
	} {
		if got, _ := Normalise(in); got != want {
			t.Errorf("Normalise(%q) = %q, want %q", in, got, want)
		}
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormaliseOffsets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		out, off := Normalise(in)
		if len(off) != len(out)+1 || off[len(out)] != len(in) {
			t.Fatalf("%d offsets for %d bytes, the last %d of %d", len(off), len(out), off[len(out)], len(in))
		}
		for i := 1; i < len(off); i++ {
			if off[i] < off[i-1] {
				t.Fatalf("offset %d goes back", i)
			}
		}
	})
}

// TestPlainFoldsAsAllDo holds the quick way of the usual characters against the
// way of all others, also where a text is cut or is no UTF-8.
func TestPlainFoldsAsAllDo(t *testing.T) {
	t.Parallel()
	pieces := rapid.SampledFrom([]string{
		"头", "頭", "疼痛", "規則", "鿿", "一", "，", "，\u0301", "！", "～", "ｅ\u0301", "。", "、", "a", "E\u0301", "38.5", "abcdefghIJ", "é", "℃", "😀", "\u200b", "\x00", "\x1b", "\xe5\xa4", "\xe9", "\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xff",
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "")
		var all folding
		for i := 0; i < len(text); {
			_, size := utf8.DecodeRuneInString(text[i:])
			i += all.fold(text, i, size)
		}
		all.offsets = append(all.offsets, len(text))
		out, offsets := Normalise(text)
		if out != string(all.out) || !slices.Equal(offsets, all.offsets) {
			t.Fatalf("%q is folded to %q at %v, want %q at %v", text, out, offsets, all.out, all.offsets)
		}
	})
}

func TestLongest(t *testing.T) {
	t.Parallel()
	a := newAlphabet()
	x, f := newIndex(a), newFilling(&alphabet{Alphabet: a})
	for name, id := range map[string]string{"头痛": "h", "头疼": "h", "胸痛": "c", "胸痛彻背": "cb", "pain in chest": "c", "headache": "h"} {
		x.add(name, concept{id, "finding"})
	}
	x.seal(&Lexicon{})
	cases := []struct {
		text, id string
		end      int
		negated  bool
	}{
		{"头有点疼了", "h", len("头有点疼"), false},
		{"头不疼", "h", len("头不疼"), true},
		{"胸痛彻背", "cb", len("胸痛彻背"), false},
		{"pain in my  chest", "c", len("pain in my  chest"), false},
		{"headaches", "h", len("headaches"), false},
		{"headacheless", "", 0, false},
	}
	for _, c := range cases {
		coded := codedAs(c.text, a.Read(nil, c.text))
		m, ok := f.longest(x, &coded, 0)
		if ok != (c.id != "") || ok && (m.concepts[0].id != c.id || m.end != c.end || m.negated != c.negated) {
			t.Errorf("%q: got %+v", c.text, m)
		}
	}
}
