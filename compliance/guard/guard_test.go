package guard_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
)

func clock() time.Time { return time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC) }

func open(t *testing.T) *sqlite.Store {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Config{Path: filepath.Join(t.TempDir(), "g.db"), Now: clock, Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// hospital is a guarded store with the records of patients 1 and 2 in it.
type hospital struct {
	*testing.T
	db *sqlite.Store
	*guard.Store
}

func newHospital(t *testing.T) *hospital {
	t.Helper()
	db := open(t)
	var ops []store.Op
	for _, p := range []string{"1", "2"} {
		subject := `"subject":{"reference":"Patient/` + p + `"}`
		ops = append(ops,
			op(store.Update, "Patient", p, `"name":[{"family":"Marker`+p+`"}],"generalPractitioner":[{"reference":"Practitioner/d"}]`),
			op(store.Update, "Observation", "o"+p, subject+`,"status":"final"`),
			op(store.Update, "Observation", "q"+p, subject+`,"status":"final"`),
			op(store.Update, "ServiceRequest", "active"+p, subject+`,"status":"active","intent":"order"`),
			op(store.Update, "ServiceRequest", "draft"+p, subject+`,"status":"draft","intent":"proposal"`),
			op(store.Update, "Composition", "c"+p, subject+`,"status":"final"`),
			op(store.Update, "Task", "t"+p, `"for":{"reference":"Patient/`+p+`"},"focus":{"reference":"Observation/o`+other(p)+`"}`))
	}
	ops = append(ops, op(store.Update, "Practitioner", "d", ""),
		op(store.Update, "Communication", "both", `"subject":{"reference":"Patient/1"},"recipient":[{"reference":"Patient/2"}]`))
	if _, err := db.Apply(t.Context(), store.Batch{Ops: ops}); err != nil {
		t.Fatal(err)
	}
	return &hospital{T: t, db: db, Store: guard.New(db, clock)}
}

func other(p string) string { return map[string]string{"1": "2", "2": "1"}[p] }

func op(verb store.Verb, typ, id, rest string) store.Op {
	if id != "" {
		rest = strings.Trim(`"id":"`+id+`",`+rest, ",")
	}
	if rest != "" {
		rest = "," + rest
	}
	o := store.Op{Verb: verb, Type: typ, ID: id}
	if verb != store.Delete {
		o.Body = fmt.Appendf(nil, `{"resourceType":%q%s}`, typ, rest)
	}
	return o
}

func as(r actor.Role, patient string) context.Context {
	a := actor.Actor{ID: "test/" + string(r), Role: r, Patient: patient, Purpose: actor.Treatment}
	return actor.With(context.Background(), a)
}

// events are the AuditEvents in the store, oldest first.
func (h *hospital) events() []string {
	h.Helper()
	all, err := h.db.Changes(h.Context(), 0, 10000)
	if err != nil {
		h.Fatal(err)
	}
	var out []string
	for _, r := range all {
		if r.Type == "AuditEvent" {
			out = append(out, string(r.JSON))
		}
	}
	return out
}

func (h *hospital) seq() int64 {
	h.Helper()
	all, err := h.db.Changes(h.Context(), 0, 10000)
	if err != nil {
		h.Fatal(err)
	}
	return int64(len(all))
}

func (h *hospital) find(ctx context.Context, typ, query string) (store.SearchResult, error) {
	h.Helper()
	q, err := search.ParseString(typ, query, true)
	if err != nil {
		h.Fatal(err)
	}
	return h.Search(ctx, q)
}

func (h *hospital) apply(ctx context.Context, ops ...store.Op) error {
	_, err := h.Apply(ctx, store.Batch{Ops: ops})
	return err
}

func want(t *testing.T, what string, err error, kinds ...outcome.Kind) {
	t.Helper()
	if err == nil || !slices.Contains(kinds, outcome.KindOf(err)) {
		t.Errorf("%s: error %v, want %v", what, err, kinds)
	}
}

// allowed is the access table written down a second time, by hand, as a
// reviewer reads it: types by role, capitals for what may be written too.
func allowed(r actor.Role, typ string) (read, write bool) {
	shared := strings.Fields(`Practitioner PractitionerRole Organization Location Device Questionnaire ActivityDefinition
		DeviceDefinition DeviceMetric Endpoint HealthcareService Library Measure MedicationKnowledge PlanDefinition Schedule
		Slot Substance`)
	switch r {
	case actor.Integrator, actor.Service:
		return typ != "AuditEvent" && known(typ), typ != "AuditEvent" && known(typ)
	case actor.Doctor:
		return typ != "AuditEvent" && known(typ), slices.Contains([]string{
			"Condition", "AllergyIntolerance", "Observation", "ServiceRequest", "MedicationRequest", "Composition",
			"QuestionnaireResponse", "Communication", "Task", "GuidanceResponse", "DetectedIssue", "CarePlan", "Provenance",
		}, typ)
	case actor.CareManager:
		return typ != "AuditEvent" && known(typ), slices.Contains([]string{"Task", "Communication", "CarePlan", "Provenance"}, typ)
	case actor.Operator:
		return slices.Contains(shared, typ), typ == "Device"
	case actor.Auditor:
		return typ == "AuditEvent", false
	case actor.Patient:
		return slices.Contains([]string{
				"Patient", "Encounter", "Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Observation",
				"QuestionnaireResponse", "Composition", "ServiceRequest", "Communication", "RiskAssessment", "Task",
				"Practitioner", "Organization", "Location",
			}, typ), slices.Contains([]string{
				"QuestionnaireResponse", "Composition", "ServiceRequest", "Communication", "RiskAssessment", "Task",
			}, typ)
	}
	return false, false
}

// known reports the types that the staff is served: those about patients and
// what their care needs. Research, terminology and conformance are not.
func known(typ string) bool {
	return slices.Contains(strings.Fields(`
	Account ActivityDefinition AdverseEvent AllergyIntolerance Appointment AppointmentResponse Basic Binary
	BodyStructure Bundle CarePlan CareTeam ChargeItem Claim ClaimResponse ClinicalImpression Communication
	CommunicationRequest Composition Condition Consent Coverage DetectedIssue Device DeviceDefinition
	DeviceMetric DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference
	Encounter Endpoint EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal Group
	GuidanceResponse HealthcareService ImagingStudy Immunization ImmunizationEvaluation
	ImmunizationRecommendation Invoice Library List Location Measure MeasureReport Media Medication
	MedicationAdministration MedicationDispense MedicationKnowledge MedicationRequest MedicationStatement
	MessageHeader MolecularSequence NutritionOrder Observation Organization Patient Person PlanDefinition
	Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson
	RequestGroup RiskAssessment Schedule ServiceRequest Slot Specimen Substance SupplyDelivery SupplyRequest
	Task VisionPrescription`), typ)
}

func TestRefusesByDefault(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	types := append(search.SupportedTypes(), "Nonsense")
	for _, role := range actor.Roles() {
		patient := ""
		if role == actor.Patient {
			patient = "1"
		}
		ctx := as(role, patient)
		for _, typ := range types {
			read, write := allowed(role, typ)
			name := string(role) + " " + typ
			_, err := h.Read(ctx, store.Key{Type: typ, ID: "nobody"})
			if got := !outcome.Is(err, outcome.Forbidden); got != read {
				t.Errorf("%s: read allowed %v (%v)", name, got, err)
			}
			_, err = h.find(ctx, typ, "_count=1")
			if got := err == nil; got != read {
				t.Errorf("%s: search allowed %v (%v)", name, got, err)
			}
			err = h.apply(ctx, op(store.Create, typ, "", `"subject":{"reference":"Patient/1"},"status":"draft","intent":"proposal"`))
			if got := err == nil; got != write {
				t.Errorf("%s: write allowed %v (%v)", name, got, err)
			}
		}
	}
}

func TestNobody(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	before := h.seq()
	for name, ctx := range map[string]context.Context{
		"no actor":     context.Background(),
		"unknown role": actor.With(context.Background(), actor.Actor{ID: "x", Role: "root"}),
		"no id":        actor.With(context.Background(), actor.Actor{Role: actor.Doctor}),
	} {
		k := store.Key{Type: "Patient", ID: "1"}
		_, err := h.Read(ctx, k)
		want(t, name+" read", err, outcome.Unauthenticated)
		_, err = h.ReadVersion(ctx, k, 1)
		want(t, name+" vread", err, outcome.Unauthenticated)
		_, err = h.History(ctx, store.HistoryQuery{Key: k})
		want(t, name+" history", err, outcome.Unauthenticated)
		_, err = h.History(ctx, store.HistoryQuery{})
		want(t, name+" system history", err, outcome.Unauthenticated)
		_, err = h.find(ctx, "Patient", "")
		want(t, name+" search", err, outcome.Unauthenticated)
		want(t, name+" apply", h.apply(ctx, op(store.Create, "Patient", "", "")), outcome.Unauthenticated)
		_, err = h.Changes(ctx, 0, 1)
		want(t, name+" changes", err, outcome.Unauthenticated)
		want(t, name+" wait", h.Wait(ctx, 0), outcome.Unauthenticated)
	}
	want(t, "unbound patient", func() error { _, err := h.find(as(actor.Patient, ""), "Patient", ""); return err }(), outcome.Forbidden)
	if n := len(h.events()); h.seq() != before+int64(n) {
		t.Error("something but audit events was written")
	}
}

func TestFeedIsInternal(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	for _, role := range actor.Roles() {
		_, err := h.Changes(as(role, "1"), 0, 1)
		if (err == nil) != (role == actor.Service) {
			t.Errorf("%s: %v", role, err)
		}
	}
	want(t, "settle", func() error {
		_, err := h.Apply(as(actor.Integrator, ""), store.Batch{Settle: []store.Settlement{{ID: 1, Status: store.Mapped}}})
		return err
	}(), outcome.Forbidden)
}

func TestEveryCallLeavesItsEvent(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Integrator, "")
	key := store.Key{Type: "Observation", ID: "o1"}
	step := func(what string, n int, call func() error, says ...string) {
		t.Helper()
		before := len(h.events())
		err := call()
		got := h.events()[before:]
		if len(got) != n {
			t.Fatalf("%s: %d events, want %d (%v)", what, len(got), n, err)
		}
		for _, s := range says {
			if !strings.Contains(strings.Join(got, "\n"), s) {
				t.Errorf("%s: no %s in %v", what, s, got)
			}
		}
	}
	step("read", 1, func() error { _, err := h.Read(ctx, key); return err }, `"Observation/o1"`, `"Patient/1"`, `"read"`, `"R"`)
	step("vread", 1, func() error { _, err := h.ReadVersion(ctx, key, 1); return err }, `"vread"`, `"Patient/1"`)
	step("history", 1, func() error { _, err := h.History(ctx, store.HistoryQuery{Key: key}); return err }, `"history"`, `"Patient/1"`)
	step("search", 1, func() error { _, err := h.find(ctx, "Observation", "patient=Patient/2"); return err }, `"Observation/o2"`, `"Patient/2"`)
	step("empty search", 1, func() error { _, err := h.find(ctx, "Observation", "_id=x"); return err }, `"E"`, `"Observation"`)
	step("refusal", 1, func() error { _, err := h.Read(as(actor.Operator, ""), key); return err }, `"outcome":"4"`, `"Observation/o1"`)
	step("hidden", 1, func() error { _, err := h.Read(as(actor.Patient, "2"), key); return err }, `"outcome":"4"`, `"Patient/1"`)
	step("refused write", 1, func() error { return h.apply(as(actor.Auditor, ""), op(store.Create, "Patient", "", "")) }, `"outcome":"4"`)
	step("delete", 1, func() error { return h.apply(ctx, op(store.Delete, "Observation", "q1", "")) }, `"Observation/q1"`, `"Patient/1"`, `"D"`)
	step("a batch that fails", 0, func() error {
		err := h.apply(ctx, op(store.Create, "Observation", "", ""), op(store.Create, "Patient", "1", ""))
		want(t, "batch", err, outcome.Conflict)
		return err
	})
	var made []store.Result
	step("a batch", 2, func() (err error) {
		visit := op(store.Create, "Patient", "", "")
		visit.FullURL = "urn:uuid:00000000-0000-4000-8000-000000000001"
		made, err = h.Apply(ctx, store.Batch{Ops: []store.Op{visit, op(store.Create, "Observation", "", `"subject":{"reference":"`+visit.FullURL+`"}`)}})
		return err
	}, `"C"`)
	last := strings.Join(h.events()[len(h.events())-2:], "\n")
	if len(made) != 2 || strings.Count(last, made[0].String()) < 2 || !strings.Contains(last, made[1].String()) || strings.Contains(last, "urn:uuid") {
		t.Errorf("events do not name what was made: %v\n%s", made, last)
	}
	all, err := h.db.Changes(t.Context(), made[0].Seq-1, 10)
	if err != nil || len(all) != 4 {
		t.Fatalf("%d versions, %v", len(all), err)
	}
}

// mute is a store that cannot keep audit events.
type mute struct{ store.Store }

var errFull = errors.New("disk full")

func (m mute) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	if slices.ContainsFunc(b.Ops, func(o store.Op) bool { return o.Type == "AuditEvent" }) {
		return nil, outcome.Wrap(outcome.Internal, errFull, "")
	}
	return m.Store.Apply(ctx, b)
}

func TestNoRecordNoData(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	g := guard.New(mute{h.db}, clock)
	before := h.seq()
	ctx := as(actor.Doctor, "")
	key := store.Key{Type: "Observation", ID: "o1"}
	r, err := g.Read(ctx, key)
	want(t, "read", err, outcome.Unavailable)
	v, err := g.ReadVersion(ctx, key, 1)
	want(t, "vread", err, outcome.Unavailable)
	hs, err := g.History(ctx, store.HistoryQuery{Key: key})
	want(t, "history", err, outcome.Unavailable)
	found, err := g.Search(ctx, search.Query{Type: "Observation"})
	want(t, "search", err, outcome.Unavailable)
	_, err = g.Apply(ctx, store.Batch{Ops: []store.Op{op(store.Create, "Observation", "", "")}})
	want(t, "apply", err, outcome.Internal, outcome.Unavailable)
	_, err = g.Read(as(actor.Operator, ""), key)
	want(t, "refusal", err, outcome.Unavailable)
	if r.JSON != nil || v.JSON != nil || hs != nil || found.Matches != nil {
		t.Error("data came with the error")
	}
	if h.seq() != before {
		t.Error("something was written")
	}
}

// A page of history that is short is the last one, though the events that the
// reader may not see lie in between.
func TestHistoryPages(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	ctx := as(actor.Doctor, "")
	for range 5 {
		if err := h.apply(ctx, op(store.Create, "Observation", "", "")); err != nil {
			t.Fatal(err)
		}
	}
	n, before := 0, int64(0)
	for {
		page, err := h.History(ctx, store.HistoryQuery{Before: before, Limit: 4})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page {
			if r.Type == "AuditEvent" {
				t.Fatal("a doctor sees audit events")
			}
		}
		if n += len(page); len(page) < 4 {
			break
		}
		before = page[len(page)-1].Seq
	}
	if n != 16+5 {
		t.Errorf("%d versions over all pages", n)
	}
	_, err := h.History(as(actor.Operator, ""), store.HistoryQuery{})
	want(t, "operator", err, outcome.Forbidden)
}

// What one message writes is one act of its sender: one event for each action.
func TestAMessageLeavesOneEventForEachAction(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	before := len(h.events())
	_, err := h.Apply(as(actor.Service, ""), store.Batch{
		Ops: []store.Op{
			op(store.Create, "Patient", "m", ""),
			op(store.Create, "Observation", "m1", `"status":"final","subject":{"reference":"Patient/m"}`),
			op(store.Update, "Observation", "o1", `"status":"amended","subject":{"reference":"Patient/1"}`),
		},
		Receive: []store.InboxMessage{{Sender: "LIS|H", ControlID: "1", Raw: []byte("MSH|"), Status: store.Mapped}},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := h.events()[before:]
	if len(got) != 2 {
		t.Fatalf("%d events: %s", len(got), got)
	}
	for i, refs := range [][]string{{"Patient/m", "Observation/m1"}, {"Patient/1", "Observation/o1"}} {
		for _, ref := range refs {
			if !strings.Contains(got[i], `"`+ref+`"`) {
				t.Errorf("event %d does not name %s: %s", i, ref, got[i])
			}
		}
	}
}

// A large batch leaves one event for each action, which names all that was
// written and all patients.
func TestLargeBatchesLeaveOneEventForEachAction(t *testing.T) {
	t.Parallel()
	h := newHospital(t)
	var ops []store.Op
	for i := range 60 {
		ops = append(ops, op(store.Update, "Observation", fmt.Sprintf("bulk%d", i), `"subject":{"reference":"Patient/`+fmt.Sprint(1+i%2)+`"}`))
	}
	ops = append(ops, op(store.Create, "Observation", "bulkc", `"subject":{"reference":"Patient/2"}`))
	before := len(h.events())
	if err := h.apply(as(actor.Integrator, ""), ops...); err != nil {
		t.Fatal(err)
	}
	got := h.events()[before:]
	if len(got) != 2 {
		t.Fatalf("%d events", len(got))
	}
	all := strings.Join(got, "\n")
	for _, o := range ops {
		if !strings.Contains(all, `"Observation/`+o.ID+`"`) {
			t.Errorf("no event names %s", o.ID)
		}
	}
	if strings.Count(all, `"Patient/1"`) != 1 || strings.Count(all, `"Patient/2"`) != 2 {
		t.Errorf("patients: %s", all)
	}
}
