package storetest

import (
	"bytes"
	"context"
	"errors"
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

func testMultipleDelete(t *testing.T, b Backend) {
	ctx := context.Background()
	for i := range 5 {
		must(t, b, create("Basic", fmt.Sprintf("b%d", i), `"code":{"coding":[{"code":"old"}]}`))
	}
	must(t, b, create("Basic", "keep", `"code":{"coding":[{"code":"new"}]}`))
	del := store.Op{Verb: store.Delete, Type: "Basic", Condition: "code=old"}
	_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{del}})
	wantKind(t, err, outcome.MultipleMatches)
	del.Multiple = true
	twice := store.Op{Verb: store.Delete, Type: "Basic", ID: "b3"}
	_, err = b.Apply(ctx, store.Batch{Ops: []store.Op{del, twice}})
	wantKind(t, err, outcome.Invalid)
	res := must(t, b, del)
	got := append(ids(res[0].Also), res[0].ID)
	slices.Sort(got)
	if !slices.Equal(got, []string{"b0", "b1", "b2", "b3", "b4"}) {
		t.Errorf("deleted %v", got)
	}
	if left := ids(find(t, b, "Basic", "").Matches); !slices.Equal(left, []string{"keep"}) {
		t.Errorf("left %v", left)
	}
	if h, err := b.History(ctx, store.HistoryQuery{Key: store.Key{Type: "Basic", ID: "b4"}}); err != nil || len(h) != 2 || !h[0].Deleted {
		t.Errorf("history %v, %v", h, err)
	}
	if res := must(t, b, del); !res[0].Unchanged || len(res[0].Also) != 0 {
		t.Errorf("a second delete did %+v", res[0])
	}
	for _, bad := range []store.Op{
		{Verb: store.Delete, Type: "Basic", ID: "keep", Multiple: true},
		{Verb: store.Delete, Type: "Basic", ID: "keep", Condition: "code=new", Multiple: true},
		{Verb: store.Update, Type: "Basic", Condition: "code=new", Multiple: true, Body: body("Basic", "")},
	} {
		_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{bad}})
		wantKind(t, err, outcome.Invalid)
	}
}

func testConditionalUpdate(t *testing.T, b Backend) {
	ctx := context.Background()
	op := store.Op{Verb: store.Update, Type: "Patient", Condition: "identifier=u|1", Body: body("Patient", `"identifier":[{"system":"u","value":"1"}],"gender":"male"`)}
	var created atomic.Int32
	crowd(32, func(i int) {
		own := op
		own.Body = body("Patient", fmt.Sprintf(`"identifier":[{"system":"u","value":"1"}],"multipleBirthInteger":%d`, i))
		res, err := b.Apply(ctx, store.Batch{Ops: []store.Op{own}})
		if err != nil {
			t.Errorf("apply: %v", err)
		} else if res[0].Created {
			created.Add(1)
		}
	})
	if all := find(t, b, "Patient", "").Matches; len(all) != 1 || created.Load() != 1 || all[0].Version != 32 {
		t.Fatalf("%d resources, %d created, version %d", len(all), created.Load(), all[0].Version)
	}
	op.ID = "named"
	_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{op}})
	wantKind(t, err, outcome.Invalid)
	op.Condition, op.IfNoneMatch = "", true
	if res := must(t, b, op); !res[0].Created || res[0].ID != "named" {
		t.Errorf("%+v", res[0])
	}
	_, err = b.Apply(ctx, store.Batch{Ops: []store.Op{op}})
	wantKind(t, err, outcome.PreconditionFailed)
	must(t, b, store.Op{Verb: store.Delete, Type: "Patient", ID: "named"})
	if res := must(t, b, op); res[0].Version != 3 {
		t.Errorf("version %d after a delete", res[0].Version)
	}
}

// testPatch lets many callers count one number up: none is lost.
func testPatch(t *testing.T, b Backend) {
	ctx := context.Background()
	must(t, b, create("Patient", "p", `"multipleBirthInteger":0,"identifier":[{"value":"x"}]`))
	up := store.Op{Verb: store.Patch, Type: "Patient", ID: "p", Edit: func(cur []byte) ([]byte, error) {
		var n int
		_, tail, _ := bytes.Cut(cur, []byte(`"multipleBirthInteger":`))
		if _, err := fmt.Sscan(string(tail[:bytes.IndexByte(tail, ',')]), &n); err != nil {
			return nil, err
		}
		return bytes.Replace(cur, fmt.Appendf(nil, `Integer":%d`, n), fmt.Appendf(nil, `Integer":%d`, n+1), 1), nil
	}}
	crowd(32, func(int) {
		if _, err := b.Apply(ctx, store.Batch{Ops: []store.Op{up}}); err != nil {
			t.Errorf("apply: %v", err)
		}
	})
	got, err := b.Read(ctx, store.Key{Type: "Patient", ID: "p"})
	if err != nil || got.Version != 33 || !bytes.Contains(got.JSON, []byte(`Integer":32`)) {
		t.Errorf("version %d, %s, %v", got.Version, got.JSON, err)
	}
	same := up
	same.Edit = func(cur []byte) ([]byte, error) { return cur, nil }
	if res := must(t, b, same); !res[0].Unchanged || res[0].Version != 33 {
		t.Errorf("a patch that changes nothing made version %d", res[0].Version)
	}
	byCondition := up
	byCondition.ID, byCondition.Condition, byCondition.IfMatch = "", "identifier=x", 33
	if res := must(t, b, byCondition); res[0].Version != 34 || res[0].ID != "p" {
		t.Errorf("%+v", res[0])
	}
	linked := up
	linked.Edit = func(cur []byte) ([]byte, error) {
		return bytes.Replace(cur, []byte(`{"resourceType":"Patient"`), []byte(`{"resourceType":"Patient","link":[{"other":{"reference":"Patient?identifier=x"}}]`), 1), nil
	}
	must(t, b, linked)
	if found := ids(find(t, b, "Patient", "link=Patient/p").Matches); !slices.Equal(found, []string{"p"}) {
		t.Errorf("found %v", found)
	}
	refused := errors.New("not like this")
	for kind, change := range map[outcome.Kind]func(*store.Op){
		outcome.NotFound:           func(o *store.Op) { o.ID = "nobody" },
		outcome.PreconditionFailed: func(o *store.Op) { o.IfMatch = 1 },
		outcome.Invalid: func(o *store.Op) {
			o.Edit = func([]byte) ([]byte, error) { return []byte(`{"resourceType":"Basic"}`), nil }
		},
		outcome.Internal: func(o *store.Op) { o.Edit = func([]byte) ([]byte, error) { return nil, refused } },
	} {
		bad := up
		change(&bad)
		_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{bad}})
		wantKind(t, err, kind)
	}
	must(t, b, store.Op{Verb: store.Delete, Type: "Patient", ID: "p"})
	_, err = b.Apply(ctx, store.Batch{Ops: []store.Op{up}})
	wantKind(t, err, outcome.Gone)
}
