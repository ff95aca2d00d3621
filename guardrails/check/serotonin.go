package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// serotonin sums serotonergic medicines (Boyer and Shannon, N Engl J Med
// 2005;352:1112): with a monoamine oxidase inhibitor one is too many, three of
// any kind are a load; two are noted.
func serotonin(b *bench, c claim.Claim) []Finding {
	return b.each(c, "serotonin_minor", func(d graph.Drug) *Finding {
		self, inhibits := b.serotonergic(d.ID)
		if !self {
			return nil
		}
		evidence := []string{d.ID}
		for _, o := range b.others(c) {
			adds, also := b.serotonergic(o.concept)
			if !adds || o.concept == d.ID {
				continue
			}
			inhibits = inhibits || also
			evidence = append(evidence, source(o), o.concept)
		}
		switch n := (len(evidence) + 1) / 2; {
		case n >= 2 && inhibits, n >= 3:
			return b.about("serotonin_load", c, evidence...)
		case n >= 2:
			return b.about("serotonin_minor", c, evidence...)
		}
		return nil
	})
}

// serotonergic tells whether a drug raises serotonin, and whether it does so by
// inhibiting monoamine oxidase.
func (b *bench) serotonergic(concept string) (adds, inhibits bool) {
	inhibits = b.Index.member([]string{"class.maoi"}, concept)
	return inhibits || b.Index.member([]string{"class.serotonergic"}, concept), inhibits
}
