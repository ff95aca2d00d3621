package guard_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Whatever a session of patient 1 does, in whatever order, it never holds a
// byte of another's record, never changes one, and no order becomes more than
// a draft proposal by it. Every step leaves at least one event.
func TestBoundSessionProperty(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Patient, "1")
	before := map[string]string{}
	for _, id := range []string{
		"Composition/c2", "Observation/o2", "Task/t2", "ServiceRequest/active1", "ServiceRequest/active2", "ServiceRequest/draft2", "Communication/both",
	} {
		before[id] = h.stored(id)
	}
	types := append(search.SupportedTypes(), "Nonsense")
	ids := []string{"1", "2", "c1", "c2", "o1", "o2", "t1", "t2", "active1", "active2", "draft1", "draft2", "both", "fresh", ""}
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(types).Draw(t, "type")
		id := rapid.SampledFrom(ids).Draw(t, "id")
		k := store.Key{Type: typ, ID: id}
		events := len(h.events())
		var got []store.Resource
		switch rapid.IntRange(0, 4).Draw(t, "call") {
		case 0:
			r, _ := h.Read(ctx, k)
			got = append(got, r)
		case 1:
			r, _ := h.ReadVersion(ctx, k, 1)
			got = append(got, r)
		case 2:
			got, _ = h.History(ctx, store.HistoryQuery{Key: k})
		case 3:
			q := search.Query{Type: typ, Count: 1}
			if name := rapid.SampledFrom([]string{"", "patient", "subject"}).Draw(t, "include"); name != "" {
				if def, ok := search.Lookup(typ, name); ok {
					q.Include = []search.Include{{Source: typ, Def: def}}
				}
			}
			res, _ := h.Search(ctx, q)
			got = append(slices.Clone(res.Matches), res.Included...)
		case 4:
			subject := rapid.SampledFrom([]string{"Patient/1", "Patient/2", "Patient?_id=2", "Patient/2/_history/1"}).Draw(t, "subject")
			status := rapid.SampledFrom([]string{"draft", "active"}).Draw(t, "status")
			intent := rapid.SampledFrom([]string{"proposal", "order"}).Draw(t, "intent")
			verb := rapid.SampledFrom([]store.Verb{store.Create, store.Update, store.Delete}).Draw(t, "verb")
			o := op(verb, typ, id, `"subject":{"reference":"`+subject+`"},"for":{"reference":"`+subject+`"},"status":"`+status+`","intent":"`+intent+`"`)
			res, err := h.Apply(ctx, store.Batch{Ops: []store.Op{o}})
			if err != nil {
				return // a malformed id is refused by the store without an event
			}
			if isOrder := typ == "ServiceRequest" || typ == "MedicationRequest"; isOrder && (status != "draft" || intent != "proposal") {
				t.Fatalf("stored an order: %s", res[0].JSON)
			}
			got = append(got, res[0].Resource)
		}
		if foreign(got) {
			t.Fatalf("saw another's record: %v", got)
		}
		for _, r := range got {
			if r.JSON != nil && len(r4.Patients(r.JSON)) > 0 && len(h.events()) == events {
				t.Fatal("saw a record without an event")
			}
		}
	})
	for id, was := range before {
		if h.stored(id) != was {
			t.Errorf("%s was changed", id)
		}
	}
}

// stored is the present content of a resource.
func (h *hospital) stored(key string) string {
	h.Helper()
	all, err := h.db.Changes(h.Context(), 0, 10000)
	if err != nil {
		h.Fatal(err)
	}
	last := ""
	for _, r := range all {
		if r.String() == key {
			last = string(r.JSON)
		}
	}
	return last
}
