package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// TextRules are the rules of the tables beside the checks that a hospital may endorse
// or switch off one by one, as the graph has them (knowledge/content/textrules.csv).
func TextRules() []graph.TextRule {
	var out []graph.TextRule
	add := func(kind, name string, label graph.Label, source, confidence string) {
		out = append(out, graph.TextRule{ID: ruleID(kind, name), Labels: label, Source: source, Confidence: confidence, Status: graph.Draft})
	}
	for _, x := range allMistakes() {
		add("mistake", x.Mistake, x.Label, x.Source, x.Confidence)
	}
	for _, x := range unsoundPractices().list {
		add("unsound", x.Practice, x.Label, x.Source, "")
	}
	for _, x := range musts() {
		add("must", x.Must, x.Label, x.Source, x.Confidence)
	}
	for _, x := range slices.Concat(nevers().Acts, nevers().Stops) {
		add("never", x.Never, x.Label, x.Source, "")
	}
	for _, x := range protocols() {
		add("protocol", x.Protocol, x.Label, x.Source, x.Confidence)
	}
	return out
}

func ruleID(kind, name string) string { return kind + "." + name }

// off is true for a rule about texts that the hospital switched off. One that the graph
// does not know decides: an older graph takes nothing away.
func (b *bench) off(kind, name string) bool {
	return len(b.Index.off) > 0 && b.Index.off[ruleID(kind, name)]
}

// ruled is a finding of a rule about texts. Where the hospital lets what nobody endorsed
// interrupt no order, such a rule warns of one instead.
func (b *bench) ruled(kind, name, hazard string) Finding {
	id := ruleID(kind, name)
	if b.Audience == "order" && !b.Graph.Settings().MayInterrupt() {
		if r, ok := b.Graph.TextRule(id); !ok || r.Status != graph.Endorsed {
			hazard = "guideline_retired"
		}
	}
	return b.find(hazard, claim.Claim{}, id)
}

// switchedOff are the ids that the hospital switched off.
func switchedOff(site graph.Site) map[string]bool {
	out := map[string]bool{}
	for _, d := range site.Off {
		out[d.ID] = true
	}
	return out
}
