package fence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// verdict is a decision before it is written down.
type verdict struct {
	outcome  string
	text     string
	grounded bool
	replaced bool
	failure  string
	claims   []claim.Claim
	findings []Finding
	calm     float64
	// strict is the verdict that a draft had before it was let through for how calm
	// it is, nil where that was not asked.
	strict *verdict
	// masked is true where one sentence hides how much the others look like what is
	// unsafe.
	masked bool
	// asked is what the policy was asked about the whole draft.
	asked policy.Input
	// read is what it rests on.
	read claim.Reading
}

// settle fills in what a draft may leave out.
func settle(d Draft) Draft {
	if d.Lang == "" {
		d.Lang = language(d.Text)
	}
	return d
}

// language is zh where any Chinese character stands.
func language(text string) string {
	for _, r := range text {
		if r >= 0x3400 && r <= 0x9fff {
			return "zh"
		}
	}
	return "en"
}

// judge decides about a draft and makes the text that may be shown of it.
func (f *Fence) judge(ctx context.Context, d Draft) (verdict, error) {
	v, reading, err := f.upheld(ctx, d)
	if err != nil {
		return v, err
	}
	switch {
	case has(v.findings, "replace"):
		v.text, err = f.emergency(ctx, d, v.findings)
		v.replaced = v.text != ""
		return v, err
	case v.outcome == Release:
		v.text = d.Text
	case v.outcome == Revise:
		return f.revise(ctx, d, v, reading)
	}
	return v, nil
}

func has(fs []Finding, action string) bool {
	return slices.ContainsFunc(fs, func(x Finding) bool { return x.Action == action })
}

// weigh reads, checks and asks the policy, without touching the text.
func (f *Fence) weigh(ctx context.Context, d Draft) (verdict, claim.Reading, error) {
	content, grounded := f.template(d)
	if grounded {
		return f.weighAsRead(ctx, d, d.Text, content, true)
	}
	// Places stay what they are; all that reads the text reads one writing.
	d.Text = lexicon.Simplified(d.Text)
	return f.weighAsRead(ctx, d, harden(d.Text), content, false)
}

// weighAsRead is the same of a draft whose text is read as given.
func (f *Fence) weighAsRead(ctx context.Context, d Draft, read string, content graph.Label, grounded bool) (verdict, claim.Reading, error) {
	reading := f.reader.Read(read, d.Lang)
	if len(reading.Claims) > MaxClaims {
		return verdict{}, reading, errCrowded
	}
	var senses []acts.Sense
	var looks *acts.Verdict
	if !grounded {
		senses, looks = f.acts.Judge(reading, string(d.Audience), f.seen())
		reading.Claims = suspected(f.bounds(d.Audience), d, reading, senses)
	}
	w := weighed{reading, senses, looks, content, grounded}
	v, err := f.decide(ctx, d, w)
	v.read = w.reading
	return v, reading, err
}

// decide checks what was read and asks the policy. A draft that it stops is
// weighed once more where it surely resembles safe ones: that speaks for one that
// nothing else stops, and for no other.
func (f *Fence) decide(ctx context.Context, d Draft, w weighed) (verdict, error) {
	h := f.hear(d, w)
	v, err := f.held(ctx, h, f.under(h, check.NotCalm), check.NotCalm)
	if err == nil && v.outcome != Release && !f.begun {
		v, err = f.calmed(ctx, h, v)
	}
	return v, err
}

// calmed is the verdict of a draft that was stopped once it is weighed with how calm
// it is: a release, or the verdict that it had.
func (f *Fence) calmed(ctx context.Context, h hearing, v verdict) (verdict, error) {
	w := h.w
	calm := calmOf(f.bounds(h.d.Audience), w.looks, w.senses)
	if calm == check.NotCalm {
		return v, nil
	}
	a := f.under(h, calm)
	if stands(v, a) {
		return v, nil
	}
	again, err := f.held(ctx, h, a, calm)
	if err != nil || again.outcome == Release {
		again.strict = &v
		return again, err
	}
	return v, nil
}

// stands is true where a calm draft still holds something that it was stopped for,
// so that the policy need not be asked again.
func stands(v verdict, a asked) bool {
	return slices.ContainsFunc(v.findings, func(x Finding) bool {
		return x.Action != "annotate" && slices.ContainsFunc(a.notes, func(n check.Finding) bool {
			return n.Hazard == x.Hazard && n.Claim == x.ClaimID && n.Check == x.Check
		})
	})
}

// weighed is what was read in a draft before it is checked.
type weighed struct {
	reading  claim.Reading
	senses   []acts.Sense
	looks    *acts.Verdict
	content  graph.Label
	grounded bool
}

// held asks the policy about what was heard; calm is how surely the draft is
// taken for one that resembles safe ones.
func (f *Fence) held(ctx context.Context, h hearing, a asked, calm check.Calm) (verdict, error) {
	d, w := h.d, h.w
	if w.grounded {
		a = f.vouched(d, a)
	} else {
		f.certify(d, &a)
		h.suspicious(calm, &a)
		a.whole = alarmed(f.bounds(d.Audience), w.looks, a.whole)
	}
	if f.off && !w.grounded {
		a.whole = append(a.whole, "switched_off")
	}
	in := input(d, a)
	out, err := f.engine.Decide(ctx, in)
	if err != nil {
		return verdict{}, err
	}
	v := verdict{calm: calmness(w.looks), asked: in, outcome: out.Outcome, grounded: w.grounded, claims: a.claims, findings: findings(out, a)}
	v.masked = w.looks != nil && w.looks.Masked <= f.bounds(d.Audience).Alarm
	if !out.Proved {
		v.findings = append(v.findings, Finding{Hazard: "unproved", Severity: check.Critical, Check: "policy", Action: Block, Evidence: []string{}})
	}
	return v, nil
}

// input is what the policy sees.
func input(d Draft, a asked) policy.Input {
	in := policy.Input{Audience: string(d.Audience), Claims: make(map[string]policy.Claim, len(a.claims)), Whole: a.whole}
	for _, c := range a.claims {
		in.Claims[c.ID] = policy.Claim{Need: check.Need(c), Checks: a.answers[c.ID]}
	}
	return in
}

// suspicious adds what the draft as a whole must answer for: text that looks
// clinical and that neither a claim nor a check has answered for, and claims
// that the model did not declare.
func (h hearing) suspicious(calm check.Calm, a *asked) {
	d, r := h.d, h.w.reading
	answered := slices.ContainsFunc(a.whole, func(h string) bool { return h == "residue" || h == "herb" || h == "unknown_drug" })
	in := check.Input{Reading: r, Senses: h.w.senses, Audience: string(d.Audience), Calm: calm, Bounds: h.bounds}
	left := slices.ContainsFunc(r.Residue, func(x claim.Residue) bool { return !in.Harmless(x.Sentence, check.Left(x)) })
	harmless := func(sentence int) bool { return in.Harmless(sentence, "residue") }
	if !h.boiled && !answered && (left || netted(d, r, harmless)) {
		a.whole = append(a.whole, "residue")
	}
	if h.unknown && !slices.Contains(a.whole, "unknown_drug") {
		a.whole = append(a.whole, "unknown_drug")
	}
	if d.Declared != nil && !sameClaims(d.Declared, r.Claims) && !slices.Contains(a.whole, "undeclared") {
		a.whole = append(a.whole, "undeclared")
	}
}

// sameClaims is true when two sets of claims speak of the same things in the
// same way, wherever they stand.
func sameClaims(a, b []claim.Claim) bool {
	set := func(cs []claim.Claim) map[string]bool {
		m := map[string]bool{}
		for _, c := range cs {
			if c.Kind == claim.PossibleAct {
				continue // no claim of the text
			}
			key := []string{string(c.Kind), string(c.Act), c.Concept, c.Polarity, cmp.Or(c.Experiencer, "patient"), c.Certainty, c.Unit, strconv.FormatBool(c.Condition != nil)}
			if c.Value != nil {
				key = append(key, strconv.FormatFloat(*c.Value, 'g', -1, 64))
			}
			if c.Dose != nil {
				key = append(key, fmt.Sprint(*c.Dose))
			}
			m[strings.Join(key, "\x00")] = true
		}
		return m
	}
	x, y := set(a), set(b)
	if len(x) != len(y) {
		return false
	}
	for k := range x {
		if !y[k] {
			return false
		}
	}
	return true
}

// findings joins the policy's reasons with what the checks noted about them: of several
// notes on one, the gravest words it, and of equal ones the first.
func findings(out policy.Output, a asked) []Finding {
	list := make([]Finding, 0, len(out.Reasons))
	for _, reason := range out.Reasons {
		x := Finding{
			Hazard: reason.Hazard, ClaimID: reason.Claim, Check: reason.Check, Action: reason.Action,
			Claim: a.words[reason.Claim], Severity: check.Severity(reason.Hazard), Evidence: []string{},
		}
		for _, n := range a.notes {
			if n.Hazard != x.Hazard || n.Claim != x.ClaimID || n.Check != x.Check {
				continue
			}
			if x.Message == (graph.Label{}) || graver(n.Severity, x.Severity) {
				x.Severity, x.Message = n.Severity, n.Message
			}
			for _, e := range n.Evidence {
				if !slices.Contains(x.Evidence, e) {
					x.Evidence = append(x.Evidence, e)
				}
			}
		}
		list = append(list, x)
	}
	return list
}

// graver is true for a severity above another.
func graver(x, y string) bool {
	order := []string{check.Minor, check.Major, check.Critical}
	return slices.Index(order, x) > slices.Index(order, y)
}
