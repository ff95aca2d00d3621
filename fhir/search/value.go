package search

import (
	"time"
)

// Prefix is the comparator of an ordered value.
type Prefix string

// The prefixes (FHIR R4, search.html#prefix). ap is not served.
const (
	Equal       Prefix = "eq"
	NotEqual    Prefix = "ne"
	Greater     Prefix = "gt"
	Less        Prefix = "lt"
	GreaterEq   Prefix = "ge"
	LessEq      Prefix = "le"
	StartsAfter Prefix = "sa"
	EndsBefore  Prefix = "eb"
)

// Prefixes lists the prefixes that are served.
func Prefixes() []Prefix {
	return []Prefix{Equal, NotEqual, Greater, Less, GreaterEq, LessEq, StartsAfter, EndsBefore}
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
}

// Span is the range of a date value; zone is the site's.
func (v Value) Span(zone *time.Location) Range {
	r, err := ParseDate(v.Text, zone)
	if err != nil {
		return Range{}
	}
	return r
}

// Number is the number of a number or quantity value with the interval of its
// precision.
func (v Value) Number() (float64, Interval) {
	f, in, err := ParseNumber(v.Text)
	if err != nil {
		return 0, Interval{}
	}
	return f, in
}

// IndexValue is one row of an index. Which members are set depends on Kind.
type IndexValue struct {
	Hash  int64
	Param string
	Kind  Kind
	// Text is the folded string, the code, the uri or the id of a reference.
	Text string
	// Exact is the string as it stands, for :exact.
	Exact string
	// System of a token or quantity, target type of a reference (empty for
	// URLs that are not of the form [base]/Type/id).
	System string
	// Code and Unit of a quantity.
	Code, Unit string
	Span       Range    // date
	Number     Interval // number and quantity
}
