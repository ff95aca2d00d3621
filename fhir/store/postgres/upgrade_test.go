package postgres

import (
	"io/fs"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store/internal/migrate"
	"apricot.health/fhir/store/storetest/pgtest"
)

func TestMain(m *testing.M) {
	os.Exit(pgtest.Main(m, func(get func() (*pgtest.Server, error)) { Server = get }))
}

// Server is the database server of the tests of this folder.
var Server func() (*pgtest.Server, error)

// TestOpensTheFirstSchema opens a database as the first version left it.
func TestOpensTheFirstSchema(t *testing.T) {
	t.Parallel()
	server, err := Server()
	if err != nil {
		t.Fatal(err)
	}
	url := server.Database(t)
	pool, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectPostgres, stdlib.OpenDBFromPool(pool), files,
		goose.WithTableName(migrate.Table), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		`INSERT INTO resource SELECT n, 'Patient', 'p' || n, 1, 1000, FALSE FROM generate_series(1, 1200) n`,
		`INSERT INTO version SELECT n, n, 1, 1000, FALSE, '{"resourceType":"Patient","id":"p' || n || '","gender":"male"}' FROM generate_series(1, 1200) n`,
		`INSERT INTO idx_token SELECT n, 17, 0, 'male', '' FROM generate_series(1, 1200) n`,
		`UPDATE feed SET seq = 1200`,
		`SELECT setval('resource_rk', 1201)`,
	} {
		if _, err := pool.Exec(t.Context(), q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	s, err := Open(t.Context(), Config{URL: url, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if err := s.Reindex(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	q, err := search.ParseString("Patient", "gender=male&_summary=count", true)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := s.Search(t.Context(), q); err != nil || res.Total != 1200 {
		t.Errorf("%d found, %v", res.Total, err)
	}
}
