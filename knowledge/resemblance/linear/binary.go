package linear

import (
	"encoding/binary"
	"math"
)

// grain is the size in which weights are kept.
const grain = 1.0 / 512

// Rounded gives a weight as a Writer keeps it, so that a model is the same
// before and after.
func Rounded(w float32) float32 { return float32(math.Round(float64(w)/grain)) * grain }

// Writer writes a model: numbers, weights and texts, one after another.
type Writer struct{ Out []byte }

// Count writes a number from 0.
func (w *Writer) Count(n int) { w.Out = binary.AppendUvarint(w.Out, uint64(n)) } //nolint:gosec // never negative

// Weight writes a weight as Rounded gives it.
func (w *Writer) Weight(f float32) {
	w.Out = binary.AppendVarint(w.Out, int64(math.Round(float64(f)/grain)))
}

// Text writes a string.
func (w *Writer) Text(s string) {
	w.Count(len(s))
	w.Out = append(w.Out, s...)
}

// Weights writes a list of weights with its length before it.
func (w *Writer) Weights(values []float32) {
	w.Count(len(values))
	for _, f := range values {
		w.Weight(f)
	}
}

// Keys writes a vocabulary with so many weights for each piece.
func (w *Writer) Keys(v *Vocabulary, weights []float32, each int) {
	w.Count(len(v.Keys))
	before := Piece(0)
	for i, k := range v.Keys {
		w.Count(int(k - before))
		w.Count(int(v.Counts[i]))
		for _, f := range weights[i*each:][:each] {
			w.Weight(f)
		}
		before = k
	}
}

// Scanner reads what a Writer wrote. It reads on after damage without looking:
// Bad is asked at the end.
type Scanner struct {
	Bad  bool
	in   []byte
	text string
	at   int
}

// NewScanner reads from raw.
func NewScanner(raw []byte) *Scanner { return &Scanner{in: raw, text: string(raw)} }

// Whole is true when all was read and nothing was damaged.
func (s *Scanner) Whole() bool { return !s.Bad && s.at == len(s.in) }

// Number reads a number of any size.
func (s *Scanner) Number() uint64 {
	n, size := binary.Uvarint(s.in[s.at:])
	if size <= 0 {
		s.Bad = true
		return 0
	}
	s.at += size
	return n
}

// Count reads a number of things of which each takes at least one byte, or less
// than most.
func (s *Scanner) Count() int {
	n := s.Number()
	if n > uint64(len(s.in)) {
		s.Bad = true
		return 0
	}
	return int(n) //nolint:gosec // bounded above
}

// Weight reads a weight.
func (s *Scanner) Weight() float32 {
	n := s.Number()
	return float32(int64(n>>1)^-int64(n&1)) * grain //nolint:gosec // zigzag, as AppendVarint writes
}

// Text reads a string.
func (s *Scanner) Text() string {
	n := s.Count()
	if s.Bad || n > len(s.in)-s.at {
		s.Bad = true
		return ""
	}
	s.at += n
	return s.text[s.at-n : s.at]
}

// Weights reads what Writer.Weights wrote.
func (s *Scanner) Weights() []float32 {
	var out []float32
	for n := s.Count(); n > 0 && !s.Bad; n-- {
		out = append(out, s.Weight())
	}
	return out
}

// Keys reads what Writer.Keys wrote: the pieces of a vocabulary, and their weights.
func (s *Scanner) Keys(v *Vocabulary, each int) []float32 {
	n := s.Count()
	if s.Bad {
		return nil
	}
	v.Keys, v.Counts = make([]Piece, n), make([]int32, n)
	weights := make([]float32, n*each)
	at := uint64(0)
	for i := 0; i < n && !s.Bad; i++ {
		at += s.Number()
		s.Bad = s.Bad || at > math.MaxUint32 || i > 0 && Piece(at) <= v.Keys[i-1]
		v.Keys[i] = Piece(at)          //nolint:gosec // damage is seen above
		v.Counts[i] = int32(s.Count()) //nolint:gosec // at most the length of the file
		for k := range each {
			weights[i*each+k] = s.Weight()
		}
	}
	return weights
}
