package reason

import (
	"maps"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// pathways are the steps of the pathways that a story enters, or asks for while
// what would enter it is not measured yet: whoever wants to lose weight is
// measured first. Who has to be seen now walks none.
func (e *Engine) pathways(a Assessment, c chart.Chart, lang string) []TriageStep {
	if a.Level <= lastSoon {
		return nil
	}
	var out []TriageStep
	for _, p := range e.g.Pathways() {
		if len(p.Steps) == 0 {
			continue
		}
		r := e.Pathway(p.ID, c)
		steps := r.Steps
		switch {
		case r.Entered == chart.Yes:
		case r.Entered == chart.Unknown && e.asksFor(p, c):
			steps = steps[:1]
		default:
			continue
		}
		out = append(out, TriageStep{Kind: "pathway", ID: p.ID, Label: p.Labels.In(lang)})
		for _, s := range steps {
			out = append(out, e.pathwayLine(p.ID, s, lang))
		}
	}
	return out
}

// lastSoon is the last level at which somebody is seen within minutes.
const lastSoon = 2

// asksFor is true where the patient has what a pathway is for.
func (e *Engine) asksFor(p graph.Pathway, c chart.Chart) bool {
	return slices.ContainsFunc(p.For, func(id string) bool {
		return c.Findings[id] == chart.Yes || slices.ContainsFunc(c.Conditions, func(x chart.Coded) bool { return x.Concept == id })
	})
}

// pathwayLine words a step: what it found in its tables, what it suspects and
// what it offers.
func (e *Engine) pathwayLine(path string, s StepResult, lang string) TriageStep {
	out := TriageStep{Kind: "pathway_step", ID: path + "/" + s.ID, Label: s.Label.In(lang), Missing: s.Missing}
	for _, id := range slices.Sorted(maps.Keys(s.Bands)) {
		out.Facts = append(out.Facts, id+"="+s.Bands[id].Value)
	}
	var says []string
	for _, x := range s.Screens {
		if x.State == "suspected" || x.State == "present" {
			out.Facts = append(out.Facts, x.Condition)
			l, _ := e.g.Label(x.Condition)
			says = append(says, l.In(lang))
		}
	}
	for _, o := range s.Options {
		if o.Value == chart.Yes {
			says = append(says, o.Label.In(lang))
		}
	}
	out.Detail = strings.Join(says, map[bool]string{true: "; ", false: "；"}[lang == "en"])
	return out
}
