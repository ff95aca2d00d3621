package resemblance

import (
	"math"
	"slices"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// piece is the hash of one piece of a clause: some characters, a word, or a
// concept. The mark of its words is part of it.
type piece uint32

// clause is what one clause of a text holds.
type clause struct {
	pieces []piece // each once, in order
	// start and end are bytes of the normalised text; size is its length in
	// characters or words.
	start, end, size int
	last             bool // the sentence ends with it
}

// cutter cuts texts into pieces.
type cutter struct {
	g   *graph.Graph
	lex *lexicon.Lexicon
}

// reading is a text as the model sees it.
type reading struct {
	text    string
	clauses []clause
}

// The kinds of piece, and how long they get.
const (
	kindHan = iota + 1
	kindWord
	kindPair
	kindLetters
	kindName
	kindBroad
	kindKin
)

const (
	maxGram    = 4 // Chinese characters together
	minLetters = 3 // Latin letters together
	maxLetters = 5
)

// read cuts a text into clauses of pieces. The work is linear in its length.
func (c cutter) read(text string) reading {
	m := c.lex.Mark(text)
	r := reading{text: m.Text}
	next, kin := 0, 0
	for _, x := range m.Clauses {
		cut := clause{start: x.Start, end: x.End, last: x.Last}
		cut.pieces, cut.size = words(m.Text, m.Marks, x)
		for next < len(m.Names) && m.Names[next].Start < x.End {
			cut.pieces = c.names(cut.pieces, m.Names[next])
			next++
		}
		for kin < len(m.Kin) && m.Kin[kin].Start < x.End {
			cut.pieces = append(cut.pieces, hash(kindKin, m.Kin[kin].Mark, m.Kin[kin].Concept))
			kin++
		}
		slices.Sort(cut.pieces)
		cut.pieces = slices.Compact(cut.pieces)
		r.clauses = append(r.clauses, cut)
	}
	return r
}

// names adds a concept and the more general ones that it implies.
func (c cutter) names(out []piece, n lexicon.Name) []piece {
	if n.Kind != "finding" && n.Kind != "condition" {
		return out
	}
	out = append(out, hash(kindName, n.Mark, n.Concept))
	if n.Mark == lexicon.Said {
		for _, up := range c.g.Generals(n.Concept) {
			out = append(out, hash(kindBroad, n.Mark, up))
		}
	}
	return out
}

// words gives the pieces of the words of a clause and how many units it has.
func words(text string, marks []lexicon.Mark, c lexicon.Clause) (out []piece, size int) {
	before := -1 // the start of the Latin word before
	for i := c.Start; i < c.End; {
		r, n := utf8.DecodeRuneInString(text[i:c.End])
		switch {
		case letter(text[i]):
			end := i
			for end < c.End && (letter(text[end]) || text[end] == '\'') {
				end++
			}
			out = latin(out, text, marks[i], before, i, end)
			before, i = i, end
			size++
		case han(r):
			out = grams(out, text, marks, i, c.End)
			before, i = -1, i+n
			size++
		default:
			if r != ' ' {
				before = -1
			}
			i += n
		}
	}
	return out, size
}

// grams adds the runs of Chinese characters that begin at i.
func grams(out []piece, text string, marks []lexicon.Mark, i, end int) []piece {
	h := begin(kindHan, marks[i])
	for n := 0; n < maxGram && i < end; n++ {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if !han(r) {
			break
		}
		h = h.add(text[i : i+size])
		out = append(out, h.end())
		i += size
	}
	return out
}

// latin adds a word, the pair that it makes with the word before it, and its
// runs of letters.
func latin(out []piece, text string, mark lexicon.Mark, before, start, end int) []piece {
	w := text[start:end]
	out = append(out, hash(kindWord, mark, w))
	if before >= 0 {
		out = append(out, hash(kindPair, mark, text[before:end]))
	}
	if len(w) <= minLetters || len(w) > maxWord {
		return out
	}
	for i := 0; i+minLetters <= len(w); i++ {
		for n := minLetters; n <= maxLetters && i+n <= len(w); n++ {
			h := begin(kindLetters, mark)
			if i == 0 {
				h = h.add("^")
			}
			out = append(out, h.add(w[i:i+n]).end())
		}
	}
	return out
}

// maxWord bounds what is taken for a word of a language.
const maxWord = 24

func letter(c byte) bool { return c >= 'a' && c <= 'z' }

func han(r rune) bool { return r >= 0x3400 && r <= 0x9fff }

// running is an FNV-1a hash under way.
type running uint64

func begin(kind byte, mark lexicon.Mark) running {
	return running(14695981039346656037).byte(kind).byte(byte(mark))
}

func (h running) byte(b byte) running { return (h ^ running(b)) * 1099511628211 }

func (h running) add(s string) running {
	for i := range len(s) {
		h = h.byte(s[i])
	}
	return h
}

// end folds the hash to 32 bits. Two pieces in a hundred thousand share one,
// which costs nothing that the training does not see.
func (h running) end() piece { return piece(h>>32) ^ piece(h&math.MaxUint32) } //nolint:gosec // folded on purpose

func hash(kind byte, mark lexicon.Mark, s string) piece { return begin(kind, mark).add(s).end() }
