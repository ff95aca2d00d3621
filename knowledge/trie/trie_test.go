package trie

import (
	"maps"
	"slices"
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
	for _, r := range "\u0800头\u9fff\ud7ff\ue000，\uffff" {
		if got, ok := Three(string(r) + "a"); !ok || rune(got) != r {
			t.Errorf("%c is read as %U, %v", r, got, ok)
		}
	}
	for _, text := range []string{"abcd", "ééé", "😀a", "\xe5\x8fab", "\xe5a\x8fb", "\xff头"} {
		if r, ok := Three(text); ok {
			t.Errorf("%q is read as %U", text, r)
		}
	}
}
