// Package content holds the knowledge that clinicians write and review, as
// YAML, one file a module, and as flat tables where one form has many rules.
// The Go in this folder only embeds it.
package content

import (
	"embed"
	"io/fs"
	"sync"

	"apricot.health/knowledge/built"
	"apricot.health/knowledge/graph"
)

//go:generate go run ../../guardrails/internal/rules textrules.csv
//go:generate go run ./internal/compile compiled/graph.bin compiled/sayings.bin compiled/spoken.bin
//go:generate go run ../../guardrails/internal/learn ../../guardrails

//go:embed *.yaml *.csv sayings/*.tsv spoken/*.tsv
var files embed.FS

//go:embed compiled
var compiled embed.FS

// FS gives the YAML modules and the flat tables, under sayings the bank of what
// patients say, and under spoken that of how they say each finding.
func FS() fs.FS { return files }

// Learnt gives what was learnt from the sayings and the modules when this was
// built, nil where it was learnt from others or not at all.
func Learnt() []byte { return learnt("compiled/sayings.bin", SayingsKey) }

// Hints gives what was learnt of how findings are said, as Learnt does.
func Hints() []byte { return learnt("compiled/spoken.bin", SpokenKey) }

func learnt(file string, of func(fs.FS) (string, error)) []byte {
	raw, err := compiled.ReadFile(file)
	if err != nil {
		return nil
	}
	key, err := of(files)
	if body, ok := built.Under(key, raw); err == nil && ok {
		return body
	}
	return nil
}

// Built is true where the program holds these modules compiled.
func Built() bool {
	raw, err := compiled.ReadFile("compiled/graph.bin")
	return err == nil && source(files).Holds(raw)
}

// Graph compiles the embedded modules once; every later call gives the same
// graph or the same error. Where the build holds the same modules compiled, it
// takes those, which is some fifty times quicker.
func Graph() (*graph.Graph, error) { return load() }

var load = sync.OnceValues(func() (*graph.Graph, error) {
	raw, _ := compiled.ReadFile("compiled/graph.bin") // without it the modules are compiled
	return source(files).Load(raw)
})

// source is the modules in fsys.
func source(fsys fs.FS) built.Source[*graph.Graph] {
	return built.Source[*graph.Graph]{
		Files: fsys, Patterns: []string{"*.yaml", "*.csv"},
		Make: func() (*graph.Graph, error) { return graph.Load(fsys) }, Binary: (*graph.Graph).Binary, Open: graph.LoadBinary,
	}
}

// Compile gives the file that a build embeds as compiled/graph.bin: the key of
// the modules in fsys, then their graph.
func Compile(fsys fs.FS) ([]byte, error) { return source(fsys).Build() }

// Key names the bytes of the modules in fsys.
func Key(fsys fs.FS) (string, error) { return source(fsys).Key() }

// SayingsKey names the bytes of the sayings in fsys and of the modules, which
// say what the sayings are about.
func SayingsKey(fsys fs.FS) (string, error) {
	return built.Key(fsys, "", "*.yaml", "*.csv", "sayings/*.tsv")
}

// SpokenKey names the bytes of all that is learnt from of how findings are said.
func SpokenKey(fsys fs.FS) (string, error) {
	return built.Key(fsys, "", "*.yaml", "*.csv", "sayings/*.tsv", "spoken/*.tsv")
}
