package guard_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// What comes back names whose it is; the records of patient 2 carry the
// marker Patient/2 or Marker2.
func foreign(rs []store.Resource) bool {
	return slices.ContainsFunc(rs, func(r store.Resource) bool {
		return strings.Contains(string(r.JSON), `Marker2`) || slices.Contains(r4.Patients(r.JSON), "2")
	})
}

func TestBoundActorSeesOwnOnly(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Patient, "1")
	// A foreign record, a deleted one and none at all answer alike.
	if _, err := h.db.Apply(t.Context(), store.Batch{Ops: []store.Op{op(store.Delete, "Observation", "q2", "")}}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"o2", "q2", "none"} {
		k := store.Key{Type: "Observation", ID: id}
		_, err := h.Read(ctx, k)
		want(t, "read "+id, err, outcome.NotFound)
		if detail, _ := outcome.Public(err); detail != k.String()+" is not known" {
			t.Errorf("%s: %q tells more", id, detail)
		}
		_, err = h.ReadVersion(ctx, k, 1)
		want(t, "vread "+id, err, outcome.NotFound)
		got, err := h.History(ctx, store.HistoryQuery{Key: k})
		if err != nil || len(got) > 0 {
			t.Errorf("history of %s: %v %v", id, got, err)
		}
	}
	for _, key := range []store.Key{{Type: "Patient", ID: "2"}, {Type: "Communication", ID: "both"}, {Type: "Task", ID: "t2"}} {
		_, err := h.Read(ctx, key)
		want(t, key.String(), err, outcome.NotFound)
	}
	for _, q := range []store.HistoryQuery{{}, {Key: store.Key{Type: "Observation"}}} {
		_, err := h.History(ctx, q)
		want(t, "history", err, outcome.Forbidden)
	}
	if _, err := h.Read(ctx, store.Key{Type: "Observation", ID: "o1"}); err != nil {
		t.Errorf("own record: %v", err)
	}
}

func TestBoundSearches(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Patient, "1")
	for _, tc := range []struct {
		typ, query string
		n          int
	}{
		{"Patient", "", 1},
		{"Patient", "family=Marker2", 0},
		{"Patient", "_sort=family&_count=1&_total=accurate", 1},
		{"Observation", "", 2},
		{"Observation", "patient=Patient/2", 0},
		{"Observation", "patient=Patient/1,Patient/2", 2},
		{"Observation", "_id=o2", 0},
		{"Observation", "status:not=x", 2},
		{"Task", "_include=Task:focus", 1}, // the focus is another's
		{"Practitioner", "_revinclude=Patient:general-practitioner", 1},
		{"Communication", "", 0},
	} {
		res, err := h.find(ctx, tc.typ, tc.query)
		if err != nil {
			t.Errorf("%s?%s: %v", tc.typ, tc.query, err)
			continue
		}
		if len(res.Matches) != tc.n || foreign(res.Matches) || foreign(res.Included) {
			t.Errorf("%s?%s: %d matches, foreign %v", tc.typ, tc.query, len(res.Matches), foreign(res.Included))
		}
		if res.Total != -1 || res.Next != "" {
			t.Errorf("%s?%s: total %d and next %q tell of others", tc.typ, tc.query, res.Total, res.Next)
		}
	}
	_, err := h.find(ctx, "Observation", "subject:Patient.family=Marker2")
	want(t, "chain", err, outcome.Forbidden)
}

// A role that may read devices but no patients cannot ask about patients
// through a device.
func TestQuestionsInsideQueries(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	it := as(actor.Operator, "")
	_, err := h.find(it, "Device", "patient:Patient.family=Marker1")
	want(t, "chain", err, outcome.Forbidden)
	_, err = h.find(it, "Device", "_revinclude=Observation:device")
	want(t, "revinclude", err, outcome.Forbidden)
	byChain := op(store.Update, "Device", "", "")
	byChain.Condition = "patient:Patient.family=Marker1"
	want(t, "condition", h.apply(it, byChain), outcome.Forbidden)
	byReference := op(store.Create, "Device", "", `"patient":{"reference":"Patient?family=Marker1"}`)
	want(t, "conditional reference", h.apply(it, byReference), outcome.Forbidden)
	if err := h.apply(it, op(store.Create, "Device", "", "")); err != nil {
		t.Errorf("a plain device: %v", err)
	}
}

func TestBoundActorWritesOwnOnly(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Patient, "1")
	mine := `"subject":{"reference":"Patient/1"}`
	conditional := func(set func(*store.Op)) store.Op {
		o := op(store.Update, "Composition", "", mine)
		set(&o)
		return o
	}
	for name, o := range map[string]store.Op{
		"another's subject":      op(store.Create, "Composition", "", `"subject":{"reference":"Patient/2"}`),
		"no subject":             op(store.Create, "Composition", "", ""),
		"a second patient":       op(store.Create, "Composition", "", mine+`,"author":[{"reference":"Patient/2"}]`),
		"a patient by search":    op(store.Create, "Composition", "", mine+`,"author":[{"reference":"Patient?family=Marker2"}]`),
		"a question by search":   op(store.Create, "Composition", "", mine+`,"encounter":{"reference":"Encounter?status=x"}`),
		"another server's":       op(store.Create, "Composition", "", `"subject":{"reference":"http://x/Patient/1"}`),
		"taking over":            op(store.Update, "Composition", "c2", mine),
		"taking over, versioned": {Verb: store.Update, Type: "Composition", ID: "c2", IfMatch: 1, Body: op(store.Update, "Composition", "c2", mine).Body},
		"delete of another's":    op(store.Delete, "Composition", "c2", ""),
		"delete of the own":      op(store.Delete, "Composition", "c1", ""),
		"by condition":           conditional(func(o *store.Op) { o.Condition = "_id=c1" }),
		"create unless":          conditional(func(o *store.Op) { o.Verb, o.IfNoneExist = store.Create, "_id=c2" }),
		"a patient":              op(store.Update, "Patient", "1", ""),
		"an own observation":     op(store.Create, "Observation", "", mine),
		"not JSON":               {Verb: store.Create, Type: "Composition", Body: []byte(`{"resourceType":"Composition",`)},
	} {
		want(t, name, h.apply(ctx, o), outcome.Forbidden, outcome.NotFound)
	}
	if err := h.apply(ctx, op(store.Update, "Composition", "c1", mine), op(store.Create, "Composition", "", mine), op(store.Update, "Composition", "new", mine)); err != nil {
		t.Errorf("own record: %v", err)
	}
}

// racing is a store in which, right before a write, somebody else's goes in.
type racing struct {
	store.Store
	first func()
}

func (r *racing) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	if r.first != nil {
		r.first()
		r.first = nil
	}
	return r.Store.Apply(ctx, b)
}

// What was judged is what is replaced: a write that comes between the check
// and the commit makes the judged one fail.
func TestWriteIsPinned(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first, then store.Op
		who         context.Context
	}{
		"own record becomes another's": {
			op(store.Update, "Composition", "c1", `"subject":{"reference":"Patient/2"}`),
			op(store.Update, "Composition", "c1", `"subject":{"reference":"Patient/1"}`), as(actor.Patient, "1"),
		},
		"free id is taken": {
			op(store.Update, "Composition", "free", `"subject":{"reference":"Patient/2"}`),
			op(store.Update, "Composition", "free", `"subject":{"reference":"Patient/1"}`), as(actor.Patient, "1"),
		},
		"draft is signed": {
			op(store.Update, "ServiceRequest", "draft1", `"status":"active","intent":"order"`),
			op(store.Update, "ServiceRequest", "draft1", `"status":"draft","intent":"proposal"`), as(actor.Service, ""),
		},
		"draft is signed before its delete": {
			op(store.Update, "ServiceRequest", "draft1", `"status":"active","intent":"order"`),
			op(store.Delete, "ServiceRequest", "draft1", ""), as(actor.Service, ""),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHospital(t)
			r := &racing{Store: h.db, first: func() {
				if _, err := h.db.Apply(t.Context(), store.Batch{Ops: []store.Op{tc.first}}); err != nil {
					t.Error(err)
				}
			}}
			_, err := guard.New(r, clock).Apply(tc.who, store.Batch{Ops: []store.Op{tc.then}})
			want(t, name, err, outcome.PreconditionFailed, outcome.Conflict)
		})
	}
}

func TestOrdersNeedASignature(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	subject := `"subject":{"reference":"Patient/1"}`
	body := func(status, intent string) string {
		return subject + `,"status":"` + status + `","intent":"` + intent + `"`
	}
	system := func(name string) context.Context {
		return actor.With(context.Background(), actor.System(name))
	}
	signers := map[string]context.Context{
		"doctor": as(actor.Doctor, ""), "integrator": as(actor.Integrator, ""), "feed": system("feed"), "import": system("import"),
	}
	others := map[string]context.Context{
		"patient": as(actor.Patient, "1"), "previsit": system("previsit"), "consult": system("consult"),
		"vitals": system("vitals"), "feeder": system("feeder"), "service": as(actor.Service, ""),
	}
	for _, typ := range []string{"ServiceRequest", "MedicationRequest"} {
		for name, ctx := range signers {
			if err := h.apply(ctx, op(store.Create, typ, "", body("active", "order"))); err != nil {
				t.Errorf("%s %s: %v", name, typ, err)
			}
		}
		for name, ctx := range others {
			for what, o := range map[string]store.Op{
				"active order":    op(store.Create, typ, "", body("active", "order")),
				"draft order":     op(store.Create, typ, "", body("draft", "order")),
				"active proposal": op(store.Create, typ, "", body("active", "proposal")),
				"nothing said":    op(store.Create, typ, "", subject),
				"two tongues":     op(store.Create, typ, "", body("active", "order")+`,"Status":"draft","Intent":"proposal"`),
				"said twice":      op(store.Create, typ, "", body("active", "order")+`,"status":"draft","intent":"proposal"`),
				"not JSON":        {Verb: store.Create, Type: typ, Body: []byte(`{`)},
				"by search": func() store.Op {
					o := op(store.Update, typ, "", body("draft", "proposal"))
					o.Condition = "patient=Patient/1"
					return o
				}(),
			} {
				want(t, name+" "+typ+" "+what, h.apply(ctx, o), outcome.Forbidden)
			}
		}
	}
	for name, ctx := range others {
		want(t, name+" unsigns", h.apply(ctx, op(store.Update, "ServiceRequest", "active1", body("draft", "proposal"))), outcome.Forbidden)
		want(t, name+" deletes", h.apply(ctx, op(store.Delete, "ServiceRequest", "active1", "")), outcome.Forbidden)
		if err := h.apply(ctx, op(store.Update, "ServiceRequest", "draft1", body("draft", "proposal")+`,"note":[{"text":"`+name+`"}]`)); err != nil {
			t.Errorf("%s changes its draft: %v", name, err)
		}
	}
	if err := h.apply(system("previsit"), op(store.Delete, "ServiceRequest", "draft1", "")); err != nil {
		t.Errorf("an agent takes its draft back: %v", err)
	}
}
