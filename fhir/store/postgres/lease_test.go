package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"apricot.health/fhir/store"
)

// One of two servers holds a lease; it passes on when it is released, and when
// the connection behind it is cut.
func TestLease(t *testing.T) {
	t.Parallel()
	url := database(t)
	var stores []store.Leaser
	for range 2 {
		stores = append(stores, connect(t, url))
	}
	held, release, err := stores[0].Lease(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if _, free, err := stores[1].Lease(t.Context(), "b"); err != nil { // another name
		t.Fatal(err)
	} else {
		free()
	}
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, _, err := stores[1].Lease(short, "a"); err == nil {
		t.Fatal("two hold one lease")
	}
	release()
	if held.Err() == nil {
		t.Error("released and still held")
	}
	held, release, err = stores[1].Lease(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	cut(t, url)
	select {
	case <-held.Done():
	case <-time.After(30 * time.Second):
		t.Fatal("the holder does not notice that its connection is cut")
	}
	_, again, err := stores[0].Lease(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	again()
}

// cut ends the connections that hold an advisory lock.
func cut(t *testing.T, url string) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close(context.Background()) }()
	tag, err := c.Exec(t.Context(), `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
		WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.pid <> pg_backend_pid()`)
	if err != nil || tag.RowsAffected() != 1 {
		t.Fatalf("%d connections cut: %v", tag.RowsAffected(), err)
	}
}
