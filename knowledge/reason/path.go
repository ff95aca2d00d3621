package reason

import (
	"fmt"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Step is one step of the reasoning path.
type Step struct {
	// Kind is complaint, danger, suspected, abstain, differential,
	// must_not_miss, urgency, score or tests.
	Kind string
	ID   string
	// Response names the response of a score that Detail is.
	Response string
	Label    graph.Label
	Detail   graph.Label
	Facts    []string
	Missing  []string
	Done     bool
	// Words of a suspected danger are the patient's, and Saying the reviewed
	// sentence that they resemble.
	Words, Saying string
}

//nolint:gochecknoglobals // a constant text
var fromWords = graph.Label{ZH: "言语提示（未证实）", EN: "Suspected from words, not confirmed"}

// path tells the reasoning in the order in which a clinician goes.
func (e *Engine) path(a Assessment, c Case, d differential) []Step {
	var steps []Step
	if comp, ok := e.g.Complaint(c.Complaint); ok {
		steps = append(steps, Step{Kind: "complaint", ID: comp.ID, Label: graph.Label{ZH: "主诉", EN: "Complaint"}, Detail: comp.Labels, Done: true})
		steps = append(steps, e.dangerStep(a, d.scene.facts, comp))
	}
	for _, s := range a.Suspected {
		l, _ := e.g.Label(s.Flag)
		steps = append(steps, Step{
			Kind: "suspected", ID: s.Flag, Label: fromWords, Detail: l, Words: s.Words, Saying: s.Saying,
		})
	}
	if a.Acuity >= e.weights.Acuity.Now {
		l, _ := e.g.Label(toldUrgent)
		steps = append(steps, Step{Kind: "suspected", ID: toldUrgent, Label: fromWords, Detail: l, Saying: e.likestEmergency(c.Resembles)})
	}
	if !a.Abstained {
		for i, r := range a.Differential {
			if i == 3 {
				break
			}
			l, _ := e.g.Label(r.Condition)
			steps = append(steps, Step{
				Kind: "differential", ID: r.Condition, Label: graph.Label{ZH: "考虑", EN: "Considered"},
				Detail: l, Facts: append(append([]string{}, r.For...), r.Against...), Missing: r.Missing, Done: len(r.Missing) == 0,
			})
		}
	} else {
		steps = append(steps, Step{Kind: "abstain", Label: graph.Label{ZH: "资料不足，不作鉴别诊断", EN: "Too little is known for a differential"}, Detail: graph.Label{ZH: fmt.Sprintf("已知有用信息 %d 项", d.informative), EN: fmt.Sprintf("%d informative findings", d.informative)}})
	}
	for _, r := range a.MustNotMiss {
		l, _ := e.g.Label(r.Condition)
		steps = append(steps, Step{Kind: "must_not_miss", ID: r.Condition, Label: graph.Label{ZH: "不可漏诊", EN: "Must not be missed"}, Detail: l, Facts: r.For, Missing: r.Missing, Done: len(r.Missing) == 0})
	}
	level, _ := e.g.Label(fmt.Sprintf("phrase.level.%d", a.Level))
	steps = append(steps, Step{Kind: "urgency", Label: graph.Label{ZH: "紧急程度", EN: "Urgency"}, Detail: level, Facts: a.UrgencyBy, Done: true})
	for _, s := range a.Scores {
		l, _ := e.g.Label(s.ID)
		steps = append(steps, s.step(l))
	}
	for _, o := range a.Orders {
		l, _ := e.g.Label(o.Investigation)
		steps = append(steps, Step{Kind: "tests", ID: o.Investigation, Label: graph.Label{ZH: "建议检查（草稿）", EN: "Test to consider (draft)"}, Detail: l, Facts: []string{o.Rule}})
	}
	return steps
}

// dangerStep says which danger signs of the complaint were looked for, found,
// and are still open.
func (e *Engine) dangerStep(a Assessment, f logic.Facts, comp graph.Complaint) Step {
	s := Step{Kind: "danger", ID: comp.ID, Label: graph.Label{ZH: "危险信号", EN: "Danger signs"}}
	for _, id := range comp.Danger {
		if f.Bool(id) == chart.Unknown {
			s.Missing = append(s.Missing, id)
		} else {
			s.Facts = append(s.Facts, id)
		}
	}
	s.Done = len(s.Missing) == 0
	s.Detail = graph.Label{ZH: "未发现", EN: "None found"}
	if !s.Done {
		s.Detail = graph.Label{ZH: "尚未问全", EN: "Not all asked yet"}
	}
	if len(a.RedFlags) > 0 {
		s.Detail, _ = e.g.Label(a.RedFlags[0].ID)
	}
	return s
}

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

// screen decides one screened condition. Nothing is ruled out by silence.
func screen(s graph.ScreenItem, f logic.Facts) ScreenResult {
	r := ScreenResult{Condition: s.Cond, State: "open", Then: s.Then, Orders: s.OrderInvs}
	suspected := chart.Unknown
	if s.Suspect != nil {
		p := logic.Eval(*s.Suspect, f)
		suspected, r.Missing = p.Value, p.Proof.Missing
	}
	switch {
	case f.Bool(s.Cond) == chart.Yes:
		r.State = "present"
	case s.RuledOut != nil && logic.Value(*s.RuledOut, f) == chart.Yes, f.Bool(s.Cond) == chart.No:
		r.State = "ruled_out"
	case suspected == chart.Yes:
		r.State = "suspected"
	case suspected == chart.No && s.RuledOut == nil:
		r.State = "ruled_out"
	}
	return r
}
