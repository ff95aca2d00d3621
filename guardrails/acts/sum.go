package acts

import (
	"math"
	"slices"
	"sync"
)

// summed is a text in the pieces that are known, so that it can be weighed with
// any sentence left out in little more than the time of that sentence.
type summed struct {
	keys []int32 // the pieces of all, ascending, each once
	// alone are those that stand in one sentence only, by sentence: of its pieces,
	// then of its words as they stand, each ascending. ends is where those of each
	// end, two for a sentence.
	alone, ends []int32
}

// standing is a piece, by number, where it stands: in pieces or, one further, in
// named of a sentence.
type standing struct{ key, at int32 }

// standings keeps memory in which pieces are put in order.
var standings sync.Pool //nolint:gochecknoglobals // memory that readers share

func (w *whole) add(cuts []*sentence) summed {
	total := 0
	for _, c := range cuts {
		total += len(c.pieces) + len(c.named)
	}
	room, _ := standings.Get().(*[]standing)
	if room == nil {
		room = new([]standing)
	}
	defer standings.Put(room)
	*room = slices.Grow((*room)[:0], 2*total)
	all := *room
	for i, c := range cuts {
		for n, known := range w.numbers(c) {
			for _, k := range known {
				all = append(all, standing{k, int32(2*i + n)}) //nolint:gosec // far fewer sentences
			}
		}
	}
	all = byKey(all, all[total : 2*total][:len(all)], len(w.Keys))
	s := summed{keys: make([]int32, 0, len(all)), ends: make([]int32, 2*len(cuts)+1)}
	alone := all[:0]
	for i := 0; i < len(all); {
		first, once := all[i], true
		for i++; i < len(all) && all[i].key == first.key; i++ {
			once = once && all[i].at == first.at
		}
		s.keys = append(s.keys, first.key)
		if once {
			alone = append(alone, first)
			s.ends[first.at+1]++
		}
	}
	s.alone = grouped(alone, s.ends)
	return s
}

// numbers are those of the pieces of a sentence that are known, and of its words as
// they stand.
func (w *whole) numbers(s *sentence) [2][]int32 {
	if s.numbers == nil {
		found := make([]int32, 0, len(s.pieces)+len(s.named))
		for _, p := range s.pieces {
			if k := w.Find(p); k >= 0 {
				found = append(found, k)
			}
		}
		n := len(found)
		for _, p := range s.named {
			if k := w.Find(p); k >= 0 {
				found = append(found, k)
			}
		}
		s.numbers = &[2][]int32{found[:n:n], found[n:]}
	}
	return *s.numbers
}

// grouped gives the pieces by where they stand. ends has, one further, how many
// stand at each place, and then where those end.
func grouped(all []standing, ends []int32) []int32 {
	for at := 1; at < len(ends); at++ {
		ends[at] += ends[at-1]
	}
	out := make([]int32, len(all))
	for _, x := range all {
		out[ends[x.at]] = x.key
		ends[x.at]++
	}
	return out
}

// byKey puts pieces of which the numbers are below a bound in their order, those of
// one number as they came. It needs spare room for as many, digit by digit.
func byKey(all, spare []standing, below int) []standing {
	const digits = 10
	for shift := 0; below>>shift > 0; shift += digits {
		var from [1<<digits + 1]int32
		for _, x := range all {
			from[x.key>>shift&(1<<digits-1)+1]++
		}
		for d := range 1 << digits {
			from[d+1] += from[d]
		}
		for _, x := range all {
			d := x.key >> shift & (1<<digits - 1)
			spare[from[d]] = x
			from[d]++
		}
		all, spare = spare, all
	}
	return all
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

// without is x without what stands in one sentence only.
func (s summed) without(w *whole, n int, x weight, sentence int) weight {
	from := int32(0)
	if sentence > 0 {
		from = s.ends[2*sentence-1]
	}
	for _, k := range s.alone[from:s.ends[2*sentence+1]] {
		x.count(w, n, k, -1)
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
