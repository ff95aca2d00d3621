package fence

import (
	"context"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/graph"
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
	v, reading, err := f.weigh(ctx, d)
	if err != nil {
		return v, err
	}
	switch {
	case has(v.findings, "replace"):
		v.text, err = f.emergency(ctx, d)
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
	reading := f.reader.Read(d.Text, d.Lang)
	content, grounded := f.template(d)
	answers, err := f.checks.run(d, reading, content, grounded)
	if err != nil {
		return verdict{}, reading, err
	}
	if grounded {
		answers = vouched(d, reading, answers)
	} else {
		answers = suspicious(d, reading, answers)
	}
	out, err := f.cfg.Policy.Decide(ctx, input(d, reading, answers))
	if err != nil {
		return verdict{}, reading, err
	}
	v := verdict{outcome: out.Outcome, grounded: grounded, claims: reading.Claims}
	v.findings = findings(out, reading, answers)
	if !out.Proved {
		v.findings = append(v.findings, Finding{Hazard: "unproved", Severity: "critical", Check: "policy", Action: "block", Evidence: []string{}})
	}
	return v, reading, nil
}

// input is what the policy sees.
func input(d Draft, r claim.Reading, a answers) policy.Input {
	in := policy.Input{Audience: string(d.Audience), Claims: make(map[string]policy.Claim, len(r.Claims)), Whole: a.whole}
	for _, c := range r.Claims {
		in.Claims[c.ID] = policy.Claim{Need: string(c.Kind) + "." + string(c.Act), Checks: a.by[c.ID]}
	}
	return in
}

// suspicious adds what the draft as a whole must answer for: text that looks
// clinical and no claim covers, and claims that the model did not declare.
func suspicious(d Draft, r claim.Reading, a answers) answers {
	for _, x := range r.Residue {
		hazard := "residue"
		if x.Kind == "herb" {
			hazard = "herb"
		}
		if !slices.Contains(a.whole, hazard) {
			a.whole = append(a.whole, hazard)
			a.notes = append(a.notes, note{check: "whole", hazard: hazard, span: x.Text})
		}
	}
	if d.Declared != nil && !sameClaims(d.Declared, r.Claims) && !slices.Contains(a.whole, "undeclared") {
		a.whole = append(a.whole, "undeclared")
	}
	return a
}

// sameClaims is true when two sets of claims speak of the same things in the
// same way, wherever they stand.
func sameClaims(a, b []claim.Claim) bool {
	set := func(cs []claim.Claim) map[string]bool {
		m := map[string]bool{}
		for _, c := range cs {
			m[strings.Join([]string{string(c.Kind), string(c.Act), c.Concept, c.Polarity}, "\x00")] = true
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

// findings joins the policy's reasons with what the checks noted about them.
func findings(out policy.Output, r claim.Reading, a answers) []Finding {
	words := make(map[string]string, len(r.Claims))
	for _, c := range r.Claims {
		words[c.ID] = c.Text
	}
	list := make([]Finding, 0, len(out.Reasons))
	for _, reason := range out.Reasons {
		x := Finding{
			Hazard: reason.Hazard, ClaimID: reason.Claim, Check: reason.Check, Action: reason.Action,
			Claim: words[reason.Claim], Severity: severity(reason.Action), Evidence: []string{},
		}
		for _, n := range a.notes {
			if n.hazard != x.Hazard || n.claim != x.ClaimID || n.check != "" && n.check != x.Check && x.Check != "whole" {
				continue
			}
			x.add(n)
		}
		list = append(list, x)
	}
	return list
}

func (x *Finding) add(n note) {
	if n.severity != "" {
		x.Severity = n.severity
	}
	if n.message != (graph.Label{}) {
		x.Message = n.message
	}
	if x.Claim == "" {
		x.Claim = n.span
	}
	for _, e := range n.evidence {
		if !slices.Contains(x.Evidence, e) {
			x.Evidence = append(x.Evidence, e)
		}
	}
}

// severity is what an action is worth where a check did not say.
func severity(action string) string {
	switch action {
	case "block", "replace":
		return "critical"
	case "warn", "remove", "handover":
		return "major"
	}
	return "minor"
}
