package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// incare settles, for lay readers, what a draft does with the medicines that
// the patient has already. A doctor has prescribed them: to name one, without
// a direction for use or with the one that stands on the chart, starts
// nothing. A draft that also stops the medicine, or tells the patient to avoid
// it, is left as it was read.
func (b *bench) incare() {
	if !b.lay() {
		return
	}
	for i := range b.claims {
		c := &b.claims[i]
		relayed := c.Relayed && c.Act == claim.Reported
		if c.Kind != claim.Drug || c.Act != claim.Prescribe && c.Act != claim.Mention && !relayed || c.Experiencer != "patient" || c.Misspelt {
			continue
		}
		if !b.taken(c.Concept) || b.refused(c.Concept) || !relayed && !b.asCharted(*c) {
			continue
		}
		c.Act = claim.Continue
		for k := range b.claims {
			if d := &b.claims[k]; d.Kind == claim.Dose && d.Concept == c.Concept && d.Sentence == c.Sentence {
				d.Act = claim.Continue
			}
		}
	}
}

// weighed are hazards that are weighed when a medicine is prescribed.
//
//nolint:gochecknoglobals // a literal list, read only
var weighed = []string{"interaction_soft", "contraindication_soft", "serotonin_load", "qt_load"}

// taken is true for a drug of the chart.
func (b *bench) taken(concept string) bool {
	return concept != "" && slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		return active(m) && m.Concept == concept
	})
}

// refused is true where the draft also speaks against the drug.
func (b *bench) refused(concept string) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Concept == concept && (c.Kind == claim.Drug || c.Kind == claim.StopChange) && (c.Act == claim.Avoid || c.Act == claim.Stop || c.Act == claim.Change)
	})
}

// asCharted is true when no direction for use stands beside the drug, or none
// that differs from the chart's.
func (b *bench) asCharted(c claim.Claim) bool {
	for _, d := range b.claims {
		if d.Kind != claim.Dose || d.Concept != c.Concept || d.Sentence != c.Sentence || b.negates(d) {
			continue
		}
		if d.Dose == nil || (d.Dose.Amount == 0 || !b.chartsDose(c.Concept, *d.Dose)) && !b.explained(d, *d.Dose) {
			return false
		}
	}
	return true
}

// chartsDose is true when the chart's own words give this amount.
func (b *bench) chartsDose(concept string, p claim.Posology) bool {
	for _, m := range b.Chart.Medications {
		if active(m) && m.Concept == concept && statesAmount(m.Text, p.Amount, p.Unit) {
			return true
		}
	}
	return false
}

// chartsAmount is true when the chart's words give any amount of the drug.
func (b *bench) chartsAmount(concept string) bool {
	return slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		return active(m) && m.Concept == concept && strings.ContainsAny(m.Text, "0123456789")
	})
}

// settled drops what nobody knows about a medicine that the patient goes on
// taking: whoever prescribed it has asked. What is known against it stays.
func (b *bench) settled(c claim.Claim, found []Finding) []Finding {
	if c.Kind != claim.Drug && c.Kind != claim.Dose || len(found) == 0 {
		return found
	}
	if b.Audience == "doctor" && b.taken(c.Concept) && b.asCharted(c) {
		// To speak of a medicine in use adds no second one, and whoever goes on with
		// it has weighed what speaks against it and does not forbid it.
		return slices.DeleteFunc(found, func(f Finding) bool {
			return f.Hazard == "duplicate" || c.Act == claim.Continue && slices.Contains(weighed, f.Hazard)
		})
	}
	if !b.lay() {
		return found
	}
	goesOn := (c.Act == claim.Continue || c.Act == claim.Change) && b.taken(c.Concept)
	group := c.Act == claim.Mention && c.Kind == claim.Drug && strings.HasPrefix(c.Concept, "class.")
	if !goesOn && !group {
		return found
	}
	return slices.DeleteFunc(found, func(f Finding) bool {
		if f.Hazard == "not_on_chart" && c.Kind == claim.Dose {
			return c.Relayed && (b.Audience == "care-manager" || !b.chartsAmount(c.Concept))
		}
		if goesOn && (slices.Contains(weighed, f.Hazard) || f.Hazard == "duplicate") {
			return true
		}
		return strings.HasSuffix(f.Hazard, "_unknown") || f.Hazard == "pregnancy_unasked"
	})
}
