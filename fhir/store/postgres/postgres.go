// Package postgres keeps a FHIR store in PostgreSQL, for hospitals that run
// several Apricot processes or already keep a database cluster.
package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/internal/engine"
	"apricot.health/fhir/store/internal/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config is what Open needs.
type Config struct {
	URL    string           // postgres://user:password@host/database
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // required
	// NewID names new resources; nil makes time-ordered UUIDs (version 7).
	NewID func() string
	// Zone reads dates that carry none; nil is UTC.
	Zone *time.Location
	// Lanes is the number of write transactions at a time, 4 when 0.
	Lanes int
	// StatementTimeout bounds every statement, 30 s when 0.
	StatementTimeout time.Duration
}

// Store is a store.Store and store.Inbox in PostgreSQL.
type Store struct {
	*engine.Engine
	driver *driver
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Inbox  = (*Store)(nil)
	_ store.Leaser = (*Store)(nil)
)

// Open connects. It refuses a server on which a commit may be lost.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.URL == "" || cfg.Now == nil {
		return nil, fmt.Errorf("postgres: %w", outcome.New(outcome.Invalid, "URL and Now are required"))
	}
	cfg = withDefaults(cfg)
	d, err := openDriver(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	if err := prepare(ctx, d); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", errors.Join(err, d.Close()))
	}
	s := &Store{driver: d}
	s.Engine = engine.New(engine.Config{
		Name: "postgres", Driver: d, Logger: cfg.Logger, Now: cfg.Now, NewID: cfg.NewID, Zone: cfg.Zone,
		Dialect: engine.Dialect{Contains: "strpos(%s, %s) > 0", ForUpdate: " FOR UPDATE OF r", Each: " OFFSET 0"},
		Lanes:   cfg.Lanes, Poll: 2 * time.Second,
	})
	d.listen(s.Notify, cfg.Logger)
	if err := s.OpenIndex(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func withDefaults(cfg Config) Config {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.NewID == nil {
		cfg.NewID = func() string { return uuid.Must(uuid.NewV7()).String() }
	}
	if cfg.Lanes <= 0 {
		cfg.Lanes = 4
	}
	if cfg.StatementTimeout <= 0 {
		cfg.StatementTimeout = 30 * time.Second
	}
	return cfg
}

// prepare checks durability and the schema. Several processes may start at
// once: a session lock lets one of them migrate.
func prepare(ctx context.Context, d *driver) error {
	if err := durable(ctx, d.pool); err != nil {
		return err
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(d.pool)
	defer func() { _ = db.Close() }() // gives connections back to the pool
	m, err := migrate.New(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker))
	if err != nil {
		return err
	}
	if err := m.Up(ctx); err != nil {
		return err
	}
	return m.Check(ctx)
}

func durable(ctx context.Context, pool *pgxpool.Pool) error {
	for _, setting := range []string{"synchronous_commit", "fsync", "full_page_writes"} {
		var value string
		if err := pool.QueryRow(ctx, "SELECT current_setting($1)", setting).Scan(&value); err != nil {
			return err
		}
		if value == "off" {
			return outcome.New(outcome.Unavailable, "the server runs with %s=off: what is acknowledged could be lost", setting)
		}
	}
	return nil
}

// Version is the schema version of the open database.
func (s *Store) Version(ctx context.Context) (v int64, err error) {
	err = s.Use(ctx, func() error {
		return s.driver.pool.QueryRow(ctx, "SELECT MAX(version_id) FROM "+migrate.Table).Scan(&v)
	})
	return v, err
}
