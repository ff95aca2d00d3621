package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// The limits of a patient at risk of torsade (Drew et al., AHA/ACC
// statement, Circulation 2010;121:1047): QTc in ms, potassium in mmol/L.
const (
	longQTc      = 500
	lowPotassium = 3.5
)

// The weight of each class of CredibleMeds in the sum, and the sums from which
// the load is told: two drugs of known risk, or one in a patient at risk. The
// weights are a judgement; a conditional drug alone adds little.
const (
	qtLoad, qtLoadAtRisk, qtNoted = 4, 2, 2.5
)

func qtWeight(d graph.Drug) float64 {
	switch d.QT {
	case "known":
		return 2
	case "possible":
		return 1
	case "conditional":
		return 0.5
	}
	return 0
}

// qt sums what prolongs the QT interval: the drug, the medicines in use and
// the patient's own risk.
func qt(b *bench, c claim.Claim) []Finding {
	return b.each(c, "qt_minor", func(d graph.Drug) *Finding {
		sum := qtWeight(d)
		if sum == 0 {
			return nil
		}
		evidence := []string{d.ID}
		for _, o := range b.others(c) {
			x, ok := b.Graph.Drug(o.concept)
			if w := qtWeight(x); ok && x.ID != d.ID && w > 0 {
				sum += w
				evidence = append(evidence, source(o), x.ID)
			}
		}
		risk := b.qtRisk()
		switch {
		case sum >= qtLoad, sum >= qtLoadAtRisk && len(risk) > 0:
			return b.about("qt_load", c, append(evidence, risk...)...)
		case sum >= qtNoted:
			return b.about("qt_minor", c, evidence...)
		}
		return nil
	})
}

// qtRisk is the evidence for a patient at risk.
func (b *bench) qtRisk() []string {
	var out []string
	if n, ok := b.facts.Number("find.qtc"); ok && n >= longQTc {
		out = append(out, b.evidence("find.qtc"))
	}
	if n, ok := b.facts.Number("find.potassium"); ok && n < lowPotassium {
		out = append(out, b.evidence("find.potassium"))
	}
	if b.facts.Bool("cond.long_qt") == chart.Yes {
		out = append(out, b.evidence("cond.long_qt"))
	}
	return out
}

// others are the other medicines in use, each concept once.
func (b *bench) others(c claim.Claim) []use {
	var out []use
	for _, u := range b.inUse(c) {
		if u.concept != "" && u.concept != c.Concept && u.claim != c.ID && !slices.ContainsFunc(out, func(o use) bool { return o.concept == u.concept }) {
			out = append(out, u)
		}
	}
	return out
}
