package fence

import (
	"context"
	"slices"
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// A draft is never better than what is left of it without sentences that are not
// shown by themselves. What is unsafe answers for nothing: it makes no draft calm or
// long enough to look so, calls no help for the others, and says of nobody who they are.

const (
	// mostUnfit is how many such sentences a draft may hold and still be shown for how
	// it looks as a whole: each set of them is left out in turn.
	mostUnfit = 3
	// mostStopped is how many are left out in turn of a draft that is handed over.
	mostStopped = 4
)

// upheld is the verdict of a draft once it is held against its own parts, where
// these may be worse than the whole.
func (f *Fence) upheld(ctx context.Context, d Draft) (verdict, claim.Reading, error) {
	v, r, err := f.weigh(ctx, d)
	if err != nil || v.grounded || f.begun {
		f.prove(v.read, v.findings)
		return v, r, err
	}
	p := f.partsOf(d, r)
	if shown(v) && (v.strict != nil || v.masked) {
		v, err = p.borne(ctx, v)
	}
	if err == nil && v.outcome == Handover {
		v, err = p.covered(ctx, v)
	}
	f.prove(v.read, v.findings)
	return v, r, err
}

// shown is true for what somebody would see.
func shown(v verdict) bool { return v.outcome == Release || v.outcome == Revise }

// parts are a draft in sentences. Each is cut as it was read: one that a question was
// cut off from would go on with whatever comes behind it.
type parts struct {
	f    *Fence
	d    Draft
	text string
	r    claim.Reading
}

func (f *Fence) partsOf(d Draft, r claim.Reading) parts {
	return parts{f: f, d: d, text: harden(lexicon.Simplified(d.Text)), r: r}
}

// borne is the verdict of a draft that is shown for how it looks as a whole. Let U be
// its sentences that are not shown by themselves: it stays what it is where the draft
// without any part of U is shown. A draft with one such sentence more has all these
// parts and more, so that it is shown only where this one is.
func (p parts) borne(ctx context.Context, v verdict) (verdict, error) {
	unfit, err := p.unfit(ctx, mostUnfit+1)
	if err != nil || len(unfit) > mostUnfit && v.strict != nil {
		return strict(v), err
	}
	worst := v
	for set := 1; set < 1<<min(len(unfit), mostUnfit); set++ {
		left, err := p.without(ctx, func(n int) bool {
			at := slices.Index(unfit, n)
			return at >= 0 && set&(1<<at) != 0
		})
		if err != nil {
			return left, err
		}
		if !shown(left) && (shown(worst) || left.outcome == Block) {
			worst = left
		}
	}
	if worst.outcome == Handover && v.strict != nil {
		return strict(v), nil
	}
	return worst, nil
}

// strict is the verdict that a draft had before it was let through.
func strict(v verdict) verdict {
	if v.strict == nil {
		return v
	}
	was := *v.strict
	was.read = v.read
	return was
}

// covered is the verdict of a draft that is handed over: a block, where it is one
// without some sentence that is stopped itself.
func (p parts) covered(ctx context.Context, v verdict) (verdict, error) {
	out := heldFor(v)
	for i := -1; i < len(out) && len(out) > 0 && (i < 0 || len(out) > 1); i++ {
		left, err := p.without(ctx, func(n int) bool { return i < 0 && slices.Contains(out, n) || i >= 0 && n == out[i] })
		if err != nil || left.outcome == Block {
			return left, err
		}
	}
	return v, nil
}

// heldFor are the first few sentences that a draft is handed over for.
func heldFor(v verdict) []int {
	var out []int
	for _, x := range v.findings {
		at := slices.IndexFunc(v.claims, func(c claim.Claim) bool { return c.ID == x.ClaimID })
		if at < 0 || !stops(x) {
			continue
		}
		if n := v.claims[at].Sentence; n >= 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out[:min(len(out), mostStopped)]
}

// unfit are the first so many sentences that are not shown by themselves, whatever they
// leave to others to say.
func (p parts) unfit(ctx context.Context, most int) ([]int, error) {
	var out []int
	for i := 0; i < len(p.r.Sentences) && len(out) < most; i++ {
		v, err := p.without(ctx, func(n int) bool { return n != i })
		if err != nil {
			return nil, err
		}
		if (!shown(v) || has(v.findings, "remove")) && !lacks(v) {
			out = append(out, i)
		}
	}
	return out, nil
}

// lacks is true for a sentence that is stopped only for what it leaves to others: the
// call for help that a patient in danger must be given.
func lacks(v verdict) bool {
	return !slices.ContainsFunc(v.findings, func(x Finding) bool {
		omits := x.Check == check.Whole && (x.Hazard == "under_triage" || x.Hazard == "missed_red_flag")
		return stops(x) && !omits
	})
}

// stops is true for a finding that keeps a text from being shown as it is.
func stops(x Finding) bool { return x.Action != "annotate" && x.Action != "warn" }

// without weighs what is left of a draft. Nothing is a release.
func (p parts) without(ctx context.Context, gone func(sentence int) bool) (verdict, error) {
	var left strings.Builder
	for i, s := range p.r.Sentences {
		if !gone(i) {
			left.WriteString(p.text[s.Start:s.End])
		}
	}
	d := p.d
	d.Text, d.Template, d.Declared = left.String(), "", nil
	if strings.TrimSpace(d.Text) == "" {
		return verdict{outcome: Release}, nil
	}
	v, _, err := p.f.weighAsRead(ctx, d, d.Text, graph.Label{}, false)
	return v, err
}
