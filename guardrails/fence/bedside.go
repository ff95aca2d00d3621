package fence

import (
	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
)

// bedside is what one decision works out once, however many parts of its draft it
// weighs: what the chart and the orders say by themselves, and how each sentence looks.
// A fence has one from the beginning of a decision to its end.
type bedside struct {
	to      Audience
	bounds  check.Bounds
	dossier *check.Dossier
	orders  []check.Order
	seen    acts.Seen
	// charted are the emergencies that hold by the chart alone, nil until they are asked for.
	charted *[]string
}

// beside gives the fence with the bedside of a draft.
func (f *Fence) beside(d Draft) *Fence {
	p := *f
	p.side = &bedside{to: d.Audience, bounds: *f.bounds(d.Audience), dossier: check.NewDossier(f.cfg.Graph, d.Chart), orders: f.orders(d)}
	return &p
}

// charted gives the emergencies that hold by the chart alone.
func (f *Fence) charted(d Draft) []string {
	if f.side == nil {
		return f.holding(d.Chart, nil, f.emergencies)[0]
	}
	if f.side.charted == nil {
		flags := f.holding(d.Chart, nil, f.emergencies)[0]
		f.side.charted = &flags
	}
	return *f.side.charted
}

// ordered are the orders of a draft, or of a part of one, in the checks' form.
func (f *Fence) ordered(d Draft) []check.Order {
	if f.side == nil || len(d.Orders) == 0 {
		return f.orders(d)
	}
	return f.side.orders
}

// dossier is nil where nobody has made one.
func (f *Fence) dossier() *check.Dossier {
	if f.side == nil {
		return nil
	}
	return f.side.dossier
}

// seen is nil likewise.
func (f *Fence) seen() *acts.Seen {
	if f.side == nil {
		return nil
	}
	return &f.side.seen
}
