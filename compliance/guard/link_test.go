package guard_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Whoever asks about other resources through a link must be allowed to read
// those too, however far the link leads.
func TestLinksAreQuestions(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	for role, queries := range map[actor.Role][]string{
		actor.Doctor: {
			"_has:AuditEvent:entity:action=R", "_has:Observation:patient:_has:AuditEvent:entity:action=R",
			"_revinclude=AuditEvent:patient", "_has:Observation:patient:subject:Patient._has:AuditEvent:patient:action=R",
			"organization._has:AuditEvent:entity:action=R",
		},
		actor.Patient: {"_has:Observation:patient:status=final", "general-practitioner:Practitioner.active=true"},
	} {
		ctx := as(role, map[actor.Role]string{actor.Patient: "1"}[role])
		for _, q := range queries {
			_, err := h.find(ctx, "Patient", q)
			want(t, string(role)+" "+q, err, outcome.Forbidden)
		}
	}
	res, err := h.find(as(actor.Doctor, ""), "Patient", "_has:Observation:patient:status=final&_revinclude:iterate=Observation:patient")
	if err != nil || len(res.Matches) != 2 || len(res.Included) != 4 {
		t.Errorf("%d matches, %d included, %v", len(res.Matches), len(res.Included), err)
	}
	asks := op(store.Update, "Device", "d", `"patient":{"reference":"Patient?_has:AuditEvent:patient:action=R"}`)
	want(t, "a conditional reference", h.apply(as(actor.Integrator, ""), asks), outcome.Forbidden)
}

func TestCompartments(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	whole := func(role actor.Role, patient, of string) ([]string, error) {
		q, err := search.ParseWith("", url.Values{}, search.Options{Strict: true, Compartment: &search.Compartment{Type: "Patient", ID: of}})
		if err != nil {
			t.Fatal(err)
		}
		res, err := h.Search(as(role, patient), q)
		var got []string
		for _, r := range res.Matches {
			got = append(got, r.String())
		}
		slices.Sort(got)
		return got, err
	}
	got, err := whole(actor.Doctor, "", "1")
	if s := strings.Join(got, " "); err != nil || s != "Communication/both Composition/c1 Observation/o1 Observation/q1 Patient/1 ServiceRequest/active1 ServiceRequest/draft1" {
		t.Errorf("a doctor: %s, %v", s, err)
	}
	got, err = whole(actor.Patient, "1", "1")
	if s := strings.Join(got, " "); err != nil || strings.Contains(s, "both") || !strings.Contains(s, "Observation/o1") {
		t.Errorf("the patient: %s, %v", s, err)
	}
	_, err = whole(actor.Patient, "1", "2")
	want(t, "another patient's compartment", err, outcome.Forbidden)
	_, err = whole(actor.Auditor, "", "1")
	want(t, "an auditor", err, outcome.Forbidden)
}

// A delete of several leaves an event for each resource.
func TestMultipleDelete(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	del := store.Op{Verb: store.Delete, Type: "Observation", Condition: "status=final", Multiple: true}
	want(t, "a care manager", h.apply(as(actor.CareManager, ""), del), outcome.Forbidden)
	want(t, "a patient", h.apply(as(actor.Patient, "1"), del), outcome.Forbidden)
	everything := del
	everything.Condition = "_count=5"
	want(t, "everything", h.apply(as(actor.Integrator, ""), everything), outcome.PreconditionFailed)
	before := len(h.events())
	res, err := h.Apply(as(actor.Integrator, ""), store.Batch{Ops: []store.Op{op(store.Create, "Basic", "", ""), del, op(store.Create, "Basic", "", "")}})
	if err != nil || len(res) != 3 || len(res[1].Also) != 3 || res[2].Type != "Basic" {
		t.Fatalf("%d results, %v", len(res), err)
	}
	events := strings.Join(h.events()[before:], "\n")
	for _, id := range []string{"o1", "o2", "q1", "q2"} {
		if !strings.Contains(events, "Observation/"+id) {
			t.Errorf("no event names %s", id)
		}
	}
	if n := len(h.events()) - before; n != 6 || !strings.Contains(events, "Patient/1") || !strings.Contains(events, "Patient/2") {
		t.Errorf("%d events", n)
	}
	if res, err := h.Apply(as(actor.Integrator, ""), store.Batch{Ops: []store.Op{del}}); err != nil || len(res) != 1 || !res[0].Unchanged {
		t.Errorf("nothing left to delete: %+v, %v", res, err)
	}
}

func TestPatchIsCheckedWhenItIsMade(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	patch := func(id, from, to string) store.Op {
		return store.Op{Verb: store.Patch, Type: "ServiceRequest", ID: id, Edit: func(cur []byte) ([]byte, error) {
			return []byte(strings.Replace(string(cur), from, to, 1)), nil
		}}
	}
	agent := as(actor.Service, "")
	want(t, "an agent activates", h.apply(agent, patch("draft1", `"status":"draft"`, `"status":"active"`)), outcome.Forbidden)
	want(t, "an agent changes an order", h.apply(agent, patch("active1", `"status":"active"`, `"status":"draft"`)), outcome.Forbidden)
	if err := h.apply(agent, patch("draft1", `"status":"draft"`, `"note":[{"text":"x"}],"status":"draft"`)); err != nil {
		t.Errorf("an agent amends its draft: %v", err)
	}
	before := len(h.events())
	if err := h.apply(as(actor.Doctor, ""), patch("draft1", `"status":"draft"`, `"status":"active"`)); err != nil {
		t.Errorf("a doctor signs: %v", err)
	}
	if e := h.events()[before:]; len(e) != 1 || !strings.Contains(e[0], "Patient/1") || !strings.Contains(e[0], "ServiceRequest/draft1") {
		t.Errorf("events %v", e)
	}
	want(t, "a patient", h.apply(as(actor.Patient, "1"), patch("draft1", "a", "b")), outcome.Forbidden)
}
