package guard

import (
	"context"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Read gives the current version to an actor that may see it.
func (s *Store) Read(ctx context.Context, k store.Key) (store.Resource, error) {
	return s.one(ctx, k, "read", func() (store.Resource, error) { return s.inner.Read(ctx, k) })
}

// ReadVersion gives one version to an actor that may see it.
func (s *Store) ReadVersion(ctx context.Context, k store.Key, version int64) (store.Resource, error) {
	return s.one(ctx, k, "vread", func() (store.Resource, error) { return s.inner.ReadVersion(ctx, k, version) })
}

func (s *Store) one(ctx context.Context, k store.Key, interaction string, get func() (store.Resource, error)) (store.Resource, error) {
	a, err := s.allow(ctx, Read, k.Type)
	e := s.event(a, audit.ActionRead, interaction)
	e.Entities = []string{k.String()}
	if err != nil {
		return store.Resource{}, s.refuse(ctx, e, err)
	}
	r, err := get()
	if err != nil {
		return store.Resource{}, err
	}
	e.Patients = patientsOf(r.JSON)
	if !owns(a, r.Type, e.Patients) {
		return store.Resource{}, s.refuse(ctx, e, hidden(k))
	}
	if err := s.record(ctx, e); err != nil {
		return store.Resource{}, err
	}
	return r, nil
}

// hidden answers as if k did not exist, so that a patient cannot learn which
// ids others have.
func hidden(k store.Key) error {
	return outcome.New(outcome.NotFound, "%s is not known", k)
}

// History lists versions that the actor may see.
func (s *Store) History(ctx context.Context, q store.HistoryQuery) ([]store.Resource, error) {
	a, err := actor.From(ctx)
	e := s.event(a, audit.ActionRead, "history")
	if err == nil && q.Type != "" {
		_, err = s.allow(ctx, Read, q.Type)
	}
	if err == nil && (q.Type == "" || q.ID == "") && a.Patient != "" {
		err = outcome.New(outcome.Forbidden, "a patient session can ask for the history of one resource only")
	}
	if err != nil {
		e.Entities = []string{q.Type}
		return nil, s.refuse(ctx, e, err)
	}
	versions, err := s.inner.History(ctx, q)
	if err != nil {
		return nil, err
	}
	versions = s.visibleVersions(a, versions)
	touched(&e, versions...)
	if err := s.record(ctx, e); err != nil {
		return nil, err
	}
	return versions, nil
}

// visibleVersions hides a whole resource from a bound actor unless every
// version with content is that patient's own.
func (s *Store) visibleVersions(a actor.Actor, in []store.Resource) []store.Resource {
	if a.Patient == "" {
		return s.visible(a, in)
	}
	foreign := map[store.Key]bool{}
	for _, r := range in {
		if !r.Deleted && !owns(a, r.Type, patientsOf(r.JSON)) {
			foreign[r.Key] = true
		}
	}
	out := in[:0:0]
	for _, r := range in {
		if !foreign[r.Key] && !r.Deleted {
			out = append(out, r)
		}
	}
	return out
}

// Changes is the feed for Apricot's own components. They run without a person
// and their work is audited where it is written.
func (s *Store) Changes(ctx context.Context, since int64, limit int) ([]store.Resource, error) {
	if err := s.feedAllowed(ctx); err != nil {
		return nil, err
	}
	return s.inner.Changes(ctx, since, limit)
}

// Wait is for Apricot's own components, as Changes is.
func (s *Store) Wait(ctx context.Context, since int64) error {
	if err := s.feedAllowed(ctx); err != nil {
		return err
	}
	return s.inner.Wait(ctx, since)
}

func (s *Store) feedAllowed(ctx context.Context) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	if a.Role != actor.Service {
		return outcome.New(outcome.Forbidden, "the change feed is internal")
	}
	return nil
}
