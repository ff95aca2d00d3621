package fence

import (
	"slices"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// asked is a draft's claims and what the checks answered about them.
type asked struct {
	claims  []claim.Claim
	answers check.Answers
	whole   []string
	notes   []check.Finding
	// words are the words of each claim, by id.
	words map[string]string
}

// ask runs every check. Reviewed content is handed on as such only where the
// draft is that content.
func (f *Fence) ask(d Draft, r claim.Reading, senses []acts.Sense, calm check.Calm, content graph.Label, grounded bool) asked {
	in := check.Input{
		Graph: f.cfg.Graph, Index: f.index, Chart: d.Chart, Audience: string(d.Audience), Lang: d.Lang, Text: d.Text, Reading: r,
		Basis: d.Basis, Orders: f.orders(d), Checks: f.checks, Senses: senses, Calm: calm,
	}
	if grounded {
		in.Template, in.TemplateText = d.Template, content
	}
	switch {
	case d.Urgency != nil:
		in.Level, in.RedFlags = d.Urgency.Level, d.Urgency.RedFlags
	case !grounded && (calm != check.CalmThroughout || d.Audience == Doctor):
		// What only the draft's own words raise, and nobody who saw the patient: a list
		// of dangers to watch for reads like dangers. A draft that is calm throughout
		// is such a list.
		in.RedFlags = f.flags(d.Chart, d.Text, r, d.Audience == Doctor)
	}
	a := asked{claims: check.Claims(in), words: map[string]string{}}
	a.answers, a.whole, a.notes = check.Run(in)
	f.prove(r, a.notes)
	for _, c := range a.claims {
		a.words[c.ID] = c.Text
	}
	return a
}

// orders puts structured orders into the checks' form. What the ordering
// system left to its text is read from that text.
func (f *Fence) orders(d Draft) []check.Order {
	var out []check.Order
	for _, o := range d.Orders {
		x := check.Order{Concept: o.Concept, Text: o.DrugText, Posology: o.Dose, Evidence: o.Evidence}
		if o.Concept == "" || o.Dose == nil {
			for _, c := range f.reader.Read(o.DrugText, d.Lang).Claims {
				if c.Kind == claim.Drug && x.Concept == "" {
					x.Concept = c.Concept
				}
				if c.Kind == claim.Dose && x.Posology == nil {
					x.Posology = c.Dose
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// certify lifts the demand for a person's diagnosis where the score of the
// draft is certified for its kind of claim, audience and language, by the same
// model, graph and policy. A certificate of others is none, and says so.
func (f *Fence) certify(d Draft, a *asked) {
	if d.Score == nil {
		return
	}
	now := calibration.Binding{Model: d.Model, Graph: f.cfg.Graph.Hash(), Policy: f.engine.Hash()}
	for _, c := range a.claims {
		given := a.answers[c.ID]["certified"]
		if !slices.Contains(given, "diagnosis_uncertified") {
			continue
		}
		s := calibration.Stratum{Kind: string(c.Kind), Audience: string(d.Audience), Lang: d.Lang}
		switch f.cfg.Calibration.Judge(s, *d.Score, now) {
		case calibration.Accepted:
			a.answers[c.ID]["certified"] = []string{check.Pass}
		case calibration.Stale:
			a.answers[c.ID]["certified"] = append(slices.Clone(given), "uncalibrated")
		}
	}
}

// Binding names what a score of a model is judged with now: a calibration
// holds for it and for nothing else.
func (f *Fence) Binding(model string) calibration.Binding {
	return calibration.Binding{Model: model, Graph: f.cfg.Graph.Hash(), Policy: f.Policy().Hash()}
}
