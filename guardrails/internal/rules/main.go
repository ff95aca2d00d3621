// Command rules writes the table of the rules about texts, which the graph has of
// them, to the file that it is given.
package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"os"

	"apricot.health/guardrails/check"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: rules FILE")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(file string) error {
	rows := [][]string{{"id", "zh", "en", "source", "confidence"}}
	for _, r := range check.TextRules() {
		rows = append(rows, []string{r.ID, r.Labels.ZH, r.Labels.EN, r.Source, r.Confidence})
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return os.WriteFile(file, out.Bytes(), 0o644) //nolint:gosec // the tables are public text
}
