// Package ucum reads units of measure (The Unified Code for Units of Measure,
// https://ucum.org) as far as clinical data needs them, and converts between
// units of one dimension: 1 g is 1000 mg, 37 Cel is 98.6 [degF].
//
// Amount of substance (mol), equivalents (eq) and international units are
// dimensions of their own here: a mass is never turned into an amount, and an
// equivalent never into a mole, for both depend on the substance.
package ucum

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// System is the URI of UCUM in FHIR.
const System = "http://unitsofmeasure.org"

// Unit is a unit reduced to base units.
type Unit struct {
	factor, offset float64
	dimension      string
}

// Base is a number of these units in base units, kept within the finite
// numbers so that an open end of a range stays one.
func (u Unit) Base(f float64) float64 {
	return max(-math.MaxFloat64, min(math.MaxFloat64, f*u.factor+u.offset))
}

// Dimension names the base units, such as "g1.L-1": two units convert into each
// other when it is the same. It is "1" for a pure number.
func (u Unit) Dimension() string { return u.dimension }

// maxLength bounds what is read: no real unit comes near.
const maxLength = 64

// Parse reads a case-sensitive UCUM code; ok is false when it has an atom that
// is not known here.
func Parse(code string) (u Unit, ok bool) {
	if code == "" || len(code) > maxLength {
		return Unit{}, false
	}
	if s, special := scales[code]; special {
		return Unit{s.factor, s.offset, "K1"}, true
	}
	p := parser{rest: code}
	q, ok := p.term(0)
	if !ok || p.rest != "" || q.factor <= 0 || math.IsInf(q.factor, 0) {
		return Unit{}, false
	}
	return Unit{factor: q.factor, dimension: q.name()}, true
}

// quantity is a product of base units.
type quantity struct {
	factor float64
	powers map[string]int
}

func (q quantity) times(o quantity, exponent int) quantity {
	out := quantity{q.factor * math.Pow(o.factor, float64(exponent)), maps.Clone(q.powers)}
	if out.powers == nil {
		out.powers = map[string]int{}
	}
	for base, n := range o.powers {
		out.powers[base] += n * exponent
	}
	return out
}

func (q quantity) name() string {
	var parts []string
	for _, base := range slices.Sorted(maps.Keys(q.powers)) {
		if n := q.powers[base]; n != 0 {
			parts = append(parts, base+strconv.Itoa(n))
		}
	}
	if len(parts) == 0 {
		return "1"
	}
	return strings.Join(parts, ".")
}

type parser struct{ rest string }

func (p *parser) take(b byte) bool {
	if p.rest == "" || p.rest[0] != b {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// term is components joined by "." and "/", which bind alike from the left
// (UCUM section 2.2).
func (p *parser) term(depth int) (quantity, bool) {
	out := quantity{factor: 1}
	exponent := 1
	if p.take('/') {
		exponent = -1
	}
	for {
		c, ok := p.component(depth)
		if !ok {
			return out, false
		}
		out = out.times(c, exponent)
		switch {
		case p.take('.'):
			exponent = 1
		case p.take('/'):
			exponent = -1
		default:
			return out, true
		}
	}
}

func (p *parser) component(depth int) (quantity, bool) {
	if p.take('(') {
		q, ok := p.term(depth + 1)
		return q, ok && depth < 8 && p.take(')')
	}
	note, hasNote, ok := p.annotation()
	if !ok || hasNote {
		return note, ok
	}
	q, ok := p.simple()
	if !ok {
		return q, false
	}
	if n, has := p.exponent(); has {
		q = quantity{factor: 1}.times(q, n)
	}
	note, hasNote, ok = p.annotation()
	if hasNote {
		q = q.times(note, 1)
	}
	return q, ok
}

// annotation says what is counted and changes no value, so that {beats}/min is
// /min. One that holds a number, as in mL/min/{1.73_m2}, makes another
// quantity of it, which must not be taken for mL/min.
func (p *parser) annotation() (q quantity, has, ok bool) {
	q = quantity{factor: 1}
	if !p.take('{') {
		return q, false, true
	}
	text, rest, closed := strings.Cut(p.rest, "}")
	p.rest = rest
	if strings.ContainsAny(text, "0123456789") {
		q.powers = map[string]int{"{" + text + "}": 1}
	}
	return q, true, closed
}

func (p *parser) exponent() (int, bool) {
	end := 0
	if end < len(p.rest) && (p.rest[0] == '-' || p.rest[0] == '+') {
		end++
	}
	for end < len(p.rest) && p.rest[end] >= '0' && p.rest[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(p.rest[:end])
	if err != nil || n < -64 || n > 64 {
		return 0, false
	}
	p.rest = p.rest[end:]
	return n, true
}

// simple is a number or an atom, perhaps with a prefix. The whole text up to
// an operator or exponent is tried as an atom first: "cd" is no centiday.
func (p *parser) simple() (quantity, bool) {
	end, brackets := 0, 0
scan:
	for ; end < len(p.rest); end++ {
		switch c := p.rest[end]; {
		case c == '[':
			brackets++
		case c == ']':
			brackets--
		case brackets > 0:
		case strings.IndexByte("./(){}+-", c) >= 0:
			break scan
		case c >= '0' && c <= '9' && !isNumber(p.rest[:end]) && p.rest[:end] != "":
			break scan
		}
	}
	text := p.rest[:end]
	if strings.HasPrefix(text, "10*") || strings.HasPrefix(text, "10^") {
		p.rest = p.rest[3:]
		return quantity{factor: 10}, true
	}
	p.rest = p.rest[end:]
	if isNumber(text) {
		f, err := strconv.ParseFloat(text, 64)
		return quantity{factor: f}, err == nil
	}
	return atom(text)
}

func isNumber(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}

func atom(text string) (quantity, bool) {
	if a, ok := atoms[text]; ok {
		return a.quantity(), true
	}
	for n := 2; n >= 1; n-- {
		if len(text) <= n {
			continue
		}
		factor, isPrefix := prefixes[text[:n]]
		if a, ok := atoms[text[n:]]; ok && isPrefix && a.metric {
			q := a.quantity()
			q.factor *= factor
			return q, true
		}
	}
	return quantity{}, false
}
