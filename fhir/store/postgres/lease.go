package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"apricot.health/fhir/outcome"
)

const (
	leaseBeat = time.Second     // between two looks at a lease, one's own or another's
	leaseLost = 5 * time.Second // how long a look may take before the lease counts as lost
)

// Lease implements store.Leaser with an advisory lock of a connection of its
// own, which the server gives back when that ends.
func (s *Store) Lease(ctx context.Context, name string) (held context.Context, release func(), err error) {
	own, err := s.driver.lease(ctx, lockKey("lease:"+name))
	if err != nil {
		return nil, nil, fmt.Errorf("postgres: lease: %w", err)
	}
	held, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer end()
		defer hangUp(own) // the lock goes with the connection
		for alive(held, own) {
			if !pause(held, leaseBeat) {
				return
			}
		}
	}()
	return held, func() { end(); <-done }, nil
}

// lockKey is the number of an advisory lock.
func lockKey(name string) int64 {
	sum := sha256.Sum256([]byte("apricot:" + name))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // all 64 bits are wanted
}

// lease waits for the lock of a key and gives the connection that has it.
func (d *driver) lease(ctx context.Context, key int64) (*pgx.Conn, error) {
	c, err := d.pool.Acquire(ctx)
	if err != nil {
		return nil, outcome.Wrap(outcome.Unavailable, err, "the database cannot be reached")
	}
	own := c.Hijack() // a lock must not go back to the pool
	for {
		var got bool
		if err = own.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&got); err == nil && got {
			return own, nil
		}
		if err != nil || !pause(ctx, leaseBeat) {
			break
		}
	}
	hangUp(own)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return nil, outcome.Wrap(outcome.Unavailable, err, "the database cannot be reached")
}

// alive reports that the connection, and so the lock on it, is still there.
func alive(ctx context.Context, c *pgx.Conn) bool {
	ctx, cancel := context.WithTimeout(ctx, leaseLost)
	defer cancel()
	return c.Ping(ctx) == nil
}

// hangUp closes a connection, also one whose server does not answer any more.
func hangUp(c *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), leaseLost)
	defer cancel()
	_ = c.Close(ctx) // it is gone either way
}

func pause(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}
