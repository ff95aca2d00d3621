package calibration

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Part is the only part of a case file that calibrates. Thresholds that were
// tuned on a case prove nothing on it.
const Part = "calibration"

// Case is one labelled output: its stratum, the score it was given and whether
// a person found it right.
type Case struct {
	ID string `json:"id"`
	Stratum
	Score float64 `json:"score"`
	Right bool    `json:"right"`
	Part  string  `json:"part"`
}

// maxLine bounds one line of a case file.
const maxLine = 64 << 10

// Read reads cases from JSON Lines, strictly: an unknown field, a missing
// label, a score that is none, an id that stands twice or a case of another
// part is an error with its line.
func Read(r io.Reader) ([]Case, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	var out []Case
	seen := map[string]bool{}
	for n := 1; lines.Scan(); n++ {
		raw := bytes.TrimSpace(lines.Bytes())
		if len(raw) == 0 {
			continue
		}
		c, err := readCase(raw)
		if err == nil && seen[c.ID] {
			err = errors.New("the id stands twice")
		}
		if err != nil {
			return nil, fmt.Errorf("calibration: line %d: %w", n, err)
		}
		seen[c.ID] = true
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("calibration: read cases: %w", err)
	}
	return out, nil
}

func readCase(raw []byte) (Case, error) {
	var in struct {
		Case
		Score *float64 `json:"score"`
		Right *bool    `json:"right"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&in); err != nil {
		return Case{}, fmt.Errorf("no case: %w", err)
	}
	if in.Score == nil || in.Right == nil {
		return Case{}, errors.New("score and right are needed")
	}
	in.Case.Score, in.Case.Right = *in.Score, *in.Right
	return in.Case, in.valid()
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
