package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store/internal/engine"
)

// conn is a connection with its prepared statements, for one user at a time:
// the writer's is the lane of the engine.
type conn struct {
	c          *sql.Conn
	statements map[string]*sql.Stmt
}

func (c *conn) prepare(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := c.statements[q]; ok {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	s, err := c.c.PrepareContext(ctx, q)
	if err == nil {
		c.statements[q] = s
	}
	return s, err
}

func (c *conn) forget() error {
	var errs []error
	for _, s := range c.statements {
		errs = append(errs, s.Close())
	}
	clear(c.statements)
	return errors.Join(errs...)
}

func (c *conn) close() error { return errors.Join(c.forget(), c.c.Close()) }

// Query implements engine.Conn.
func (c *conn) Query(ctx context.Context, q string, args ...any) (engine.Rows, error) {
	s, err := c.prepare(ctx, q) //nolint:sqlclosecheck // kept for the next call; forget closes it
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...) //nolint:rowserrcheck // the engine reads, checks and closes the rows
}

// Exec implements engine.Conn.
func (c *conn) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	s, err := c.prepare(ctx, q) //nolint:sqlclosecheck // kept for the next call; forget closes it
	if err != nil {
		return 0, err
	}
	res, err := s.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// tx implements engine.Tx on the writer's connection.
type tx struct {
	*conn
	driver *driver
	next   int64
}

// Exec implements engine.Tx.
func (t *tx) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	n, err := t.conn.Exec(ctx, q, args...)
	t.driver.wal.noteFull(err)
	return n, err
}

// Commit returns when the WAL is on disk.
func (t *tx) Commit(ctx context.Context) error {
	if _, err := t.Exec(ctx, "COMMIT"); err != nil {
		return err
	}
	t.driver.wal.grow(t.c)
	return nil
}

// Rollback undoes the transaction. It has no error to tell: where it fails
// SQLite has rolled back already.
func (t *tx) Rollback() { _, _ = t.Exec(context.Background(), "ROLLBACK") }

// Lock needs nothing: BEGIN IMMEDIATE holds everyone off.
func (t *tx) Lock(context.Context, []engine.Lock) error { return nil }

// Keys counts on from the highest key of the table.
func (t *tx) Keys(ctx context.Context, n int) ([]int64, error) {
	if t.next == 0 {
		rows, err := t.Query(ctx, "SELECT COALESCE(MAX(rk), 0) FROM resource")
		if err != nil {
			return nil, err
		}
		rows.Next()
		err = errors.Join(rows.Scan(&t.next), rows.Close())
		if err != nil {
			return nil, err
		}
	}
	out := make([]int64, n)
	for i := range out {
		t.next++
		out[i] = t.next
	}
	return out, nil
}

// Flush implements engine.Stager. On a connection without a network statements
// run one by one, prepared once.
func (t *tx) Flush(ctx context.Context, s *engine.Staged) error {
	args := make([]any, 0, len(s.New)*len(resourceColumns))
	for _, r := range s.New {
		args = append(args, r.RK, r.Key.Type, r.Key.ID, r.Version, r.Updated, r.Deleted)
	}
	if err := t.insert(ctx, "resource", resourceColumns, args); err != nil {
		return err
	}
	for _, r := range s.Changed {
		if _, err := t.Exec(ctx, "UPDATE resource SET version = ?, updated = ?, deleted = ? WHERE rk = ?",
			r.Version, r.Updated, r.Deleted, r.RK); err != nil {
			return err
		}
	}
	for _, rk := range s.Unindex {
		for _, k := range search.Kinds() {
			if _, err := t.Exec(ctx, "DELETE FROM "+engine.Table(k)+" WHERE rk = ?", rk); err != nil {
				return err
			}
		}
	}
	return t.index(ctx, s.Index)
}

//nolint:gochecknoglobals // constant tables
var (
	resourceColumns = []string{"rk", "type", "id", "version", "updated", "deleted"}
	versionColumns  = []string{"seq", "rk", "version", "updated", "deleted", "json"}
	// rowsAtOnce are the sizes of insert statements, the largest first: 64 rows
	// in one took a tenth less processor time in an import than 16.
	rowsAtOnce = [...]int{64, 8, 1}
)

// index writes index rows, several in one statement as far as they go.
func (t *tx) index(ctx context.Context, rows []engine.Index) error {
	var args []any
	for _, k := range search.Kinds() {
		columns := append([]string{"rk", "h", "n"}, engine.Columns(k)...)
		args = args[:0]
		for i := range rows {
			if rows[i].Kind == k {
				args = rows[i].AppendValues(args)
			}
		}
		if err := t.insert(ctx, engine.Table(k), columns, args); err != nil {
			return err
		}
	}
	return nil
}

// insert writes rows, whose values stand in args one after another, in as few
// statements as there are sizes for.
func (t *tx) insert(ctx context.Context, table string, columns []string, args []any) error {
	width := len(columns)
	for _, n := range rowsAtOnce {
		for len(args) >= n*width {
			if _, err := t.Exec(ctx, t.insertRows(table, columns, n), args[:n*width]...); err != nil {
				return err
			}
			args = args[n*width:]
		}
	}
	return nil
}

// insertRows is the statement for n rows. OR FAIL saves the journal that SQLite
// keeps to take back the first rows of a statement when a later one fails: here
// the whole transaction is taken back.
func (t *tx) insertRows(table string, columns []string, n int) string {
	shape := insertShape{table, n}
	text, known := t.driver.inserts[shape]
	if !known {
		row := "(" + strings.TrimSuffix(strings.Repeat("?, ", len(columns)), ", ") + ")"
		text = "INSERT OR FAIL INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " + row + strings.Repeat(", "+row, n-1)
		t.driver.inserts[shape] = text
	}
	return text
}

// Publish implements engine.Stager.
func (t *tx) Publish(ctx context.Context, vs []*engine.Version) error {
	args := make([]any, 0, len(vs)*len(versionColumns))
	for _, v := range vs {
		var text any
		if v.JSON != nil {
			text = string(v.JSON)
		}
		args = append(args, v.Seq, v.RK, v.Version, v.Updated, v.Deleted, text)
	}
	return t.insert(ctx, "version", versionColumns, args)
}
