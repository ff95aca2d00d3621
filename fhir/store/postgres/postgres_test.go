package postgres_test

import (
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/storetest"
)

func database(t testing.TB) string {
	t.Helper()
	s, err := postgres.Server()
	if err != nil {
		t.Fatal(err)
	}
	return s.Database(t)
}

func connect(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(t.Context(), postgres.Config{URL: url, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Database { return address(database(t)) })
}

// address is a database that may be opened again and again.
type address string

func (a address) Open(t *testing.T, zone *time.Location) storetest.Backend {
	t.Helper()
	s, err := postgres.Open(t.Context(), postgres.Config{URL: string(a), Now: time.Now, Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// TestManyProcesses opens one database several times: conditional creates and
// waiting hold across pools, which share nothing but the server.
func TestManyProcesses(t *testing.T) {
	t.Parallel()
	url := database(t)
	var created atomic.Int32
	done := make(chan error)
	const processes, callers = 4, 8
	var all []*postgres.Store
	for range processes {
		all = append(all, connect(t, url))
	}
	waiting := make(chan error, 1)
	go func() { waiting <- all[3].Wait(t.Context(), 0) }()
	// Two conditions that each match what the other creates.
	body := []byte(`{"resourceType":"Patient","identifier":[{"value":"a"},{"value":"b"}]}`)
	for i := range processes * callers {
		go func() {
			res, err := all[i%3].Apply(t.Context(), store.Batch{Ops: []store.Op{{
				Verb: store.Create, Type: "Patient", Body: body, IfNoneExist: []string{"identifier=a", "identifier=b"}[i%2],
			}}})
			if err == nil && res[0].Created {
				created.Add(1)
			}
			done <- err
		}()
	}
	for range processes * callers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if created.Load() != 1 {
		t.Errorf("%d created", created.Load())
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}

func TestRefusesToLose(t *testing.T) {
	t.Parallel()
	_, err := postgres.Open(t.Context(), postgres.Config{URL: database(t) + "&synchronous_commit=off", Now: time.Now})
	if !outcome.Is(err, outcome.Unavailable) {
		t.Errorf("opened with synchronous_commit=off: %v", err)
	}
}
