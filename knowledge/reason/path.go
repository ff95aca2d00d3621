package reason

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/graph"
)

// Step is one step of the reasoning path.
type Step struct {
	// Kind is complaint, danger, resembles, abstain, differential,
	// must_not_miss, urgency, score or tests.
	Kind string
	ID   string
	// Response names the response of a score that Detail is.
	Response string
	Label    graph.Label
	Detail   graph.Label
	// Facts are what was found: danger signs that are there, what speaks for a
	// condition. Absent are danger signs that are known not to be there, Against
	// what speaks against a condition, Missing what nobody has told yet.
	Facts, Absent, Against, Missing []string
	Done                            bool
	// Edges are how sure content is of each of Facts and Against.
	Edges []graph.Edge
	// Words of what resembles a danger are the patient's, and Near the reviewed
	// sayings that they are nearest to. Flag is the red flag whose signs are asked
	// for because of it: those in Missing.
	Words string
	Near  []Near
	Flag  string
	// By is what set the urgency.
	By []Basis
}

//nolint:gochecknoglobals // a constant text
var fromWords = graph.Label{ZH: "言语提示（未证实）", EN: "Suspected from words, not confirmed"}

// path tells the reasoning in the order in which a clinician goes.
func (e *Engine) path(a Assessment, c Case, d differential, ask survey) []Step {
	var steps []Step
	if comp, ok := e.g.Complaint(c.Complaint); ok {
		steps = append(steps, Step{Kind: "complaint", ID: comp.ID, Label: graph.Label{ZH: "主诉", EN: "Complaint"}, Detail: comp.Labels, Done: true})
		steps = append(steps, e.dangerStep(a, d.scene.facts, comp))
	}
	steps = append(steps, e.resembling(a, c, ask)...)
	if !a.Abstained {
		for i, r := range a.Differential {
			if i == 3 {
				break
			}
			l, _ := e.g.Label(r.Condition)
			steps = append(steps, Step{
				Kind: "differential", ID: r.Condition, Label: graph.Label{ZH: "考虑", EN: "Considered"},
				Detail: l, Facts: r.For, Against: r.Against, Edges: e.edges(r), Missing: r.Missing, Done: len(r.Missing) == 0,
			})
		}
	} else {
		steps = append(steps, Step{Kind: "abstain", Label: graph.Label{ZH: "资料不足，不作鉴别诊断", EN: "Too little is known for a differential"}, Detail: graph.Label{ZH: fmt.Sprintf("已知有用信息 %d 项", d.informative), EN: fmt.Sprintf("%d informative findings", d.informative)}})
	}
	for _, r := range a.MustNotMiss {
		l, _ := e.g.Label(r.Condition)
		steps = append(steps, Step{Kind: "must_not_miss", ID: r.Condition, Label: graph.Label{ZH: "不可漏诊", EN: "Must not be missed"}, Detail: l, Facts: r.For, Edges: e.edges(r), Missing: r.Missing, Done: len(r.Missing) == 0})
	}
	level, _ := e.g.Label(fmt.Sprintf("phrase.level.%d", a.Level))
	steps = append(steps, Step{Kind: "urgency", Label: graph.Label{ZH: "紧急程度", EN: "Urgency"}, Detail: level, Facts: graphIDs(a.Basis), By: a.Basis, Done: true})
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

// edges are those by which findings speak for and against a condition.
func (e *Engine) edges(r Ranked) []graph.Edge {
	c, _ := e.g.Condition(r.Condition)
	var out []graph.Edge
	for _, ids := range [][]string{r.For, r.Against} {
		for _, id := range ids {
			if i := slices.IndexFunc(c.Edges, func(x graph.Edge) bool { return x.Find == id }); i >= 0 {
				out = append(out, c.Edges[i])
			}
		}
	}
	return out
}
