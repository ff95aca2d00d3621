package feed

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

const (
	sweepBatch = 100
	// races is how often a write is tried anew when others change the same
	// resources.
	races = 8
	// maxAttempts is how often the loop tries a message that fails for no
	// known reason, before it is quarantined so that it cannot block others.
	maxAttempts = 5
)

// permanent reports whether trying again is in vain without a person's help.
func permanent(err error) bool {
	switch outcome.KindOf(err) {
	case outcome.Invalid, outcome.Unprocessable, outcome.NotSupported, outcome.MultipleMatches, outcome.Forbidden, outcome.TooLarge, outcome.Gone:
		return true
	}
	return false
}

// mapMessage writes what a message says and settles it, in one batch. A message
// that can never be mapped is quarantined.
func (f *Feed) mapMessage(ctx context.Context, id int64, msg *hl7v2.Message) (err error) {
	defer func() {
		if recover() != nil { // a bug in the mapping must not end the server or block the queue
			err = outcome.New(outcome.Internal, "the mapping panicked")
		}
	}()
	ctx, span := f.tracer.Start(ctx, "feed.Map")
	defer span.End()
	plan, err := mapping.Map(msg, f.cfg.Mapping)
	span.SetAttributes(attribute.StringSlice("hl7.skipped", plan.Skipped))
	if err == nil {
		err = f.write(ctx, id, plan)
	}
	if err != nil && permanent(err) {
		f.quarantine(ctx, id, err)
	}
	return err //nolint:wrapcheck // wrapped by write, or shown to the sender
}

// write resolves the plan against the store and applies it, anew as long as
// others get in between.
func (f *Feed) write(ctx context.Context, id int64, plan mapping.Plan) error {
	settle := []store.Settlement{{ID: id, Status: store.Mapped}}
	var err error
	for range races {
		var ops []store.Op
		if ops, err = plan.Resolve(ctx, f.find); err != nil {
			return fmt.Errorf("feed: resolve: %w", err)
		}
		var results []store.Result
		results, err = f.cfg.Store.Apply(ctx, store.Batch{Ops: ops, Settle: settle})
		switch {
		case err == nil && !raced(ops, results):
			return nil
		case err == nil: // the message is settled; only the merge is due
			settle = nil
		case outcome.Is(err, outcome.Conflict), outcome.Is(err, outcome.PreconditionFailed):
			if f.settled(ctx, id) {
				return nil // another goroutine or process was faster
			}
		default:
			return fmt.Errorf("feed: apply: %w", err)
		}
	}
	if err == nil {
		return nil
	}
	return outcome.Wrap(outcome.Unavailable, err, "the resources are in use")
}

func (f *Feed) settled(ctx context.Context, id int64) bool {
	m, err := f.cfg.Inbox.Message(ctx, id)
	return err == nil && m.Status == store.Mapped
}

// raced reports whether a resource that was to be created appeared in between,
// so that the message's elements have not reached it.
func raced(ops []store.Op, results []store.Result) bool {
	for i, r := range results {
		if i < len(ops) && ops[i].Verb == store.Create && r.Unchanged {
			return true
		}
	}
	return false
}

// find is the mapping.Finder over the store.
func (f *Feed) find(ctx context.Context, typ, condition string, limit int) ([]store.Resource, error) {
	q, err := search.ParseString(typ, condition, true)
	if err != nil {
		return nil, fmt.Errorf("feed: condition: %w", err)
	}
	q.Count = limit
	found, err := f.cfg.Store.Search(ctx, q)
	if err != nil {
		return nil, fmt.Errorf("feed: search: %w", err)
	}
	return found.Matches, nil
}

// mapStored maps a message of the inbox.
func (f *Feed) mapStored(ctx context.Context, m store.InboxMessage) error {
	h, err := hl7v2.ParseHeader(m.Raw)
	var msg *hl7v2.Message
	if err == nil {
		msg, err = check(h, m.Raw)
	}
	if err == nil {
		if err = f.mapMessage(ctx, m.ID, msg); err == nil {
			f.count(ctx, m.Type, "mapped-later")
		}
		return err
	}
	f.quarantine(ctx, m.ID, err)
	f.count(ctx, m.Type, "quarantined")
	return fmt.Errorf("feed: message: %w", err)
}

// loop maps what connections have left, when told and at every Retry.
func (f *Feed) loop(ctx context.Context) {
	tick := time.NewTicker(f.cfg.Retry)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		f.sweep(ctx)
	}
}

// sweep maps pending messages in order of arrival and stops at the first that
// the store cannot take, so that order is kept.
func (f *Feed) sweep(ctx context.Context) {
	for ctx.Err() == nil {
		pending, err := f.cfg.Inbox.Unsettled(ctx, sweepBatch)
		if err != nil {
			if ctx.Err() == nil {
				f.note(ctx, "sweep", 0, err)
			}
			return
		}
		settled := 0
		for _, m := range pending {
			if f.busy(m) {
				continue
			}
			err := f.mapStored(ctx, m)
			switch {
			case err == nil || permanent(err):
				settled++
			case outcome.Is(err, outcome.Unavailable) || ctx.Err() != nil:
				f.note(ctx, "sweep", m.ID, err)
				return
			case f.failedTooOften(m.ID):
				f.quarantine(ctx, m.ID, err)
				settled++
			default:
				f.note(ctx, "sweep", m.ID, err)
			}
		}
		if settled == 0 || len(pending) < sweepBatch {
			return
		}
	}
}

func (f *Feed) failedTooOften(id int64) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts[id]++
	if f.attempts[id] < maxAttempts {
		return false
	}
	delete(f.attempts, id)
	return true
}

// enter notes that a connection works on a message, so that the loop leaves it
// alone; the function it returns ends that. Were both to map it, the second
// would find nothing to do.
func (f *Feed) enter(sender, controlID string) (leave func()) {
	key := sender + "\x00" + controlID
	f.mu.Lock()
	defer f.mu.Unlock()
	f.inflight[key]++
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.inflight[key]--; f.inflight[key] == 0 {
			delete(f.inflight, key)
		}
	}
}

func (f *Feed) busy(m store.InboxMessage) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.inflight[m.Sender+"\x00"+m.ControlID] > 0
}
