package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

func testOptimistic(t *testing.T, b Backend) {
	must(t, b, create("Patient", "p", ""))
	var won atomic.Int32
	crowd(32, func(i int) {
		op := update("Patient", "p", fmt.Sprintf(`"gender":"%d"`, i))
		op.IfMatch = 1
		if _, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{op}}); err == nil {
			won.Add(1)
		} else if !outcome.Is(err, outcome.PreconditionFailed) {
			t.Errorf("loser: %v", err)
		}
	})
	if won.Load() != 1 {
		t.Fatalf("%d writers won version 2", won.Load())
	}
}

func crowd(n int, each func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { each(i) })
	}
	wg.Wait()
}

func testConditionalCreate(t *testing.T, b Backend) {
	op := create("Patient", "", `"identifier":[{"system":"urn:mrn","value":"1"}]`)
	op.IfNoneExist = "identifier=urn:mrn|1"
	var created atomic.Int32
	crowd(32, func(int) {
		res, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{op}})
		if err != nil {
			t.Errorf("apply: %v", err)
		} else if res[0].Created {
			created.Add(1)
		}
	})
	if n := len(find(t, b, "Patient", "").Matches); n != 1 || created.Load() != 1 {
		t.Fatalf("%d resources, %d said to be created", n, created.Load())
	}
	must(t, b, create("Patient", "two", `"identifier":[{"system":"urn:mrn","value":"1"}]`))
	_, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{op}})
	wantKind(t, err, outcome.MultipleMatches)
	op.IfNoneExist = "_count=1"
	_, err = b.Apply(context.Background(), store.Batch{Ops: []store.Op{op}})
	wantKind(t, err, outcome.PreconditionFailed)
}

func testAtomic(t *testing.T, b Backend) {
	must(t, b, create("Patient", "old", `"gender":"male"`))
	_, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{
		create("Patient", "new", `"gender":"male"`),
		create("Patient", "old", ""),
		create("Patient", "never", ""),
	}})
	wantKind(t, err, outcome.Conflict)
	if _, path := outcome.Public(err); path != "Bundle.entry[1]" {
		t.Errorf("path %q", path)
	}
	if got := ids(find(t, b, "Patient", "gender=male").Matches); !slices.Equal(got, []string{"old"}) {
		t.Errorf("found %v", got)
	}
	changes, err := b.Changes(context.Background(), 0, 10)
	if err != nil || len(changes) != 1 {
		t.Errorf("%d changes, %v", len(changes), err)
	}
	if res := must(t, b, create("Patient", "next", "")); res[0].Seq != 2 {
		t.Errorf("the failed batch used up a number: next is %d", res[0].Seq)
	}
}

func testHistory(t *testing.T, b Backend) {
	ctx, k := context.Background(), store.Key{Type: "Patient", ID: "p"}
	must(t, b, create("Patient", "p", `"gender":"male"`))
	if res := must(t, b, update("Patient", "p", `"gender":"male"`)); !res[0].Unchanged || res[0].Version != 1 {
		t.Errorf("an equal update made version %d", res[0].Version)
	}
	must(t, b, update("Patient", "p", `"gender":"female"`))
	del := store.Op{Verb: store.Delete, Type: "Patient", ID: "p"}
	must(t, b, del)
	if res := must(t, b, del); !res[0].Unchanged {
		t.Error("a second delete changed something")
	}
	_, err := b.Read(ctx, k)
	wantKind(t, err, outcome.Gone)
	_, err = b.ReadVersion(ctx, k, 3)
	wantKind(t, err, outcome.Gone)
	_, err = b.Read(ctx, store.Key{Type: "Patient", ID: "P"})
	wantKind(t, err, outcome.NotFound)
	if v, err := b.ReadVersion(ctx, k, 1); err != nil || !strings.Contains(string(v.JSON), `"male"`) {
		t.Errorf("version 1: %s, %v", v.JSON, err)
	}
	h, err := b.History(ctx, store.HistoryQuery{Key: k})
	if err != nil || len(h) != 3 || !h[0].Deleted || h[2].Version != 1 {
		t.Fatalf("history %v, %v", h, err)
	}
	if got := find(t, b, "Patient", "gender=male,female").Matches; len(got) != 0 {
		t.Errorf("a deleted resource is found: %v", ids(got))
	}
	if res := must(t, b, update("Patient", "p", `"gender":"other"`)); !res[0].Created || res[0].Version != 4 {
		t.Errorf("after the delete: %+v", res[0].Version)
	}
}

func testFidelity(t *testing.T, b Backend) {
	in := `{ "resourceType" : "Observation",
  "_valueDecimal": {"extension":[{"url":"x","valueString":"\u00e9"}]},
  "valueQuantity":{"value":1.10,"unit":"毫摩尔"}, "zzz":[1e2, -0.0], "aaa":null }`
	res := must(t, b, store.Op{Verb: store.Create, Type: "Observation", ID: "o", Body: []byte(in)})
	got, err := b.Read(context.Background(), store.Key{Type: "Observation", ID: "o"})
	if err != nil {
		t.Fatal(err)
	}
	stamp := fmt.Sprintf(`,"id":"o","meta":{"versionId":"1","lastUpdated":"%s"}`, res[0].LastUpdated.Format("2006-01-02T15:04:05.000Z"))
	want := strings.Replace(in, `"Observation"`, `"Observation"`+stamp, 1)
	if string(got.JSON) != want {
		t.Errorf("got  %s\nwant %s", got.JSON, want)
	}
	for _, bad := range []string{`{"resourceType":"Observation","id":"a","id":"b"}`, `{"resourceType":"Patient"}`, `[]`, "{\"a\":\"\xff\"}"} {
		_, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{{Verb: store.Create, Type: "Observation", Body: []byte(bad)}}})
		wantKind(t, err, outcome.Invalid)
	}
}

func testReferences(t *testing.T, b Backend) {
	obs := create("Observation", "o", `"subject":{"reference":"urn:uuid:1"}`)
	pat := create("Patient", "", `"identifier":[{"value":"9"}]`)
	pat.FullURL, pat.IfNoneExist = "urn:uuid:1", "identifier=9"
	first := must(t, b, obs, pat)
	obs.ID = "o2"
	second := must(t, b, obs, pat)
	if first[1].ID != second[1].ID || !second[1].Unchanged {
		t.Fatalf("%s then %s", first[1].ID, second[1].ID)
	}
	if got := ids(find(t, b, "Observation", "subject=Patient/"+first[1].ID).Matches); len(got) != 2 {
		t.Errorf("found %v", got)
	}
}

func testConditionalReference(t *testing.T, b Backend) {
	obs := create("Observation", "o", `"subject":{"reference":"Patient?identifier=urn:m|7"}`)
	_, err := b.Apply(context.Background(), store.Batch{Ops: []store.Op{obs}})
	wantKind(t, err, outcome.Unprocessable)
	must(t, b, obs, create("Patient", "p7", `"identifier":[{"system":"urn:m","value":"7"}]`))
	if got := ids(find(t, b, "Observation", "patient=p7").Matches); !slices.Equal(got, []string{"o"}) {
		t.Errorf("found %v", got)
	}
	must(t, b, create("Patient", "p8", `"identifier":[{"system":"urn:m","value":"7"}]`))
	obs.ID = "o2"
	_, err = b.Apply(context.Background(), store.Batch{Ops: []store.Op{obs}})
	wantKind(t, err, outcome.MultipleMatches)
}

func testDense(t *testing.T, b Backend) {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	const writers, each = 16, 12
	gaps := make(chan error, 1)
	go func() {
		var seen int64
		for seen < writers*each {
			if err := b.Wait(ctx, seen); err != nil {
				gaps <- err
				return
			}
			rs, err := b.Changes(ctx, seen, 50)
			for _, r := range rs {
				if seen++; r.Seq != seen {
					err = fmt.Errorf("%d after %d", r.Seq, seen-1)
				}
			}
			if err != nil {
				gaps <- err
				return
			}
		}
		gaps <- nil
	}()
	crowd(writers, func(w int) {
		for i := range each {
			must(t, b, create("Basic", fmt.Sprintf("b-%d-%d", w, i), ""))
			_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{
				create("Basic", "", ""), create("Basic", fmt.Sprintf("b-%d-%d", w, i), ""),
			}})
			wantKind(t, err, outcome.Conflict)
		}
	})
	if err := <-gaps; err != nil {
		t.Fatal(err)
	}
}

func testBigBatch(t *testing.T, b Backend) {
	var ops []store.Op
	for i := range 500 {
		ops = append(ops, create("Observation", "", fmt.Sprintf(`"code":{"coding":[{"system":"s","code":"c%d"}]},"valueQuantity":{"value":%d}`, i%7, i)))
	}
	must(t, b, ops...)
	if n := find(t, b, "Observation", "code=s|c3&_summary=count").Total; n != 71 {
		t.Errorf("%d with code c3, want 71", n)
	}
}
