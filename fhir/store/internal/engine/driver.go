package engine

import (
	"context"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Rows is the result of a query.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// Conn runs SQL with "?" placeholders.
type Conn interface {
	Query(ctx context.Context, sql string, args ...any) (Rows, error)
	// Exec returns the number of rows it touched.
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
}

// Stager is what differs between databases in writing.
type Stager interface {
	// Lock holds off, until the end of the transaction, everyone who asks for
	// the same name, unless both share.
	Lock(ctx context.Context, locks []Lock) error
	// Keys gives n resource keys that nobody else has or will have.
	Keys(ctx context.Context, n int) ([]int64, error)
	// Flush writes resource and index rows.
	Flush(ctx context.Context, s *Staged) error
	// Publish writes versions that have been numbered.
	Publish(ctx context.Context, vs []*Version) error
}

// Tx is a write transaction.
type Tx interface {
	Conn
	Stager
	Commit(ctx context.Context) error
	Rollback()
}

// Driver is one database.
type Driver interface {
	Begin(ctx context.Context) (Tx, error)
	// View runs fn on one committed snapshot.
	View(ctx context.Context, fn func(Conn) error) error
	// Once runs fn, which makes one query, on what is committed.
	Once(ctx context.Context, fn func(Conn) error) error
	// Retryable reports errors after which the whole transaction may be run
	// again: deadlocks, serialization failures, lost races to insert a key.
	Retryable(err error) bool
	// Full reports that there was no room for a write, or that the medium failed.
	Full(err error) bool
	Close() error
}

// Dialect is what differs between databases in SQL text.
type Dialect struct {
	// Contains is a test, with two %s, that the first text holds the second.
	Contains string
	// Each, behind a question about one row, keeps the database from answering
	// it for all rows at once.
	Each string
	// ForUpdate locks the rows of the table alias r.
	ForUpdate string
}

// Lock names something to hold off others from.
type Lock struct {
	Name      string
	Exclusive bool
}

// Row is a row of the table resource.
type Row struct {
	RK      int64
	Key     store.Key
	Version int64
	Updated int64
	Deleted bool
}

// Version is a row of the table version. Seq is set just before the commit.
type Version struct {
	Row
	Seq  int64
	JSON []byte
}

// Index is one index value of one resource. N numbers the values of it.
type Index struct {
	RK int64
	N  int32
	search.IndexValue
}

// Staged is what a batch is about to write.
type Staged struct {
	New, Changed []Row
	// Unindex lists the resources whose old index rows go.
	Unindex []int64
	Index   []Index
}

func (s *Staged) index(rk int64, values []search.IndexValue) {
	for i, v := range values {
		s.Index = append(s.Index, Index{rk, int32(i), v}) //nolint:gosec // a resource has far fewer values
	}
}

// Table is the index table of a kind.
func Table(k search.Kind) string { return "idx_" + string(k) }
