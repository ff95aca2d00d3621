package search

import (
	"math"
	"time"
)

// Prefix is the comparator of an ordered value.
type Prefix string

// The prefixes (FHIR R4, search.html#prefix).
const (
	Equal       Prefix = "eq"
	NotEqual    Prefix = "ne"
	Greater     Prefix = "gt"
	Less        Prefix = "lt"
	GreaterEq   Prefix = "ge"
	LessEq      Prefix = "le"
	StartsAfter Prefix = "sa"
	EndsBefore  Prefix = "eb"
	Approximate Prefix = "ap"
)

// Prefixes lists the prefixes.
func Prefixes() []Prefix {
	return []Prefix{Equal, NotEqual, Greater, Less, GreaterEq, LessEq, StartsAfter, EndsBefore, Approximate}
}

// Value is one value of a parameter, taken apart but not yet bound to a
// database. Parse has checked it: its methods do not fail on it.
type Value struct {
	Prefix Prefix
	// Text is the value without prefix, system and unit: the string, the
	// code, the date, the number, the uri, or the id of a reference.
	Text string
	// System of a token or quantity. HasSystem tells "|code" (no system)
	// from "code" (any system).
	System    string
	HasSystem bool
	// Unit of a quantity: a code or what is printed.
	Unit string
	// RefType of a reference; empty for any type.
	RefType string
	// Absolute marks a reference that is a URL or a urn, kept whole in Text.
	Absolute bool
	// Missing is the value of the modifier :missing.
	Missing bool
	// Now is the moment that the prefix ap of a date counts from.
	Now time.Time
	// Parts are the values of the components of a composite.
	Parts []Value
}

// Span is the range of a date value; zone is the site's. With the prefix ap it
// is wider by a tenth of the time between the value and now on both sides
// (FHIR R4, search.html#prefix).
func (v Value) Span(zone *time.Location) Range {
	r, err := ParseDate(v.Text, zone)
	if err != nil {
		return Range{}
	}
	if v.Prefix == Approximate {
		now := v.Now.UnixMicro()
		room := max(r.Low-now, now-r.High, 0) / 10
		r.Low, r.High = r.Low-room, r.High+room
	}
	return r
}

// Number is the number of a number or quantity value with the interval of its
// precision; with the prefix ap, with the interval of a tenth around it.
func (v Value) Number() (float64, Interval) {
	f, in, err := ParseNumber(v.Text)
	if err != nil {
		return 0, Interval{}
	}
	if v.Prefix == Approximate {
		room := math.Abs(f) / 10
		in = Interval{min(in.Low, f-room), max(in.High, f+room)}
	}
	return f, in
}

// IndexValue is one row of an index. Which members are set depends on Kind.
type IndexValue struct {
	Hash int64
	Kind Kind
	// Group numbers, from 1, the element of a composite that the value is a
	// component of.
	Group int32
	// Text is the folded string, the code, the uri or the id of a reference.
	Text string
	// Exact is the string in the form of the function Exact.
	Exact string
	// System of a token or quantity, target type of a reference (empty for
	// URLs that are not of the form [base]/Type/id).
	System string
	// Code and Unit of a quantity as written.
	Code, Unit string
	Span       Range    // date
	Number     Interval // number and quantity, as written
	// Canonical is Number in the base units that CanonicalUnit names; that is
	// empty when the unit is not known.
	Canonical     Interval
	CanonicalUnit string
}
