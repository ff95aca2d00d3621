package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/feed"
	"apricot.health/services/portal"
)

// portalInbox shows the HL7 v2 inbox on the portal.
type portalInbox struct {
	inbox guard.Inbox
	feed  *feed.Feed
	data  string
}

var _ portal.Inbox = portalInbox{}

// Messages implements portal.Inbox.
func (p portalInbox) Messages(ctx context.Context, status string, before int64, limit int) ([]portal.InboxRow, error) {
	list, err := p.inbox.List(ctx, store.InboxStatus(status), before, limit)
	rows := make([]portal.InboxRow, 0, len(list))
	for _, m := range list {
		rows = append(rows, inboxRow(m))
	}
	return rows, err
}

func inboxRow(m store.InboxMessage) portal.InboxRow {
	return portal.InboxRow{
		ID: m.ID, Sender: m.Sender, ControlID: m.ControlID, Type: m.Type, Received: m.Received.Format(time.RFC3339),
		Status: string(m.Status), Reason: m.Reason, Attempts: m.Attempts,
	}
}

// Message implements portal.Inbox.
func (p portalInbox) Message(ctx context.Context, id int64) (portal.InboxMessage, error) {
	m, err := p.inbox.Message(ctx, id)
	if err != nil {
		return portal.InboxMessage{}, err
	}
	text, charset := hl7v2.Text(m.Raw)
	lines := strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' })
	return portal.InboxMessage{InboxRow: inboxRow(m), Charset: charset.Code(), Text: strings.Join(lines, "\n") + "\n"}, nil
}

// Replay implements portal.Inbox. The feed maps the message, on behalf of who
// asks.
func (p portalInbox) Replay(ctx context.Context, id int64) (portal.InboxRow, error) {
	if _, err := p.inbox.Status(ctx, id); err != nil {
		return portal.InboxRow{}, err
	}
	if err := p.feed.Replay(asFeed(ctx), id); err != nil && !faulty(err) {
		return portal.InboxRow{}, err
	}
	m, err := p.inbox.Status(ctx, id)
	return inboxRow(m), err
}

// faulty reports an error of the message, which its row then tells.
func faulty(err error) bool {
	switch outcome.KindOf(err) {
	case outcome.Conflict, outcome.NotFound, outcome.Unavailable, outcome.Internal:
		return false
	}
	return true
}

func asFeed(ctx context.Context) context.Context {
	who := actor.System("feed")
	if a, err := actor.From(ctx); err == nil {
		who.OnBehalf, who.TraceID = a.ID, a.TraceID
	}
	return actor.With(ctx, who)
}

// ReplayAll implements portal.Inbox.
func (p portalInbox) ReplayAll(ctx context.Context) (portal.Replayed, error) {
	var ids []int64
	for before := int64(0); ; {
		page, err := p.inbox.List(ctx, store.Quarantined, before, 1000)
		if err != nil {
			return portal.Replayed{}, err
		}
		for _, m := range page {
			ids = append(ids, m.ID)
			before = m.ID
		}
		if len(page) < 1000 {
			break
		}
	}
	var out portal.Replayed
	for _, id := range slices.Backward(ids) {
		switch err := p.feed.Replay(asFeed(ctx), id); {
		case err == nil:
			out.Mapped++
		case outcome.Is(err, outcome.Unavailable):
			return out, err
		default:
			out.Quarantined++
		}
	}
	return out, ctx.Err()
}

// Reload implements portal.Inbox: the mapping of the site file, if it is right,
// holds from now on. Addresses, limits and destinations need a restart.
func (p portalInbox) Reload(context.Context) error {
	s, err := site.Load(p.data)
	if err != nil {
		return outcome.New(outcome.Unprocessable, "%s", err)
	}
	m, err := mapping.New(s.Mapping)
	if err != nil {
		return outcome.New(outcome.Unprocessable, "%s", err)
	}
	p.feed.Use(m)
	return nil
}

// newFeed is the HL7 v2 door as the site file wants it.
func newFeed(cfg Config, guarded store.Store, db database) (*feed.Feed, error) {
	s, err := site.Load(cfg.Data)
	if err != nil {
		return nil, err
	}
	m, err := mapping.New(s.Mapping)
	if err != nil {
		return nil, err
	}
	secure, err := s.ServerTLS()
	if err != nil {
		return nil, err
	}
	return feed.New(feed.Config{
		Addr: cfg.MLLP, TLS: secure, Store: guarded, Match: db, Inbox: db, Mapping: m, Logger: cfg.Logger, Now: cfg.Now,
		Peers: s.Peers, Limits: s.Limits, KnownPeersOnly: s.Listen.KnownPeersOnly,
	})
}
