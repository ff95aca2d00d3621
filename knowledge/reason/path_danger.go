package reason

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// dangerStep says which danger signs of the complaint are there, which are known
// not to be, and which are still open.
func (e *Engine) dangerStep(a Assessment, f logic.Facts, comp graph.Complaint) Step {
	s := Step{Kind: "danger", ID: comp.ID, Label: graph.Label{ZH: "危险信号", EN: "Danger signs"}}
	for _, id := range comp.Danger {
		switch f.Bool(id) {
		case chart.Yes:
			s.Facts = append(s.Facts, id)
		case chart.No:
			s.Absent = append(s.Absent, id)
		case chart.Unknown:
			s.Missing = append(s.Missing, id)
		}
	}
	s.Done = len(s.Missing) == 0
	switch {
	case len(a.RedFlags) > 0:
		s.Detail, _ = e.g.Label(a.RedFlags[0].ID)
	case len(s.Facts) > 0 && s.Done:
		s.Detail = graph.Label{ZH: "有，均已问过", EN: "Some found, all asked"}
	case len(s.Facts) > 0:
		s.Detail = graph.Label{ZH: "有，尚未问全", EN: "Some found, not all asked yet"}
	case s.Done:
		s.Detail = graph.Label{ZH: "未发现", EN: "None found"}
	default:
		s.Detail = graph.Label{ZH: "尚未问全", EN: "Not all asked yet"}
	}
	return s
}

// resembling says what the words resemble, with the nearest sayings and the red
// flag whose signs are asked for because of it. None of it is a fact.
func (e *Engine) resembling(a Assessment, c Case, ask survey) []Step {
	var steps []Step
	for _, s := range a.Suspected {
		l, _ := e.g.Label(s.Flag)
		steps = append(steps, Step{
			Kind: ByResembling, ID: s.Flag, Label: fromWords, Detail: l, Words: s.Words, Near: []Near{{s.Flag, s.Saying}},
			Flag: s.Flag, Missing: ask.openSigns(s.Flag),
		})
	}
	if a.Acuity < e.weights.Acuity.Now {
		return steps
	}
	l, _ := e.g.Label(toldUrgent)
	step := Step{Kind: ByResembling, ID: toldUrgent, Label: fromWords, Detail: l, Near: e.toldBasis(c.Resembles).Near}
	if q, ok := ask.danger(nil, 0); ok {
		step.Flag = ask.raisedBy(q)
		step.Missing = ask.openSigns(step.Flag)
	}
	return append(steps, step)
}

// graphIDs are the ids of the graph among what set the urgency.
func graphIDs(bs []Basis) []string {
	var out []string
	for _, b := range bs {
		if b.ID != "" && !slices.Contains(out, b.ID) {
			out = append(out, b.ID)
		}
	}
	return out
}
