package agent

import (
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/reason"
)

// Urgency is what the fence must know of an assessment to catch a text that
// reassures over a red flag.
func Urgency(a reason.Assessment) *fence.UrgencyContext {
	u := &fence.UrgencyContext{Level: a.Level}
	for _, f := range a.RedFlags {
		u.RedFlags = append(u.RedFlags, f.ID)
	}
	return u
}
