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
	"path"
	"sync"

	"apricot.health/knowledge/graph"
)

//go:generate go run ./internal/compile compiled/graph.bin

//go:embed *.yaml *.csv
var files embed.FS

//go:embed compiled
var compiled embed.FS

// FS gives the YAML modules and the flat tables.
func FS() fs.FS { return files }

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
func Key(fsys fs.FS) (string, error) {
	names, err := fs.Glob(fsys, "*.*")
	if err != nil {
		return "", fmt.Errorf("content: %w", err)
	}
	sum := sha256.New()
	for _, name := range names {
		if ext := path.Ext(name); ext != ".yaml" && ext != ".csv" {
			continue
		}
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("content: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(b))
		sum.Write(b)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
