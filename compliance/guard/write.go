package guard

import (
	"context"
	"slices"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Apply commits the batch and its audit events together, or nothing. The
// results are those of the caller's own operations.
func (s *Store) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return nil, err
	}
	if len(b.Settle)+len(b.Receive) > 0 && a.Role != actor.Service {
		return nil, outcome.New(outcome.Forbidden, "only the feed receives and settles messages")
	}
	for try := 1; ; try++ {
		results, raced, err := s.applyAs(ctx, a, b)
		if !raced || try == maxRaces {
			return results, err
		}
	}
}

// maxRaces is how often a delete of several is tried again when others write
// what it found.
const maxRaces = 5

// applyAs is one try of Apply. raced is set when a delete of several failed
// because what it found has changed since.
func (s *Store) applyAs(ctx context.Context, a actor.Actor, b store.Batch) (results []store.Result, raced bool, err error) {
	spread, from, err := s.spread(ctx, a, b.Ops)
	if err != nil {
		return nil, false, err
	}
	named := named(spread)
	ops := make([]store.Op, len(named), 2*len(named))
	var events []audit.Event
	patients := newPatients(named)
	for i := range named {
		e := s.event(a, action(named[i].Verb), interaction(named[i].Verb))
		e.Entities = []string{target(named[i])}
		e.Patients = writtenPatients(&named[i], patients)
		op := named[i]
		pinned, current, err := s.mayWrite(ctx, a, op, e.Patients)
		if err != nil {
			return nil, false, s.refuse(ctx, unresolved(e, op), atEntry(i, err))
		}
		if op.Verb == store.Delete || op.Verb == store.Patch {
			e.Patients = patientsOf(current)
		}
		ops[i] = pinned
		events = append(events, e)
	}
	if len(events) >= bulk || len(b.Settle)+len(b.Receive) > 0 {
		events = together(events)
	}
	for _, e := range events {
		event, err := auditOp(e)
		if err != nil {
			return nil, false, err
		}
		ops = append(ops, event)
	}
	results, err = s.inner.Apply(ctx, store.Batch{Ops: ops, Settle: b.Settle, Receive: b.Receive})
	if err != nil {
		return nil, len(spread) > len(b.Ops) && outcome.Is(err, outcome.PreconditionFailed), err
	}
	return gathered(results[:len(named)], from, len(b.Ops)), false, nil
}

// spread puts one Delete for each resource in the place of a Delete of
// several, so that each has its own audit event. from tells which of the
// caller's operations each is of.
func (s *Store) spread(ctx context.Context, a actor.Actor, in []store.Op) (out []store.Op, from []int, err error) {
	for i, op := range in {
		found := []store.Op{op}
		if op.Multiple {
			if found, err = s.each(ctx, a, op); err != nil {
				e := s.event(a, action(op.Verb), interaction(op.Verb))
				return nil, nil, s.refuse(ctx, unresolved(e, op), atEntry(i, err))
			}
		}
		for _, o := range found {
			out, from = append(out, o), append(from, i)
		}
	}
	return out, from, nil
}

// each finds the resources that a Delete of several would end, and ties the
// deletes to what was found.
func (s *Store) each(ctx context.Context, a actor.Actor, op store.Op) ([]store.Op, error) {
	if _, _, err := s.mayWrite(ctx, a, op, nil); err != nil {
		return nil, err
	}
	q, err := search.ParseString(op.Type, op.Condition, true)
	if err != nil {
		return nil, err
	}
	if len(q.Params) == 0 { // it would find everything
		return nil, outcome.New(outcome.PreconditionFailed, "the condition has no search parameter")
	}
	q.Count = search.MaxCount
	var out []store.Op
	for {
		res, err := s.inner.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range res.Matches {
			out = append(out, store.Op{Verb: store.Delete, Type: r.Type, ID: r.ID, IfMatch: r.Version})
		}
		if len(out) > store.MaxMultiple {
			return nil, outcome.New(outcome.TooLarge, "the condition matches more than %d resources", store.MaxMultiple)
		}
		if q.Page = res.Next; q.Page == "" {
			break
		}
	}
	if len(out) == 0 {
		op.Multiple = false
		return []store.Op{op}, nil
	}
	return out, nil
}

// gathered joins the results of operations that were spread.
func gathered(results []store.Result, from []int, n int) []store.Result {
	out := make([]store.Result, 0, n)
	for i, r := range results {
		if i > 0 && from[i] == from[i-1] {
			last := &out[len(out)-1]
			last.Also = append(last.Also, r.Resource)
			continue
		}
		out = append(out, r)
	}
	return out
}

// bulk is the number of writes from which a batch leaves one event for each
// action, and not one for each write.
const bulk = 50

// together joins the events of a large batch, such as one of an import, and of
// a message, whose parts are one act of its sender: one event for each action
// names everything that was written and every patient.
func together(events []audit.Event) []audit.Event {
	var out []audit.Event
	seen := map[audit.Action]map[string]bool{}
	for _, e := range events {
		at := slices.IndexFunc(out, func(o audit.Event) bool { return o.Action == e.Action })
		if at < 0 {
			at = len(out)
			first := e
			first.Entities, first.Patients = nil, nil
			out = append(out, first)
			seen[e.Action] = map[string]bool{}
		}
		out[at].Entities = append(out[at].Entities, e.Entities...)
		for _, p := range e.Patients {
			if !seen[e.Action][p] {
				seen[e.Action][p] = true
				out[at].Patients = append(out[at].Patients, p)
			}
		}
	}
	return out
}
