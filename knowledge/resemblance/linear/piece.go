package linear

import (
	"math"
	"unicode/utf8"
)

// Piece is the hash of one piece of a text: some characters, a word, or
// whatever else a reader takes for one. Its kind and its mark are part of it.
type Piece uint32

// The kinds of the pieces that Words gives, and the first that is free for a
// reader's own.
const (
	Han = iota + 1
	Word
	Pair
	Letters
	Own
)

const (
	maxGram    = 4 // Chinese characters together
	minLetters = 3 // Latin letters together
	maxLetters = 5
	// maxWord bounds what is taken for a word of a language.
	maxWord = 24
)

// Words adds the pieces of the words of text[start:end] and gives how many
// characters or words those are: runs of one to four Chinese characters,
// English words, pairs of words and, if asked for, runs of letters, which read
// through slips of the pen. The mark of a piece is that of the byte it begins
// with.
func Words[M ~uint8](out []Piece, text string, marks []M, start, end int, runs bool) (pieces []Piece, size int) {
	before := -1 // the start of the Latin word before
	for i := start; i < end; {
		switch {
		case letter(text[i]):
			stop := i
			for stop < end && (letter(text[stop]) || text[stop] == '\'') {
				stop++
			}
			out = latin(out, text, byte(marks[i]), before, i, stop)
			if runs {
				out = letters(out, text[i:stop], byte(marks[i]))
			}
			before, i = i, stop
			size++
		case hanAt(text, i, end):
			out = grams(out, text, byte(marks[i]), i, end)
			before, i = -1, i+hanSize
			size++
		case text[i] == ' ':
			i++
		default:
			_, n := utf8.DecodeRuneInString(text[i:end])
			before, i = -1, i+n
		}
	}
	return out, size
}

// grams adds the runs of Chinese characters that begin at i.
func grams(out []Piece, text string, mark byte, i, end int) []Piece {
	h := Begin(Han, mark)
	for n := 0; n < maxGram && hanAt(text, i, end); n++ {
		h = h.Add(text[i : i+hanSize])
		out = append(out, h.End())
		i += hanSize
	}
	return out
}

// hanSize is how many bytes a Chinese character takes.
const hanSize = 3

// hanAt is true where a Chinese character stands at a place of text[:end], by its bytes:
// those of IsHan are E3 90 80 to E9 BF BF, and any two that go on behind such a first one
// make a character.
func hanAt(text string, i, end int) bool {
	if i+hanSize > end || text[i] < 0xE3 || text[i] > 0xE9 || text[i+1]&0xC0 != 0x80 || text[i+2]&0xC0 != 0x80 {
		return false
	}
	return text[i] > 0xE3 || text[i+1] >= 0x90
}

// latin adds a word and the pair that it makes with the word before it.
func latin(out []Piece, text string, mark byte, before, start, end int) []Piece {
	w := text[start:end]
	out = append(out, Hash(Word, mark, w))
	if before >= 0 {
		out = append(out, Hash(Pair, mark, text[before:end]))
	}
	return out
}

// letters adds the runs of letters of a word.
func letters(out []Piece, w string, mark byte) []Piece {
	if len(w) <= minLetters || len(w) > maxWord {
		return out
	}
	for i := 0; i+minLetters <= len(w); i++ {
		for n := minLetters; n <= maxLetters && i+n <= len(w); n++ {
			h := Begin(Letters, mark)
			if i == 0 {
				h = h.Add("^")
			}
			out = append(out, h.Add(w[i:i+n]).End())
		}
	}
	return out
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' }

// IsHan is true for a Chinese character.
func IsHan(r rune) bool { return r >= 0x3400 && r <= 0x9fff }

// Running is an FNV-1a hash under way.
type Running uint64

// Begin begins a piece.
func Begin(kind, mark byte) Running {
	return Running(14695981039346656037).byte(kind).byte(mark)
}

func (h Running) byte(b byte) Running { return (h ^ Running(b)) * 1099511628211 }

// Add goes on with the next bytes.
func (h Running) Add(s string) Running {
	for i := range len(s) {
		h = h.byte(s[i])
	}
	return h
}

// End folds the hash to 32 bits. Two pieces in a hundred thousand share one,
// which costs nothing that the training does not see.
func (h Running) End() Piece { return Piece(h>>32) ^ Piece(h&math.MaxUint32) } //nolint:gosec // folded on purpose

// Hash is the piece of one string.
func Hash(kind, mark byte, s string) Piece { return Begin(kind, mark).Add(s).End() }
