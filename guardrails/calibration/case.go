package calibration

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Part is the only part of a case file that calibrates. Thresholds that were
// tuned on a case prove nothing on it.
const Part = "calibration"

// Case is one labelled output: its stratum, the score it was given and whether
// a person found it right.
type Case struct {
	ID string
	Stratum
	Score float64
	Right bool
	Part  string
}

func (c Case) valid() error {
	switch {
	case c.ID == "" || c.Kind == "" || c.Audience == "" || c.Lang == "":
		return errors.New("id, kind, audience and lang are needed")
	case !(c.Score >= 0 && c.Score <= 1):
		return errors.New("a score is from 0 to 1")
	case c.Part != Part:
		return fmt.Errorf("a case of the part %q does not calibrate", c.Part)
	}
	return nil
}

// dataHash names a set of cases whatever their order.
func dataHash(cases []Case) string {
	lines := make([]string, len(cases))
	for i, c := range cases {
		lines[i] = fmt.Sprintf("%q %q %q %q %v %v", c.ID, c.Kind, c.Audience, c.Lang, c.Score, c.Right)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return "sha256:" + hex.EncodeToString(sum[:])
}
