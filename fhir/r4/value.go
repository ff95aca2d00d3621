package r4

import "iter"

// Value is one value inside a Doc. The zero Value is absent, and asking it for
// anything gives the empty answer, so paths can be walked without checks.
type Value struct {
	doc *Doc
	at  int32
}

// absent stands for the node of what is not there.
var absent = node{first: -1, next: -1} //nolint:gochecknoglobals // never changed

func (v Value) node() *node {
	if v.doc == nil {
		return &absent
	}
	return &v.doc.nodes[v.at]
}

// Kind is the kind of the value, Absent when there is none.
func (v Value) Kind() Kind { return v.node().kind }

// Get is the member of an object, absent when v has none of that name.
func (v Value) Get(name string) Value {
	if v.Kind() != Object {
		return Value{}
	}
	for c := v.First(); c.doc != nil; c = c.Next() {
		if string(c.Key()) == name {
			return c
		}
	}
	return Value{}
}

// First is the first member of an object or item of an array, absent when
// there is none.
func (v Value) First() Value {
	if first := v.node().first; first >= 0 {
		return Value{v.doc, first}
	}
	return Value{}
}

// Next is the member or item after v, absent when v is the last.
func (v Value) Next() Value {
	if next := v.node().next; next >= 0 {
		return Value{v.doc, next}
	}
	return Value{}
}

// Key is the name under which v stands in its object, nil for anything else.
// It must not be changed.
func (v Value) Key() []byte {
	n := v.node()
	if n.keyEnd == 0 {
		return nil
	}
	return keyText(v.doc.raw[n.keyStart:n.keyEnd])
}

// Bytes is the content of a string without a copy where it holds no escape,
// nil of anything else. It must not be changed.
func (v Value) Bytes() []byte {
	n := v.node()
	if n.kind != String {
		return nil
	}
	return keyText(v.doc.raw[n.start:n.end])
}

// Members walks the members of an object in their order.
func (v Value) Members() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if v.Kind() != Object {
			return
		}
		for c := v.node().first; c >= 0; c = v.doc.nodes[c].next {
			n := v.doc.nodes[c]
			if !yield(unquote(v.doc.raw[n.keyStart:n.keyEnd]), Value{v.doc, c}) {
				return
			}
		}
	}
}

// Items walks the items of an array; any other value that is there counts as
// an array of itself.
func (v Value) Items() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		switch v.Kind() {
		case Absent, Null:
			return
		case Array:
			for c := v.node().first; c >= 0; c = v.doc.nodes[c].next {
				if !yield(Value{v.doc, c}) {
					return
				}
			}
		default:
			yield(v)
		}
	}
}

// Text is the content of a string, and "" of anything else.
func (v Value) Text() string {
	n := v.node()
	if n.kind != String {
		return ""
	}
	return unquote(v.doc.raw[n.start:n.end])
}

// Raw is the text of the value as it stands in the document.
func (v Value) Raw() []byte {
	n := v.node()
	if n.kind == Absent {
		return nil
	}
	return v.doc.raw[n.start:n.end]
}

// Float is the value of a JSON number.
func (v Value) Float() (float64, bool) {
	if v.Kind() != Number {
		return 0, false
	}
	return parseFloat(v.Raw())
}
