package validate_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/validate"
)

// What is not valid is not stored, by whatever verb, and what stands beside it
// in a batch is not either; every problem has its place.
func TestStore(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "v.db"), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	s := validate.Store{Store: db}
	apply := func(ops ...store.Op) error {
		_, err := s.Apply(context.Background(), store.Batch{Ops: ops})
		return err
	}
	good := store.Op{Verb: store.Update, Type: "Patient", ID: "g", Body: []byte(patient(`,"id":"g"`))}
	bad := store.Op{Verb: store.Update, Type: "Patient", ID: "b", Body: []byte(patient(`,"id":"b","gender":"x","nam":1`))}
	err = apply(good, bad)
	issues := outcome.Issues(err)
	if !outcome.Is(err, outcome.Unprocessable) || len(issues) != 2 || issues[0].Path != "Bundle.entry[1].resource.gender" || issues[1].Path != "Bundle.entry[1].resource.nam" {
		t.Fatalf("%v %+v", err, issues)
	}
	if _, err := db.Read(t.Context(), store.Key{Type: "Patient", ID: "g"}); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("the neighbour was stored: %v", err)
	}
	if err := apply(good); err != nil {
		t.Fatal(err)
	}
	patch := func(to string) store.Op {
		return store.Op{Verb: store.Patch, Type: "Patient", ID: "g", Edit: func([]byte) ([]byte, error) { return []byte(to), nil }}
	}
	err = apply(patch(string(bad.Body)))
	if issues := outcome.Issues(err); !outcome.Is(err, outcome.Unprocessable) || len(issues) != 2 || issues[0].Path != "Bundle.entry[0].resource.gender" {
		t.Errorf("%v %+v", err, issues)
	}
	if err := apply(patch(patient(`,"id":"g","active":true`))); err != nil {
		t.Error(err)
	}
	for kind, op := range map[outcome.Kind]store.Op{
		outcome.Invalid:       {Verb: store.Create, Type: "Patient", Body: []byte(`{`)},
		outcome.Unprocessable: {Verb: store.Create, Type: "Patient", Body: []byte(`{"resourceType":"Basic","code":{"text":"x"}}`)},
	} {
		if err := apply(op); !outcome.Is(err, kind) {
			t.Errorf("%v, want %v", err, kind)
		}
	}
	if err := apply(store.Op{Verb: store.Delete, Type: "Patient", ID: "g"}); err != nil {
		t.Error(err)
	}
}
