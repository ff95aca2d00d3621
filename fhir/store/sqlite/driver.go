package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store/internal/engine"
	"apricot.health/fhir/store/internal/migrate"
)

const (
	busyTimeout = "10000" // milliseconds
	// autoCheckpoint is in pages of 4 KiB: less often than the default 1000,
	// so that a busy hour writes the database file fewer times, and a WAL of at
	// most some 16 MiB on a disk that may be nearly full.
	autoCheckpoint  = "4000"
	checkpointEvery = 5 * time.Minute
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
	stop    chan struct{}
	full    chan struct{} // a write found no space
	wg      sync.WaitGroup
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
		"wal_autocheckpoint", autoCheckpoint, "temp_store", "MEMORY"))
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
	readers.SetMaxOpenConns(cfg.Readers + 1) // and one for checkpoints and the schema
	readers.SetMaxIdleConns(cfg.Readers + 1)
	d := &driver{writer: writer, readers: readers, stop: make(chan struct{}), full: make(chan struct{}, 1), idle: make(chan *conn, cfg.Readers)}
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
	d.wg.Add(1)
	go d.checkpoints(logger)
	return nil
}

// checkpoints truncates the WAL now and then: readers that overlap keep an
// automatic checkpoint from ever resetting it. It runs on a read connection of
// its own pool, for the writer's is taken. It is done at once where a write
// found no space: the WAL may be what takes it.
func (d *driver) checkpoints(logger *slog.Logger) {
	defer d.wg.Done()
	ticker := time.NewTicker(checkpointEvery)
	defer ticker.Stop()
	for {
		select {
		case <-d.stop:
			return
		case <-d.full:
			if err := d.truncate(context.Background()); err != nil {
				logger.Warn("checkpoint failed", "component", "sqlite", "op", "checkpoint on a full disk", "err", err)
			}
			select { // a disk that stays full is tried once a second
			case <-d.stop:
				return
			case <-time.After(time.Second):
			}
		case <-ticker.C:
			if err := d.truncate(context.Background()); err != nil {
				logger.Warn("checkpoint failed", "component", "sqlite", "op", "checkpoint", "err", err)
			}
		}
	}
}

// truncate writes the WAL back into the database and empties it, as far as
// readers let it. What it leaves the next one takes.
func (d *driver) truncate(ctx context.Context) error {
	c, err := d.readers.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }() // gives the connection back
	if _, err := c.ExecContext(ctx, "PRAGMA query_only=OFF"); err != nil {
		return err
	}
	var busy, log, done int
	err = c.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &log, &done)
	_, back := c.ExecContext(ctx, "PRAGMA query_only=ON")
	return errors.Join(err, back)
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

// noteFull asks for a checkpoint where err says that there was no space.
func (d *driver) noteFull(err error) {
	var e *sqlite.Error
	if !errors.As(err, &e) || e.Code()&0xff != sqlite3.SQLITE_FULL && e.Code()&0xff != sqlite3.SQLITE_IOERR {
		return
	}
	select {
	case d.full <- struct{}{}:
	default: // one is asked for already
	}
}

// Begin takes the write lock at once: a transaction that begins by reading
// and asks for it later fails without waiting.
func (d *driver) Begin(ctx context.Context) (engine.Tx, error) {
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
