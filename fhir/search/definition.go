package search

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"
)

// Kind is the type of a search parameter.
type Kind string

// The kinds. Each but the composite has its own index table in the drivers.
const (
	KindString    Kind = "string"
	KindToken     Kind = "token"
	KindDate      Kind = "date"
	KindNumber    Kind = "number"
	KindQuantity  Kind = "quantity"
	KindReference Kind = "reference"
	KindURI       Kind = "uri"
	KindComposite Kind = "composite"
)

// Kinds lists the kinds of index values, so that tables over them can be
// tested for totality. A composite is found by the values of its components.
func Kinds() []Kind {
	return []Kind{KindString, KindToken, KindDate, KindNumber, KindQuantity, KindReference, KindURI}
}

// The two parameters that every type has and that drivers answer from the
// resource itself, without index values.
const (
	ParamID          = "_id"
	ParamLastUpdated = "_lastUpdated"
)

// Definition is one search parameter of one resource type.
type Definition struct {
	Type  string
	Name  string
	Kind  Kind
	Paths []string
	// Targets are the types that a reference can lead to; empty is any.
	Targets []string
	// Components of a composite, in the order of its values.
	Components []Component

	sources []Source
	groups  []Group
}

// Component is one part of a composite parameter.
type Component struct {
	Name  string
	Kind  Kind
	Paths []string
}

// Source is one place that a parameter is read from. Its values are in the
// index once, under Hash, whatever number of parameters reads them.
type Source struct {
	Hash int64
	// Only names the target type that the parameter takes of the references at
	// this place, as patient does of subject; empty takes all.
	Only string
}

// Group is one element in which a composite looks for all its components
// together.
type Group struct {
	// Whole is set when that element is the resource, so that the values of
	// its components lie under the ordinary sources.
	Whole      bool
	Components [][]Source
}

// Sources are the places that the parameter is read from.
func (d Definition) Sources() []Source { return d.sources }

// Groups are the elements that a composite is read from.
func (d Definition) Groups() []Group { return d.groups }

// Stored reports whether the parameter is answered from the resource row.
func (d Definition) Stored() bool { return d.Name == ParamID || d.Name == ParamLastUpdated }

// Text is the hash of the words of a token: its display and text, for :text.
func (s Source) Text() int64 { return derived(s.Hash, "text") }

// Identifier is the hash of the logical identifiers of a reference, for
// :identifier.
func (s Source) Identifier() int64 { return derived(s.Hash, "identifier") }

// OfType is the hash of identifiers with their type, for :of-type.
func (s Source) OfType() int64 { return derived(s.Hash, "of-type") }

// hashOf is stored, so it must never change.
func hashOf(parts ...string) int64 {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\t")))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // all 64 bits are wanted
}

func derived(hash int64, modifier string) int64 {
	return hashOf(string(binary.BigEndian.AppendUint64(nil, uint64(hash))), modifier) //nolint:gosec // the same bits
}

// SystemKey is the number that stands for a system in the index: 0 for none.
// It is stored, so it must never change.
func SystemKey(system string) int64 {
	if system == "" {
		return 0
	}
	return hashOf("system", system)
}

// SupportedTypes lists the resource types of FHIR R4, in alphabetical order.
func SupportedTypes() []string { return slices.Clone(parameters().types) }

// Definitions lists the parameters of a type in alphabetical order. For a type
// outside SupportedTypes these are the common ones.
func Definitions(typ string) []Definition {
	return slices.Clone(parametersOf(typ).definitions)
}

// Lookup finds one parameter of a type.
func Lookup(typ, name string) (Definition, bool) {
	defs := parametersOf(typ).definitions
	i, ok := slices.BinarySearchFunc(defs, name, func(d Definition, name string) int { return strings.Compare(d.Name, name) })
	if !ok {
		return Definition{}, false
	}
	return defs[i], true
}
