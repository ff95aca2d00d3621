package acts

import (
	"math"
	"slices"

	"apricot.health/knowledge/resemblance/linear"
)

// summed is a text in the pieces that are known, so that it can be weighed with
// any sentence left out in little more than the time of that sentence.
type summed struct {
	of    [][]int32 // the pieces of each sentence, by number
	keys  []int32   // of all, ascending, each once
	alone []bool    // whether a piece stands in one sentence only
}

func (w *whole) add(cuts []sentence) summed {
	s := summed{of: make([][]int32, len(cuts))}
	var all []int32
	for i, c := range cuts {
		s.of[i] = make([]int32, 0, len(c.pieces)+len(c.named))
		for _, ps := range [2][]linear.Piece{c.pieces, c.named} {
			for _, p := range ps {
				if k := w.Find(p); k >= 0 {
					s.of[i] = append(s.of[i], k)
				}
			}
		}
		all = append(all, s.of[i]...)
	}
	slices.Sort(all)
	s.alone = make([]bool, 0, len(all))
	s.keys = all[:0]
	for _, k := range all {
		if n := len(s.keys); n > 0 && s.keys[n-1] == k {
			s.alone[n-1] = false
			continue
		}
		s.keys, s.alone = append(s.keys, k), append(s.alone, true)
	}
	return s
}

// weight is what pieces bring to a reader's line, before its length is taken from it.
type weight struct{ dot, square float64 }

func (x *weight) count(w *whole, n int, k int32, sign float64) {
	v := float64(w.Weight[k])
	x.dot += sign * v * float64(w.weights[int(k)*len(w.bias)+n])
	x.square += sign * v * v
}

// weight is that of the whole text for a reader.
func (s summed) weight(w *whole, n int) weight {
	var x weight
	for _, k := range s.keys {
		x.count(w, n, k, 1)
	}
	return x
}

// without is x without what stands in one sentence only, of which the pieces are
// given.
func (s summed) without(w *whole, n int, x weight, sentence []int32) weight {
	for _, k := range sentence {
		if i, _ := slices.BinarySearch(s.keys, k); s.alone[i] {
			x.count(w, n, k, -1)
		}
	}
	return x
}

// at is the value of a weight on a reader's line.
func (w *whole) at(n int, x weight) float32 {
	if x.square < nothing {
		return w.bias[n]
	}
	return w.bias[n] + float32(x.dot/math.Sqrt(x.square))
}

// nothing is the square below which no piece is left but rounding.
const nothing = 1e-6
