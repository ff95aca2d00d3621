package calibration

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

//go:embed table.json
var embedded []byte

// Stratum is what one threshold holds for.
type Stratum struct {
	Kind     string `json:"kind"`
	Audience string `json:"audience"`
	Lang     string `json:"lang"`
}

// Format is the form of a table. The first form, which named none, was bound to
// neither bank, the second to no table of the checks: their certificates are of
// something else than what decides now, and certify nothing.
const Format = 3

// Binding is what a certificate was made with. It holds for nothing else.
type Binding struct {
	// Model names what gave the scores, the others are hashes: of the graph, of the
	// policy, of what was learnt from the banks of acts and of stances, and of the
	// tables beside the checks and the reader of claims, which decide as well.
	Model  string `json:"model"`
	Graph  string `json:"graph"`
	Policy string `json:"policy"`
	Acts   string `json:"acts"`
	Stance string `json:"stance"`
	Tables string `json:"tables"`
}

func (b Binding) whole() bool {
	return b.Model != "" && b.Graph != "" && b.Policy != "" && b.Acts != "" && b.Stance != "" && b.Tables != ""
}

// Step is one threshold of a walk with its evidence.
type Step struct {
	Threshold float64 `json:"threshold"`
	N         int     `json:"n"`
	Errors    int     `json:"errors"`
}

// Row is a certified threshold: scores of at least Threshold are accepted. The
// walk is the evidence, from which anyone can repeat the certificate.
type Row struct {
	Stratum
	Threshold float64 `json:"threshold"`
	Walk      []Step  `json:"walk"`
}

// Table is a versioned set of certificates at one alpha and delta; delta is
// shared over Strata. A table without rows accepts nothing and is bound to
// nothing.
type Table struct {
	// Format is 1 where a table names none.
	Format  int    `json:"format"`
	Version string `json:"version"`
	Binding
	Alpha float64 `json:"alpha"`
	Delta float64 `json:"delta"`
	// Strata is over how many strata delta was shared.
	Strata int `json:"strata"`
	// Grid was fixed before the walk, from strict to loose.
	Grid []float64 `json:"grid"`
	// Data is the hash of the calibration cases.
	Data string `json:"data"`
	Rows []Row  `json:"rows"`
}

// Load gives the embedded table.
func Load() (Table, error) { return Parse(embedded) }

// Parse reads a table strictly and repeats every certificate in it: a row
// whose walk does not certify its threshold is an error.
func Parse(raw []byte) (Table, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	t := Table{Format: 1}
	if err := dec.Decode(&t); err != nil {
		return Table{}, fmt.Errorf("calibration: table: %w", err)
	}
	if t.Format < 1 || t.Format > Format {
		return Table{}, fmt.Errorf("calibration: table: the form %d is not known", t.Format)
	}
	if t.Version == "" || !(t.Alpha > 0 && t.Alpha <= Alpha) || !(t.Delta > 0 && t.Delta <= Delta) || t.Strata < 1 || t.Strata < len(t.Rows) {
		return Table{}, errors.New("calibration: table: no version, or alpha, delta or strata out of bounds")
	}
	if len(t.Rows) > 0 && (t.Format == Format && !t.whole() || t.Data == "" || !gridFits(t.Grid)) {
		return Table{}, errors.New("calibration: table: certificates without model, graph, policy, banks, tables, data or grid")
	}
	seen := map[Stratum]bool{}
	for _, r := range t.Rows {
		if seen[r.Stratum] {
			return Table{}, errors.New("calibration: table: a stratum stands twice")
		}
		if !t.repeats(r) {
			return Table{}, fmt.Errorf("calibration: table: the walk of %s, %s, %s does not certify its threshold", r.Kind, r.Audience, r.Lang)
		}
		seen[r.Stratum] = true
	}
	return t, nil
}

// repeats is true when the walk of a row takes the grid from its strict end
// without a gap, every step passes, and the last one is the threshold.
func (t Table) repeats(r Row) bool {
	if len(r.Walk) == 0 || len(r.Walk) > len(t.Grid) || r.Walk[len(r.Walk)-1].Threshold != r.Threshold {
		return false
	}
	var last Step
	for i, s := range r.Walk {
		if s.Threshold != t.Grid[i] || s.N < last.N || s.Errors < last.Errors || s.Errors > s.N ||
			!passes(s.N, s.Errors, t.Alpha, t.Delta/float64(t.Strata)) {
			return false
		}
		last = s
	}
	return true
}

// Answer is what a table says of a score.
type Answer int

// The answers. Only Accepted is a certificate.
const (
	Uncertified Answer = iota // nothing is certified in this stratum
	Stale                     // the certificate is of another model, graph, policy, bank or table
	Below                     // the score does not reach the threshold
	Accepted
)

// Judge says whether a score may be trusted. A score that is no number never
// is.
func (t Table) Judge(s Stratum, score float64, now Binding) Answer {
	i := slices.IndexFunc(t.Rows, func(r Row) bool { return r.Stratum == s })
	switch {
	case i < 0:
		return Uncertified
	case t.Format != Format || t.Binding != now || !now.whole():
		return Stale
	case score >= t.Rows[i].Threshold && score <= 1:
		return Accepted
	}
	return Below
}
