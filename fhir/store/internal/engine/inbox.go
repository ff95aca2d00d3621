package engine

import (
	"context"
	"crypto/sha256"
	"fmt"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Receive implements store.Inbox. A message without a control id is never a
// duplicate of another: nothing says so.
func (e *Engine) Receive(ctx context.Context, m store.InboxMessage) (receipt store.Receipt, err error) {
	err = e.Use(ctx, func() error {
		digest := sha256.Sum256(m.Raw)
		if m.Received.IsZero() {
			m.Received = e.Now()
		}
		j := &job{weight: 1, locks: inboxLocks([]store.InboxMessage{m})}
		j.run = func(ctx context.Context, g *group) (err error) {
			receipt, err = receive(ctx, g.tx, m, digest[:])
			return err
		}
		return e.queue.submit(ctx, j)
	})
	if err != nil {
		return store.Receipt{}, fmt.Errorf("%s: receive: %w", e.Name, err)
	}
	return receipt, nil
}

// inboxLocks hold off others who receive messages of the same control id.
func inboxLocks(ms []store.InboxMessage) []Lock {
	out := make([]Lock, 0, len(ms))
	for _, m := range ms {
		out = append(out, Lock{"inbox:" + m.Sender + "|" + m.ControlID, true})
	}
	return out
}

// receiveInbox keeps messages with the batch that was made of them.
func (a *applying) receiveInbox(ctx context.Context) error {
	for i, m := range a.receive {
		digest := sha256.Sum256(m.Raw)
		if m.Received.IsZero() {
			m.Received = a.now
		}
		if m.ControlID != "" {
			var r store.Receipt
			_, known, err := seenBefore(ctx, a.group.tx, m, digest[:], &r)
			if err != nil {
				return err
			}
			if known {
				return outcome.At(outcome.Conflict, "Batch.receive", "message %d is known already", i)
			}
		}
		if _, err := insertMessage(ctx, a.group.tx, m, digest[:], m.Status, 1); err != nil {
			return err
		}
	}
	return nil
}

func insertMessage(ctx context.Context, tx Tx, m store.InboxMessage, digest []byte, status store.InboxStatus, attempts int) (id int64, err error) {
	err = scanOne(ctx, tx, []any{&id}, `INSERT INTO inbox
		(sender, control_id, type, raw, digest, received, status, reason, attempts)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		m.Sender, m.ControlID, m.Type, m.Raw, digest, m.Received.UnixMicro(), string(status), m.Reason, attempts)
	return id, err
}

func receive(ctx context.Context, tx Tx, m store.InboxMessage, digest []byte) (store.Receipt, error) {
	r := store.Receipt{Status: store.Pending}
	if m.ControlID != "" {
		same, any, err := seenBefore(ctx, tx, m, digest, &r)
		if err != nil || same {
			return r, err
		}
		if any {
			r.Collision, r.Status = true, store.Quarantined
			m.Reason = "the control id was used before for another message"
		}
	}
	var err error
	r.ID, err = insertMessage(ctx, tx, m, digest, r.Status, 0)
	return r, err
}

// seenBefore fills r when the same bytes came before.
func seenBefore(ctx context.Context, tx Tx, m store.InboxMessage, digest []byte, r *store.Receipt) (same, any bool, err error) {
	rows, err := tx.Query(ctx, `SELECT id, status, digest FROM inbox
		WHERE sender = ? AND control_id = ? ORDER BY id`, m.Sender, m.ControlID)
	if err != nil {
		return false, false, err
	}
	_, err = collectRows(rows, func(rows Rows) (struct{}, error) {
		var id int64
		var status string
		var had []byte
		err := rows.Scan(&id, &status, &had)
		any = true
		if !same && string(had) == string(digest) {
			same, r.ID, r.Duplicate, r.Status = true, id, true, store.InboxStatus(status)
		}
		return struct{}{}, err
	})
	return same, any, err
}

// settleInbox ends messages with the batch. A message that is not where the
// settlement expects it has been settled by somebody else: the batch fails, so
// that nothing is made of one message twice.
func (a *applying) settleInbox(ctx context.Context) error {
	for i, s := range a.settle {
		path := fmt.Sprintf("Batch.settle[%d]", i)
		from, tried := store.Pending, 1
		switch s.Status {
		case store.Mapped, store.Quarantined:
		case store.Pending:
			from, tried = store.Quarantined, 0
		default:
			return outcome.At(outcome.Invalid, path, "not a status")
		}
		n, err := a.group.tx.Exec(ctx, `UPDATE inbox SET status = ?, reason = ?, attempts = attempts + ?
			WHERE id = ? AND status = ?`, string(s.Status), s.Reason, tried, s.ID, string(from))
		if err != nil {
			return err
		}
		if n == 0 {
			return outcome.At(outcome.Conflict, path, "the message is not %s", from)
		}
	}
	return nil
}

const inboxColumns = `id, sender, control_id, type, raw, received, status, reason, attempts`

func scanMessage(r Rows) (store.InboxMessage, error) {
	var m store.InboxMessage
	var received int64
	var status string
	err := r.Scan(&m.ID, &m.Sender, &m.ControlID, &m.Type, &m.Raw, &received, &status, &m.Reason, &m.Attempts)
	m.Received, m.Status = time.UnixMicro(received).UTC(), store.InboxStatus(status)
	return m, err
}

func (e *Engine) messages(ctx context.Context, what, where string, args ...any) (out []store.InboxMessage, err error) {
	err = e.view(ctx, func(c Conn) error {
		rows, err := c.Query(ctx, `SELECT `+inboxColumns+` FROM inbox WHERE `+where, args...)
		if err != nil {
			return err
		}
		out, err = collectRows(rows, scanMessage)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %s: %w", e.Name, what, err)
	}
	return out, nil
}

// Unsettled implements store.Inbox.
func (e *Engine) Unsettled(ctx context.Context, limit int) ([]store.InboxMessage, error) {
	return e.messages(ctx, "unsettled", `status = 'pending' ORDER BY id LIMIT ?`, limitOf(limit))
}

// List implements store.Inbox.
func (e *Engine) List(ctx context.Context, status store.InboxStatus, before int64, limit int) ([]store.InboxMessage, error) {
	if before > 0 {
		return e.messages(ctx, "list", `status = ? AND id < ? ORDER BY id DESC LIMIT ?`, string(status), before, limitOf(limit))
	}
	return e.messages(ctx, "list", `status = ? ORDER BY id DESC LIMIT ?`, string(status), limitOf(limit))
}

// Message implements store.Inbox.
func (e *Engine) Message(ctx context.Context, id int64) (store.InboxMessage, error) {
	found, err := e.messages(ctx, "message", `id = ?`, id)
	if err != nil {
		return store.InboxMessage{}, err
	}
	if len(found) == 0 {
		return store.InboxMessage{}, fmt.Errorf("%s: message: %w", e.Name, outcome.New(outcome.NotFound, "there is no such message"))
	}
	return found[0], nil
}
