package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

func testSearch(t *testing.T, b Backend) { //nolint:funlen // a table
	must(t, b,
		create("Patient", "zhang", `"active":true,"name":[{"family":"张","given":["伟"]}],"birthDate":"1980-05-17","gender":"male","identifier":[{"system":"urn:m","value":"Ab","type":{"coding":[{"system":"t","code":"MR"}]}}],"telecom":[{"system":"phone","value":"139"}]`),
		create("Patient", "muller", `"name":[{"family":"Müller","given":["Änne"]}],"birthDate":"1980-06","gender":"female"`),
		create("Patient", "none", `"meta":{"tag":[{"system":"t","code":"x"}],"profile":["http://p/a/b"]}`),
		create("Observation", "o1", `"status":"final","subject":{"reference":"Patient/zhang"},"code":{"text":"血糖","coding":[{"system":"l","code":"g","display":"Glucose"}]},"valueQuantity":{"value":5.40,"unit":"mmol/L","system":"u","code":"mm"},"effectiveDateTime":"2024-03-01T08:00:00+08:00"`),
		create("Observation", "o2", `"status":"amended","subject":{"reference":"Patient/muller"},"code":{"coding":[{"system":"l","code":"h"}]},"valueQuantity":{"value":7},"effectivePeriod":{"start":"2024-03-02","end":"2024-03-05"},"performer":[{"identifier":{"system":"w","value":"d1"}}]`),
		create("RiskAssessment", "r", `"status":"final","prediction":[{"probabilityDecimal":0.25}]`),
	)
	for _, tc := range []struct{ typ, query, want string }{
		{"Patient", "name=张伟", "zhang"},
		{"Patient", "name:contains=伟", "zhang"},
		{"Patient", "family=mull", "muller"},
		{"Patient", "family:exact=Muller", ""},
		{"Patient", "family:exact=Müller", "muller"},
		{"Patient", "given=anne", "muller"},
		{"Patient", "family:missing=true", "none"},
		{"Patient", "gender:not=male", "muller none"},
		{"Patient", "identifier=urn:m|Ab", "zhang"},
		{"Patient", "identifier=Ab", "zhang"},
		{"Patient", "identifier=ab", ""},
		{"Patient", "identifier=|Ab", ""},
		{"Patient", "identifier=urn:m|", "zhang"},
		{"Patient", "phone=139", "zhang"},
		{"Patient", "birthdate=1980", "muller zhang"},
		{"Patient", "birthdate=1980-05-17", "zhang"},
		{"Patient", "birthdate=1980-06-01", ""},
		{"Patient", "birthdate=ge1980-06", "muller"},
		{"Patient", "birthdate=lt1980-06", "zhang"},
		{"Patient", "birthdate=gt1980-05-17", "muller"},
		{"Patient", "birthdate=sa1980-05", "muller"},
		{"Patient", "birthdate=eb1980-06", "zhang"},
		{"Patient", "birthdate=ne1980-05-17", "muller"},
		{"Patient", "birthdate=le1980-05", "zhang"},
		{"Patient", "_id=zhang,none", "none zhang"},
		{"Patient", "_tag=t|x", "none"},
		{"Patient", "_profile=http://p/a/b", "none"},
		{"Patient", "_profile:below=http://p/", "none"},
		{"Patient", "_lastUpdated=gt1990", "muller none zhang"},
		{"Patient", "_lastUpdated=lt1990", ""},
		{"Patient", "active=true", "zhang"},
		{"Patient", "deceased=false", "muller none zhang"},
		{"Patient", "name=张&gender=female", ""},
		{"Patient", "gender=male,female&birthdate=1980-05", "zhang"},
		{"Observation", "code=l|g", "o1"},
		{"Observation", "code:text=血", "o1"},
		{"Observation", "code:text=gluc", "o1"},
		{"Observation", "value-quantity=5.4", "o1"},
		{"Observation", "value-quantity=5.41", ""},
		{"Observation", "value-quantity=5.4|u|mm", "o1"},
		{"Observation", "value-quantity=5.4||mmol/L", "o1"},
		{"Observation", "value-quantity=gt5.4", "o2"},
		{"Observation", "value-quantity=le5.4", "o1"},
		{"Observation", "value-quantity=ge5&value-quantity=lt7", "o1"},
		{"Observation", "date=2024-03-01", "o1"},
		{"Observation", "date=2024-03", "o1 o2"},
		{"Observation", "date=gt2024-03-03", "o2"},
		{"Observation", "date=sa2024-03-01", "o2"},
		{"Observation", "subject=Patient/zhang", "o1"},
		{"Observation", "subject=zhang", "o1"},
		{"Observation", "subject:Patient=zhang", "o1"},
		{"Observation", "subject:Group=zhang", ""},
		{"Observation", "patient.name=张", "o1"},
		{"Observation", "subject:Patient.birthdate=1980-06", "o2"},
		{"Observation", "patient._id=muller", "o2"},
		{"Observation", "patient.gender:not=male", "o2"},
		{"Observation", "performer:identifier=w|d1", "o2"},
		{"Observation", "performer:missing=false", "o2"},
		{"RiskAssessment", "probability=0.25", "r"},
		{"RiskAssessment", "probability=gt0.3", ""},
		{"RiskAssessment", "probability=lt0.3", "r"},
		{"Patient", "birthdate=ap1980-05", "muller zhang"},
		{"Patient", "birthdate=ap1880", ""},
		{"Patient", "identifier:of-type=t|MR|Ab", "zhang"},
		{"Patient", "identifier:of-type=t|MR|Ac", ""},
		{"Patient", "identifier:of-type=t|XX|Ab", ""},
		{"Patient", "_id:not=zhang", "muller none"},
		{"Patient", "_profile:above=http://p/a/b/c", "none"},
		{"Patient", "_profile:above=http://p/a/bc", ""},
		{"Patient", "_tag=|x", ""},
		{"Patient", "_tag:not=t|x", "muller zhang"},
		{"Observation", "subject=http://here/fhir/Patient/zhang", ""},
		{"Observation", "status=final,amended&code=g,h", "o1 o2"},
		{"Observation", "code=l|g,l|h,m|q", "o1 o2"},
		{"Observation", "date=ap2024-03-02", "o1 o2"},
		{"Observation", "date=ap2010", ""},
		{"Patient", "deceased:not=true", "muller none zhang"},
		{"Patient", "family=' OR 1=1 --", ""},
		{"Patient", "name:contains=%25", ""},
		{"Patient", "family=_", ""},
	} {
		got := ids(find(t, b, tc.typ, tc.query).Matches)
		slices.Sort(got)
		if s := strings.Join(got, " "); s != tc.want {
			t.Errorf("%s?%s: %q, want %q", tc.typ, tc.query, s, tc.want)
		}
	}
	for query, want := range map[string]string{
		"_sort=birthdate": "zhang muller none", "_sort=-birthdate": "muller zhang none", "_sort=-_id": "zhang none muller",
		"_sort=family,_id": "muller zhang none",
	} {
		if got := strings.Join(ids(find(t, b, "Patient", query).Matches), " "); got != want {
			t.Errorf("Patient?%s: %q, want %q", query, got, want)
		}
	}
	if res := find(t, b, "Patient", "_count=1&_total=accurate"); res.Total != 3 || len(res.Matches) != 1 || res.Next == "" {
		t.Errorf("total %d, %d matches", res.Total, len(res.Matches))
	}
}

func testPaging(t *testing.T, b Backend) {
	for i := range 30 {
		must(t, b, create("Patient", fmt.Sprintf("p%02d", i), fmt.Sprintf(`"birthDate":"19%02d"`, 50+i/4)))
	}
	for _, query := range []string{"_count=7", "_count=7&_sort=-birthdate", "_count=7&_sort=birthdate,-_id"} {
		q, _ := search.ParseString("Patient", query, true)
		seen := map[string]int{}
		for page := 0; ; page++ {
			res, err := b.Search(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range res.Matches {
				seen[r.ID]++
			}
			must(t, b, update("Patient", "p03", fmt.Sprintf(`"birthDate":"1950","gender":"%d"`, page)))
			must(t, b, create("Patient", "", `"birthDate":"1900"`))
			if q.Page = res.Next; q.Page == "" || page > 50 {
				break
			}
		}
		for i := range 30 {
			if n := seen[fmt.Sprintf("p%02d", i)]; n != 1 {
				t.Errorf("%s: p%02d was given %d times", query, i, n)
			}
		}
	}
	q, _ := search.ParseString("Patient", "_page=bm9uc2Vuc2U", true)
	_, err := b.Search(context.Background(), q)
	wantKind(t, err, outcome.Invalid)
}

func testInclude(t *testing.T, b Backend) {
	must(t, b,
		create("Patient", "p", ""),
		create("Observation", "a", `"subject":{"reference":"Patient/p"}`),
		create("Observation", "b", `"subject":{"reference":"Patient/p"}`),
		create("Observation", "c", `"subject":{"reference":"Patient/gone"}`))
	res := find(t, b, "Observation", "_include=Observation:subject")
	if got := ids(res.Included); len(res.Matches) != 3 || !slices.Equal(got, []string{"p"}) {
		t.Errorf("%d matches, included %v", len(res.Matches), got)
	}
	if got := ids(find(t, b, "Patient", "_id=p&_revinclude=Observation:subject").Included); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("included %v", got)
	}
	if got := find(t, b, "Observation", "_include=Observation:subject:Group").Included; len(got) != 0 {
		t.Errorf("included %v", ids(got))
	}
}

func testInbox(t *testing.T, b Backend) {
	ctx := context.Background()
	m := store.InboxMessage{Sender: "HIS", ControlID: "1", Type: "ADT^A04", Raw: []byte("MSH|\r\x00\xd5")}
	var fresh, again int
	receipts := make(chan store.Receipt, 32)
	crowd(32, func(int) {
		r, err := b.Receive(ctx, m)
		if err != nil {
			t.Errorf("receive: %v", err)
		}
		receipts <- r
	})
	close(receipts)
	var id int64
	for r := range receipts {
		if id = r.ID; r.Duplicate {
			again++
		} else {
			fresh++
		}
	}
	if fresh != 1 || again != 31 {
		t.Fatalf("%d stored, %d duplicates", fresh, again)
	}
	m.Raw = []byte("other")
	r, err := b.Receive(ctx, m)
	if err != nil || !r.Collision || r.Status != store.Quarantined {
		t.Fatalf("collision: %+v, %v", r, err)
	}
	bad := store.Batch{Ops: []store.Op{create("Patient", "x", "")}, Settle: []store.Settlement{{ID: id, Status: store.Mapped}, {ID: 999, Status: store.Mapped}}}
	_, err = b.Apply(ctx, bad)
	wantKind(t, err, outcome.Conflict)
	if _, err := b.Read(ctx, store.Key{Type: "Patient", ID: "x"}); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("the op of a failed settlement stayed: %v", err)
	}
	bad.Settle = bad.Settle[:1]
	if _, err := b.Apply(ctx, bad); err != nil {
		t.Fatal(err)
	}
	got, err := b.Message(ctx, id)
	if err != nil || got.Status != store.Mapped || got.Attempts != 1 || string(got.Raw) != "MSH|\r\x00\xd5" {
		t.Errorf("%+v, %v", got, err)
	}
	if list, err := b.List(ctx, store.Quarantined, 0, 10); err != nil || len(list) != 1 || list[0].Reason == "" {
		t.Errorf("quarantined: %v, %v", len(list), err)
	}
	if _, err := b.Apply(ctx, store.Batch{Settle: []store.Settlement{{ID: r.ID, Status: store.Pending}}}); err != nil {
		t.Fatal(err)
	}
	if list, err := b.Unsettled(ctx, 10); err != nil || len(list) != 1 || list[0].ID != r.ID {
		t.Errorf("unsettled: %v, %v", list, err)
	}
}

// A conditional create that must be new fails its batch when it is not.
func testOnlyNew(t *testing.T, b Backend) {
	ctx := context.Background()
	var won, lost atomic.Int32
	crowd(16, func(i int) {
		op := create("Patient", "", `"identifier":[{"system":"urn:m","value":"1"}]`)
		op.IfNoneExist, op.OnlyNew = "identifier=urn:m|1", true
		_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{op, create("Patient", fmt.Sprint("with", i), "")}})
		switch {
		case err == nil:
			won.Add(1)
		case outcome.Is(err, outcome.Conflict):
			lost.Add(1)
		default:
			t.Errorf("apply: %v", err)
		}
	})
	if got := find(t, b, "Patient", ""); won.Load() != 1 || lost.Load() != 15 || len(got.Matches) != 2 {
		t.Errorf("%d won, %d lost, %d patients", won.Load(), lost.Load(), len(got.Matches))
	}
}

// A message can be kept in the batch of what was made of it; one that is known
// takes the whole batch with it.
func testReceiveInBatch(t *testing.T, b Backend) {
	ctx := context.Background()
	m := store.InboxMessage{Sender: "LIS", ControlID: "7", Type: "ORU^R01", Raw: []byte("MSH|7"), Status: store.Mapped}
	var stored, refused atomic.Int32
	crowd(16, func(i int) {
		_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{create("Patient", fmt.Sprint("r", i), "")}, Receive: []store.InboxMessage{m}})
		switch {
		case err == nil:
			stored.Add(1)
		case outcome.Is(err, outcome.Conflict):
			refused.Add(1)
		default:
			t.Errorf("apply: %v", err)
		}
	})
	if stored.Load() != 1 || refused.Load() != 15 {
		t.Errorf("%d stored, %d refused", stored.Load(), refused.Load())
	}
	if got := find(t, b, "Patient", ""); len(got.Matches) != 1 {
		t.Errorf("%d patients: a refused message left its resources", len(got.Matches))
	}
	r, err := b.Receive(ctx, m)
	if err != nil || !r.Duplicate || r.Status != store.Mapped {
		t.Fatalf("the same message again: %+v, %v", r, err)
	}
	if got, err := b.Message(ctx, r.ID); err != nil || string(got.Raw) != "MSH|7" || got.Attempts != 1 || got.Received.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
}

func testWait(t *testing.T, b Backend) {
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	defer stop()
	done := make(chan error, 1)
	go func() { done <- b.Wait(ctx, 0) }()
	must(t, b, create("Basic", "", ""))
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	short, stopShort := context.WithTimeout(ctx, 20*time.Millisecond)
	defer stopShort()
	if err := b.Wait(short, 1); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("wait for what does not come: %v", err)
	}
}

func testClosed(t *testing.T, b Backend) {
	waiting := make(chan error, 1)
	go func() { waiting <- b.Wait(context.Background(), 0) }()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	_, apply := b.Apply(ctx, store.Batch{Ops: []store.Op{create("Basic", "", "")}})
	_, read := b.Read(ctx, store.Key{Type: "Basic", ID: "x"})
	_, changes := b.Changes(ctx, 0, 1)
	_, receive := b.Receive(ctx, store.InboxMessage{})
	_, found := b.Search(ctx, search.Query{Type: "Basic"})
	for _, err := range []error{apply, read, changes, receive, found, <-waiting, b.Wait(ctx, 0)} {
		wantKind(t, err, outcome.Unavailable)
	}
}

func testCancelled(t *testing.T, b Backend) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := b.Apply(ctx, store.Batch{Ops: []store.Op{create("Basic", "c", "")}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("apply: %v", err)
	}
	if _, err := b.Read(context.Background(), store.Key{Type: "Basic", ID: "c"}); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("a cancelled write was made: %v", err)
	}
	if _, err := b.Read(ctx, store.Key{Type: "Basic", ID: "c"}); !errors.Is(err, context.Canceled) {
		t.Errorf("read: %v", err)
	}
}
