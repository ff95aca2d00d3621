package engine

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Config is what an Engine needs. Driver, Logger, Now and NewID are required.
type Config struct {
	Name    string // of the driver, for errors
	Driver  Driver
	Dialect Dialect
	Logger  *slog.Logger
	Now     func() time.Time
	NewID   func() string
	// Zone reads dates that carry none; nil is UTC. An index made with another
	// one is made anew.
	Zone *time.Location
	// Lanes is the number of transactions that may be written at a time.
	Lanes int
	// Poll is how often Wait looks for itself, should a notice be lost.
	Poll time.Duration
}

// Engine implements store.Store and store.Inbox on a Driver.
type Engine struct {
	Config
	queue *queue
	news  *news
	index *index

	mu     sync.RWMutex // held for reading by whoever uses the database
	closed bool
}

var (
	_ store.Store   = (*Engine)(nil)
	_ store.Inbox   = (*Engine)(nil)
	_ store.Indexer = (*Engine)(nil)
)

// New starts the lanes of an engine; Close stops them. OpenIndex must follow.
func New(cfg Config) *Engine {
	if cfg.Zone == nil {
		cfg.Zone = time.UTC
	}
	e := &Engine{Config: cfg, news: newNews(), index: newIndex(cfg.Zone)}
	e.queue = newQueue(cfg, e.news)
	return e
}

// Close waits for what runs and closes the database. Closing twice is fine.
func (e *Engine) Close() error {
	e.news.close()
	e.index.close()
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return nil
	}
	e.closed = true
	e.queue.close()
	return e.Driver.Close()
}

// Notify tells waiting callers that the feed has reached seq.
func (e *Engine) Notify(seq int64) { e.news.set(seq) }

// Use runs fn while the engine is open, and turns what it returns into an
// error of the store.
func (e *Engine) Use(ctx context.Context, fn func() error) error {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if e.closed {
		return outcome.New(outcome.Unavailable, "the store is closed")
	}
	if err := ctx.Err(); err != nil {
		return cancelled(err)
	}
	return e.explain(ctx, fn())
}

func cancelled(err error) error {
	return outcome.Wrap(outcome.Unavailable, err, "the request was cancelled or ran out of time")
}

// explain classifies an error that is not yet an outcome.Error.
func (e *Engine) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	var known *outcome.Error
	if errors.As(err, &known) {
		return err
	}
	if ctx.Err() != nil {
		return cancelled(ctx.Err())
	}
	if e.Driver.Retryable(err) {
		return outcome.Wrap(outcome.Unavailable, err, "the store is busy, try again")
	}
	return outcome.Wrap(outcome.Internal, err, "%s", e.Name)
}

func (e *Engine) view(ctx context.Context, fn func(Conn) error) error {
	return e.Use(ctx, func() error { return e.Driver.View(ctx, fn) })
}

// once is view for a single query.
func (e *Engine) once(ctx context.Context, fn func(Conn) error) error {
	return e.Use(ctx, func() error { return e.Driver.Once(ctx, fn) })
}

func unixMicro(us int64) time.Time { return time.UnixMicro(us).UTC() }
