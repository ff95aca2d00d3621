package lexicon

import (
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/trie"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"體溫３８．５℃":    "体温38.5°c",
		"我頭暈，胸悶":     "我头晕,胸闷",
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

func TestLongest(t *testing.T) {
	t.Parallel()
	a := trie.NewAlphabet()
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
		m, ok := f.longest(x, &letters{n: c.text, codes: a.Read(nil, c.text)}, 0)
		if ok != (c.id != "") || ok && (m.concepts[0].id != c.id || m.end != c.end || m.negated != c.negated) {
			t.Errorf("%q: got %+v", c.text, m)
		}
	}
}
