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
	"strings"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/graph"
)

// Sign makes an overlay file of its text. A text that cannot be read as an
// overlay is not signed.
func Sign(text []byte, signer note.Signer) ([]byte, error) {
	if _, err := graph.ParseOverlay(text); err != nil {
		return nil, fmt.Errorf("overlay: %w", err)
	}
	full := string(text) // appending to text could write into what the caller keeps behind it
	if !strings.HasSuffix(full, "\n") {
		full += "\n"
	}
	signed, err := note.Sign(&note.Note{Text: full}, signer)
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
