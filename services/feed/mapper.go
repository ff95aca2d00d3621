package feed

import (
	"context"
	"fmt"
	"time"

	"go.opentelemetry.io/otel/attribute"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
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

// atOnce maps a message and commits it together with what was made of it, one
// commit for both. It reports false, and has done nothing, when the message is
// known already, cannot be mapped, or the store is not quick enough: the
// caller then takes the long way, which keeps the message first.
func (f *Feed) atOnce(ctx context.Context, m store.InboxMessage, msg *hl7v2.Message) bool {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.MapTimeout)
	defer cancel()
	m.Status = store.Mapped
	return f.mapInto(ctx, msg, store.Batch{Receive: []store.InboxMessage{m}}, nil) == nil
}

// mapMessage writes what a stored message says and settles it, in one batch. A
// message that can never be mapped is quarantined.
func (f *Feed) mapMessage(ctx context.Context, id int64, msg *hl7v2.Message) error {
	settle := []store.Settlement{{ID: id, Status: store.Mapped}}
	err := f.mapInto(ctx, msg, store.Batch{Settle: settle}, func() bool { return f.settled(ctx, id) })
	if err != nil && permanent(err) {
		f.quarantine(ctx, id, err)
	}
	return err
}

// mapInto maps a message and applies the writes together with batch, anew as
// long as others get in between. settled tells whether someone else has done
// it; nil means that the message is not kept yet, so that nothing may be
// written before batch is.
func (f *Feed) mapInto(ctx context.Context, msg *hl7v2.Message, batch store.Batch, settled func() bool) (err error) {
	defer func() {
		if recover() != nil { // a bug in the mapping must not end the server or block the queue
			err = outcome.New(outcome.Internal, "the mapping panicked")
		}
	}()
	ctx, span := f.tracer.Start(ctx, "feed.Map")
	defer span.End()
	plan, err := f.mapping().Map(msg)
	if err != nil {
		return err //nolint:wrapcheck // shown to the sender
	}
	span.SetAttributes(attribute.StringSlice("hl7.skipped", plan.Skipped))
	for tries := 0; tries < races; {
		var more bool
		batch.Ops, more, err = plan.Resolve(ctx, finder{f.cfg.Match})
		switch {
		case err != nil:
			return fmt.Errorf("feed: resolve: %w", err)
		case more && settled == nil:
			return outcome.New(outcome.Unavailable, "the merge takes several commits")
		case more:
			_, err = f.cfg.Store.Apply(ctx, store.Batch{Ops: batch.Ops})
		default:
			_, err = f.cfg.Store.Apply(ctx, batch)
		}
		switch {
		case err == nil && !more:
			return nil
		case err == nil:
			continue
		case !outcome.Is(err, outcome.Conflict) && !outcome.Is(err, outcome.PreconditionFailed):
			return fmt.Errorf("feed: apply: %w", err)
		case settled == nil && conflictOver(err, "Batch.receive"):
			return fmt.Errorf("feed: known: %w", err)
		case settled != nil && settled():
			return nil // another goroutine or process was faster
		}
		tries++
	}
	return outcome.New(outcome.Unavailable, "the resources are in use")
}

func conflictOver(err error, what string) bool {
	_, path := outcome.Public(err)
	return path == what
}

func (f *Feed) settled(ctx context.Context, id int64) bool {
	m, err := f.cfg.Inbox.Message(ctx, id)
	return err == nil && m.Status == store.Mapped
}

// mapStored maps a message of the inbox.
func (f *Feed) mapStored(ctx context.Context, m store.InboxMessage) error {
	h, err := hl7v2.ParseHeader(m.Raw)
	var msg *hl7v2.Message
	if err == nil {
		msg, err = f.check(h, m.Raw)
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
