package check

import (
	"slices"

	"apricot.health/guardrails/claim"
)

// tooMuchAtOnce tells a dose of patient-controlled analgesia beyond the largest.
func (b *bench) tooMuchAtOnce(s stretch, text string) *Finding {
	if !pcaRE.MatchString(text) {
		return nil
	}
	m := bolusRE.FindStringSubmatch(s.text)
	if m == nil {
		return nil
	}
	n, unit := atof(m[1]), unitOf(m[2])
	if unit == "mL" {
		perML, _, in, ok := s.held(len(s.text))
		if !ok {
			return nil
		}
		n, unit = n*perML, in
	}
	for _, x := range rates().Bolus {
		if v, ok := convert(n, unit, x.Unit); ok && x.Of == s.concept && v > x.Most*tolerance {
			return b.fasterThan(s, m[0], running{high: x.Most, unit: x.Unit})
		}
	}
	return nil
}

// ofBag is true for an amount that a bag holds whose pump is judged by itself.
func (b *bench) ofBag(c claim.Claim) bool {
	if b.Audience != "order" || c.Dose == nil || c.Sentence < 0 || !pumpRE.MatchString(b.flatText()) {
		return false
	}
	for _, s := range b.stretches() {
		pump, ok := s.pumped()
		if !ok || s.concept != c.Concept {
			continue
		}
		_, all, unit, _ := s.held(pump.at)
		if n, same := convert(c.Dose.Amount, c.Dose.Unit, unit); same && n == all && b.limited(c.Concept) {
			return true
		}
	}
	return false
}

// limited is true for a medicine of which rates.yaml has the fastest.
func (b *bench) limited(concept string) bool {
	return slices.ContainsFunc(rates().Rates, func(x fastest) bool { return b.Index.member([]string{x.Of}, concept) })
}
