package fence

import (
	"slices"

	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
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

// hearing is a draft before the checks, with what they found. Calm is no part of
// it, so that the draft can be weighed with and without.
type hearing struct {
	d      Draft
	w      weighed
	bounds *check.Bounds
	heard  *check.Heard
	// quiet is what they find with those red flags of the draft's own words alone that
	// surely are there; it is heard where there are no others.
	quiet func() *check.Heard
	// boiled is a prescription of herbs that the checks have answered for, unknown a
	// direction to give what nobody knows.
	boiled, unknown bool
}

// hear runs every check. Reviewed content is handed on as such only where the
// draft is that content.
func (f *Fence) hear(d Draft, w weighed) hearing {
	in := check.Input{
		Graph: f.cfg.Graph, Index: f.index, Chart: d.Chart, Dossier: f.dossier(), Audience: string(d.Audience), Lang: d.Lang, Text: d.Text, Reading: w.reading,
		Basis: d.Basis, Orders: f.ordered(d), Checks: f.checks, Senses: w.senses, Stances: f.stances, Bounds: f.bounds(d.Audience),
	}
	if w.grounded {
		in.Template, in.TemplateText = d.Template, w.content
	}
	var own raised
	switch {
	case d.Urgency != nil:
		in.Level, in.RedFlags = d.Urgency.Level, d.Urgency.RedFlags
	case !w.grounded:
		own = f.raise(d, w.reading)
		in.RedFlags, in.Sure, in.Today, in.Signed = own.flags, own.sure, own.today, own.signed
	}
	h := hearing{d: d, w: w, bounds: in.Bounds, heard: check.Ask(in)}
	h.quiet = func() *check.Heard { return h.heard }
	if len(own.flags) > len(own.sure) && d.Audience != Doctor {
		h.quiet = func() *check.Heard {
			in.RedFlags = own.sure
			return check.Ask(in)
		}
	}
	if !w.grounded {
		h.boiled = (d.Audience == Order || d.Audience == Doctor) && f.index.Decoction(d.Text)
		h.unknown = !h.boiled && (d.Audience == Order && nameless(d, w.reading) || directed(d, w.reading))
	}
	return h
}

// under gives the answers for a draft that is as calm. What only its own words
// raise, and nobody who saw the patient, is no flag where the draft is calm
// throughout, unless it surely is there: a list of dangers to watch for reads like
// dangers, and such a draft is such a list.
func (f *Fence) under(h hearing, calm check.Calm) asked {
	heard := h.heard
	if calm >= check.CalmThroughout {
		heard = h.quiet()
	}
	a := asked{claims: heard.Claims(), words: map[string]string{}}
	a.answers, a.whole, a.notes = heard.Answers(calm)
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
// model, graph, policy, banks and tables. A certificate of others is none, and says so.
func (f *Fence) certify(d Draft, a *asked) {
	if d.Score == nil {
		return
	}
	now := f.bound(d.Model)
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
func (f *Fence) Binding(model string) calibration.Binding { return f.pin("").bound(model) }

// bound is that of a fence that was pinned.
func (f *Fence) bound(model string) calibration.Binding {
	return calibration.Binding{Model: model, Graph: f.cfg.Graph.Hash(), Policy: f.engine.Hash(), Acts: f.acts.Hash(), Stance: f.stanceHash(), Tables: f.tables}
}
