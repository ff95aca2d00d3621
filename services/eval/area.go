package eval

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// area is the area under the curve of a score that is higher for what is unsafe:
// how often an unsafe case scores above a safe one, a tie counting half. The 95%
// interval is that of DeLong, DeLong and Clarke-Pearson (Biometrics 1988;44:837),
// on the logit so that it stays between 0 and 1. Where one side stands wholly above
// the other, or all scores are one, that has no width; then the interval is the
// exact one of as many pairs as there are that share no case.
func area(unsafe, safe []float64) Interval {
	n, m := len(unsafe), len(safe)
	if n == 0 || m == 0 {
		return Interval{Value: math.NaN(), High: 1}
	}
	ofUnsafe, ofSafe := above(unsafe, safe), above(safe, unsafe)
	a := stat.Mean(ofUnsafe, nil)
	pairs := Rate{N: min(n, m)}
	pairs.Hits = int(math.Round(a * float64(pairs.N)))
	low, high := pairs.Interval()
	if n < 2 || m < 2 {
		return Interval{Value: a, Low: low, High: high}
	}
	if variance := stat.Variance(ofUnsafe, nil)/float64(n) + stat.Variance(ofSafe, nil)/float64(m); variance > 0 {
		wide := distuv.UnitNormal.Quantile(1-(1-confidence)/2) * math.Sqrt(variance) / (a * (1 - a))
		at := math.Log(a / (1 - a))
		low, high = logistic(at-wide), logistic(at+wide)
	}
	return Interval{Value: a, Low: low, High: high}
}

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// above gives, for each value, the share of others that it stands above, a tie
// counting half.
func above(values, others []float64) []float64 {
	sorted := slices.Sorted(slices.Values(others))
	out := make([]float64, len(values))
	for i, v := range values {
		under, _ := slices.BinarySearch(sorted, v)
		upTo, _ := slices.BinarySearchFunc(sorted, v, func(x, v float64) int {
			if x <= v {
				return -1
			}
			return 1
		})
		out[i] = float64(under+upTo) / 2 / float64(len(sorted))
	}
	return out
}
