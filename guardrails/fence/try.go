package fence

import (
	"maps"

	"apricot.health/guardrails/check"
)

// Try gives a fence that decides with other bounds for some audiences, so that an
// evaluation can tell what they would bring. It clears nothing: whatever it
// decides, no text comes out of it that could be shown, and its records say so.
func (f *Fence) Try(bounds map[Audience]check.Bounds) *Fence {
	p := *f
	p.tried = maps.Clone(bounds)
	if p.tried == nil {
		p.tried = map[Audience]check.Bounds{}
	}
	return &p
}

// bounds are those for an audience.
func (f *Fence) bounds(to Audience) *check.Bounds {
	if f.side != nil && f.side.to == to {
		return &f.side.bounds
	}
	b, tried := f.tried[to]
	if !tried {
		b = check.BoundsFor(string(to))
	}
	return &b
}
