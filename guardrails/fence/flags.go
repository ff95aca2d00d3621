package fence

import (
	"maps"
	"slices"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
)

// flags are the emergencies (level 1 and 2) that hold by the chart and by what the draft itself
// says is so. They stand in where the caller brings no urgency: a text that
// tells a patient with crushing chest pain to rest gives itself away. They can
// only raise the urgency, so a flag of level 3, which would answer for a text
// that nobody has judged, is left out. A doctor's draft whose plan waits is read
// as one that calms.
func (f *Fence) flags(c chart.Chart, text string, r claim.Reading, doctor bool) []string {
	c.Findings = maps.Clone(c.Findings)
	if c.Findings == nil {
		c.Findings = map[string]chart.Tri{}
	}
	c.Measures = maps.Clone(c.Measures)
	if c.Measures == nil {
		c.Measures = map[string]chart.Measure{}
	}
	said := false
	for _, x := range r.Claims {
		if x.Kind != claim.Number || x.Concept == "" || x.Value == nil || x.Polarity != claim.Affirmed || x.Experiencer != "" && x.Experiencer != "patient" {
			continue
		}
		if _, known := c.Measures[x.Concept]; !known {
			c.Measures[x.Concept], said = chart.Measure{Value: *x.Value, Unit: x.Unit}, true
		}
	}
	for _, x := range r.Claims {
		if x.Kind == claim.Finding && x.Concept != "" && x.Polarity == claim.Affirmed && x.Experiencer == "patient" && c.Findings[x.Concept] == chart.Unknown {
			c.Findings[x.Concept], said = chart.Yes, true
		}
	}
	if (calms(r) || doctor && check.Unhurried(text)) && f.cfg.Lexicon != nil {
		// Where the draft calms, it is read once more by the reader of what
		// patients say, which knows more words for what is wrong.
		for _, m := range f.cfg.Lexicon.Extract(text, "") {
			if m.Kind == "finding" && m.Status == lexicon.Present && m.Experiencer == lexicon.Patient && m.Time != lexicon.Past && c.Findings[m.Concept] == chart.Unknown {
				c.Findings[m.Concept], said = chart.Yes, true
			}
		}
	}
	if !said && len(c.Findings) == 0 && len(c.Measures) == 0 && len(c.Conditions) == 0 {
		return nil
	}
	facts := logic.FromChart(f.cfg.Graph, c)
	var out []string
	for _, flag := range f.emergencies {
		if logic.Offered(&flag.When, flag.Unless, facts) == chart.Yes {
			out = append(out, flag.ID)
		}
	}
	return out
}

// calms is true for a draft that reassures, waits or keeps somebody from care.
func calms(r claim.Reading) bool {
	return slices.ContainsFunc(r.Claims, func(c claim.Claim) bool {
		return c.Kind == claim.Reassurance || c.Kind == claim.Urgency && (c.Act == claim.Wait || c.Act == claim.NoCare)
	})
}
