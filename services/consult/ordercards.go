package consult

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// orderCards makes a card of every critical and major problem, each wording
// once, and folds the minor ones into one.
func (p *speaker) orderCards(service, decision, patient string, problems []problem) []Card {
	var shown, quiet []problem
	seen := map[string]bool{}
	for _, x := range problems {
		if seen[x.hazard+x.message.text] {
			continue
		}
		seen[x.hazard+x.message.text] = true
		if loud(x) {
			shown = append(shown, x)
		} else {
			quiet = append(quiet, x)
		}
	}
	slices.SortStableFunc(shown, bySeverity)
	var out []Card
	for _, x := range shown {
		out = append(out, p.orderCard(x))
	}
	if len(quiet) > 0 {
		out = append(out, p.notesCard(quiet))
	}
	for i := range out {
		out[i].Service, out[i].Decision = service, decision
		out[i] = out[i].seal(patient)
	}
	return out
}

func (p *speaker) orderCard(x problem) Card {
	ind := Warning
	if x.severity == critical {
		ind = Critical
	}
	det := p.pen()
	det.quote(x.order.text)
	p.evidence(det, x)
	return Card{
		Summary: x.message, Detail: det.done(), Indicator: ind,
		Source: p.stand(p.refsBehind(x)), Overrides: p.overrides(),
	}
}

func (p *speaker) notesCard(quiet []problem) Card {
	sum, det := p.pen(), p.pen()
	sum.say(p.heading("notes")).mark(colon).prose(quiet[0].message)
	if n := len(quiet) - 1; n > 0 {
		sum.mark(openPar).quote("+" + strconv.Itoa(n)).mark(closePar)
	}
	for _, x := range quiet {
		det.mark(bullet).prose(x.message)
		if x.order.text != "" {
			det.mark(openPar).quote(x.order.text).mark(closePar)
		}
	}
	return Card{Summary: sum.done(), Detail: det.done(), Indicator: Info, Source: p.stand(p.refsBehind(quiet[0]))}
}

// evidence words what a finding rests on, each thing once: rules with their
// advice for the doctor, facts by name and value, entries of the chart by their
// own words. The drug of the order itself goes without saying.
func (p *speaker) evidence(w *writer, x problem) {
	seen := map[string]bool{}
	for _, id := range append(slices.Clone(x.evidence), behind(x.hazard)...) {
		if x.order.drug != nil && id == x.order.drug.Concept {
			continue
		}
		line := p.ground(id)
		if line.Empty() || seen[line.text] {
			continue
		}
		seen[line.text] = true
		w.mark(bullet).prose(line)
	}
}

// behind are the measurements that a hazard is about.
func behind(hazard string) []string {
	switch hazard {
	case "renal_dose":
		return []string{"find.egfr", "find.creatinine"}
	case "age_dose":
		return []string{"find.weight"}
	}
	return nil
}

func (p *speaker) ground(id string) Prose {
	w := p.pen()
	if _, ok := p.Graph.TextRule(id); ok {
		return Prose{} // the finding's own words name it, and its source
	}
	if r, ok := p.Graph.SafetyRule(id); ok {
		w.mark(bold).say(p.label(id)).mark(bold)
		if advice := p.free(r.Advice); advice.Text() != "" {
			w.mark(colon).say(advice)
		}
		return w.done()
	}
	if f, ok := p.Graph.Finding(id); ok && f.Kind == "quantity" {
		m, measured := p.chart.Measures[id]
		if !measured {
			return Prose{}
		}
		return w.say(p.label(id)).mark(colon).quote(agent.Quantity(p.lang, m.Value, m.Unit)).done()
	}
	if l := p.label(id); l.Text() != "" {
		return w.say(l).done()
	}
	if said := p.answered(id); said != "" {
		return w.quote(cut(said, toldOfOne)).mark(openPar).say(p.heading("told")).mark(closePar).done()
	}
	return w.quote(entry(p.chart, id)).done()
}

// answered are the patient's words behind a piece of evidence, which may name more
// than the one thing that it is evidence of; empty where it is none of the interview.
func (p *speaker) answered(ref string) string {
	if p.interview == nil || !told(ref) {
		return ""
	}
	id, number, _ := strings.Cut(strings.TrimPrefix(ref, interviewPrefix), "#")
	n, err := strconv.Atoi(number)
	if err != nil || id != p.interview.ID || n < 1 || n > len(p.interview.Answers) {
		return ""
	}
	return p.interview.Answers[n-1].Text
}

// entry is the chart's own words for a piece of evidence.
func entry(c chart.Chart, ref string) string {
	for _, list := range [][]chart.Coded{c.Allergies, c.Medications, c.Conditions} {
		for _, x := range list {
			if x.Evidence == ref && x.Text != "" {
				return x.Text
			}
		}
	}
	return ""
}

// refsBehind are the sources of the rule a problem rests on, else those of the
// drug.
func (p *speaker) refsBehind(x problem) []graph.Ref {
	for _, id := range x.evidence {
		if r, ok := p.Graph.SafetyRule(id); ok && len(r.Refs) > 0 {
			return r.Refs
		}
		if a, ok := p.Graph.AllergenGroup(id); ok && len(a.Refs) > 0 {
			return a.Refs
		}
	}
	if x.order.drug != nil {
		if d, ok := p.Graph.Drug(x.order.drug.Concept); ok {
			return d.Refs
		}
	}
	return nil
}
