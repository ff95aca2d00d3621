package fence

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
)

// template gives the content a draft says it was rendered from, and whether
// the draft is that content word for word.
func (f *Fence) template(d Draft) (string, bool) {
	if d.Template == "" {
		return "", false
	}
	text := strings.TrimSpace(d.Text)
	if id, ok := strings.CutPrefix(d.Template, "option:"); ok {
		x, _ := f.cfg.Graph.Finding(id)
		for _, o := range x.Options {
			if l := o.Label.In(d.Lang); l == text && l != "" {
				return l, true
			}
		}
		return "", false
	}
	content := f.content(d.Template, d.Lang)
	return content, content != "" && content == text
}

// content is the reviewed text behind a template, empty when there is none.
func (f *Fence) content(template, lang string) string {
	kind, id, _ := strings.Cut(template, ":")
	g := f.cfg.Graph
	switch kind {
	case "ask":
		if x, ok := g.Finding(id); ok && x.Ask != nil {
			return strings.TrimSpace(x.Ask.In(lang))
		}
	case "advice":
		if x, ok := g.RedFlag(id); ok {
			return strings.TrimSpace(x.Advice.In(lang))
		}
	case "phrase":
		if x, ok := g.Phrase(id); ok {
			return strings.TrimSpace(x.Labels.In(lang))
		}
	case "why":
		if x, ok := g.OrderRule(id); ok {
			return strings.TrimSpace(x.Why.In(lang))
		}
	case "label":
		if x, ok := g.Label(id); ok {
			return strings.TrimSpace(x.In(lang))
		}
	}
	return ""
}

// name is true for templates that only name or ask: they advise nothing, so
// that the name of a drug in a list of allergies is no advice to take it.
func name(template string) bool {
	for _, kind := range []string{"label:", "option:", "ask:"} {
		if strings.HasPrefix(template, kind) {
			return true
		}
	}
	return false
}

// vouched keeps, of the answers about reviewed content, only those that
// depend on this patient: content was reviewed for what it says, and not for
// whom it is shown to. An answer that a check did not give stays missing, and
// the policy blocks on it as ever, except for those that ask for proof of
// what the content itself proves.
func vouched(d Draft, r claim.Reading, a answers) answers {
	out := answers{by: make(map[string]map[string][]string, len(r.Claims)), notes: a.notes}
	for _, c := range r.Claims {
		checks := make(map[string][]string, len(a.by[c.ID])+1)
		for check, given := range a.by[c.ID] {
			checks[check] = keep(given, d.Template)
		}
		if len(checks["certified"]) == 0 {
			checks["certified"] = []string{policy.Pass}
		}
		out.by[c.ID] = checks
	}
	for _, h := range a.whole {
		if personal(h, d.Template) {
			out.whole = append(out.whole, h)
		}
	}
	return out
}

func keep(given []string, template string) []string {
	if len(given) == 0 {
		return given
	}
	var kept []string
	for _, h := range given {
		if h != policy.Pass && personal(h, template) {
			kept = append(kept, h)
		}
	}
	if len(kept) == 0 {
		return []string{policy.Pass}
	}
	return kept
}

// personal tells hazards that reviewed content can still have for a patient.
func personal(hazard, template string) bool {
	if slices.Contains([]string{"missed_red_flag", "under_triage", "injection"}, hazard) {
		return true
	}
	if name(template) {
		return false
	}
	return slices.Contains([]string{
		"allergy", "allergy_cross", "allergy_cross_minor", "interaction", "contraindication",
		"pregnancy", "lactation", "renal_dose", "age_dose", "duplicate",
	}, hazard)
}
