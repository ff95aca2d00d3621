package app

import (
	"context"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/store"
	"apricot.health/services/outbound"
	"apricot.health/services/portal"
)

// portalOutbox shows the HL7 v2 deliveries on the portal. They are the
// service's own ledger: it reads and changes it on behalf of who asks.
type portalOutbox struct{ service *outbound.Service }

var _ portal.Outbox = portalOutbox{}

// Deliveries implements portal.Outbox.
func (p portalOutbox) Deliveries(ctx context.Context, status string, limit int) ([]portal.OutboxRow, error) {
	list, err := p.service.Deliveries(asOutbound(ctx), status, limit)
	rows := make([]portal.OutboxRow, 0, len(list))
	for _, d := range list {
		rows = append(rows, portal.OutboxRow{
			ID: d.Task, Destination: d.Destination, Type: d.Type, ControlID: d.ControlID, About: d.Focus, Planned: d.At, Status: d.Status, Reason: d.Reason,
		})
	}
	return rows, err
}

// Retry implements portal.Outbox.
func (p portalOutbox) Retry(ctx context.Context, id string) error {
	return p.service.Retry(asOutbound(ctx), id)
}

func asOutbound(ctx context.Context) context.Context {
	who := actor.System("outbound")
	if a, err := actor.From(ctx); err == nil {
		who.OnBehalf, who.TraceID = a.ID, a.TraceID
	}
	return actor.With(ctx, who)
}

// newOutbound sends as the site file wants it.
func newOutbound(cfg Config, db database, guarded store.Store) (*outbound.Service, error) {
	s, err := site.Load(cfg.Data)
	if err != nil {
		return nil, err
	}
	shared, _ := db.(store.Leaser) // SQLite has one server
	return outbound.New(outbound.Config{Store: guarded, Lease: shared, Site: s, Logger: cfg.Logger, Now: cfg.Now})
}
