// Package guard wraps a store so that nobody reads or writes patient data
// without a right to it and without leaving an AuditEvent. It refuses by
// default: no actor, no entry in the access table, or an audit event that
// cannot be stored means that the caller gets nothing.
package guard

import (
	"context"
	"slices"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Store is a store.Store with access checked before and audit written with
// every call.
type Store struct {
	inner store.Store
	table map[actor.Role]map[string]Right
	now   func() time.Time
}

var _ store.Store = (*Store)(nil)

// New guards inner. now is the clock of the audit events.
func New(inner store.Store, now func() time.Time) *Store {
	return &Store{inner: inner, table: access(), now: now}
}

// Close closes the guarded store.
func (s *Store) Close() error { return s.inner.Close() }

// allow decides whether the actor of ctx has the right on all the types.
func (s *Store) allow(ctx context.Context, right Right, types ...string) (actor.Actor, error) {
	a, err := actor.From(ctx)
	if err != nil {
		return a, err
	}
	if a.Role == actor.Patient && a.Patient == "" {
		return a, outcome.New(outcome.Forbidden, "a patient session is bound to no patient")
	}
	for _, typ := range types {
		if s.table[a.Role][typ]&right == 0 {
			return a, outcome.New(outcome.Forbidden, "role %s has no access to %s", a.Role, typ)
		}
	}
	return a, nil
}

// owns reports whether a may touch a resource that belongs to patients: staff
// and systems may, an actor bound to one patient only when it is that one's.
func owns(a actor.Actor, typ string, patients []string) bool {
	if a.Patient == "" {
		return true
	}
	if len(patients) == 0 {
		return public(typ)
	}
	for _, p := range patients {
		if p != "Patient/"+a.Patient {
			return false
		}
	}
	return true
}

// patientsOf are references to the patients that a stored resource belongs to.
func patientsOf(raw []byte) []string {
	ids := r4.Patients(raw)
	for i, id := range ids {
		ids[i] = "Patient/" + id
	}
	return ids
}

// event is an audit event of this moment.
func (s *Store) event(a actor.Actor, action audit.Action, interaction string) audit.Event {
	return audit.Event{Action: action, Interaction: interaction, At: s.now(), Actor: a}
}

// record stores one event by itself. Its error must stop the caller.
func (s *Store) record(ctx context.Context, e audit.Event) error {
	op, err := auditOp(e)
	if err != nil {
		return err
	}
	if _, err := s.inner.Apply(ctx, store.Batch{Ops: []store.Op{op}}); err != nil {
		return outcome.Wrap(outcome.Unavailable, err, "the access could not be recorded")
	}
	return nil
}

func auditOp(e audit.Event) (store.Op, error) {
	body, err := e.Resource()
	if err != nil {
		return store.Op{}, outcome.Wrap(outcome.Internal, err, "audit")
	}
	return store.Op{Verb: store.Create, Type: "AuditEvent", Body: body}, nil
}

// refuse records a denied access and returns why. Nobody without an identity
// is written down: such calls are counted at the edge.
func (s *Store) refuse(ctx context.Context, e audit.Event, why error) error {
	if e.Actor.ID == "" {
		return why
	}
	e.Refused = true
	e.Reason, _ = outcome.Public(why)
	if err := s.record(ctx, e); err != nil {
		return err
	}
	return why
}

// touched names resources and the patients they belong to.
func touched(e *audit.Event, resources ...store.Resource) {
	seen := map[string]bool{}
	for _, p := range e.Patients {
		seen[p] = true
	}
	for _, r := range resources {
		e.Entities = append(e.Entities, r.String())
		for _, p := range patientsOf(r.JSON) {
			if !seen[p] {
				seen[p] = true
				e.Patients = append(e.Patients, p)
			}
		}
	}
}

// Search finds what the actor may see. The search of an actor bound to one
// patient is narrowed to that patient's own record before it runs, so that
// neither pages nor their number tell of others; the total is not told.
func (s *Store) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	a, q, err := s.maySearch(ctx, q)
	e := s.event(a, audit.ActionExecute, "search-type")
	if err != nil {
		e.Entities = []string{about(q)}
		return store.SearchResult{}, s.refuse(ctx, e, err)
	}
	res, err := s.inner.Search(ctx, q)
	if err != nil {
		return store.SearchResult{}, err
	}
	if a.Patient != "" {
		res.Total = -1
	}
	res.Matches = s.visible(a, res.Matches)
	res.Included = s.visible(a, res.Included)
	touched(&e, res.Matches...)
	touched(&e, res.Included...)
	if len(e.Entities) == 0 {
		e.Entities = []string{about(q)}
	}
	if err := s.record(ctx, e); err != nil {
		return store.SearchResult{}, err
	}
	return res, nil
}

// about names what a search looked through.
func about(q search.Query) string {
	if q.Type == "" && q.Compartment != nil {
		return q.Compartment.Type + "/" + q.Compartment.ID
	}
	return q.Type
}

// maySearch checks the right to all types that the search tells something of.
// A search of a whole compartment is cut down to the types that the actor may
// read.
func (s *Store) maySearch(ctx context.Context, q search.Query) (actor.Actor, search.Query, error) {
	if q.Type == "" && q.Compartment != nil {
		a, err := s.allow(ctx, Read, q.Compartment.Type)
		if err != nil {
			return a, q, err
		}
		var only []string
		for _, typ := range q.Types() {
			if s.table[a.Role][typ]&Read != 0 {
				only = append(only, typ)
			}
		}
		if q.Only = only; len(only) == 0 {
			return a, q, outcome.New(outcome.Forbidden, "role %s has no access to these types", a.Role)
		}
		q, err = narrowed(a, q)
		return a, q, err
	}
	a, err := s.allow(ctx, Read, q.Types()...)
	if err == nil {
		q, err = narrowed(a, q)
	}
	return a, q, err
}

// narrowed adds to the search of a bound actor that it is about its patient. A
// chain or _has is refused: it asks about resources that are not in the answer.
func narrowed(a actor.Actor, q search.Query) (search.Query, error) {
	if a.Patient == "" || public(q.Type) {
		return q, nil
	}
	if q.Linked() {
		return q, outcome.New(outcome.Forbidden, "a patient session cannot search through references")
	}
	if q.Type == "" {
		if c := q.Compartment; c == nil || c.Type != "Patient" || c.ID != a.Patient {
			return q, outcome.New(outcome.Forbidden, "a patient session sees its own compartment only")
		}
		return q, nil
	}
	name := "patient"
	if q.Type == "Patient" {
		name = search.ParamID
	}
	def, ok := search.Lookup(q.Type, name)
	if !ok {
		return q, outcome.New(outcome.Forbidden, "a patient session cannot search %s", q.Type)
	}
	own := search.Value{Text: a.Patient}
	if def.Kind == search.KindReference {
		own.RefType = "Patient"
	}
	q.Params = append(slices.Clone(q.Params), search.Param{Def: def, Values: []search.Value{own}})
	return q, nil
}

// public are the types that belong to no patient and that patients may see.
func public(typ string) bool {
	return typ == "Practitioner" || typ == "Organization" || typ == "Location"
}

// visible keeps what a may read; an include can bring types that the query
// did not name.
func (s *Store) visible(a actor.Actor, in []store.Resource) []store.Resource {
	out := in[:0:0]
	for _, r := range in {
		if s.table[a.Role][r.Type]&Read != 0 && owns(a, r.Type, patientsOf(r.JSON)) {
			out = append(out, r)
		}
	}
	return out
}
