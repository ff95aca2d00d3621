package store

import (
	"context"
	"time"
)

// InboxStatus is where a received message stands.
type InboxStatus string

// The statuses. A message is never deleted by Apricot itself.
const (
	Pending     InboxStatus = "pending"
	Mapped      InboxStatus = "mapped"
	Quarantined InboxStatus = "quarantined"
)

// InboxMessage is one raw message. Sender and ControlID identify it; Digest is
// the SHA-256 of Raw.
type InboxMessage struct {
	ID        int64
	Sender    string // sending application|facility as received
	ControlID string // MSH-10
	Type      string // such as "ADT^A04"
	Raw       []byte
	Received  time.Time
	Status    InboxStatus
	Reason    string
	Attempts  int
}

// Receipt tells what Receive did.
type Receipt struct {
	ID int64
	// Duplicate is true when the same sender sent the same control id with
	// the same bytes before: nothing was stored.
	Duplicate bool
	// Collision is true when the control id came before with other bytes:
	// the message was stored as Quarantined.
	Collision bool
	// Status of the message this receipt is for (of the first one when
	// Duplicate).
	Status InboxStatus
}

// Settlement ends a pending message, or puts a quarantined one back to
// Pending for replay.
type Settlement struct {
	ID     int64
	Status InboxStatus
	Reason string
}

// Inbox keeps raw messages before anything is made of them.
type Inbox interface {
	// Receive stores m and returns when it is on disk.
	Receive(ctx context.Context, m InboxMessage) (Receipt, error)
	// Unsettled lists pending messages in order of arrival.
	Unsettled(ctx context.Context, limit int) ([]InboxMessage, error)
	// List lists messages with the status, newest first, before id (0: from
	// the newest).
	List(ctx context.Context, status InboxStatus, before int64, limit int) ([]InboxMessage, error)
	// Message gives one message, NotFound when there is none.
	Message(ctx context.Context, id int64) (InboxMessage, error)
}
