package sqlite

import (
	"database/sql"
	"fmt"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"github.com/pressly/goose/v3"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/internal/migrate"
)

// TestOpensTheFirstSchema opens a database as the first version left it: what
// it holds can be read at once and is found once it has been indexed anew.
func TestOpensTheFirstSchema(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "old.db")
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		t.Fatal(err)
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	p, err := goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithTableName(migrate.Table), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	const patients = 1200
	for i := 1; i <= patients; i++ {
		id := fmt.Sprintf("p%d", i)
		for _, q := range []string{
			fmt.Sprintf(`INSERT INTO resource VALUES (%d, 'Patient', '%s', 1, 1000, FALSE)`, i, id),
			fmt.Sprintf(`INSERT INTO version VALUES (%d, %d, 1, 1000, FALSE, '{"resourceType":"Patient","id":"%s","gender":"male"}')`, i, i, id),
			fmt.Sprintf(`INSERT INTO idx_token VALUES (%d, 17, 0, 'male', '')`, i),
		} {
			if _, err := db.Exec(q); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := db.Exec(fmt.Sprintf(`UPDATE feed SET seq = %d`, patients)); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Config{Path: path, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if _, err := s.Read(t.Context(), store.Key{Type: "Patient", ID: "p7"}); err != nil {
		t.Error(err)
	}
	if err := s.Reindex(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	q, err := search.ParseString("Patient", "gender=male&_summary=count", true)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := s.Search(t.Context(), q); err != nil || res.Total != patients {
		t.Errorf("%d found, %v", res.Total, err)
	}
}
