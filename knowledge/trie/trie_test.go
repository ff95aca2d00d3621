package trie

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// found gives the words that a trie finds at a place, by where they end.
func found(a *Alphabet, t *Trie, text string, i int) map[int]int32 {
	out := map[int]int32{}
	codes := a.Read(nil, text)
	at := Root
	for j := i; j < len(text); {
		if at = t.Next(at, codes[j]); at == Root {
			break
		}
		j += Width(text[j])
		if w := t.Word(at); w != None {
			out[j] = w
		}
	}
	return out
}

// TestEveryWordIsFound holds a trie against a look at every word at every place.
func TestEveryWordIsFound(t *testing.T) {
	t.Parallel()
	letters := rapid.SampledFrom([]rune("ab c头疼痛胸é😀𠀀\x00\uffff"))
	words := rapid.SliceOf(rapid.StringOfN(letters, 0, 5, -1))
	texts := rapid.StringOf(letters)
	rapid.Check(t, func(t *rapid.T) {
		a := NewAlphabet()
		one, two := NewBuilder(a), NewBuilder(a)
		first, second := words.Draw(t, "first"), words.Draw(t, "second")
		for _, w := range first {
			one.Add(w)
		}
		for _, w := range second {
			two.Add(w)
		}
		text := texts.Draw(t, "text")
		for k, b := range []*Builder{one, two} {
			list := slices.Compact(slices.Sorted(slices.Values([][]string{first, second}[k])))
			trie := b.Build()
			for i := range text {
				want := map[int]int32{}
				for _, w := range list {
					if w != "" && len(text)-i >= len(w) && text[i:i+len(w)] == w {
						want[i+len(w)] = b.Find(w)
					}
				}
				if got := found(a, trie, text, i); !maps.Equal(got, want) {
					t.Fatalf("%q at %d of %q: found %v, want %v", list, i, text, got, want)
				}
			}
		}
	})
}

func TestCodesStandAtFirstBytes(t *testing.T) {
	t.Parallel()
	a := NewAlphabet()
	x, y, z := a.Add('a'), a.Add('头'), a.Add('😀')
	if a.Add('a') != x || a.Of('b') != 0 || a.Of('😁') != 0 || a.Size() != 4 {
		t.Errorf("the alphabet has %d codes", a.Size())
	}
	want := []Code{x, y, 0, 0, 0, z, 0, 0, 0, 0, 0, 0, 0}
	if got := a.Read([]Code{9, 9, 9, 9, 9, 9, 9}, "a头b😀é\xff头"[:13]); !slices.Equal(got, want) {
		t.Errorf("codes %v, want %v", got, want)
	}
	for text, want := range map[string]int{"a": 1, "é": 2, "头": 3, "😀": 4} {
		if got := Width(text[0]); got != want {
			t.Errorf("%s takes %d bytes, want %d", text, got, want)
		}
	}
}

// TestCodesAreOfCharacters holds Read against a look at each character, also
// where a text is no UTF-8.
func TestCodesAreOfCharacters(t *testing.T) {
	t.Parallel()
	a := NewAlphabet()
	for _, r := range "ab 头疼痛é😀\u0800\ufffd\u00c0\u0040" {
		a.Add(r)
	}
	pieces := rapid.SampledFrom([]string{"a", "b ", "头", "疼痛", "é", "😀", "\u0800", "\xff", "\xe5\xa4", "\xe5", "\xe0\x81\x80", "\xe0\x83\xa9", "\xed\xa0\x80", "\xc1\x81", "\x80", "abcdefgh"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "")
		want := make([]Code, len(text))
		for i, r := range text {
			want[i] = a.Of(r)
		}
		if got := a.Read([]Code{9, 9, 9, 9, 9, 9, 9, 9}, text); !slices.Equal(got, want) {
			t.Fatalf("%q: codes %v, want %v", text, got, want)
		}
	})
}

func TestNoWords(t *testing.T) {
	t.Parallel()
	a := NewAlphabet()
	b := NewBuilder(a)
	if b.Find("a") != None {
		t.Error("a word that was not added is found")
	}
	b.Add("")
	if got := found(a, b.Build(), "a头", 0); len(got) != 0 {
		t.Errorf("found %v without words", got)
	}
}

func TestThreeBytes(t *testing.T) {
	t.Parallel()
	for _, r := range "\u0800\u0fff\u1000头\u9fff\ud7ff\ue000，\uffff" {
		if got, ok := three(string(r) + "a"); !ok || rune(got) != r {
			t.Errorf("%c is read as %U, %v", r, got, ok)
		}
	}
	for _, text := range []string{"abcd", "ééé", "😀a", "\xe5\x8fab", "\xe5a\x8fb", "\xff头", "\xe0\x80\x80a", "\xe0\x9f\xbfa", "\xed\xa0\x80a", "\xed\xbf\xbfa"} {
		if r, ok := three(text); ok {
			t.Errorf("%q is read as %U", text, r)
		}
	}
}
