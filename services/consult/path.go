package consult

import (
	"maps"
	"slices"

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
		w := p.pen()
		w.say(p.show(p.template(st, a), st.Detail))
		if st.Kind != "tests" {
			p.named(w, "", st.Facts)
			p.named(w, "absent", st.Absent)
			p.named(w, "against", st.Against)
		}
		if st.Words != "" {
			w.mark(openPar).quote(st.Words).mark(closePar)
		}
		out = append(out, Step{
			Kind: st.Kind, Label: p.free(st.Label), Detail: w.done(), Done: st.Done, Missing: p.labels(st.Missing),
		})
	}
	return out
}

// named lists findings behind what they are to the step.
func (p *speaker) named(w *writer, as string, ids []string) {
	of := p.labels(ids)
	if len(of) == 0 {
		return
	}
	w.mark(openPar)
	if as != "" {
		w.say(p.heading(as)).mark(colon)
	}
	w.list(of).mark(closePar)
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
	if st.Kind == "score" {
		return "response:" + st.ID + "/" + st.Response
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
		w := p.pen()
		out = append(out, Step{
			Kind: "pathway", Label: p.label(path.ID), Detail: w.prose(p.source(path.Refs)).done(), Done: true,
		})
		for _, st := range r.Steps {
			out = append(out, p.pathStep("step:"+path.ID+"/"+st.ID, st))
		}
	}
	return out
}

// pathStep words one step, whose template it is given.
func (p *speaker) pathStep(template string, st reason.StepResult) Step {
	w := p.pen()
	part := func() *writer {
		if w.b.Len() > 0 {
			w.mark(dot)
		}
		return w
	}
	for _, id := range slices.Sorted(maps.Keys(st.Bands)) {
		if word, ok := bandWords[st.Bands[id].Value]; ok {
			part().say(p.label(id)).mark(colon).say(p.free(word))
		}
	}
	for _, sc := range st.Screens {
		if sc.State == "suspected" {
			part().say(p.label(sc.Condition)).mark(colon).say(p.free(stateWord(sc.State))).mark(comma).say(p.free(sc.Then))
		}
	}
	for _, state := range []string{"present", "ruled_out", ""} {
		if found := p.screened(st.Screens, state); len(found) > 0 {
			part().say(p.free(stateWord(state))).mark(colon).list(found)
		}
	}
	for _, o := range st.Options {
		if o.Value != chart.Yes {
			continue
		}
		if l := p.show(template+"/"+o.ID, o.Label); l.Text() != "" {
			part().say(l)
		}
	}
	return Step{Kind: st.Kind, Label: p.show(template, st.Label), Detail: w.done(), Done: st.Done, Missing: p.labels(st.Missing)}
}

// screened are the conditions in one state; "" is still open.
func (p *speaker) screened(all []reason.ScreenResult, state string) []fence.Cleared {
	var ids []string
	for _, sc := range all {
		known := sc.State == "suspected" || sc.State == "present" || sc.State == "ruled_out"
		if sc.State == state || state == "" && !known {
			ids = append(ids, sc.Condition)
		}
	}
	return p.labels(ids)
}

// bandWords are the values of the tables that pathways read, as a doctor says
// them. A value without a word is not shown: an identifier is none.
var bandWords = map[string]graph.Label{
	"underweight":      {ZH: "体重过低", EN: "underweight"},
	"normal":           {ZH: "正常", EN: "normal"},
	"overweight":       {ZH: "超重", EN: "overweight"},
	"obesity":          {ZH: "肥胖", EN: "obesity"},
	"obesity_mild":     {ZH: "轻度肥胖", EN: "mild obesity"},
	"obesity_moderate": {ZH: "中度肥胖", EN: "moderate obesity"},
	"obesity_severe":   {ZH: "重度肥胖", EN: "severe obesity"},
	"obesity_extreme":  {ZH: "极重度肥胖", EN: "extreme obesity"},
	"pre_central":      {ZH: "中心型肥胖前期", EN: "pre-central obesity"},
	"central_obesity":  {ZH: "中心型肥胖", EN: "central obesity"},
	"low":              {ZH: "低", EN: "low"},
	"intermediate":     {ZH: "中等", EN: "intermediate"},
	"high":             {ZH: "高", EN: "high"},
	"none":             {ZH: "无", EN: "none"},
	"mild":             {ZH: "轻度", EN: "mild"},
	"moderate":         {ZH: "中度", EN: "moderate"},
	"severe":           {ZH: "重度", EN: "severe"},
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
