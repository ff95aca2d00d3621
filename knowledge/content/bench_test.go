package content

import (
	"os"
	"testing"

	"apricot.health/knowledge/graph"
)

// BenchmarkLoad is the start: YAML to a graph that may be served.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := graph.Load(os.DirFS(".")); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDecode is the same graph from its snapshot.
func BenchmarkDecode(b *testing.B) {
	g, err := Graph()
	if err != nil {
		b.Fatal(err)
	}
	raw := g.Snapshot()
	b.SetBytes(int64(len(raw)))
	for b.Loop() {
		if _, err := graph.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkStart is what a release does: the modules are those that were
// compiled into it.
func BenchmarkStart(b *testing.B) {
	raw, err := Compile(FS())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := source(FS()).Load(raw); err != nil {
			b.Fatal(err)
		}
	}
}
