package reason

import (
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// OptionResult is one choice of a pathway step.
type OptionResult struct {
	ID      string
	Label   graph.Label
	Value   chart.Tri
	Missing []string
	Refs    []graph.Ref
}

// ScreenResult is one condition that a step looks for.
type ScreenResult struct {
	Condition string
	// State is suspected, ruled_out, open, or present.
	State   string
	Then    graph.Label
	Orders  []string
	Missing []string
}

// StepResult is one step of a pathway for one patient.
type StepResult struct {
	ID, Kind string
	Label    graph.Label
	// Bands are the values read from the step's tables.
	Bands map[string]logic.BandResult
	// Missing are the first few findings that the step still needs, in the
	// author's order, and More how many further. A step that waits for another
	// asks for nothing yet.
	Missing []string
	More    int
	Screens []ScreenResult
	Options []OptionResult
	Orders  []string
	// Waits names earlier steps that must be complete first.
	Waits []string
	Done  bool
}

// PathResult is a pathway followed for one patient.
type PathResult struct {
	ID string
	// Entered is whether the pathway applies.
	Entered chart.Tri
	Steps   []StepResult
}

// Pathway follows one pathway step by step. It is the zero value for an id
// that the graph does not know.
func (e *Engine) Pathway(id string, c chart.Chart) PathResult {
	p, ok := e.g.Pathway(id)
	if !ok {
		return PathResult{}
	}
	f := logic.FromChart(e.g, c)
	r := PathResult{ID: id, Entered: logic.Offered(p.Entry, nil, f)}
	done := map[string]bool{}
	for _, s := range p.Steps {
		step := e.pathStep(s, f)
		for _, before := range s.After {
			if !done[before] {
				step.Waits = append(step.Waits, before)
			}
		}
		step.Done = step.Done && len(step.Waits) == 0
		step.shorten()
		done[s.ID] = step.Done
		r.Steps = append(r.Steps, step)
	}
	return r
}

// shownMissing is how many missing findings a clinician is shown at a time.
const shownMissing = 4

func (s *StepResult) shorten() {
	keep := shownMissing
	if len(s.Waits) > 0 {
		keep = 0
	}
	if n := len(s.Missing); n > keep {
		s.Missing, s.More = s.Missing[:keep], n-keep
	}
}

func (e *Engine) pathStep(s graph.PathStep, f logic.Facts) StepResult {
	r := StepResult{ID: s.ID, Kind: s.Kind, Label: s.Labels, Orders: s.Orders, Bands: map[string]logic.BandResult{}, Done: true}
	for _, id := range s.Ask {
		x, _ := e.g.Finding(id)
		_, number := f.Number(id)
		if x.Kind == "quantity" && !number || x.Kind != "quantity" && f.Bool(id) == chart.Unknown {
			r.Missing = append(r.Missing, id)
		}
	}
	for _, id := range s.Bands {
		b, _ := e.g.Band(id)
		if v, ok := logic.EvalBand(b, f); ok {
			r.Bands[id] = v
		}
	}
	for _, sc := range s.Screen {
		res := screen(sc, f)
		r.Done = r.Done && res.State != "open"
		r.Screens = append(r.Screens, res)
	}
	for _, o := range s.Options {
		opt := OptionResult{ID: o.ID, Label: o.Labels, Value: logic.Offered(o.When, o.Unless, f), Refs: o.Refs}
		if o.When != nil {
			opt.Missing = logic.Eval(*o.When, f).Proof.Missing
		}
		r.Options = append(r.Options, opt)
	}
	r.Done = r.Done && len(r.Missing) == 0
	return r
}

// screen decides one screened condition.
func screen(s graph.ScreenItem, f logic.Facts) ScreenResult {
	r := ScreenResult{Condition: s.Cond, State: logic.ScreenState(s, f), Then: s.Then, Orders: s.OrderInvs}
	if s.Suspect != nil {
		r.Missing = logic.Eval(*s.Suspect, f).Proof.Missing
	}
	return r
}
