package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
)

// result holds "normal" or "high" against what the graph derives from the
// measured value: 39 degrees is a fever, so that temperature is not normal.
// A quantity on which the graph derives nothing cannot be verified.
func result(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	facts := b.facts
	if c.Value != nil && c.Concept != "" {
		f, _ := b.Graph.Finding(c.Concept)
		v, ok := logic.Convert(c.Concept, *c.Value, c.Unit, f.Unit)
		if !ok {
			return []Finding{b.find("result_unverified", c)}
		}
		facts.base = withNumber{facts.base, c.Concept, v}
	}
	hit, judged, all := b.abnormal(c.Concept, facts)
	switch {
	case !judged, c.Act == "normal" && hit == "" && !all, c.Act != "normal" && hit == "":
		return []Finding{b.find("result_unverified", c)}
	case c.Act == "normal" && hit != "":
		return []Finding{b.find("negation_flipped", c, b.evidence(c.Concept), hit)}
	}
	return nil
}

// abnormal gives a finding that the graph derives from this quantity alone and
// that is present. judged is false where there is none to ask, all is true
// when each of them was decided.
func (b *bench) abnormal(id string, facts logic.Facts) (hit string, judged, all bool) {
	all = true
	for _, f := range b.Index.derived[id] {
		judged = true
		switch logic.Value(*f.Derive, facts) {
		case chart.Yes:
			if hit == "" {
				hit = f.ID
			}
		case chart.Unknown:
			all = false
		}
	}
	return hit, judged, all
}

// withNumber are facts with one number as the text gives it.
type withNumber struct {
	logic.Facts
	id string
	v  float64
}

// Number implements logic.Facts.
func (w withNumber) Number(id string) (float64, bool) {
	if id == w.id {
		return w.v, true
	}
	return w.Facts.Number(id)
}
