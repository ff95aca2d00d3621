package linear

import (
	"slices"
	"sort"
)

// Ranks are values that texts have which are not what a line means, ascending.
// Values of a line shift with the size of its bank; a rank among others does not.
type Ranks []float32

// mostRanks is how many values are kept.
const mostRanks = 400

// NewRanks sorts values and keeps some of them, evenly, with the highest.
func NewRanks(values []float32) Ranks {
	slices.Sort(values)
	n := min(len(values), mostRanks)
	out := make(Ranks, n)
	for i := range out {
		out[i] = Rounded(values[len(values)-1-(n-1-i)*len(values)/n])
	}
	return out
}

// AtLeast is the share of values that are at least v, never 0.
func (r Ranks) AtLeast(v float32) float64 {
	below := sort.Search(len(r), func(i int) bool { return r[i] >= v })
	return float64(len(r)-below+1) / float64(len(r)+1)
}
