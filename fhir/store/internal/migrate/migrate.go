// Package migrate brings the schema of a store to the version that its driver
// was built with. Migrations are embedded and only go up.
package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"apricot.health/fhir/outcome"
)

// Table keeps the version apart from those of other components that share the
// database.
const Table = "store_schema"

// Migrator knows one database and its migrations.
type Migrator struct{ provider *goose.Provider }

// New makes a Migrator; files holds NNNNN_name.sql.
func New(dialect goose.Dialect, db *sql.DB, files fs.FS, opts ...goose.ProviderOption) (*Migrator, error) {
	opts = append(opts, goose.WithTableName(Table), goose.WithDisableGlobalRegistry(true))
	p, err := goose.NewProvider(dialect, db, files, opts...)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	return &Migrator{p}, nil
}

// Up applies what is missing.
func (m *Migrator) Up(ctx context.Context) error {
	if _, err := m.provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Version is the version that the database has.
func (m *Migrator) Version(ctx context.Context) (int64, error) {
	v, err := m.provider.GetDBVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("migrate: %w", err)
	}
	return v, nil
}

// Check fails when the database is not at the version of this build: an older
// one lacks tables, a newer one may mean them differently.
func (m *Migrator) Check(ctx context.Context) error {
	sources := m.provider.ListSources()
	want := sources[len(sources)-1].Version
	have, err := m.Version(ctx)
	if err != nil {
		return err
	}
	if have != want {
		return outcome.New(outcome.Unavailable, "the database schema is at version %d, this build needs %d", have, want)
	}
	return nil
}
