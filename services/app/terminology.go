package app

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/record"
	"apricot.health/knowledge/terminology"
)

// TerminologyFolder is where, in the data folder, the code tables lie that the
// hospital loaded.
const TerminologyFolder = "knowledge/terminology"

// withCodes puts the hospital's code tables into the graph. A table that cannot
// be read stops the start, since the hospital counts on it.
func withCodes(g *graph.Graph, data string) (*graph.Graph, error) {
	codes, err := terminology.Load(os.DirFS(filepath.Join(data, TerminologyFolder)), g)
	if err != nil {
		return nil, fmt.Errorf("app: code tables: %w", err)
	}
	if len(codes) == 0 {
		return g, nil
	}
	return g.WithCodes(codes), nil
}

// siteKnowledge is the shipped graph with all that the hospital put into its
// data folder: its signed overlay and its code tables.
func siteKnowledge(base *graph.Graph, data string) (*graph.Graph, error) {
	g, err := siteGraph(base, data)
	if err != nil {
		return nil, err
	}
	return withCodes(g, data)
}

// ImportTerminology takes a code table into the data folder, in place of an
// earlier one of the same system. what names what its codes mean: conditions,
// medicines or allergens.
func ImportTerminology(data, system, what string, table io.Reader) (terminology.Report, error) {
	kinds, ok := terminology.Kinds[what]
	if !ok {
		return terminology.Report{}, outcome.New(outcome.Invalid, "%q is none of conditions, medicines, allergens", what)
	}
	if system == "" {
		return terminology.Report{}, outcome.New(outcome.Invalid, "a table needs the URI of its code system")
	}
	base, err := content.Graph()
	if err != nil {
		return terminology.Report{}, fmt.Errorf("app: %w", err)
	}
	g, err := siteGraph(base, data)
	if err != nil {
		return terminology.Report{}, err
	}
	rows, err := terminology.Read(table)
	if err != nil {
		return terminology.Report{}, err
	}
	if err := terminology.Agree(rows); err != nil {
		return terminology.Report{}, err
	}
	t, rep := terminology.Make(g, record.New(g), system, rows, kinds...)
	folder := filepath.Join(data, TerminologyFolder)
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return rep, fmt.Errorf("app: code tables: %w", err)
	}
	return rep, keepTable(filepath.Join(folder, terminology.FileName(system)), t)
}

// keepTable writes a table beside its place and moves it there, so that a start
// never reads half of one.
func keepTable(path string, t terminology.Table) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".table-*")
	if err != nil {
		return fmt.Errorf("app: code tables: %w", err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the move
	for _, step := range []func() error{
		func() error { return t.Write(tmp) }, tmp.Sync, tmp.Close,
		func() error { return os.Rename(tmp.Name(), path) },
	} {
		if err := step(); err != nil {
			return fmt.Errorf("app: code tables: %w", err)
		}
	}
	return nil
}
