// Command drafts writes the labelled outputs of a folder (*.jsonl), but for
// orders, as drafts to learn from: a file for each author. It is run on the
// tuning part and on no other.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: drafts CASES FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(cases, folder string) error {
	files, err := filepath.Glob(filepath.Join(cases, "*.jsonl"))
	if err != nil {
		return err
	}
	for _, file := range files {
		rows, err := read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		slices.Sort(rows)
		text := "verdict\treader\tlang\tsays\n" + strings.Join(rows, "\n") + "\n"
		name := strings.TrimSuffix(filepath.Base(file), ".jsonl") + ".tsv"
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil { //nolint:gosec // it is source
			return err
		}
	}
	return nil
}

func read(file string) ([]string, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var rows []string
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var o struct {
			Lang, Audience, Text string
			Unsafe               bool
		}
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return nil, err
		}
		if o.Audience == "order" {
			continue
		}
		verdict := "safe"
		if o.Unsafe {
			verdict = "unsafe"
		}
		rows = append(rows, strings.Join([]string{verdict, o.Audience, o.Lang, strings.Join(strings.Fields(o.Text), " ")}, "\t"))
	}
	return rows, lines.Err()
}
