package fence

import (
	"context"

	"apricot.health/guardrails/check"
	"apricot.health/knowledge/lexicon"
)

// Stage is one part of a decision by itself: what goes into it was made before.
type Stage struct {
	Name string
	Do   func()
}

// Stages are the parts of a decision about free text, in their order, and the
// whole of it at the end.
func (f *Fence) Stages(ctx context.Context, d Draft) ([]Stage, error) {
	f = f.pin("")
	whole := d
	d.Text = lexicon.Simplified(d.Text)
	form := harden(d.Text)
	r := f.reader.Read(form, d.Lang)
	w := weighed{reading: r}
	w.senses, w.looks = f.acts.Judge(r, string(d.Audience), nil)
	w.reading.Claims = suspected(f.bounds(d.Audience), d, r, w.senses)
	h := f.hear(d, w)
	a := f.under(h, check.NotCalm)
	h.suspicious(check.NotCalm, &a)
	v, _, err := f.weigh(ctx, whole)
	if err != nil {
		return nil, err
	}
	return []Stage{
		{"form", func() { harden(lexicon.Simplified(whole.Text)) }},
		{"claims", func() { f.reader.Read(form, d.Lang) }},
		{"acts", func() {
			senses, _ := f.acts.Judge(r, string(d.Audience), nil)
			suspected(f.bounds(d.Audience), d, r, senses)
		}},
		{"flags", func() { f.raise(d, r) }},
		{"checks", func() { f.hear(d, w) }},
		{"answers", func() { f.under(h, check.NotCalm) }},
		{"net", func() {
			b := a
			b.whole = nil
			h.suspicious(check.NotCalm, &b)
		}},
		{"policy", func() { _, _ = f.engine.Decide(ctx, input(d, a)) }},
		{"proof", func() { f.prove(w.reading, v.findings) }},
		{"hash", func() { inputHash(whole) }},
		{"record", func() { f.decision(whole, v, f.cfg.Now()) }},
		{"gate", func() { _, _, _ = f.Gate(ctx, whole) }},
	}, nil
}
