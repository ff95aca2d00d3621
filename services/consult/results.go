package consult

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// Result is one measurement of the record. Value is with its unit, in the words
// of the language; At is zero for what is worked out and not measured.
type Result struct {
	Label fence.Cleared
	Value string
	At    time.Time
}

// results are the measurements that the record holds of what the graph knows,
// the newest first. What the patient told stands in the summary, with age and
// duration, which are no results.
func (p *speaker) results(c chart.Chart) []Result {
	var out []Result
	for _, id := range slices.Sorted(maps.Keys(c.Measures)) {
		m := c.Measures[id]
		f, ok := p.Graph.Finding(id)
		if !ok || told(m.Evidence) || m.At.IsZero() || f.Class == "demographic" {
			continue
		}
		if l := p.label(id); l.Text() != "" {
			out = append(out, Result{Label: l, Value: agent.Quantity(p.lang, m.Value, m.Unit), At: m.At})
		}
	}
	slices.SortStableFunc(out, func(a, b Result) int { return cmp.Compare(b.At.Unix(), a.At.Unix()) })
	return out
}
