package graph

import "maps"

// CodeKey is a code of a code system, by its FHIR system URI.
type CodeKey struct{ System, Code string }

// Code is what a code table of the hospital says of a code.
type Code struct {
	Display string
	// Concept is the id that it means here, or empty.
	Concept string
}

// WithCodes is the graph with the code tables that the hospital loaded. They
// are no part of its content: the hash stays.
func (g *Graph) WithCodes(codes map[CodeKey]Code) *Graph {
	with := *g
	with.codes = maps.Clone(codes)
	return &with
}

// Code gives what the hospital's tables say of a code.
func (g *Graph) Code(system, code string) (Code, bool) {
	c, ok := g.codes[CodeKey{system, code}]
	return c, ok
}
