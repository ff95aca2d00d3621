package lexicon

import (
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// letters is a normalised text with the code of each character, at the byte
// where it begins.
type letters struct {
	n     string
	codes []trie.Code
	steps int // bytes that were looked at for names, by which a test sees that the work is linear
}

// class says which words may begin with a character, and what it is besides:
// most places of a text begin few of them, and that is seen here at once.
type class uint16

const (
	ofName class = 1 << iota
	ofQuantity
	ofCue
	ofAmount
	ofWording
	ofNumber // a figure
	ofSound  // a name that may have been typed by its sound
	ofLatin  // a letter a to z
	ofStop   // a mark at which something said may end
)

// alphabet is that of a lexicon.
type alphabet struct {
	*trie.Alphabet
	classes []class // by code
}

// class gives that of the character at i.
func (l *Lexicon) class(t *letters, i int) class { return l.alphabet.classes[t.codes[i]] }

// classify looks at what each character begins. The tries are complete by then.
func (l *Lexicon) classify() {
	a := &l.alphabet
	for _, chars := range characters {
		for _, r := range chars {
			a.Add(r)
		}
	}
	a.classes = make([]class, a.Size())
	begins := map[class]*trie.Trie{
		ofName: l.names.trie, ofQuantity: l.quantities.trie, ofCue: l.cues.trie, ofAmount: l.amounts.trie, ofWording: l.wordings.trie,
	}
	for code := 1; code < a.Size(); code++ {
		for class, t := range begins {
			if t.Next(trie.Root, trie.Code(code)) != trie.Root { //nolint:gosec // the size is of codes
				a.classes[code] |= class
			}
		}
		if l.fuzzy.sounds.Next(trie.Root, l.fuzzy.soundOf(trie.Code(code))) != trie.Root { //nolint:gosec // as above
			a.classes[code] |= ofSound
		}
	}
	for class, chars := range characters {
		for _, r := range chars {
			a.classes[a.Of(r)] |= class
		}
	}
}

// characters are those of the classes that are not of words.
var characters = map[class]string{
	ofNumber: "零一二三四五六七八九十百〇两0123456789",
	ofLatin:  "abcdefghijklmnopqrstuvwxyz",
	ofStop:   ".!?;\n,()。",
}

// wordEnds is false where Latin letters go on over the place.
func wordEnds(s string, at int) bool {
	return at == len(s) || !latin(s[at]) || !latin(s[at-1])
}

// han is true for a character of Chinese writing at i.
func han(s string, i int) bool {
	if i >= len(s) || s[i] < 0xE4 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	return r >= hanFirst && r <= hanLast
}
