package fence

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"apricot.health/guardrails/claim"
)

// maxCuts bounds how often a text is cut and judged again.
const maxCuts = 3

// revise makes the changed form of a draft: sentences that the policy removes
// are taken out, and what is left is judged anew, since a sentence may have
// carried the condition of its neighbour. Warnings travel with the text.
func (f *Fence) revise(ctx context.Context, d Draft, v verdict, r claim.Reading) (verdict, error) {
	text, first := d.Text, v
	for range maxCuts {
		if !has(v.findings, "remove") {
			break
		}
		cut, ok := without(text, v.findings, r)
		if !ok {
			return handover(first), nil
		}
		next := d
		next.Text, next.Template = cut, ""
		var err error
		if v, r, err = f.upheld(ctx, next); err != nil {
			return v, err
		}
		text = cut
	}
	if v.outcome != Release && v.outcome != Revise || has(v.findings, "remove") {
		return handover(first), nil
	}
	first.text = text
	for _, x := range v.findings {
		if x.Action == "warn" && !contains(first.findings, x) {
			first.findings = append(first.findings, x)
		}
	}
	return first, nil
}

func handover(v verdict) verdict {
	v.outcome, v.text = Handover, ""
	return v
}

func contains(fs []Finding, x Finding) bool {
	for _, y := range fs {
		if y.Hazard == x.Hazard && y.Claim == x.Claim {
			return true
		}
	}
	return false
}

// without takes the sentences of the removed claims out. It is false when
// nothing is left or when what must go has no place in the text.
func without(text string, fs []Finding, r claim.Reading) (string, bool) {
	gone := map[int]bool{}
	for _, x := range fs {
		if x.Action != "remove" {
			continue
		}
		at := -1
		for _, c := range r.Claims {
			if c.ID == x.ClaimID {
				at = c.Sentence
			}
		}
		if at < 0 {
			return "", false
		}
		gone[at] = true
	}
	var b strings.Builder
	for i, s := range r.Sentences {
		if !gone[i] {
			b.WriteString(text[s.Start:s.End])
		}
	}
	cut := strings.TrimRightFunc(b.String(), unicode.IsSpace)
	if gone[0] {
		cut = strings.TrimSpace(cut)
	}
	return cut, strings.TrimSpace(cut) != "" && len(gone) > 0
}

// emergency is the text that takes the place of one that talked a danger
// down: what to do now, and the advice of the flags that hold as far as it is
// safe for this patient.
func (f *Fence) emergency(ctx context.Context, d Draft, found []Finding) (string, error) {
	templates := []string{"phrase:phrase.emergency_title", "phrase:phrase.emergency_call", "phrase:phrase.emergency_stay"}
	for _, x := range found {
		for _, id := range x.Evidence {
			flag, ok := f.cfg.Graph.RedFlag(id)
			if t := "advice:" + id; ok && flag.Level <= 2 && !slices.Contains(templates, t) {
				templates = append(templates, t)
			}
		}
	}
	var parts []string
	for _, t := range templates {
		piece := d
		piece.Template, piece.Declared, piece.Orders = t, nil, nil
		piece.Text = f.content(t).In(d.Lang)
		if piece.Text == "" {
			continue
		}
		v, _, err := f.weigh(ctx, piece)
		if err != nil {
			return "", err
		}
		if v.outcome == Release {
			parts = append(parts, piece.Text)
		}
	}
	return strings.Join(parts, "\n"), nil
}
