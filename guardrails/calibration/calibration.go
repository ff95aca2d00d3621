// Package calibration says which scores may be trusted how far. For a stratum
// (claim kind, audience, language) it walks a fixed grid of thresholds from
// strict to loose over labelled calibration data and keeps the last threshold
// at which the error among the accepted is certified to be at most alpha with
// confidence 1-delta (fixed-sequence testing of Learn then Test, Angelopoulos
// et al. 2021, with the exact binomial tail as p-value). What no threshold
// certifies is never accepted.
package calibration

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// The bounds that the fence asks for.
const (
	Alpha = 0.01
	Delta = 0.05
	// MinAccepted is how many cases the strictest threshold must accept at the
	// least, so that a walk does not begin with luck.
	MinAccepted = 500
)

//go:embed table.json
var embedded []byte

// Stratum is what one threshold holds for.
type Stratum struct {
	Kind     string `json:"kind"`
	Audience string `json:"audience"`
	Lang     string `json:"lang"`
}

// Row is a certified threshold: scores of at least Threshold are accepted. N
// and Errors are the evidence, from which anyone can repeat the certificate.
type Row struct {
	Stratum
	Threshold float64 `json:"threshold"`
	N         int     `json:"n"`
	Errors    int     `json:"errors"`
	// Data names the calibration set.
	Data string `json:"data"`
}

// Table is a versioned set of certificates at one alpha and delta; delta is
// shared over Strata.
type Table struct {
	Version string  `json:"version"`
	Alpha   float64 `json:"alpha"`
	Delta   float64 `json:"delta"`
	// Strata is over how many strata delta was shared.
	Strata int   `json:"strata"`
	Rows   []Row `json:"rows"`
}

// Load gives the embedded table.
func Load() (Table, error) { return Parse(embedded) }

// Parse reads a table strictly and repeats every certificate in it: a row
// whose evidence does not certify its threshold is an error.
func Parse(raw []byte) (Table, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	var t Table
	if err := dec.Decode(&t); err != nil {
		return Table{}, fmt.Errorf("calibration: table: %w", err)
	}
	if t.Version == "" || !(t.Alpha > 0 && t.Alpha <= Alpha) || !(t.Delta > 0 && t.Delta <= Delta) || t.Strata < 1 || t.Strata < len(t.Rows) {
		return Table{}, errors.New("calibration: table: no version, or alpha, delta or strata out of bounds")
	}
	seen := map[Stratum]bool{}
	for _, r := range t.Rows {
		switch {
		case seen[r.Stratum]:
			return Table{}, errors.New("calibration: table: a stratum stands twice")
		case r.Threshold < 0 || r.Threshold > 1 || math.IsNaN(r.Threshold):
			return Table{}, errors.New("calibration: table: a threshold is no score")
		case r.Data == "" || r.Errors < 0 || r.Errors > r.N || !Certified(r.N, r.Errors, t.Alpha, t.Delta/float64(t.Strata)):
			return Table{}, errors.New("calibration: table: a row is not certified by its evidence")
		}
		seen[r.Stratum] = true
	}
	return t, nil
}

// Accepts is true when a score is certified in its stratum. Without a row
// nothing is, and a score that is no number never is.
func (t Table) Accepts(s Stratum, score float64) bool {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Stratum == s })
	return i >= 0 && score >= t.Rows[i].Threshold && score <= 1
}

// Tail is p = sum over i <= k of C(n,i) a^i (1-a)^(n-i): how likely it is to
// see at most k errors in n where the true rate is a. It is 1 for what is no
// experiment.
func Tail(n, k int, a float64) float64 {
	if n <= 0 || k < 0 || k >= n || !(a > 0 && a < 1) {
		return 1
	}
	la, lb := math.Log(a), math.Log1p(-a)
	term := float64(n) * lb // log of C(n,0) a^0 (1-a)^n
	sum := math.Exp(term)
	for i := 1; i <= k; i++ {
		term += math.Log(float64(n-i+1)) - math.Log(float64(i)) + la - lb
		sum += math.Exp(term)
	}
	return math.Min(sum, 1)
}

// Certified is true when k errors among n accepted certify an error rate of at
// most alpha with confidence 1-delta.
func Certified(n, k int, alpha, delta float64) bool { return Tail(n, k, alpha) <= delta }

// Case is one labelled calibration case.
type Case struct {
	Score float64
	Right bool
}

// Certify walks the grid of thresholds from strict to loose and gives the last
// that passes before the first that fails. It is false where the strictest
// accepts too few or does not pass.
func Certify(cases []Case, grid []float64, alpha, delta float64) (Row, bool) {
	strict := slices.Clone(grid)
	slices.Sort(strict)
	slices.Reverse(strict)
	var best Row
	ok := false
	for _, at := range strict {
		n, wrong := 0, 0
		for _, c := range cases {
			if c.Score >= at {
				n++
				if !c.Right {
					wrong++
				}
			}
		}
		if n < MinAccepted || !Certified(n, wrong, alpha, delta) {
			break
		}
		best, ok = Row{Threshold: at, N: n, Errors: wrong}, true
	}
	return best, ok
}
