package hl7v2

import "strings"

// Null is how HL7 v2 says that a stored value is to be deleted.
const Null = `""`

// Delimiters are the characters of MSH-1 and MSH-2. Zero means that the sender
// does not use that one.
type Delimiters struct {
	Field, Component, Repetition, Escape, Subcomponent, Truncation byte
}

// Standard are the delimiters that the standard recommends.
func Standard() Delimiters {
	return Delimiters{Field: '|', Component: '^', Repetition: '~', Escape: '\\', Subcomponent: '&'}
}

// String is the delimiters as a message begins with them, such as `|^~\&`.
func (d Delimiters) String() string {
	var b strings.Builder
	for _, c := range []byte{d.Field, d.Component, d.Repetition, d.Escape, d.Subcomponent, d.Truncation} {
		if c != 0 {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// syntax is what it takes to read a value: the delimiters, and the character
// set for \X..\ escapes.
type syntax struct {
	Delimiters
	charset Charset
}

// Value is a field repetition, a component or a subcomponent, still escaped.
// The zero Value is an absent one.
type Value struct {
	raw string
	syn *syntax
}

// Raw is the value as it stands in the decoded message, escapes and all.
func (v Value) Raw() string { return v.raw }

// Empty reports whether nothing was sent: the stored value stays as it is.
func (v Value) Empty() bool { return strings.TrimSpace(v.raw) == "" }

// Null reports whether the sender asked for the stored value to be deleted.
func (v Value) Null() bool { return v.raw == Null }

// Valued reports whether there is something to store.
func (v Value) Valued() bool { return !v.Empty() && !v.Null() }

// Component is component n, counted from 1. A value without components is its
// own first component (HL7 v2.8.2 section 2.7.1).
func (v Value) Component(n int) Value {
	if v.syn == nil {
		return Value{}
	}
	return v.part(n, v.syn.Component)
}

// Sub is subcomponent n, counted from 1.
func (v Value) Sub(n int) Value {
	if v.syn == nil {
		return Value{}
	}
	return v.part(n, v.syn.Subcomponent)
}

func (v Value) part(n int, sep byte) Value {
	if n < 1 || sep == 0 {
		if n == 1 {
			return v
		}
		return Value{}
	}
	rest := v.raw
	for range n - 1 {
		_, after, found := strings.Cut(rest, string(rune(sep)))
		if !found {
			return Value{}
		}
		rest = after
	}
	head, _, _ := strings.Cut(rest, string(rune(sep)))
	return Value{raw: head, syn: v.syn}
}

// Text is the unescaped text of the first subcomponent of the first component,
// without surrounding blanks; "" for a null or absent value.
func (v Value) Text() string { return v.Component(1).Sub(1).Whole() }

// Whole is the unescaped text of all of v, delimiters included. It suits the
// types that have no components (ST, TX, FT), where a sender may have left a
// delimiter unescaped.
func (v Value) Whole() string {
	if v.syn == nil || v.Null() {
		return ""
	}
	return strings.TrimSpace(unescape(v.raw, v.syn))
}

// Reps splits v, taken as a field, into its repetitions. A field that is empty
// has none.
func (v Value) Reps() []Value {
	if v.Empty() || v.syn == nil {
		return nil
	}
	if v.syn.Repetition == 0 {
		return []Value{v}
	}
	parts := strings.Split(v.raw, string(rune(v.syn.Repetition)))
	out := make([]Value, 0, len(parts))
	for _, p := range parts {
		if rep := (Value{raw: p, syn: v.syn}); !rep.Empty() {
			out = append(out, rep)
		}
	}
	return out
}

// First is the first repetition that is not empty.
func (v Value) First() Value {
	if reps := v.Reps(); len(reps) > 0 {
		return reps[0]
	}
	return Value{}
}
