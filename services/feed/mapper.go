package feed

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

const (
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
	case outcome.Invalid, outcome.Unprocessable, outcome.NotSupported, outcome.MultipleMatches, outcome.Forbidden, outcome.TooLarge, outcome.Gone,
		outcome.NotFound: // what the message speaks of, such as an order to be called off
		return true
	}
	return false
}

// plan maps a message without looking into the store.
func (f *Feed) plan(msg *hl7v2.Message) (p mapping.Plan, err error) {
	defer panicked(&err)
	return f.mapping().Map(msg) //nolint:wrapcheck // shown to the sender
}

// panicked makes an error of a panic: a bug in the mapping must not end the
// server or block the queue.
func panicked(err *error) {
	if recover() != nil {
		*err = outcome.New(outcome.Internal, "the mapping panicked")
	}
}

// atOnce maps a message and commits it together with what was made of it, one
// commit for both. It reports false, and has done nothing, when the message is
// known already, cannot be mapped, or the store is not quick enough: the
// caller then takes the long way, which keeps the message first.
func (f *Feed) atOnce(ctx context.Context, m store.InboxMessage, msg *hl7v2.Message) bool {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.MapTimeout)
	defer cancel()
	plan, err := f.plan(msg)
	if err != nil {
		return false
	}
	m.Status = store.Mapped
	return f.mapInto(ctx, plan, store.Batch{Receive: []store.InboxMessage{m}}, nil) == nil
}

// mapMessage writes what a stored message says and settles it, in one batch. A
// message that can never be mapped is quarantined.
func (f *Feed) mapMessage(ctx context.Context, id int64, msg *hl7v2.Message) error {
	plan, err := f.plan(msg)
	return f.settle(ctx, id, plan, err)
}

// settle ends a stored message: what its plan says is written, or it is
// quarantined when fault, or what the store says, is permanent.
func (f *Feed) settle(ctx context.Context, id int64, plan mapping.Plan, fault error) error {
	if fault == nil {
		settle := []store.Settlement{{ID: id, Status: store.Mapped}}
		fault = f.mapInto(ctx, plan, store.Batch{Settle: settle}, func() bool { return f.settled(ctx, id) })
	}
	if fault != nil && permanent(fault) {
		f.quarantine(ctx, id, fault)
	}
	return fault
}

// mapInto applies the writes of a plan together with batch, anew as long as
// others get in between. settled tells whether someone else has done it; nil
// means that the message is not kept yet, so that nothing may be written
// before batch is.
func (f *Feed) mapInto(ctx context.Context, plan mapping.Plan, batch store.Batch, settled func() bool) (err error) {
	defer panicked(&err)
	ctx, span := f.tracer.Start(ctx, "feed.Map")
	defer span.End()
	span.SetAttributes(attribute.StringSlice("hl7.skipped", plan.Skipped))
	for tries := 0; tries < races; {
		var more bool
		batch.Ops, more, err = plan.Resolve(ctx, finder{f.cfg.Match, &f.shared})
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
		f.shared.forget()
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
	plan, fault := f.planStored(m)
	return f.settleStored(ctx, m, plan, fault)
}

// planStored reads a message of the inbox anew.
func (f *Feed) planStored(m store.InboxMessage) (mapping.Plan, error) {
	h, err := hl7v2.ParseHeader(m.Raw)
	if err != nil {
		return mapping.Plan{}, fmt.Errorf("feed: message: %w", err)
	}
	msg, err := f.check(h, m.Raw)
	if err != nil {
		return mapping.Plan{}, err
	}
	return f.plan(msg)
}

func (f *Feed) settleStored(ctx context.Context, m store.InboxMessage, plan mapping.Plan, fault error) error {
	err := f.settle(ctx, m.ID, plan, fault)
	switch {
	case err == nil:
		f.count(ctx, m.Type, "mapped-later")
	case permanent(err):
		f.count(ctx, m.Type, "quarantined")
	}
	return err
}
