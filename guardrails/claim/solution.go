package claim

import (
	"strconv"

	"apricot.health/knowledge/pattern"
)

// solution is what a text says a liquid holds: 1 mg/mL, 120 mg in 5 mL.
type solution struct {
	perML      float64
	unit       string
	start, end int // of the amount and the volume that holds it
}

// solutionIn is the one strength of a liquid in a span, nil where there is none or
// where several stand.
func (r *reader) solutionIn(in Span) *solution {
	var out *solution
	for _, t := range r.tokensIn(in) {
		if !t.number || !mass(t.class) {
			continue
		}
		ml, end := r.heldIn(t.end)
		if ml <= 0 {
			continue
		}
		if out != nil {
			return nil
		}
		out = &solution{t.value / ml, t.unit, t.start, end}
	}
	return out
}

// heldRE is the volume that an amount before it is the strength of.
var heldRE = pattern.MustCompile(`^ *(/|per |in |每) *(1|5|10|100)? *(ml|毫升)(?:[^a-z/]|$)`) //nolint:gochecknoglobals // compiled once, read only

// heldIn reads the volume that an amount before it is the strength of, and where
// it ends: "/mL", " in 5 mL", 每5毫升. What is dissolved in a bag ("in 100 mL") is
// given as it stands and is no strength. 0 for none.
func (r *reader) heldIn(at int) (ml float64, end int) {
	rest := r.n[at:]
	m := heldRE.FindStringSubmatchIndex(rest)
	if m == nil {
		return 0, 0
	}
	by, volume := rest[m[2]:m[3]], "1"
	if m[4] >= 0 {
		volume = rest[m[4]:m[5]]
	}
	if by == "in " && (m[4] < 0 || volume == "100") {
		return 0, 0
	}
	ml, _ = strconv.ParseFloat(volume, 64) // one of those of heldRE
	return ml, at + m[7]
}

// holds is true for a token of the strength itself.
func (s *solution) holds(t token) bool { return s != nil && t.start >= s.start && t.end <= s.end }

// poured is a volume of the liquid as the amount that it holds.
func (s *solution) poured(t token) token {
	t.value, t.low, t.unit, t.class = t.value*s.perML, t.low*s.perML, s.unit, unitMass
	return t
}

// strengthAlone takes the strength of a liquid for the amount where the text says
// none: "ibuprofen 100 mg/5 mL three times a day".
func (r *reader) strengthAlone(d *Posology, s solution, span Span) Span {
	for _, t := range r.tokensIn(Span{s.start, s.end}) {
		if t.start == s.start && t.number {
			r.takeAmount(d, t)
			if span.Start < 0 || t.start < span.Start {
				span.Start = t.start
			}
			span.End = max(span.End, t.end)
		}
	}
	return span
}
