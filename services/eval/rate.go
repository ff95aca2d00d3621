package eval

import (
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// confidence of every interval in a report.
const confidence = 0.95

// Rate is a proportion of cases.
type Rate struct {
	Hits int
	N    int
}

// Add counts one more case.
func (r *Rate) Add(hit bool) {
	r.N++
	if hit {
		r.Hits++
	}
}

// Value is Hits/N, NaN when there was no case.
func (r Rate) Value() float64 { return float64(r.Hits) / float64(r.N) }

// Interval is the exact two-sided 95% interval of Clopper and Pearson. Without
// cases it is [0, 1]: nothing is known.
func (r Rate) Interval() (low, high float64) {
	low, high = 0, 1
	if r.N == 0 {
		return low, high
	}
	tail := (1 - confidence) / 2
	k, n := float64(r.Hits), float64(r.N)
	if r.Hits > 0 {
		low = distuv.Beta{Alpha: k, Beta: n - k + 1}.Quantile(tail)
	}
	if r.Hits < r.N {
		high = distuv.Beta{Alpha: k + 1, Beta: n - k}.Quantile(1 - tail)
	}
	return low, high
}

// String is "97.2% [92.0, 99.4] (104/107)".
func (r Rate) String() string {
	if r.N == 0 {
		return "no cases"
	}
	low, high := r.Interval()
	return fmt.Sprintf("%.1f%% [%.1f, %.1f] (%d/%d)", 100*r.Value(), 100*low, 100*high, r.Hits, r.N)
}

// MarshalJSON writes {hits, n, value, low, high}; value is null without cases.
func (r Rate) MarshalJSON() ([]byte, error) {
	low, high := r.Interval()
	out := struct {
		Hits  int      `json:"hits"`
		N     int      `json:"n"`
		Value *float64 `json:"value"`
		Low   float64  `json:"low"`
		High  float64  `json:"high"`
	}{Hits: r.Hits, N: r.N, Low: low, High: high}
	if v := r.Value(); !math.IsNaN(v) {
		out.Value = &v
	}
	return json.Marshal(out)
}
