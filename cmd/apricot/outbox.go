package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"text/tabwriter"

	"apricot.health/services/portal"
)

// outboxCmd is how hospital IT looks after the HL7 v2 messages that go out.
type outboxCmd struct {
	List  outboxListCmd  `cmd:"" help:"List deliveries, the failed ones unless told otherwise."`
	Retry outboxRetryCmd `cmd:"" help:"Send failed deliveries again, in their place in line."`
}

type outboxListCmd struct {
	atServer
	Status string `help:"failed, requested or completed." default:"failed" enum:"failed,requested,completed"`
	Limit  int    `help:"At most so many." default:"50"`
}

// Run implements the command.
func (c outboxListCmd) Run(ctx context.Context, t terminal) error {
	var list portal.OutboxList
	if err := c.call(ctx, http.MethodGet, fmt.Sprintf("/api/outbox?status=%s&limit=%d", c.Status, c.Limit), &list); err != nil {
		return err
	}
	return c.print(t.out, list, func(w io.Writer) {
		tab := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		fmt.Fprintln(tab, "ID\tPLANNED\tDESTINATION\tTYPE\tCONTROL ID\tABOUT\tREASON")
		for _, d := range list.Deliveries {
			fmt.Fprintf(tab, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", d.ID, d.Planned, d.Destination, d.Type, d.ControlID, d.About, printable(d.Reason))
		}
		_ = tab.Flush()
	})
}

type outboxRetryCmd struct {
	atServer
	ID []string `arg:"" help:"Ids of the deliveries."`
}

// Run implements the command.
func (c outboxRetryCmd) Run(ctx context.Context, t terminal) error {
	for _, id := range c.ID {
		if err := c.call(ctx, http.MethodPost, "/api/outbox/"+url.PathEscape(id)+"/retry", nil); err != nil {
			return fmt.Errorf("delivery %s: %w", id, err)
		}
		fmt.Fprintln(t.out, id, "is in line again")
	}
	return nil
}
