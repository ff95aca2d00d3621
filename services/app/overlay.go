package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/overlay"
)

// The hospital's overlay of the knowledge, the public key that it must be
// signed with and the overlay before it, in the data folder.
const (
	OverlayFile         = "knowledge/overlay.note"
	OverlayKeyFile      = "knowledge/overlay.vkey"
	OverlayPreviousFile = "knowledge/overlay.previous.note"
)

// siteGraph puts the overlay of the data folder into the shipped graph. Without
// one it is the shipped graph; one that cannot be taken stops the start, since
// the hospital counts on it.
func siteGraph(base *graph.Graph, data string) (*graph.Graph, error) {
	signed, err := os.ReadFile(filepath.Join(data, OverlayFile))
	if errors.Is(err, fs.ErrNotExist) {
		return base, nil
	}
	if err != nil {
		return nil, fmt.Errorf("app: overlay: %w", err)
	}
	raw, err := os.ReadFile(filepath.Join(data, OverlayKeyFile))
	if err != nil {
		return nil, fmt.Errorf("app: the key of the overlay: %w", err)
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("app: the key of the overlay: %w", err)
	}
	g, err := overlay.Apply(base, signed, note.VerifierList(key))
	if err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	return g, nil
}
