// Package graph is the compiled, immutable knowledge graph: what clinicians
// wrote in YAML, decoded strictly, checked, and frozen under one hash.
//
// Load refuses content with any problem, so that code which holds a Graph may
// rely on every id resolving, every enum being known and every table having no
// gap. Snapshot is the canonical form; two graphs with one hash decide alike.
//
// Values handed out share memory with the graph: callers must not write to the
// slices and maps inside them.
package graph
