package fence

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/record"
)

// AllDepartments switches every department off.
const AllDepartments = "*"

// keptPolicies is how many policies a fence can be rolled back over.
const keptPolicies = 8

// live is what may change while a fence works: its policy and the departments
// that are switched off. A decision sees one state from its beginning to its
// end.
type live struct {
	mu      sync.RWMutex
	engines []*policy.Engine // the last one decides
	off     map[string]bool
}

// pin gives the fence as it is now, for one decision.
func (f *Fence) pin(department string) *Fence {
	p := *f
	f.live.mu.RLock()
	defer f.live.mu.RUnlock()
	p.engine = f.live.engines[len(f.live.engines)-1]
	p.off = f.live.off[AllDepartments] || department != "" && f.live.off[department]
	return &p
}

// Within gives the same fence with another bound of one decision, 0 for
// Deadline: policy and switches are shared.
func (f *Fence) Within(d time.Duration) *Fence {
	p := *f
	p.cfg.Deadline = d
	return &p
}

// Over gives a fence that judges by another graph and its lexicon: policy,
// switches, deadline, clock and record are shared with this one.
func (f *Fence) Over(g *graph.Graph, lex *lexicon.Lexicon) (*Fence, error) {
	if g == nil {
		return nil, errors.New("fence: over: there is no graph")
	}
	p := *f
	p.cfg.Graph, p.cfg.Lexicon = g, lex
	if err := p.build(); err != nil {
		return nil, fmt.Errorf("fence: over: %w", err)
	}
	return &p, nil
}

// build makes what the fence reads and checks with from its graph.
func (f *Fence) build() error {
	x, err := claim.New(f.cfg.Graph, nil)
	if err != nil {
		return err
	}
	if f.acts == nil {
		if f.acts, err = acts.Load(x); err != nil {
			return err //nolint:wrapcheck // names its room
		}
	}
	if f.stances == nil {
		if f.stances, err = stance.Medicines.Load(x); err != nil {
			return err //nolint:wrapcheck // names its room
		}
	}
	if f.signs == nil {
		if f.signs, err = stance.Signs.Load(x); err != nil {
			return err //nolint:wrapcheck // names its room
		}
	}
	g := f.cfg.Graph
	f.reader, f.index = x, check.NewIndex(g)
	emergencies := slices.DeleteFunc(g.RedFlags(), func(r graph.RedFlag) bool { return r.Level > 2 })
	todays := slices.DeleteFunc(g.RedFlags(), func(r graph.RedFlag) bool { return r.Level != 3 })
	f.emergencies, f.todays = logic.NewWatch(emergencies), logic.NewWatch(todays)
	f.bearing = bearing(g, slices.Concat(emergencies, todays))
	f.dangers = map[string]bool{}
	for _, flag := range emergencies {
		for _, fact := range flag.When.Facts() {
			f.dangers[fact] = true
		}
	}
	f.records = sync.OnceValue(func() *record.Reader { return record.New(g) })
	return nil
}

// Swap puts another policy in force, after vetting it; decisions under way end
// with the old one. A policy that fails leaves the old one in force.
func (f *Fence) Swap(ctx context.Context, e *policy.Engine) error {
	if e == nil {
		return errors.New("fence: swap: there is no policy")
	}
	if err := policy.Vet(ctx, e); err != nil {
		return fmt.Errorf("fence: swap: %w", err)
	}
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	f.live.engines = append(f.live.engines, e)
	if n := len(f.live.engines); n > keptPolicies {
		f.live.engines = slices.Clone(f.live.engines[n-keptPolicies:])
	}
	return nil
}

// Rollback puts the policy before this one in force again.
func (f *Fence) Rollback() error {
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	n := len(f.live.engines)
	if n < 2 {
		return errors.New("fence: rollback: there is no policy before this one")
	}
	f.live.engines = slices.Clone(f.live.engines[:n-1])
	return nil
}

// Policy is the policy in force.
func (f *Fence) Policy() *policy.Engine { return f.pin("").engine }

// SwitchOff stops everything that was written freely for a department, or for
// all: it is handed over to a person. Reviewed content (questions, emergency
// advice) stays, since a patient in danger must still be told.
func (f *Fence) SwitchOff(department string) {
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	f.live.off[department] = true
}

// SwitchOn takes a SwitchOff back.
func (f *Fence) SwitchOn(department string) {
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	delete(f.live.off, department)
}

// Off is true where a department, or every one, is switched off.
func (f *Fence) Off(department string) bool { return f.pin(department).off }

// SwitchedOff lists the departments that are switched off.
func (f *Fence) SwitchedOff() []string {
	f.live.mu.RLock()
	defer f.live.mu.RUnlock()
	return slices.Sorted(maps.Keys(f.live.off))
}
