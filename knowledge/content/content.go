// Package content holds the knowledge that clinicians write and review, as
// YAML, one file a module, and as flat tables where one form has many rules.
// The Go in this folder only embeds it.
package content

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"apricot.health/knowledge/graph"
)

//go:generate go run ./internal/compile compiled/graph.bin compiled/sayings.bin
//go:generate go run ../../guardrails/internal/learn ../../guardrails

//go:embed *.yaml *.csv sayings/*.tsv
var files embed.FS

//go:embed compiled
var compiled embed.FS

// FS gives the YAML modules and the flat tables, and under sayings the bank of
// what patients say.
func FS() fs.FS { return files }

// Learnt gives what was learnt from the sayings and the modules when this was
// built, nil where it was learnt from others or not at all.
func Learnt() []byte {
	raw, err := compiled.ReadFile("compiled/sayings.bin")
	if err != nil {
		return nil
	}
	key, err := SayingsKey(files)
	if of, rest, ok := bytes.Cut(raw, []byte("\n")); err == nil && ok && string(of) == key {
		return rest
	}
	return nil
}

// Graph compiles the embedded modules once; every later call gives the same
// graph or the same error. Where the build holds the same modules compiled, it
// takes those, which is some fifty times quicker.
func Graph() (*graph.Graph, error) { return load() }

var load = sync.OnceValues(func() (*graph.Graph, error) {
	raw, err := compiled.ReadFile("compiled/graph.bin")
	if err != nil {
		return graph.Load(files)
	}
	return open(files, raw)
})

// open takes the compiled graph if it was made from the modules in fsys, and
// otherwise compiles them.
func open(fsys fs.FS, raw []byte) (*graph.Graph, error) {
	key, err := Key(fsys)
	if err != nil {
		return nil, err
	}
	if of, rest, ok := bytes.Cut(raw, []byte("\n")); ok && string(of) == key {
		if g, err := graph.LoadBinary(rest); err == nil {
			return g, nil
		}
	}
	return graph.Load(fsys)
}

// Compile gives the file that a build embeds as compiled/graph.bin: the key of
// the modules in fsys, then their graph.
func Compile(fsys fs.FS) ([]byte, error) {
	key, err := Key(fsys)
	if err != nil {
		return nil, err
	}
	g, err := graph.Load(fsys)
	if err != nil {
		return nil, err
	}
	return append([]byte(key+"\n"), g.Binary()...), nil
}

// Key names the bytes of the modules in fsys.
func Key(fsys fs.FS) (string, error) { return keyOf(fsys, "*.yaml", "*.csv") }

// SayingsKey names the bytes of the sayings in fsys and of the modules, which
// say what the sayings are about.
func SayingsKey(fsys fs.FS) (string, error) { return keyOf(fsys, "*.yaml", "*.csv", "sayings/*.tsv") }

func keyOf(fsys fs.FS, patterns ...string) (string, error) {
	var names []string
	for _, p := range patterns {
		some, err := fs.Glob(fsys, p)
		if err != nil {
			return "", fmt.Errorf("content: %w", err)
		}
		names = append(names, some...)
	}
	slices.Sort(names)
	sum := sha256.New()
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("content: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
