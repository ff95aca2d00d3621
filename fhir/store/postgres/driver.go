package postgres

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store/internal/engine"
)

const (
	channel  = "apricot_feed"
	keyBlock = 1000 // the increment of the sequence resource_rk
)

// driver implements engine.Driver.
type driver struct {
	pool *pgxpool.Pool
	stop context.CancelFunc
	wg   sync.WaitGroup

	mu        sync.Mutex
	next, end int64 // keys left of the block this process holds
}

func openDriver(ctx context.Context, cfg Config) (*driver, error) {
	pc, err := pgxpool.ParseConfig(cfg.URL)
	if err != nil {
		return nil, errors.New("the database URL cannot be read") // the cause repeats the password
	}
	params := pc.ConnConfig.RuntimeParams
	params["statement_timeout"] = strconv.FormatInt(cfg.StatementTimeout.Milliseconds(), 10)
	params["idle_in_transaction_session_timeout"] = "60000"
	params["application_name"] = "apricot"
	pc.MaxConns = max(pc.MaxConns, int32(cfg.Lanes)+6) //nolint:gosec // a handful
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return nil, err
	}
	return &driver{pool: pool, stop: func() {}}, nil
}

// Close ends the listener and every connection.
func (d *driver) Close() error {
	d.stop()
	d.wg.Wait()
	d.pool.Close()
	return nil
}

// Retryable reports deadlocks, serialization failures and keys that another
// process inserted first.
func (d *driver) Retryable(err error) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case "40001", "40P01", "23505", "55P03":
		return true
	}
	return false
}

// Full reports disk_full and io_error (PostgreSQL, appendix A).
func (d *driver) Full(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "53100" || e.Code == "58030")
}

// Begin implements engine.Driver. READ COMMITTED is enough: what a condition
// reads is held by advisory locks, rows by FOR UPDATE.
func (d *driver) Begin(ctx context.Context) (engine.Tx, error) {
	t, err := d.pool.Begin(ctx)
	if err != nil {
		return nil, err
	}
	return &tx{conn: conn{t}, t: t, d: d}, nil
}

// View reads one snapshot.
func (d *driver) View(ctx context.Context, fn func(engine.Conn) error) error {
	err := pgx.BeginTxFunc(ctx, d.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(t pgx.Tx) error { return fn(conn{t}) })
	if away(err) {
		return outcome.Wrap(outcome.Unavailable, err, "the database cannot be reached")
	}
	return err
}

// away reports that the server, or the way to it, is gone: it restarts, it
// failed over, it is short of connections.
func away(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		class := e.Code[:min(2, len(e.Code))]
		return class == "08" || class == "53" || strings.HasPrefix(e.Code, "57P")
	}
	var broken net.Error
	var refused *pgconn.ConnectError
	return errors.As(err, &refused) || errors.As(err, &broken) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) ||
		err != nil && pgconn.SafeToRetry(err)
}

// Once implements engine.Driver. A single statement is its own snapshot.
func (d *driver) Once(ctx context.Context, fn func(engine.Conn) error) error {
	return d.pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return fn(conn{c.Conn()}) })
}

// querier is a connection or a transaction on one.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// conn is an engine.Conn.
type conn struct{ q querier }

// Query implements engine.Conn.
func (c conn) Query(ctx context.Context, q string, args ...any) (engine.Rows, error) {
	r, err := c.q.Query(ctx, rebind(q), args...)
	if err != nil {
		return nil, err
	}
	return rows{r}, nil
}

// Exec implements engine.Conn.
func (c conn) Exec(ctx context.Context, q string, args ...any) (int64, error) {
	tag, err := c.q.Exec(ctx, rebind(q), args...)
	return tag.RowsAffected(), err
}

type rows struct{ pgx.Rows }

// Close gives the connection back and tells what went wrong on the way.
func (r rows) Close() error {
	r.Rows.Close()
	return r.Err()
}

// rebind numbers the placeholders. The engine writes no literal with "?".
func rebind(q string) string {
	var b strings.Builder
	n := 0
	for i := range len(q) {
		if q[i] != '?' {
			b.WriteByte(q[i])
			continue
		}
		n++
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(n))
	}
	return b.String()
}

// listen hears of commits in other processes. A lost connection is made anew;
// what was missed meanwhile Wait finds by itself.
func (d *driver) listen(notify func(int64), logger *slog.Logger) {
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	d.wg.Go(func() {
		for ctx.Err() == nil {
			err := d.hear(ctx, notify)
			if ctx.Err() != nil {
				return
			}
			logger.Warn("listening interrupted", "component", "postgres", "op", "listen", "err", err)
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	})
}

func (d *driver) hear(ctx context.Context, notify func(int64)) error {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return err
	}
	own := c.Hijack() // a listening connection must not go back to the pool
	defer func() { _ = own.Close(context.Background()) }()
	if _, err := own.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		n, err := own.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		if seq, err := strconv.ParseInt(n.Payload, 10, 64); err == nil {
			notify(seq)
		}
	}
}
