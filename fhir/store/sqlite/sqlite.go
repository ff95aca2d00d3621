// Package sqlite keeps a FHIR store in one SQLite file: the embedded default of
// Apricot. One connection writes, in WAL mode with synchronous=FULL; separate
// read-only connections read committed snapshots beside it.
package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/google/uuid"
	"github.com/pressly/goose/v3"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/internal/engine"
	"apricot.health/fhir/store/internal/migrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Config is what Open needs.
type Config struct {
	// Path of the database file; it is made when it is not there.
	Path   string
	Logger *slog.Logger     // nil discards
	Now    func() time.Time // required
	// NewID names new resources; nil makes time-ordered UUIDs (version 7).
	NewID func() string
	// Zone reads dates that carry none; nil is UTC.
	Zone *time.Location
	// Readers is the size of the read pool, 4 when 0.
	Readers int
}

// Store is a store.Store and store.Inbox in a SQLite file.
type Store struct {
	*engine.Engine
	driver   *driver
	migrator *migrate.Migrator
}

var (
	_ store.Store = (*Store)(nil)
	_ store.Inbox = (*Store)(nil)
)

// Open opens or makes the database. It refuses a file system or build on which
// WAL and synchronous=FULL do not take.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Path == "" || cfg.Now == nil {
		return nil, fmt.Errorf("sqlite: %w", outcome.New(outcome.Invalid, "Path and Now are required"))
	}
	path, err := filepath.Abs(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.NewID == nil {
		cfg.NewID = newID
	}
	if cfg.Readers <= 0 {
		cfg.Readers = 4
	}
	d, err := openDriver(ctx, path, cfg)
	if err != nil {
		return nil, err
	}
	s := &Store{driver: d}
	if err := s.prepare(ctx, cfg); err != nil {
		_ = d.Close() // the first error says more
		return nil, err
	}
	s.Engine = engine.New(engine.Config{
		Name: "sqlite", Driver: d, Logger: cfg.Logger, Now: cfg.Now, NewID: cfg.NewID, Zone: cfg.Zone,
		Dialect: engine.Dialect{Contains: "instr(%s, %s) > 0"}, Lanes: 1, Poll: time.Second,
	})
	if err := s.OpenIndex(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (s *Store) prepare(ctx context.Context, cfg Config) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	s.migrator, err = migrate.New(goose.DialectSQLite3, s.driver.writer, files)
	if err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if err := s.migrator.Up(ctx); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	if err := s.migrator.Check(ctx); err != nil {
		return fmt.Errorf("sqlite: %w", err)
	}
	return s.driver.start(ctx, cfg.Logger)
}

// Version is the schema version of the open database.
func (s *Store) Version(ctx context.Context) (v int64, err error) {
	err = s.Use(ctx, func() error {
		var err error
		v, err = s.driver.schemaVersion(ctx)
		return err
	})
	return v, err
}
