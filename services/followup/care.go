package followup

import (
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// CareReason is what a care pathway saw: the values that set an escalation off, or a check
// that is overdue.
type CareReason struct {
	Values []CareValue
	// Check is true of a check. Last is when it was last done, zero for never; Due when it
	// was due; EveryDays its interval; Late by how many of these it is overdue.
	Check     bool
	Last, Due time.Time
	EveryDays int
	Late      float64
	// Source is the guideline that the rule is from.
	Source string
}

// CareValue is a value by its name.
type CareValue struct {
	Label fence.Cleared
	agent.CareValue
}

// never is how late a check counts for which there is no record, in its intervals: it may
// have been done elsewhere, and may never have been.
const never = 1

// care says what the pathways of a patient ask for.
func (v *voice) care(it *Item, t task, now time.Time) {
	alarms := false
	for _, in := range t.Input {
		r := v.pathway(in.Reason(), now)
		if r.Label.Text() == "" {
			continue
		}
		it.Why = append(it.Why, r)
		alarms = alarms || !r.Care.Check
		it.Late = max(it.Late, r.Care.Late)
	}
	if alarms {
		it.Late = 0
		if it.Suggest = v.phrase("phrase.care.within"); t.Prio != "routine" {
			it.Suggest = v.phrase("phrase.care." + t.Prio)
		}
		return
	}
	it.Suggest = v.phrase("phrase.care.check_due")
	it.Overdue = false // the check is overdue, which the reason says; the call has no hour
}

func (v *voice) pathway(r agent.CareReason, now time.Time) Reason {
	if e, ok := v.Graph.Escalation(r.Rule); ok {
		out := v.reason(r.Rule, r.Says)
		out.Care = &CareReason{Due: r.Due, Source: v.source(e.Refs)}
		for _, x := range r.Evidence {
			out.Care.Values = append(out.Care.Values, CareValue{v.show("label", x.Finding), x})
		}
		return out
	}
	m, ok := v.Graph.Monitor(r.Rule)
	if !ok {
		return Reason{}
	}
	care := &CareReason{Check: true, Last: r.Last, Due: r.Due, EveryDays: m.EveryDays, Late: never, Source: v.source(m.Refs)}
	if !r.Last.IsZero() {
		care.Late = now.Sub(r.Due).Hours() / 24 / float64(m.EveryDays)
	}
	return Reason{Rule: r.Rule, Label: v.say("monitor", r.Rule, m.Labels), Care: care}
}

// source names the guideline of a rule: a title is no advice.
func (v *voice) source(refs []graph.Ref) string {
	if len(refs) == 0 {
		return ""
	}
	x, _ := v.Graph.Source(refs[0].Source)
	return x.Title.In(v.lang)
}
