package linear

import (
	"math"
	"slices"
)

// Entry is one piece of a vector, by its number in the vocabulary.
type Entry struct {
	Key int32
	V   float32
}

// Vector is sparse, in the order of keys, and of length 1.
type Vector []Entry

// Vocabulary numbers the pieces that texts hold.
type Vocabulary struct {
	Keys []Piece // ascending
	// Counts is in how many of the texts each stands, and Weight how much it
	// tells: the rarer, the more.
	Counts []int32
	Weight []float32
	Texts  int
	// Flat takes the square root of that, so that common words tell more: where
	// it matters how a thing is said and not only of what.
	Flat bool
	// first gives where the keys with each value of their upper bits begin.
	first []int32
}

// upper is how many bits of a piece choose its stretch of the keys.
const upper = 16

// Ready works out what follows from Keys, Counts, Texts and Flat.
func (v *Vocabulary) Ready() {
	v.Weight = make([]float32, len(v.Keys))
	for i, n := range v.Counts {
		w := math.Log(float64(v.Texts+1) / float64(n))
		if v.Flat {
			w = math.Sqrt(w)
		}
		v.Weight[i] = float32(w)
	}
	v.first = make([]int32, 1<<upper+1)
	k := 0
	for i := range v.first {
		for k < len(v.Keys) && int(v.Keys[k]>>(32-upper)) < i {
			k++
		}
		v.first[i] = int32(k) //nolint:gosec // fewer than 2^31 keys
	}
}

// Find gives the number of a piece, -1 for one that no text holds.
func (v *Vocabulary) Find(p Piece) int32 {
	for i := v.first[p>>(32-upper)]; i < v.first[p>>(32-upper)+1]; i++ {
		if v.Keys[i] == p {
			return i
		}
	}
	return -1
}

// NewVocabulary takes the pieces of texts, each once in its text, that stand in
// at least so many of them.
func NewVocabulary(texts [][]Piece, least int, flat bool) Vocabulary {
	count := map[Piece]int{}
	for _, t := range texts {
		for _, p := range t {
			count[p]++
		}
	}
	v := Vocabulary{Keys: make([]Piece, 0, len(count)), Texts: len(texts), Flat: flat}
	for p, n := range count {
		if n >= least {
			v.Keys = append(v.Keys, p)
		}
	}
	slices.Sort(v.Keys)
	for _, p := range v.Keys {
		v.Counts = append(v.Counts, int32(count[p])) //nolint:gosec // at most the texts
	}
	v.Ready()
	return v
}

// Unique sorts pieces and leaves each once.
func Unique(ps []Piece) []Piece {
	slices.Sort(ps)
	return slices.Compact(ps)
}

// Vector weighs pieces, each once however often it is given.
func (v *Vocabulary) Vector(ps []Piece) Vector {
	var few [512]int32 // no memory is taken for so many
	keys := few[:0]
	for _, p := range ps {
		if k := v.Find(p); k >= 0 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	out := make(Vector, len(keys))
	norm := 0.0
	for i, k := range keys {
		out[i] = Entry{k, v.Weight[k]}
		norm += float64(v.Weight[k]) * float64(v.Weight[k])
	}
	length := float32(math.Sqrt(norm))
	for i := range out {
		out[i].V /= length
	}
	return out
}
