package guard

import (
	"context"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Inbox shows raw HL7 messages to people. Who keeps the interfaces running (an
// operator, an integrator) may see that a message came and why it is in
// quarantine, which holds no patient data; its text is for integrators, and
// each look at it leaves an AuditEvent.
type Inbox struct {
	inner store.Inbox
	s     *Store
}

// Inbox is the guarded view of an inbox.
func (s *Store) Inbox(inner store.Inbox) Inbox { return Inbox{inner, s} }

// List lists messages without their text.
func (i Inbox) List(ctx context.Context, status store.InboxStatus, before int64, limit int) ([]store.InboxMessage, error) {
	if _, err := i.may(ctx, actor.Integrator, actor.Operator, actor.Service); err != nil {
		return nil, err
	}
	list, err := i.inner.List(ctx, status, before, limit)
	for n := range list {
		list[n].Raw = nil
	}
	return list, err
}

// Status gives one message without its text.
func (i Inbox) Status(ctx context.Context, id int64) (store.InboxMessage, error) {
	if _, err := i.may(ctx, actor.Integrator, actor.Operator, actor.Service); err != nil {
		return store.InboxMessage{}, err
	}
	m, err := i.inner.Message(ctx, id)
	m.Raw = nil
	return m, err
}

// Message gives one message with its text.
func (i Inbox) Message(ctx context.Context, id int64) (store.InboxMessage, error) {
	a, err := i.may(ctx, actor.Integrator, actor.Service)
	e := i.s.event(a, audit.ActionRead, "read")
	e.Inbox = []int64{id}
	if err != nil {
		return store.InboxMessage{}, i.s.refuse(ctx, e, err)
	}
	m, err := i.inner.Message(ctx, id)
	if err != nil {
		return m, err
	}
	if err := i.s.record(ctx, e); err != nil {
		return store.InboxMessage{}, err
	}
	return m, nil
}

func (i Inbox) may(ctx context.Context, roles ...actor.Role) (actor.Actor, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return a, err
	}
	for _, r := range roles {
		if a.Role == r {
			return a, nil
		}
	}
	return a, outcome.New(outcome.Forbidden, "role %s has no access to the inbox", a.Role)
}
