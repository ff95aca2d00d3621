package postgres_test

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/storetest"
)

// raw is PostgreSQL without a FHIR store: one table, one index, one round trip
// for a transaction.
type raw struct{ pool *pgxpool.Pool }

var codePattern = regexp.MustCompile(`"code":"(\d+-\d+)"`)

func newRaw(b *testing.B) storetest.Baseline {
	b.Helper()
	pool, err := pgxpool.New(b.Context(), database(b))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(pool.Close)
	_, err = pool.Exec(b.Context(), `CREATE TABLE resource (rk BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, body TEXT NOT NULL);
		CREATE INDEX resource_code ON resource (code, rk)`)
	if err != nil {
		b.Fatal(err)
	}
	return raw{pool}
}

func (r raw) Insert(ctx context.Context, ids []string, bodies [][]byte) error {
	codes, texts := make([]string, len(ids)), make([]string, len(ids))
	for i, body := range bodies {
		if m := codePattern.FindSubmatch(body); m != nil {
			codes[i] = string(m[1])
		}
		texts[i] = string(body)
	}
	_, err := r.pool.Exec(ctx, `INSERT INTO resource (id, code, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`, ids, codes, texts)
	return err
}

func (r raw) Get(ctx context.Context, id string) (body []byte, err error) {
	err = r.pool.QueryRow(ctx, `SELECT body FROM resource WHERE id = $1`, id).Scan(&body)
	return body, err
}

func (r raw) Find(ctx context.Context, code string, limit int) (int, error) {
	rows, err := r.pool.Query(ctx, `SELECT body FROM resource WHERE code = $1 ORDER BY rk LIMIT $2`, code, limit)
	if err != nil {
		return 0, err
	}
	bodies, err := pgx.CollectRows(rows, pgx.RowTo[string])
	return len(bodies), err
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) storetest.Backend {
		b.Helper()
		url := database(b)
		s, err := postgres.Open(b.Context(), postgres.Config{URL: url, Now: time.Now})
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { _ = s.Close() })
		return &analyzed{Backend: s, url: url}
	}, newRaw)
}

// analyzed has its statistics from the first search on. The server collects them
// by itself within a minute of a load, which a benchmark does not wait for.
type analyzed struct {
	storetest.Backend
	url  string
	once sync.Once
	err  error
}

// Search implements store.Reader.
func (a *analyzed) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	a.once.Do(func() {
		c, err := pgx.Connect(ctx, a.url)
		if err == nil {
			_, err = c.Exec(ctx, "ANALYZE")
			err = errors.Join(err, c.Close(ctx))
		}
		a.err = err
	})
	if a.err != nil {
		return store.SearchResult{}, a.err
	}
	return a.Backend.Search(ctx, q)
}
