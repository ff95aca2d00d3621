package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store/internal/engine"
	"apricot.health/fhir/store/internal/migrate"
)

const (
	busyTimeout = "10000" // milliseconds
	// maxStatements bounds the cache of prepared statements.
	maxStatements = 256
)

// driver implements engine.Driver.
type driver struct {
	writer  *sql.DB // one connection at most
	readers *sql.DB
	conn    *conn // the writer's
	all     []*conn
	idle    chan *conn
	inserts map[insertShape]string // their texts; of the writer
	stop    chan struct{}
	wal     *wal
	wg      sync.WaitGroup
}

// insertShape is a table and how many rows go into it at once.
type insertShape struct {
	table string
	rows  int
}

func dsn(path string, pragmas ...string) string {
	q := url.Values{}
	for i := 0; i < len(pragmas); i += 2 {
		q.Add("_pragma", pragmas[i]+"("+pragmas[i+1]+")")
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: q.Encode()}).String()
}

func openDriver(ctx context.Context, path string, cfg Config) (*driver, error) {
	writer, err := sql.Open("sqlite", dsn(path, "busy_timeout", busyTimeout, "journal_mode", "WAL",
		"synchronous", "FULL", "cache_size", "-65536", "foreign_keys", "ON",
		"wal_autocheckpoint", "0", "temp_store", "MEMORY"))
	if err != nil {
		return nil, fmt.Errorf("sqlite: open: %w", err)
	}
	writer.SetMaxOpenConns(1)
	writer.SetConnMaxLifetime(0)
	readers, err := sql.Open("sqlite", dsn(path, "busy_timeout", busyTimeout, "query_only", "ON",
		"cache_size", "-16384", "temp_store", "MEMORY"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: open: %w", err), writer.Close())
	}
	readers.SetMaxOpenConns(cfg.Readers + 2) // and one for checkpoints, one for the schema
	readers.SetMaxIdleConns(cfg.Readers + 2)
	d := &driver{
		writer: writer, readers: readers, idle: make(chan *conn, cfg.Readers),
		inserts: map[insertShape]string{}, stop: make(chan struct{}), wal: newWAL(),
	}
	if err := d.durable(ctx, writer); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// durable reads back what durability rests on: a pragma that does not take
// gives no error.
func (d *driver) durable(ctx context.Context, q querier) error {
	var mode string
	var sync int
	if err := q.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&mode); err != nil {
		return fmt.Errorf("sqlite: open: %w", err)
	}
	if err := q.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&sync); err != nil {
		return fmt.Errorf("sqlite: open: %w", err)
	}
	return checkDurable(mode, sync)
}

const synchronousFull = 2

func checkDurable(mode string, sync int) error {
	if mode != "wal" || sync < synchronousFull {
		return fmt.Errorf("sqlite: %w", outcome.New(outcome.Unavailable,
			"the database runs with journal_mode=%s synchronous=%d: wal and 2 are needed to keep what is acknowledged", mode, sync))
	}
	return nil
}

// start takes the writer's connection for good and begins the checkpoints.
func (d *driver) start(ctx context.Context, logger *slog.Logger) error {
	c, err := d.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("sqlite: writer: %w", err)
	}
	if err := d.durable(ctx, c); err != nil {
		return errors.Join(err, c.Close())
	}
	d.conn = &conn{c: c, statements: map[string]*sql.Stmt{}}
	for range cap(d.idle) {
		c, err := d.readers.Conn(ctx)
		if err != nil {
			return fmt.Errorf("sqlite: reader: %w", err)
		}
		r := &conn{c: c, statements: map[string]*sql.Stmt{}}
		d.all = append(d.all, r)
		d.idle <- r
	}
	if c, err = d.readers.Conn(ctx); err != nil {
		return fmt.Errorf("sqlite: checkpoints: %w", err)
	}
	d.all = append(d.all, &conn{c: c})
	if _, err := c.ExecContext(ctx, "PRAGMA query_only=OFF"); err != nil { // or it could not write back
		return fmt.Errorf("sqlite: checkpoints: %w", err)
	}
	d.wg.Go(func() { d.checkpoints(c, logger) })
	return nil
}

func (d *driver) schemaVersion(ctx context.Context) (v int64, err error) {
	err = d.readers.QueryRowContext(ctx, "SELECT MAX(version_id) FROM "+migrate.Table).Scan(&v)
	return v, err
}

// Close stops the checkpoints and closes every connection.
func (d *driver) Close() error {
	close(d.stop)
	d.wg.Wait()
	var err error
	if d.conn != nil {
		err = d.conn.close()
	}
	for _, c := range d.all {
		err = errors.Join(err, c.close())
	}
	if err = errors.Join(err, d.readers.Close(), d.writer.Close()); err != nil {
		return fmt.Errorf("sqlite: close: %w", err)
	}
	return nil
}

// Retryable reports that another process held the file too long.
func (d *driver) Retryable(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	primary := e.Code() & 0xff
	return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
}

// Full implements engine.Driver.
func (d *driver) Full(err error) bool { return full(err) }

// full reports that there was no space, or that the file could not be written.
func full(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code()&0xff == sqlite3.SQLITE_FULL || e.Code()&0xff == sqlite3.SQLITE_IOERR)
}

// Begin takes the write lock at once: a transaction that begins by reading
// and asks for it later fails without waiting.
func (d *driver) Begin(ctx context.Context) (engine.Tx, error) {
	d.catchUp(ctx)
	if _, err := d.conn.Exec(ctx, "BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	return &tx{conn: d.conn, driver: d}, nil
}

// View reads in one deferred transaction, which is one snapshot in WAL mode.
func (d *driver) View(ctx context.Context, fn func(engine.Conn) error) error {
	return d.Once(ctx, func(c engine.Conn) (err error) {
		if _, err := c.Exec(ctx, "BEGIN"); err != nil {
			return err
		}
		defer func() {
			// It must end even when the caller has gone.
			if _, end := c.Exec(context.WithoutCancel(ctx), "ROLLBACK"); err == nil {
				err = end
			}
		}()
		return fn(c)
	})
}

// Once borrows one of the read connections. They keep their prepared
// statements: to compile one takes longer than most reads.
func (d *driver) Once(ctx context.Context, fn func(engine.Conn) error) error {
	select {
	case c := <-d.idle:
		defer func() { d.idle <- c }()
		return fn(c)
	case <-ctx.Done():
		return ctx.Err()
	}
}
