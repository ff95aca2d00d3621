package portal

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
)

// Inbox is what came in by HL7 v2. Every call is judged and recorded by who is
// behind it.
type Inbox interface {
	Messages(ctx context.Context, status string, before int64, limit int) ([]InboxRow, error)
	Message(ctx context.Context, id int64) (InboxMessage, error)
	// Replay maps a quarantined message again and tells where it stands then.
	Replay(ctx context.Context, id int64) (InboxRow, error)
	// ReplayAll does so with those in quarantine, oldest first.
	ReplayAll(ctx context.Context) (Replayed, error)
	// Reload reads the site file again.
	Reload(ctx context.Context) error
}

// InboxRow tells that a message came and where it stands, without its text.
type InboxRow struct {
	ID        int64  `json:"id"`
	Sender    string `json:"sender" doc:"MSH-3 and MSH-4"`
	ControlID string `json:"controlId" doc:"MSH-10"`
	Type      string `json:"type"`
	Received  string `json:"received" format:"date-time"`
	Status    string `json:"status" enum:"pending,mapped,quarantined"`
	Reason    string `json:"reason,omitempty" doc:"why it is in quarantine, with the place in the message"`
	Attempts  int    `json:"attempts"`
}

// InboxMessage is a message with its text.
type InboxMessage struct {
	InboxRow
	Charset string `json:"charset"`
	Text    string `json:"text" doc:"decoded; segments end in a line feed"`
}

// InboxList is a page of messages, newest first. Next goes on below it.
type InboxList struct {
	Messages []InboxRow `json:"messages"`
	Next     int64      `json:"next,omitempty" doc:"the before of the next page"`
}

// Replayed tells how a replay of all went.
type Replayed struct {
	Mapped      int `json:"mapped"`
	Quarantined int `json:"quarantined" doc:"still in quarantine"`
}

func (p *Portal) inboxRoutes(api huma.API) {
	if p.cfg.Inbox == nil {
		return
	}
	keepers := []actor.Role{actor.Integrator, actor.Operator}
	type path struct {
		ID int64 `path:"id" minimum:"1"`
	}
	handle(p, api, route{
		method: http.MethodGet, path: "/api/inbox", id: "inbox", summary: "HL7 v2 messages by where they stand, without their text", roles: keepers,
	}, func(ctx context.Context, in *struct {
		Status string `query:"status" enum:"pending,mapped,quarantined" default:"quarantined"`
		Before int64  `query:"before" minimum:"0" doc:"messages older than this id"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	},
	) (*body[InboxList], error) {
		rows, err := p.cfg.Inbox.Messages(ctx, in.Status, in.Before, in.Limit)
		out := InboxList{Messages: rows}
		if len(rows) == in.Limit {
			out.Next = rows[len(rows)-1].ID
		}
		return respond(out, err)
	})
	handle(p, api, route{
		method: http.MethodGet, path: "/api/inbox/{id}", id: "inbox-message", summary: "One HL7 v2 message with its text; the look is recorded",
		roles: []actor.Role{actor.Integrator},
	}, func(ctx context.Context, in *path) (*body[InboxMessage], error) {
		return respond(p.cfg.Inbox.Message(ctx, in.ID))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/inbox/{id}/replay", id: "inbox-replay", summary: "Map a quarantined message again", roles: keepers,
	}, func(ctx context.Context, in *path) (*body[InboxRow], error) {
		return respond(p.cfg.Inbox.Replay(ctx, in.ID))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/inbox/replay", id: "inbox-replay-all", summary: "Map all quarantined messages again, oldest first", roles: keepers,
	}, func(ctx context.Context, _ *struct{}) (*body[Replayed], error) {
		return respond(p.cfg.Inbox.ReplayAll(ctx))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/inbox/reload", id: "inbox-reload", summary: "Read the site file of HL7 v2 again; it must be right as a whole", roles: keepers,
	}, func(ctx context.Context, _ *struct{}) (*empty, error) {
		return &empty{}, p.cfg.Inbox.Reload(ctx)
	})
}
