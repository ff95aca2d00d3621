package claim

import "strings"

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

// heldIn reads the volume that an amount before it is the strength of, and where
// it ends: "/mL", " in 5 mL", 每5毫升. What is dissolved in a bag ("in 100 mL") is
// given as it stands and is no strength. 0 for none.
func (r *reader) heldIn(at int) (ml float64, end int) {
	rest := strings.TrimLeft(r.n[at:], " ")
	for _, w := range [...]string{"/", "per ", "in ", "每"} {
		after, ok := strings.CutPrefix(rest, w)
		if !ok {
			continue
		}
		after = strings.TrimLeft(after, " ")
		digits := 0
		for digits < len(after) && digit(after[digits]) {
			digits++
		}
		ml = 1
		switch after[:digits] {
		case "", "1":
		case "5":
			ml = 5
		case "10":
			ml = 10
		case "100":
			if w == "in " {
				return 0, 0
			}
			ml = 100
		default:
			return 0, 0
		}
		if digits == 0 && w == "in " {
			return 0, 0
		}
		after = strings.TrimLeft(after[digits:], " ")
		for _, unit := range [...]string{"ml", "毫升"} {
			if tail, ok := strings.CutPrefix(after, unit); ok && (tail == "" || !isLetter(tail[0]) && tail[0] != '/') {
				return ml, len(r.n) - len(tail)
			}
		}
		return 0, 0
	}
	return 0, 0
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
