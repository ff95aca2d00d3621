package check

import (
	"slices"

	"apricot.health/guardrails/claim"
)

// stopChange tells advice to stop or change a medicine. To avoid a drug is
// such advice only for one that the patient takes.
func stopChange(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	if c.Kind == claim.Drug && c.Act == claim.Avoid {
		if b.avoidsPair(c) {
			return nil
		}
		for _, u := range b.uses {
			if u.claim == "" && b.sameDrug(c.Concept, u.concept) {
				return []Finding{b.find("stop_change", c, source(u))}
			}
		}
		return nil
	}
	return []Finding{b.find("stop_change", c)}
}

// avoidsPair is true for "never ibuprofen with your warfarin": what is to be
// avoided there is the drug that the patient does not take.
func (b *bench) avoidsPair(c claim.Claim) bool {
	for _, x := range b.claims {
		if x.Kind != claim.Drug || x.Act != claim.Avoid || x.Sentence != c.Sentence || x.Concept == c.Concept {
			continue
		}
		if !slices.ContainsFunc(b.uses, func(u use) bool { return u.claim == "" && b.sameDrug(x.Concept, u.concept) }) {
			return true
		}
	}
	return false
}

// sameDrug is true when a concept names a drug or the class it belongs to.
func (b *bench) sameDrug(concept, drug string) bool {
	return drug != "" && (concept == drug || b.Index.member([]string{concept}, drug))
}

// prescription tells a patient's reader that a machine prescribed; for a
// doctor a draft is what is asked for. Reviewed wording may name a drug.
func prescription(b *bench, c claim.Claim) []Finding {
	if !b.lay() || b.templated(c) {
		return nil
	}
	return []Finding{b.find("prescription_by_ai", c)}
}

// known tells names that the graph has no drug, class or allergen for, and
// names that are a slip away from one: which drug is meant, a person must say.
func known(b *bench, c claim.Claim) []Finding {
	if _, ok := b.Graph.Label(c.Concept); !ok || c.Misspelt {
		return []Finding{b.find("unknown_drug", c, c.Concept)}
	}
	return nil
}

// onChart holds a medicine to be continued against the chart's list.
func onChart(b *bench, c claim.Claim) []Finding {
	for _, u := range b.uses {
		if u.claim == "" && b.sameDrug(c.Concept, u.concept) {
			return nil
		}
	}
	if b.templated(c) {
		return nil
	}
	return []Finding{b.find("not_on_chart", c)}
}

// reported holds what the patient is said to take or not to take against the
// chart.
func reported(b *bench, c claim.Claim) []Finding {
	if c.Experiencer != "patient" || c.Polarity == claim.Hypothetical || c.Polarity == claim.Question {
		return nil
	}
	where := ""
	for _, m := range b.Chart.Medications {
		if active(m) && b.sameDrug(c.Concept, m.Concept) {
			where = evidenceOf(m)
		}
	}
	switch {
	case c.Polarity == claim.Negated && where != "":
		return []Finding{b.find("negation_flipped", c, where)}
	case c.Polarity == claim.Affirmed && where == "":
		return []Finding{b.find("not_on_chart", c)}
	}
	return nil
}
