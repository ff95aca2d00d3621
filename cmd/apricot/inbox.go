package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"apricot.health/fhir/actor"
	"apricot.health/services/app"
	"apricot.health/services/portal"
)

// inboxCmd is how hospital IT looks after HL7 v2 messages. It asks the running
// server, so that access is judged and recorded there.
type inboxCmd struct {
	List   inboxListCmd   `cmd:"" help:"List messages, the quarantined ones unless told otherwise, without their text."`
	Show   inboxShowCmd   `cmd:"" help:"Show one message with its text. The look is recorded."`
	Replay inboxReplayCmd `cmd:"" help:"Map quarantined messages again, after the mapping was mended. Exit 3 when one stays in quarantine."`
	Reload inboxReloadCmd `cmd:"" help:"Have the server read hl7.yaml again."`
}

// atServer is the running server that a command talks to.
type atServer struct {
	Data string `help:"Folder of the data, whose key signs the request." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
	HTTP string `help:"Address of the running server." name:"http" default:"127.0.0.1:8080" env:"APRICOT_HTTP"`
	JSON bool   `help:"Print JSON."`
}

// call asks the server and decodes its answer.
func (r atServer) call(ctx context.Context, method, path string, into any) error {
	who := "system:cli"
	if u, err := user.Current(); err == nil && u.Username != "" {
		who += "/" + u.Username
	}
	signer, err := app.SignerOf(r.Data, time.Now)
	if err != nil {
		return err
	}
	a := actor.Actor{ID: who, Role: actor.Integrator, Display: who, Purpose: actor.Operations}
	token, err := signer.Issue(portal.BearerToken, portal.ClaimsFor(a), time.Minute)
	if err != nil {
		return err
	}
	base := r.HTTP
	if !strings.Contains(base, "://") {
		base = "http://" + base
	}
	req, err := http.NewRequestWithContext(ctx, method, strings.TrimSuffix(base, "/")+path, bytes.NewReader(nil))
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("the server at %s does not answer; is it running, and is --http right? %w", r.HTTP, err)
	}
	defer res.Body.Close() //nolint:errcheck // read only
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= http.StatusBadRequest {
		var p struct{ Detail string }
		if json.Unmarshal(raw, &p) != nil || p.Detail == "" {
			p.Detail = res.Status
		}
		if res.StatusCode == http.StatusUnauthorized {
			return fmt.Errorf("the server at %s does not know the key in %s: is that its data folder (--data), and is it the right server (--http)?", r.HTTP, r.Data)
		}
		return errors.New(p.Detail)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// print writes v as JSON, or as text does.
func (r atServer) print(w io.Writer, v any, text func(io.Writer)) error {
	if r.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		enc.SetEscapeHTML(false)
		return enc.Encode(v)
	}
	text(w)
	return nil
}

// printable is text of a sender without what a terminal would obey.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return '\uFFFD'
		}
		return r
	}, s)
}

// brief is the beginning of a text for one column.
func brief(s string) string {
	const most = 40
	runes := []rune(strings.Join(strings.Fields(printable(s)), " "))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

type inboxListCmd struct {
	atServer
	Status string `help:"quarantined, pending or mapped." default:"quarantined" enum:"quarantined,pending,mapped"`
	Before int64  `help:"Only messages older than this id: the next page."`
	Limit  int    `help:"At most so many." default:"50"`
}

// Run implements the command.
func (c inboxListCmd) Run(ctx context.Context, t terminal) error {
	var list portal.InboxList
	path := fmt.Sprintf("/api/inbox?status=%s&before=%d&limit=%d", c.Status, c.Before, c.Limit)
	if err := c.call(ctx, http.MethodGet, path, &list); err != nil {
		return err
	}
	return c.print(t.out, list, func(w io.Writer) {
		tab := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
		fmt.Fprintln(tab, "ID\tRECEIVED\tTYPE\tSENDER\tCONTROL ID\tTRIES\tREASON")
		for _, m := range list.Messages {
			fmt.Fprintf(tab, "%d\t%s\t%s\t%s\t%s\t%d\t%s\n", m.ID, m.Received, brief(m.Type), brief(m.Sender), brief(m.ControlID), m.Attempts, printable(m.Reason))
		}
		_ = tab.Flush()
		if list.Next > 0 {
			fmt.Fprintf(w, "more: --before %d\n", list.Next)
		}
	})
}

type inboxShowCmd struct {
	atServer
	ID int64 `arg:"" help:"Id of the message."`
}

// Run implements the command.
func (c inboxShowCmd) Run(ctx context.Context, t terminal) error {
	var m portal.InboxMessage
	if err := c.call(ctx, http.MethodGet, fmt.Sprintf("/api/inbox/%d", c.ID), &m); err != nil {
		return err
	}
	return c.print(t.out, m, func(w io.Writer) {
		fmt.Fprintf(w, "%d  %s  %s  %s  %s  %s\n", m.ID, m.Received, printable(m.Type), printable(m.Sender), printable(m.ControlID), m.Charset)
		fmt.Fprintf(w, "%s", m.Status)
		if m.Reason != "" {
			fmt.Fprintf(w, ": %s", printable(m.Reason))
		}
		fmt.Fprintf(w, "\n\n%s", printable(m.Text))
	})
}

type inboxReplayCmd struct {
	atServer
	ID  []int64 `arg:"" optional:"" help:"Ids of the messages."`
	All bool    `help:"All in quarantine, oldest first."`
}

// Run implements the command.
func (c inboxReplayCmd) Run(ctx context.Context, t terminal) error {
	if c.All == (len(c.ID) > 0) {
		return errors.New("name messages, or say --all")
	}
	var done portal.Replayed
	rows := []portal.InboxRow{}
	if c.All {
		if err := c.call(ctx, http.MethodPost, "/api/inbox/replay", &done); err != nil {
			return err
		}
	}
	for _, id := range c.ID {
		var row portal.InboxRow
		if err := c.call(ctx, http.MethodPost, fmt.Sprintf("/api/inbox/%d/replay", id), &row); err != nil {
			return fmt.Errorf("message %d: %w", id, err)
		}
		rows = append(rows, row)
		if row.Status == "mapped" {
			done.Mapped++
		} else {
			done.Quarantined++
		}
	}
	err := c.print(t.out, map[string]any{"messages": rows, "mapped": done.Mapped, "quarantined": done.Quarantined}, func(w io.Writer) {
		for _, r := range rows {
			fmt.Fprintln(w, strings.TrimSpace(fmt.Sprintf("%d  %s  %s", r.ID, r.Status, r.Reason)))
		}
		fmt.Fprintf(w, "%d mapped, %d still in quarantine\n", done.Mapped, done.Quarantined)
	})
	if err == nil && done.Quarantined > 0 {
		err = errGate
	}
	return err
}

type inboxReloadCmd struct{ atServer }

// Run implements the command.
func (c inboxReloadCmd) Run(ctx context.Context, t terminal) error {
	if err := c.call(ctx, http.MethodPost, "/api/inbox/reload", nil); err != nil {
		return err
	}
	_, err := fmt.Fprintln(t.out, "the mapping of hl7.yaml is in force")
	return err
}
