// Package storetest is the one suite that every driver of fhir/store passes. A
// driver's test calls Run with a function that opens an empty store.
package storetest

import (
	"context"
	"fmt"
	"net/url"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Backend is what a driver gives.
type Backend interface {
	store.Store
	store.Inbox
	store.Indexer
}

// Database is one database that a store can be opened on again and again; zone
// is that of the site, nil for UTC. Whoever opens a store sees to its end.
type Database interface {
	Open(t *testing.T, zone *time.Location) Backend
}

// Run runs the suite. fresh gives a new, empty database.
func Run(t *testing.T, fresh func(t *testing.T) Database) {
	for name, test := range map[string]func(*testing.T, Database){
		"Reindex":       testReindex,
		"ReindexForced": testReindexForced,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
	for name, test := range map[string]func(*testing.T, Backend){
		"OptimisticVersions":   testOptimistic,
		"ConditionalCreate":    testConditionalCreate,
		"ConditionalUpdate":    testConditionalUpdate,
		"MultipleDelete":       testMultipleDelete,
		"Patch":                testPatch,
		"AtomicBatch":          testAtomic,
		"HistoryAndDelete":     testHistory,
		"Fidelity":             testFidelity,
		"References":           testReferences,
		"ConditionalReference": testConditionalReference,
		"Search":               testSearch,
		"SearchQuantity":       testQuantity,
		"SearchComposite":      testComposite,
		"SearchLinked":         testLinked,
		"SearchCompartment":    testCompartment,
		"SearchSort":           testSort,
		"Paging":               testPaging,
		"SearchMany":           testMany,
		"Snapshot":             testSnapshot,
		"SnapshotFar":          testSnapshotFar,
		"Include":              testInclude,
		"IncludeIterate":       testIterate,
		"DenseFeed":            testDense,
		"Inbox":                testInbox,
		"OnlyNew":              testOnlyNew,
		"ReceiveInBatch":       testReceiveInBatch,
		"BigBatch":             testBigBatch,
		"Wait":                 testWait,
		"AfterClose":           testClosed,
		"Cancelled":            testCancelled,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t).Open(t, nil))
		})
	}
}

func must(t *testing.T, b Backend, ops ...store.Op) []store.Result {
	t.Helper()
	res, err := b.Apply(context.Background(), store.Batch{Ops: ops})
	if err != nil {
		t.Fatalf("apply: %v", err)
	}
	return res
}

func create(typ, id, rest string) store.Op {
	return store.Op{Verb: store.Create, Type: typ, ID: id, Body: body(typ, rest)}
}

func update(typ, id, rest string) store.Op {
	return store.Op{Verb: store.Update, Type: typ, ID: id, Body: body(typ, rest)}
}

func body(typ, rest string) []byte {
	if rest != "" {
		rest = "," + rest
	}
	return fmt.Appendf(nil, `{"resourceType":%q%s}`, typ, rest)
}

func wantKind(t *testing.T, err error, k outcome.Kind) {
	t.Helper()
	if !outcome.Is(err, k) {
		t.Fatalf("error %v, want kind %v", err, k)
	}
}

func find(t *testing.T, b Backend, typ, query string) store.SearchResult {
	t.Helper()
	q, err := search.ParseString(typ, query, true)
	if err != nil {
		t.Fatalf("%s?%s: %v", typ, query, err)
	}
	res, err := b.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%s?%s: %v", typ, query, err)
	}
	return res
}

// within searches a compartment.
func within(t *testing.T, b Backend, typ, compartment, id, query string) store.SearchResult {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	q, err := search.ParseWith(typ, values, search.Options{Strict: true, Compartment: &search.Compartment{Type: compartment, ID: id}})
	if err != nil {
		t.Fatalf("%s/%s/%s?%s: %v", compartment, id, typ, query, err)
	}
	res, err := b.Search(context.Background(), q)
	if err != nil {
		t.Fatalf("%s/%s/%s?%s: %v", compartment, id, typ, query, err)
	}
	return res
}

func ids(rs []store.Resource) []string {
	out := []string{}
	for _, r := range rs {
		out = append(out, r.ID)
	}
	return out
}
