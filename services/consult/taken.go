package consult

import (
	"slices"
	"strconv"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// takenCard holds the medicines that the patient takes already against the
// chart and against each other, as if each were ordered today: what was right
// when it was begun may be wrong since the last result. Nobody asked for it, so
// it is one card, of what is critical or major only, and silent where the
// knowledge does not know a medicine.
func (p *speaker) takenCard(d dossier) Card {
	var drafts []draft
	ask := fence.Draft{Audience: fence.Order, Lang: p.lang, Urgency: agent.Urgency(d.assessment), Department: p.department}
	for _, m := range current(d.story.Chart.Medications) {
		again := slices.ContainsFunc(drafts, func(x draft) bool { return x.drug.Concept == m.Concept })
		if m.Concept == "" || m.Evidence == "" || again || len(drafts) == maxOrders {
			continue
		}
		x := draft{ref: m.Evidence, text: m.Text, drug: &fence.OrderDraft{DrugText: m.Text, Concept: m.Concept, Evidence: m.Evidence}}
		drafts, ask.Orders = append(drafts, x), append(ask.Orders, *x.drug)
	}
	if len(drafts) == 0 || p.err != nil {
		return Card{}
	}
	// A medicine is often recorded twice, as the order and as what the patient
	// takes: no entry of it is left in the chart to be a duplicate of.
	ask.Chart = d.story.Chart
	ask.Chart.Medications = slices.DeleteFunc(slices.Clone(ask.Chart.Medications), func(m chart.Coded) bool {
		return slices.ContainsFunc(drafts, func(x draft) bool { return x.drug.Concept == m.Concept })
	})
	dec, _, err := p.Fence.Gate(p.ctx, ask)
	if err != nil {
		p.err = err
		return Card{}
	}
	found := slices.DeleteFunc(p.problems(dec.Findings, drafts), func(x problem) bool { return !loud(x) || x.order.drug == nil })
	c := p.takenFound(found)
	c.Decision = dec.Record.ID
	return c
}

// takenFound words what was found, the critical first, each wording once.
func (p *speaker) takenFound(found []problem) Card {
	slices.SortStableFunc(found, bySeverity)
	seen := map[string]bool{}
	found = slices.DeleteFunc(found, func(x problem) bool {
		again := seen[x.message.text]
		seen[x.message.text] = true
		return again
	})
	if len(found) == 0 {
		return Card{}
	}
	sum, det := p.pen(), p.pen()
	sum.say(p.free(graph.Label{ZH: "在用药物请复核", EN: "Medicines in use, please review"})).mark(colon).prose(found[0].message)
	if n := len(found) - 1; n > 0 {
		sum.say(p.free(graph.Label{ZH: "（另有" + strconv.Itoa(n) + "项）", EN: " (and " + strconv.Itoa(n) + " more)"}))
	}
	for _, x := range found {
		det.mark(paragraph).mark(bold).quote(x.order.text).mark(bold).mark(colon).prose(x.message)
		p.evidence(det, x)
	}
	c := Card{Summary: sum.done(), Detail: det.done(), Indicator: Warning, Source: p.stand(p.refsBehind(found[0])), Overrides: p.overrides()}
	if found[0].severity == critical {
		c.Indicator = Critical
	}
	return c
}
