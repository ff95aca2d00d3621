package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// indication tells a prescription for which neither the chart nor the draft
// gives a reason. It speaks only where the content lists what the drug is given
// for and the chart's conditions were asked for.
func indication(b *bench, c claim.Claim) []Finding {
	if !b.Chart.ConditionsKnown || slices.ContainsFunc(b.Chart.Conditions, func(x chart.Coded) bool { return active(x) && x.Concept == "" }) {
		return nil
	}
	return b.each(c, "indication_missing", func(d graph.Drug) *Finding {
		if len(d.Indications) == 0 || slices.ContainsFunc(d.Indications, b.present) {
			return nil
		}
		return b.about("indication_missing", c, d.ID)
	})
}

// present is true for a condition or finding of the chart or of the draft.
func (b *bench) present(id string) bool {
	if b.facts.Bool(id) == chart.Yes {
		return true
	}
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Concept == id && (x.Kind == claim.Diagnosis && x.Act != claim.Excluded || x.Kind == claim.Finding && x.Polarity == claim.Affirmed)
	})
}
