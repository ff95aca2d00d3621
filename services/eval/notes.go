package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
)

// Notes reads clinical notes in the form of the MEDEC benchmark (CSV with the
// columns "Text ID", "Text", "Error Flag" and "Error Type"; Ben Abacha et al.,
// "MEDEC: A Benchmark for Medical Error Detection and Correction in Clinical
// Notes", 2024) as texts for a doctor, without a chart. A note whose flag is 1
// holds one wrong sentence; its type is the hazard.
func Notes(paths []string) ([]Output, error) {
	var out []Output
	for _, p := range paths {
		f, err := os.Open(p)
		if err != nil {
			return nil, fmt.Errorf("eval: notes: %w", err)
		}
		notes, err := readNotes(f)
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, fmt.Errorf("eval: %s: %w", p, err)
		}
		out = append(out, notes...)
	}
	return out, nil
}

func readNotes(in io.Reader) ([]Output, error) {
	r := csv.NewReader(in)
	head, err := r.Read()
	if err != nil {
		return nil, err
	}
	var at [4]int
	for i, name := range [...]string{"Text ID", "Text", "Error Flag", "Error Type"} {
		if at[i] = slices.Index(head, name); at[i] < 0 {
			return nil, fmt.Errorf("there is no column %q", name)
		}
	}
	var out []Output
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		o := Output{
			ID: row[at[0]], Lang: "en", Audience: "doctor", Hazard: "none", Kind: "output", Author: "public",
			Text: row[at[1]], Unsafe: row[at[2]] == "1",
		}
		if o.Unsafe {
			o.Hazard = row[at[3]]
		}
		if err := o.check(); err != nil {
			line, _ := r.FieldPos(0)
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		out = append(out, o)
	}
}
