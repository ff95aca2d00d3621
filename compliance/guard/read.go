package guard

import (
	"context"
	"slices"

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
	if a.Patient != "" && (outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone)) {
		return store.Resource{}, hidden(k)
	}
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

// hidden answers as if k did not exist, with the very words for what does not
// exist or was deleted, so that a patient cannot learn which ids others have.
func hidden(k store.Key) error {
	return outcome.New(outcome.NotFound, "%s is not known", k)
}

// History lists versions that the actor may see. The history of the whole
// store is for those who may read patients; a bound actor asks for one resource.
func (s *Store) History(ctx context.Context, q store.HistoryQuery) ([]store.Resource, error) {
	types := []string{q.Type}
	if q.Type == "" {
		types = []string{"Patient"}
	}
	a, err := s.allow(ctx, Read, types...)
	e := s.event(a, audit.ActionRead, "history")
	if err == nil && (q.Type == "" || q.ID == "") && a.Patient != "" {
		err = outcome.New(outcome.Forbidden, "a patient session can ask for the history of one resource only")
	}
	if err != nil {
		e.Entities = asking(q)
		return nil, s.refuse(ctx, e, err)
	}
	versions, err := s.pages(ctx, a, q)
	if err != nil {
		return nil, err
	}
	if touched(&e, versions...); len(versions) == 0 {
		e.Entities = asking(q)
	}
	if err := s.record(ctx, e); err != nil {
		return nil, err
	}
	return versions, nil
}

// asking is what a history was asked of, "" for all: then the event names none.
func asking(q store.HistoryQuery) []string {
	switch {
	case q.Type == "":
		return nil
	case q.ID == "":
		return []string{q.Type}
	}
	return []string{q.Key.String()}
}

// pages reads on until the page is full of versions that a may see, so that a
// page that is short is the last.
func (s *Store) pages(ctx context.Context, a actor.Actor, q store.HistoryQuery) ([]store.Resource, error) {
	if q.Limit <= 0 {
		q.Limit = defaultHistory
	}
	var out []store.Resource
	limit := q.Limit
	for len(out) < limit {
		versions, err := s.inner.History(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, s.visibleVersions(a, versions)...)
		if len(versions) < q.Limit {
			break
		}
		q.Before = versions[len(versions)-1].Seq
	}
	return out[:min(limit, len(out))], nil
}

// defaultHistory is the page size that store.HistoryQuery states.
const defaultHistory = 100

// visibleVersions gives a bound actor the versions with content, and those
// only where all that were read are that patient's own.
func (s *Store) visibleVersions(a actor.Actor, in []store.Resource) []store.Resource {
	if a.Patient == "" {
		return s.visible(a, in)
	}
	for _, r := range in {
		if !r.Deleted && !owns(a, r.Type, patientsOf(r.JSON)) {
			return nil
		}
	}
	return s.visible(a, slices.DeleteFunc(in, func(r store.Resource) bool { return r.Deleted }))
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
