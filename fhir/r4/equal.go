package r4

import (
	"bytes"
	"strconv"
)

// Equal compares as JSON does: members in any order, strings by content,
// numbers by value, so 1.10 equals 1.1 (RFC 6902, 4.6).
func (v Value) Equal(w Value) bool {
	if v.Kind() != w.Kind() {
		return false
	}
	switch v.Kind() {
	case Object:
		return v.length() == w.length() && v.sameMembers(w)
	case Array:
		a, b := v.First(), w.First()
		for ; a.Kind() != Absent && b.Kind() != Absent; a, b = a.Next(), b.Next() {
			if !a.Equal(b) {
				return false
			}
		}
		return a.Kind() == b.Kind()
	case String:
		return bytes.Equal(v.Bytes(), w.Bytes())
	case Number:
		return sameNumber(v.Raw(), w.Raw())
	case Bool:
		return bytes.Equal(v.Raw(), w.Raw())
	default:
		return true
	}
}

func (v Value) length() int {
	n := 0
	for c := v.First(); c.Kind() != Absent; c = c.Next() {
		n++
	}
	return n
}

func (v Value) sameMembers(w Value) bool {
	others := make(map[string]Value, w.length())
	for name, o := range w.Members() {
		others[name] = o
	}
	for name, m := range v.Members() {
		if o, ok := others[name]; !ok || !m.Equal(o) {
			return false
		}
	}
	return true
}

func sameNumber(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	signA, digitsA, expA, okA := canonical(a)
	signB, digitsB, expB, okB := canonical(b)
	return okA && okB && signA == signB && expA == expB && bytes.Equal(digitsA, digitsB)
}

// canonical writes a JSON number as digits without zeros at either end, and the
// power of ten of the last digit. Zero has no digits, sign or power.
func canonical(text []byte) (negative bool, digits []byte, exp int, ok bool) {
	text, negative = bytes.CutPrefix(text, []byte("-"))
	mantissa, power := text, []byte(nil)
	if i := bytes.IndexAny(text, "eE"); i >= 0 {
		mantissa, power = text[:i], text[i+1:]
	}
	whole, fraction, _ := bytes.Cut(mantissa, []byte("."))
	if len(power) > 0 {
		n, err := strconv.Atoi(string(power))
		if err != nil {
			return false, nil, 0, false
		}
		exp = n
	}
	exp -= len(fraction)
	digits = bytes.TrimLeft(append(bytes.Clone(whole), fraction...), "0")
	trimmed := bytes.TrimRight(digits, "0")
	exp += len(digits) - len(trimmed)
	if len(trimmed) == 0 {
		return false, nil, 0, true
	}
	return negative, trimmed, exp, true
}
