package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store/internal/engine"
)

// tx implements engine.Tx.
type tx struct {
	conn
	t pgx.Tx
	d *driver
}

// Commit returns when the WAL is on disk.
func (t *tx) Commit(ctx context.Context) error { return t.t.Commit(ctx) }

// Rollback undoes the transaction. Where it fails the connection is gone, and
// the server rolls back.
func (t *tx) Rollback() { _ = t.t.Rollback(context.Background()) }

// Lock takes advisory locks, which hold in all processes until the end of the
// transaction. The engine sorts them, so that no two transactions wait for
// each other.
func (t *tx) Lock(ctx context.Context, locks []engine.Lock) error {
	b := &pgx.Batch{}
	for _, l := range locks {
		key := lockKey(l.Name)
		if l.Exclusive {
			b.Queue("SELECT pg_advisory_xact_lock($1)", key)
		} else {
			b.Queue("SELECT pg_advisory_xact_lock_shared($1)", key)
		}
	}
	return t.send(ctx, b)
}

func (t *tx) send(ctx context.Context, b *pgx.Batch) error {
	if b.Len() == 0 {
		return nil
	}
	return t.t.SendBatch(ctx, b).Close()
}

// Keys takes from the block of this process, and a new block when it is used
// up. A rollback leaves holes in the keys, which is fine: only the change feed
// must be dense.
func (t *tx) Keys(ctx context.Context, n int) ([]int64, error) {
	t.d.mu.Lock()
	defer t.d.mu.Unlock()
	out := make([]int64, n)
	for i := range out {
		if t.d.next == t.d.end {
			if err := t.t.QueryRow(ctx, "SELECT nextval('resource_rk')").Scan(&t.d.next); err != nil {
				return nil, err
			}
			t.d.end = t.d.next + keyBlock
		}
		out[i] = t.d.next
		t.d.next++
	}
	return out, nil
}

// Flush sends everything in one round trip: one statement with arrays for each
// table.
func (t *tx) Flush(ctx context.Context, s *engine.Staged) error {
	b := &pgx.Batch{}
	if len(s.New) > 0 {
		table := newColumns(6)
		for _, r := range s.New {
			table.add(r.RK, r.Key.Type, r.Key.ID, r.Version, r.Updated, r.Deleted)
		}
		b.Queue(insert("resource", "rk, type, id, version, updated, deleted",
			"bigint", "text", "text", "bigint", "bigint", "boolean"), table.args()...)
	}
	for _, r := range s.Changed {
		b.Queue("UPDATE resource SET version = $1, updated = $2, deleted = $3 WHERE rk = $4", r.Version, r.Updated, r.Deleted, r.RK)
	}
	for _, k := range search.Kinds() {
		if len(s.Unindex) > 0 {
			b.Queue("DELETE FROM "+engine.Table(k)+" WHERE rk = ANY($1)", s.Unindex)
		}
		queueIndex(b, k, s.Index)
	}
	return t.send(ctx, b)
}

func queueIndex(b *pgx.Batch, k search.Kind, index []engine.Index) {
	names := engine.Columns(k)
	table := newColumns(3 + len(names))
	var row []any
	for i := range index {
		if x := &index[i]; x.Kind == k {
			row = x.AppendValues(row[:0])
			table.add(row...)
		}
	}
	if table.rows == 0 {
		return
	}
	types := []string{"bigint", "bigint", "bigint"}
	for _, n := range names {
		types = append(types, columnType(k, n))
	}
	b.Queue(insert(engine.Table(k), "rk, h, n, "+strings.Join(names, ", "), types...), table.args()...)
}

func columnType(k search.Kind, name string) string {
	switch {
	case name == "system" && k != search.KindReference:
		return "bigint"
	case name == "clo" || name == "chi":
		return "double precision"
	case name != "lo" && name != "hi":
		return "text"
	case k == search.KindDate:
		return "bigint"
	default:
		return "double precision"
	}
}

// Publish implements engine.Stager. The notice goes out with the commit.
func (t *tx) Publish(ctx context.Context, vs []*engine.Version) error {
	table := newColumns(6)
	for _, v := range vs {
		var text *string
		if v.JSON != nil {
			s := string(v.JSON)
			text = &s
		}
		table.add(v.Seq, v.RK, v.Row.Version, v.Updated, v.Deleted, text)
	}
	b := &pgx.Batch{}
	b.Queue(insert("version", "seq, rk, version, updated, deleted, json",
		"bigint", "bigint", "bigint", "bigint", "boolean", "text"), table.args()...)
	b.Queue("SELECT pg_notify($1, $2)", channel, strconv.FormatInt(vs[len(vs)-1].Seq, 10))
	return t.send(ctx, b)
}

// insert is a statement that takes one array for each column.
func insert(table, columns string, types ...string) string {
	parts := make([]string, len(types))
	for i, typ := range types {
		parts[i] = fmt.Sprintf("$%d::%s[]", i+1, typ)
	}
	return "INSERT INTO " + table + " (" + columns + ") SELECT * FROM unnest(" + strings.Join(parts, ", ") + ")"
}

// columns gathers rows by column, each in a slice of its own type: those are
// encoded several times faster than slices of any.
type columns struct {
	values []any
	rows   int
}

func newColumns(n int) *columns { return &columns{values: make([]any, n)} }

func (c *columns) add(row ...any) {
	c.rows++
	for i, v := range row {
		switch v := v.(type) {
		case int64:
			c.values[i] = grow(c.values[i], v)
		case string:
			c.values[i] = grow(c.values[i], v)
		case float64:
			c.values[i] = grow(c.values[i], v)
		case bool:
			c.values[i] = grow(c.values[i], v)
		case *string:
			c.values[i] = grow(c.values[i], v)
		default: // the tables have no other columns
			panic(fmt.Sprintf("postgres: a column of %T", v))
		}
	}
}

func grow[T any](column any, v T) any {
	list, _ := column.([]T) // nil before the first row
	return append(list, v)
}

func (c *columns) args() []any { return c.values }
