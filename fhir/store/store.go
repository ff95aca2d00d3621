package store

import (
	"context"
	"time"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
)

// Key names one logical resource.
type Key struct{ Type, ID string }

// String is the relative reference, such as "Patient/17".
func (k Key) String() string { return k.Type + "/" + k.ID }

// Resource is one version of a resource as it is stored.
type Resource struct {
	Key
	// Version counts from 1 for each Key; deletes take a number too.
	Version int64
	// Seq is the position of this version in the change feed.
	Seq         int64
	LastUpdated time.Time
	// JSON is what arrived, byte for byte, but for id, meta.versionId and
	// meta.lastUpdated, which the store sets. It is nil when Deleted.
	JSON    []byte
	Deleted bool
}

// Verb is what an Op does.
type Verb int

// The verbs.
const (
	// Create stores a new resource. With an empty ID the store assigns one;
	// with an ID that is taken the batch fails with Conflict. With IfNoneExist
	// it stores nothing when exactly one resource matches (the result names
	// it), and fails with MultipleMatches when more do.
	Create Verb = iota + 1
	// Update stores the next version of the resource, or its first. With
	// IfMatch it requires that to be the current version. With Condition it
	// finds its target by search: none creates, one updates, more fail.
	Update
	// Delete ends the resource and keeps its history. Deleting what is not
	// there succeeds and changes nothing. IfMatch and Condition are as in Update.
	// With Multiple it ends every resource that Condition finds.
	Delete
	// Patch stores what Edit makes of the current version. It fails with
	// NotFound or Gone when there is none. IfMatch and Condition are as in
	// Update, but a condition that finds nothing is NotFound.
	Patch
)

// MaxMultiple is the largest number of resources that one Delete with Multiple
// ends; with more the batch fails with TooLarge.
const MaxMultiple = 1000

// Op is one write.
type Op struct {
	Verb Verb
	Type string
	ID   string
	// IfMatch is the version the caller has seen; 0 asks for no check.
	IfMatch int64
	// IfNoneExist makes a Create conditional. It is a search string without
	// "?", such as "identifier=urn:mrn|17".
	IfNoneExist string
	// IfNoneMatch makes an Update fail with PreconditionFailed when there is a
	// current version ("If-None-Match: *").
	IfNoneMatch bool
	// OnlyNew lets a conditional Create that finds a match fail the batch with
	// Conflict: the caller has more to write than to have it there, and looks
	// again.
	OnlyNew bool
	// Condition makes an Update, Delete or Patch find its target by search.
	Condition string
	// Multiple lets a Delete with a Condition end more than one resource.
	Multiple bool
	// Edit makes the next body of a Patch from the current one. It is called
	// inside the transaction and perhaps again when that has to be repeated, so
	// it must be quick and depend on nothing else. References in its result are
	// resolved as those of a Body.
	Edit func(current []byte) ([]byte, error)
	// FullURL is the entry's own temporary name, "urn:uuid:...". References
	// to it from any Op of the batch are rewritten to the final reference.
	FullURL string
	Body    []byte

	doc *r4.Doc // of Body, or of a Body before
}

// Batch is what Apply makes true at once or not at all.
type Batch struct {
	Ops []Op
	// Settle ends inbox messages together with what was made of them.
	Settle []Settlement
	// Receive keeps raw messages together with what was made of them, each
	// with its Status and Reason. One whose sender and control id came before
	// fails the batch with Conflict at "Batch.receive": Inbox.Receive tells
	// then whether it is the same message.
	Receive []InboxMessage
}

// Result tells what became of one Op.
type Result struct {
	Resource
	// Created is true when the Op stored a first version (or one after a
	// delete); Unchanged is true when it stored nothing: a matched
	// IfNoneExist, a delete of what is not there, or an Update whose body
	// equals the current version.
	Created, Unchanged bool
	// Also holds the further resources that a Delete with Multiple ended.
	Also []Resource
}

// Reader reads. Every method sees only committed versions.
type Reader interface {
	// Read gives the current version. NotFound when there never was one, Gone
	// when it was deleted.
	Read(ctx context.Context, k Key) (Resource, error)
	// ReadVersion gives one version; Gone when that version is a delete.
	ReadVersion(ctx context.Context, k Key, version int64) (Resource, error)
	// History lists versions, newest first, deletes among them.
	History(ctx context.Context, q HistoryQuery) ([]Resource, error)
	// Search finds current resources. Unknown parameters have been dealt with
	// when q was parsed.
	Search(ctx context.Context, q search.Query) (SearchResult, error)
}

// HistoryQuery asks for the history of a resource (Type and ID), of a type
// (Type), or of everything. Before, when not 0, is the Seq to continue below.
// Limit 0 means 100.
type HistoryQuery struct {
	Key
	Since  time.Time
	Before int64
	Limit  int
}

// SearchResult is one page. Next is opaque and empty on the last page; Total
// is -1 when it was not asked for.
type SearchResult struct {
	Matches  []Resource
	Included []Resource
	Next     string
	Total    int
}

// Writer writes.
type Writer interface {
	// Apply commits the whole batch and returns one Result for each Op in
	// order, or changes nothing and returns an outcome.Error whose Path names
	// the entry ("Bundle.entry[3]"). When it returns nil the batch is on disk.
	Apply(ctx context.Context, b Batch) ([]Result, error)
}

// Feed is the change feed: every version of every resource in commit order.
type Feed interface {
	// Changes returns versions with Seq > since in order, at most limit. Seqs
	// are dense: a reader that has seen n will be given n+1 next, never n+2.
	Changes(ctx context.Context, since int64, limit int) ([]Resource, error)
	// Wait returns when a version with Seq > since exists or ctx ends.
	Wait(ctx context.Context, since int64) error
}

// Store is a FHIR repository.
type Store interface {
	Reader
	Writer
	Feed
	// Close waits for what runs, then every method answers Unavailable.
	Close() error
}
