package r4

import (
	"encoding/json"
	"unicode/utf8"

	"apricot.health/fhir/outcome"
)

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds. The zero Kind is that of a Value that is not there.
const (
	Absent Kind = iota
	Object
	Array
	String
	Number
	Bool
	Null
)

// mapAbove is the number of members from which duplicates are looked up in a
// map, so that a hostile object costs no quadratic time.
const mapAbove = 24

// node is one value. Children are linked by index so that a whole resource is
// one slice.
type node struct {
	kind             Kind
	start, end       int
	keyStart, keyEnd int
	first, next      int32
}

// Doc is a parsed JSON text with the place of every value in it.
type Doc struct {
	raw   []byte
	nodes []node
}

// Parse reads one JSON object. It refuses what is not UTF-8, what nests too
// deep, and objects that name a member twice: two readers that each take
// another of the two would disagree on whose record it is.
func Parse(raw []byte) (*Doc, error) {
	if !utf8.Valid(raw) {
		return nil, outcome.New(outcome.Invalid, "the body is not UTF-8")
	}
	s := scanner{raw: raw, nodes: make([]node, 0, 16+len(raw)/24)}
	s.space()
	if s.peek() != '{' {
		if json.Valid(raw) {
			return nil, outcome.New(outcome.Invalid, "the body is not a JSON object")
		}
		return nil, notJSON()
	}
	if _, err := s.value(0); err != nil {
		return nil, err
	}
	if s.space(); s.pos < len(raw) {
		return nil, notJSON()
	}
	return &Doc{raw: raw, nodes: s.nodes}, nil
}

func notJSON() error { return outcome.New(outcome.Invalid, "the body is not JSON") }

// Raw is the text that the Doc was made of. It must not be changed.
func (d *Doc) Raw() []byte { return d.raw }

// Root is the outermost object.
func (d *Doc) Root() Value { return Value{doc: d} }

// Type is the resourceType, empty when there is none.
func (d *Doc) Type() string { return d.Root().Get("resourceType").Text() }
