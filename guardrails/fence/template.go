package fence

import (
	"slices"
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/knowledge/graph"
)

// template gives the content a draft says it was rendered from, and whether
// the draft is that content word for word.
func (f *Fence) template(d Draft) (graph.Label, bool) {
	if d.Template == "" {
		return graph.Label{}, false
	}
	text := strings.TrimSpace(d.Text)
	if id, ok := strings.CutPrefix(d.Template, "option:"); ok {
		x, _ := f.cfg.Graph.Finding(id)
		for _, o := range x.Options {
			if strings.TrimSpace(o.Label.In(d.Lang)) == text && text != "" {
				return o.Label, true
			}
		}
		return graph.Label{}, false
	}
	content := f.content(d.Template)
	return content, text != "" && strings.TrimSpace(content.In(d.Lang)) == text
}

// content is the reviewed text behind a template, empty when there is none.
func (f *Fence) content(template string) graph.Label {
	kind, id, _ := strings.Cut(template, ":")
	g := f.cfg.Graph
	switch kind {
	case "ask":
		if x, ok := g.Finding(id); ok && x.Ask != nil {
			return *x.Ask
		}
	case "advice":
		x, _ := g.RedFlag(id)
		return x.Advice
	case "prep":
		if x, ok := g.Investigation(id); ok && x.Preparation != nil {
			return *x.Preparation
		}
	case "phrase":
		x, _ := g.Phrase(id)
		return x.Labels
	case "why":
		x, _ := g.OrderRule(id)
		return x.Why
	case "response":
		return response(g, id)
	case "step":
		return step(g, id)
	case "escalation":
		x, _ := g.Escalation(id)
		return x.Labels
	case "action":
		x, _ := g.Escalation(id)
		return x.Action
	case "monitor":
		x, _ := g.Monitor(id)
		return x.Labels
	case "label":
		l, _ := g.Label(id)
		return l
	}
	return graph.Label{}
}

// response is what a score says at one of its steps: score.x/name.
func response(g *graph.Graph, id string) graph.Label {
	of, name, _ := strings.Cut(id, "/")
	s, _ := g.Score(of)
	for _, r := range s.Responses {
		if r.Name == name {
			return r.Labels
		}
	}
	return graph.Label{}
}

// step is the heading of one step of a pathway, path.x/step, or one of its
// options, path.x/step/option.
func step(g *graph.Graph, id string) graph.Label {
	of, rest, _ := strings.Cut(id, "/")
	name, option, inside := strings.Cut(rest, "/")
	p, _ := g.Pathway(of)
	for _, s := range p.Steps {
		if s.ID != name {
			continue
		}
		if !inside {
			return s.Labels
		}
		for _, o := range s.Options {
			if o.ID == option {
				return o.Labels
			}
		}
	}
	return graph.Label{}
}

// name is true for templates that only name or ask: they advise nothing, so
// that the name of a drug in a list of allergies is no advice to take it.
func name(template string) bool {
	for _, kind := range []string{"label:", "option:", "ask:", "escalation:", "monitor:"} {
		if strings.HasPrefix(template, kind) {
			return true
		}
	}
	return false
}

// vouched keeps, of the answers about reviewed content, only those that
// depend on this patient: content was reviewed for what it says, and not for
// whom it is shown to. An answer that a check did not give stays missing, and
// the policy blocks on it as ever.
//
// Hazards of the draft as a whole fall away: a label or a question is one
// piece of a screen, and that the screen sends a patient in danger to
// emergency care is not its piece to prove.
//
// The advice of an emergency flag cannot understate an emergency: its "do not
// drive to the hospital yourself" is no advice against going there.
func (f *Fence) vouched(d Draft, a asked) asked {
	flag, known := f.cfg.Graph.RedFlag(strings.TrimPrefix(d.Template, "advice:"))
	urgent := known && flag.Level <= 2
	matters := func(id, h string) bool {
		if urgent && (h == "missed_red_flag" || h == "under_triage") {
			return false
		}
		return personal(h, d.Template) && !ofDraft(a.notes, id, h)
	}
	out := asked{claims: a.claims, notes: a.notes, words: a.words, answers: make(check.Answers, len(a.answers))}
	for id, checks := range a.answers {
		kept := make(map[string][]string, len(checks))
		for name, given := range checks {
			kept[name] = keep(given, func(h string) bool { return matters(id, h) })
		}
		out.answers[id] = kept
	}
	return out
}

// ofDraft is true where a hazard rests on what the content says of allergies
// in general ("if you are allergic to contrast"), and not on the chart.
func ofDraft(notes []check.Finding, id, hazard string) bool {
	found := false
	for _, n := range notes {
		if n.Claim != id || n.Hazard != hazard {
			continue
		}
		if !slices.ContainsFunc(n.Evidence, func(e string) bool { return strings.HasPrefix(e, "draft:") }) {
			return false
		}
		found = true
	}
	return found
}

func keep(given []string, personal func(string) bool) []string {
	if len(given) == 0 {
		return given
	}
	var kept []string
	for _, h := range given {
		if h != check.Pass && personal(h) {
			kept = append(kept, h)
		}
	}
	if kept == nil {
		return []string{check.Pass}
	}
	return kept
}

// personal tells the hazards that reviewed content can still have for one
// patient.
func personal(hazard, template string) bool {
	switch hazard {
	case "missed_red_flag", "under_triage", "injection":
		return true
	case "allergy", "allergy_cross", "allergy_cross_minor", "interaction", "contraindication",
		"pregnancy", "lactation", "renal_dose", "hepatic_dose", "age_dose", "duplicate":
		return !name(template)
	}
	return false
}
