package reason

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Scored is a score that speaks to this patient, as far as the facts go. It
// informs a doctor; only a score whose content gives a level sets the urgency.
type Scored struct {
	ID string
	logic.ScoreResult
}

// mostScores bounds the scores that a doctor is shown.
const mostScores = 4

// scored gives the scores made for a condition that is suspected or known in
// this patient, in the order of the suspicion. A score of which less than half
// is known would be a number without a meaning, and is left out.
func (e *Engine) scored(a Assessment, f logic.Facts) []Scored {
	var out []Scored
	for _, id := range e.weighed(a, f) {
		for _, s := range e.scores {
			if len(out) == mostScores || !slices.Contains(s.For, id) || slices.ContainsFunc(out, func(x Scored) bool { return x.ID == s.ID }) {
				continue
			}
			r := logic.EvalScore(e.g, s, f)
			known := 0
			for _, item := range r.Items {
				if item.Known {
					known++
				}
			}
			if r.Applies == chart.Yes && 2*known >= len(r.Items) {
				out = append(out, Scored{s.ID, r})
			}
		}
	}
	return out
}

// weighed are the conditions that the doctor is about to think of: those
// listed, those not to be missed, those of the record.
func (e *Engine) weighed(a Assessment, f logic.Facts) []string {
	var ids []string
	for _, r := range slices.Concat(a.Differential, a.MustNotMiss) {
		ids = append(ids, r.Condition)
	}
	for _, s := range e.scores {
		for _, id := range s.For {
			if f.Bool(id) == chart.Yes {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// step words a score for the reasoning path: what its sum means or, where items
// are missing, that the sum is the least it can be.
func (s Scored) step(label graph.Label) Step {
	st := Step{
		Kind: "score", ID: s.ID, Missing: s.Missing, Done: s.Complete,
		Label: graph.Label{ZH: fmt.Sprintf("%s %d 分", label.ZH, s.Sum), EN: fmt.Sprintf("%s: %d", label.EN, s.Sum)},
	}
	if s.Complete {
		st.Detail, st.Response = s.Response.Labels, s.Response.Name
		return st
	}
	open := 0
	for _, item := range s.Items {
		if !item.Known {
			open++
		}
	}
	st.Detail = graph.Label{ZH: fmt.Sprintf("至少 %d 分，还缺 %d 项", s.Sum, open), EN: fmt.Sprintf("At least %d; %d items are missing", s.Sum, open)}
	return st
}
