package consult

import (
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
)

// Step is one step of the reasoning, in the order in which a clinician goes.
type Step struct {
	Kind    string
	Label   fence.Cleared
	Detail  Prose
	Done    bool
	Missing []fence.Cleared
}

// path words the engine's own steps.
func (p *speaker) path(a reason.Assessment) []Step {
	var out []Step
	for _, st := range a.Path {
		var w writer
		w.say(p.show(p.template(st, a), st.Detail))
		if facts := p.labels(st.Facts); len(facts) > 0 && st.Kind != "tests" {
			w.mark(openPar).list(facts).mark(closePar)
		}
		out = append(out, Step{
			Kind: st.Kind, Label: p.free(st.Label), Detail: w.done(), Done: st.Done, Missing: p.labels(st.Missing),
		})
	}
	return out
}

// template names the content that the detail of a step is, so that it is
// judged as reviewed content. A wrong guess costs nothing: the fence compares.
func (p *speaker) template(st reason.Step, a reason.Assessment) string {
	if st.Kind == "urgency" {
		return "phrase:" + levelPhrase(a.Level)
	}
	if st.Kind == "danger" && len(a.RedFlags) > 0 {
		return "label:" + a.RedFlags[0].ID
	}
	return "label:" + st.ID
}

// pathways words the pathways that this patient has certainly entered.
func (p *speaker) pathways(c chart.Chart) []Step {
	var out []Step
	for _, path := range p.Graph.Pathways() {
		r := p.Engine.Pathway(path.ID, c)
		if r.Entered != chart.Yes || len(r.Steps) == 0 {
			continue
		}
		var w writer
		out = append(out, Step{
			Kind: "pathway", Label: p.label(path.ID), Detail: w.prose(p.source(path.Refs)).done(), Done: true,
		})
		for _, st := range r.Steps {
			out = append(out, p.pathStep(st))
		}
	}
	return out
}

func (p *speaker) pathStep(st reason.StepResult) Step {
	var w writer
	part := func() *writer {
		if w.b.Len() > 0 {
			w.mark(dot)
		}
		return &w
	}
	for _, id := range sortedKeys(st.Bands) {
		part().say(p.label(id)).mark(colon).quote(st.Bands[id].Value)
	}
	for _, sc := range st.Screens {
		part().say(p.label(sc.Condition)).mark(colon).say(p.free(stateWord(sc.State)))
		if sc.State == "suspected" {
			w.mark(comma).say(p.free(sc.Then))
		}
	}
	for _, o := range st.Options {
		if o.Value != chart.Yes {
			continue
		}
		if l := p.free(o.Label); l.Text() != "" {
			part().say(l)
		}
	}
	return Step{Kind: st.Kind, Label: p.free(st.Label), Detail: w.done(), Done: st.Done, Missing: p.labels(st.Missing)}
}

func stateWord(state string) graph.Label {
	switch state {
	case "suspected":
		return graph.Label{ZH: "可疑", EN: "suspected"}
	case "ruled_out":
		return graph.Label{ZH: "已排除", EN: "ruled out"}
	case "present":
		return graph.Label{ZH: "已有", EN: "present"}
	default:
		return graph.Label{ZH: "待排查", EN: "still open"}
	}
}
