package resemblance

import (
	"math"
	"slices"
)

// entry is one piece of a vector, by its number in the vocabulary.
type entry struct {
	key int32
	v   float32
}

// vector is sparse, in the order of keys, and of length 1.
type vector []entry

// vocabulary numbers the pieces that the sayings hold.
type vocabulary struct {
	keys []piece // ascending
	// counts is in how many of the texts each stands, and weight how much it
	// tells: the rarer, the more.
	counts []int32
	weight []float32
	texts  int
	// first gives where the keys with each value of their upper bits begin.
	first []int32
}

// upper is how many bits of a piece choose its stretch of the keys.
const upper = 16

// ready works out what follows from keys and counts.
func (v *vocabulary) ready() {
	v.weight = make([]float32, len(v.keys))
	for i, n := range v.counts {
		v.weight[i] = float32(math.Log(float64(v.texts+1) / float64(n)))
	}
	v.first = make([]int32, 1<<upper+1)
	k := 0
	for i := range v.first {
		for k < len(v.keys) && int(v.keys[k]>>(32-upper)) < i {
			k++
		}
		v.first[i] = int32(k) //nolint:gosec // fewer than 2^31 keys
	}
}

// find gives the number of a piece, -1 for one that no saying holds.
func (v *vocabulary) find(p piece) int32 {
	for i := v.first[p>>(32-upper)]; i < v.first[p>>(32-upper)+1]; i++ {
		if v.keys[i] == p {
			return i
		}
	}
	return -1
}

// newVocabulary takes the pieces of readings.
func newVocabulary(rs []reading) vocabulary {
	count := map[piece]int{}
	for _, r := range rs {
		for _, p := range r.all() {
			count[p]++
		}
	}
	v := vocabulary{keys: make([]piece, 0, len(count)), texts: len(rs)}
	for p := range count {
		v.keys = append(v.keys, p)
	}
	slices.Sort(v.keys)
	for _, p := range v.keys {
		v.counts = append(v.counts, int32(count[p])) //nolint:gosec // at most the texts
	}
	v.ready()
	return v
}

// all are the pieces of a reading, each once.
func (r reading) all() []piece {
	var out []piece
	for _, c := range r.clauses {
		out = append(out, c.pieces...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// vector weighs pieces, each once.
func (v *vocabulary) vector(ps []piece) vector {
	out := make(vector, 0, len(ps))
	norm := 0.0
	for _, p := range ps {
		if k := v.find(p); k >= 0 {
			out = append(out, entry{k, v.weight[k]})
			norm += float64(v.weight[k]) * float64(v.weight[k])
		}
	}
	for i := range out {
		out[i].v /= float32(math.Sqrt(norm))
	}
	return out
}
