// Package content holds the knowledge that clinicians write and review, as
// YAML, one file a module. The Go in this folder only embeds it.
package content

import (
	"embed"
	"io/fs"
	"sync"

	"apricot.health/knowledge/graph"
)

//go:embed *.yaml
var files embed.FS

// FS gives the YAML modules.
func FS() fs.FS { return files }

var load = sync.OnceValues(func() (*graph.Graph, error) { return graph.Load(files) })

// Graph compiles the embedded modules once; every later call gives the same
// graph or the same error.
func Graph() (*graph.Graph, error) { return load() }
