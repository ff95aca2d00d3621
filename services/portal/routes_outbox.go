package portal

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
)

// Outbox is what goes out by HL7 v2.
type Outbox interface {
	// Deliveries lists the newest deliveries in a state, without their text.
	Deliveries(ctx context.Context, status string, limit int) ([]OutboxRow, error)
	// Retry puts a failed delivery back in line.
	Retry(ctx context.Context, id string) error
}

// OutboxRow tells of one delivery, without its text.
type OutboxRow struct {
	ID          string `json:"id"`
	Destination string `json:"destination"`
	Type        string `json:"type"`
	ControlID   string `json:"controlId" doc:"MSH-10"`
	About       string `json:"about" doc:"the resource that is sent"`
	Planned     string `json:"planned" format:"date-time"`
	Status      string `json:"status" enum:"requested,completed,failed"`
	Reason      string `json:"reason,omitempty" doc:"why it failed"`
}

// OutboxList are deliveries, newest last.
type OutboxList struct {
	Deliveries []OutboxRow `json:"deliveries"`
}

func (p *Portal) outboxRoutes(api huma.API) {
	if p.cfg.Outbox == nil {
		return
	}
	keepers := []actor.Role{actor.Integrator, actor.Operator}
	handle(p, api, route{
		method: http.MethodGet, path: "/api/outbox", id: "outbox", summary: "HL7 v2 messages that go out, by where they stand", roles: keepers,
	}, func(ctx context.Context, in *struct {
		Status string `query:"status" enum:"requested,completed,failed" default:"failed"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	},
	) (*body[OutboxList], error) {
		rows, err := p.cfg.Outbox.Deliveries(ctx, in.Status, in.Limit)
		return respond(OutboxList{Deliveries: rows}, err)
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/outbox/{id}/retry", id: "outbox-retry", summary: "Send a failed delivery again", roles: keepers,
	}, func(ctx context.Context, in *struct {
		ID string `path:"id" pattern:"^[A-Za-z0-9.-]{1,64}$"`
	},
	) (*empty, error) {
		return &empty{}, p.cfg.Outbox.Retry(ctx, in.ID)
	})
}
