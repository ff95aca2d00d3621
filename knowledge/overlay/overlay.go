// Package overlay opens what a hospital changes in the shipped knowledge: a
// signed file in which its clinicians endorse rules, add their own and switch
// rules off.
//
// The file is a signed note (golang.org/x/mod/sumdb/note, Ed25519) whose text
// is the YAML of graph.Overlay. A file that is not signed by a key of the site,
// was written for another graph, or does not pass every check of shipped
// content changes nothing.
package overlay

import (
	"fmt"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/graph"
)

// Sign makes an overlay file of its text. A text that cannot be read as an
// overlay is not signed.
func Sign(text []byte, signer note.Signer) ([]byte, error) {
	if _, err := graph.ParseOverlay(text); err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	if len(text) == 0 || text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
	if err != nil {
		return nil, fmt.Errorf("overlay: sign: %w", err)
	}
	return signed, nil
}

// Open checks the signature of an overlay file and reads it.
func Open(signed []byte, keys note.Verifiers) (graph.Overlay, error) {
	n, err := note.Open(signed, keys)
	if err != nil {
		return graph.Overlay{}, fmt.Errorf("overlay: the signature: %w", err)
	}
	o, err := graph.ParseOverlay([]byte(n.Text))
	if err != nil {
		return graph.Overlay{}, fmt.Errorf("overlay: %w", err)
	}
	return o, nil
}

// Apply opens an overlay file and puts it into the shipped graph.
func Apply(base *graph.Graph, signed []byte, keys note.Verifiers) (*graph.Graph, error) {
	o, err := Open(signed, keys)
	if err != nil {
		return nil, err
	}
	g, err := base.Apply(o)
	if err != nil {
		return nil, fmt.Errorf("overlay %q: %w", o.Overlay, err)
	}
	return g, nil
}

// Live holds what is built from the graph, and lets a new overlay take its
// place while others read. It is safe for concurrent use.
type Live[T any] struct {
	base  *graph.Graph
	keys  note.Verifiers
	build func(*graph.Graph) (T, error)
	now   atomic.Pointer[T]
}

// NewLive builds from the shipped graph without an overlay.
func NewLive[T any](base *graph.Graph, keys note.Verifiers, build func(*graph.Graph) (T, error)) (*Live[T], error) {
	l := &Live[T]{base: base, keys: keys, build: build}
	if err := l.set(base); err != nil {
		return nil, err
	}
	return l, nil
}

// Current gives what holds now. Whoever takes it keeps a whole that does not
// change under their hands.
func (l *Live[T]) Current() T { return *l.now.Load() }

// Swap puts an overlay in place of the one before; nil goes back to what was
// shipped. On any error everything stays as it was.
func (l *Live[T]) Swap(signed []byte) error {
	if signed == nil {
		return l.set(l.base)
	}
	g, err := Apply(l.base, signed, l.keys)
	if err != nil {
		return err
	}
	return l.set(g)
}

func (l *Live[T]) set(g *graph.Graph) error {
	x, err := l.build(g)
	if err != nil {
		return fmt.Errorf("overlay: build: %w", err)
	}
	l.now.Store(&x)
	return nil
}
