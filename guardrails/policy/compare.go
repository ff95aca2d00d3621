package policy

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Recorded is what a decision was made from, under the id of the decision.
type Recorded struct {
	ID    string `json:"id"`
	Input Input  `json:"input"`
}

// Change is one decision that would have come out otherwise. Gained and Lost
// are the reasons, as hazard:action, that only the new and only the old policy
// gives.
type Change struct {
	ID       string   `json:"id"`
	Audience string   `json:"audience"`
	From     string   `json:"from"`
	To       string   `json:"to"`
	Gained   []string `json:"gained,omitempty"`
	Lost     []string `json:"lost,omitempty"`
}

// Comparison is a dry run of one policy against another on recorded decisions.
type Comparison struct {
	From string `json:"from"`
	To   string `json:"to"`
	N    int    `json:"n"`
	// Matrix counts decisions by audience, old outcome and new outcome.
	Matrix map[string]map[string]map[string]int `json:"matrix"`
	// Freer and Stricter count those that would be shown more, or less.
	Freer    int      `json:"freer"`
	Stricter int      `json:"stricter"`
	Changes  []Change `json:"changes"`
}

// Compare shows what another policy would have decided. Nothing is shown or
// stored: only what was recorded is decided again. An input that a policy
// cannot decide counts as a block, as it does in use.
func Compare(ctx context.Context, from, to *Engine, recorded []Recorded) (Comparison, error) {
	c := Comparison{From: from.Hash(), To: to.Hash(), Matrix: map[string]map[string]map[string]int{}, Changes: []Change{}}
	for _, r := range recorded {
		was, _ := from.Decide(ctx, r.Input)
		is, _ := to.Decide(ctx, r.Input)
		if err := ctx.Err(); err != nil {
			return c, fmt.Errorf("policy: compare: %w", err)
		}
		c.count(r.Input.Audience, was.Outcome, is.Outcome)
		x := Change{ID: r.ID, Audience: r.Input.Audience, From: was.Outcome, To: is.Outcome}
		x.Gained, x.Lost = only(is.Reasons, was.Reasons), only(was.Reasons, is.Reasons)
		if x.From != x.To || len(x.Gained)+len(x.Lost) > 0 {
			c.Changes = append(c.Changes, x)
		}
	}
	return c, nil
}

func (c *Comparison) count(audience, from, to string) {
	c.N++
	if c.Matrix[audience] == nil {
		c.Matrix[audience] = map[string]map[string]int{}
	}
	if c.Matrix[audience][from] == nil {
		c.Matrix[audience][from] = map[string]int{}
	}
	c.Matrix[audience][from][to]++
	switch d := rank(to) - rank(from); {
	case d < 0:
		c.Freer++
	case d > 0:
		c.Stricter++
	}
}

// only gives hazard:action of the reasons in a that are not in b.
func only(a, b []Reason) []string {
	var out []string
	for _, x := range a {
		key := x.Hazard + ":" + x.Action
		if !slices.Contains(out, key) && !slices.ContainsFunc(b, func(y Reason) bool { return y.Hazard == x.Hazard && y.Action == x.Action }) {
			out = append(out, key)
		}
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
