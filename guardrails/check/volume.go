package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// What fluids are given by the kilogram: 30 mL in septic shock (Surviving Sepsis
// Campaign 2021, 6), and for each percent of burnt skin 4 mL in a day (American Burn
// Association 2008: 2 to 4), with a tenth for rounding.
const (
	shockPerKg = 30
	burnPerKg  = 4
	rounding   = 1.1
)

//nolint:gochecknoglobals // compiled once, read only
var (
	burnRE   = pattern.MustCompile(`(?:烧伤|烫伤|burns?)[^\d;。]{0,12}(\d{1,3}(?:\.\d+)?) ?%|(\d{1,3}(?:\.\d+)?) ?% ?(?:tbsa|体表|burns?)`)
	septicRE = pattern.MustCompile(`septic|sepsis|shock|hypovol|脓毒|感染性休克|休克|低血容量`)
)

// inVolume is true for a volume of fluid that the weight allows: in shock, and for the
// share of the skin that is burnt.
func (b *bench) inVolume(c claim.Claim, p claim.Posology) bool {
	if b.Audience != "order" || p.Unit != "mL" || p.PerKg || !b.Index.member(diluents, c.Concept) || c.Concept == "drug.glucose" {
		return false
	}
	kg, weighed := b.facts.Number("find.weight")
	if !weighed {
		return false
	}
	n := b.background()
	if m := burnRE.FindStringSubmatch(n); m != nil {
		share := max(atof(m[1]), atof(m[2]))
		return share <= 100 && p.Amount <= burnPerKg*share*kg*rounding
	}
	return septicRE.MatchString(n) && p.Amount <= shockPerKg*kg*rounding
}
