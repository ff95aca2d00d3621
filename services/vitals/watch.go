package vitals

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Watch alerts of readings that came by other doors than the service's own. It
// follows the change feed, which commits with the write, with a cursor that is
// written together with the alerts: what a kill cuts off is done again from
// there, and what was done is not. Several servers on one database take turns.
type Watch struct {
	// Service gives the service that judges, which may change meanwhile.
	Service func() *Service
	Store   store.Store
	// Lease is of a store that several processes share; nil means one process.
	Lease  store.Leaser
	Now    func() time.Time
	Logger *slog.Logger
}

const (
	watchName     = "readings"
	changesAtOnce = 500
	watchPause    = time.Second
	longestPause  = 30 * time.Second
	cursorSystem  = "https://apricot.health/sid/readings-cursor"
	extensionBase = "https://apricot.health/fhir/StructureDefinition/"
)

// place is how far the feed has been followed.
type place struct {
	id      string
	version int64
	kept    int64 // on disk
	read    int64
}

// Run follows the feed until ctx ends.
func (w *Watch) Run(ctx context.Context, ready func()) error {
	ctx = actor.With(ctx, actor.System("vitals"))
	ready()
	for pause := watchPause; ctx.Err() == nil; pause = min(pause*2, longestPause) {
		began := w.Now()
		err := w.turn(ctx)
		if ctx.Err() != nil {
			break
		}
		w.Logger.WarnContext(ctx, "readings could not be followed", "component", watchName, "op", "run", "kind", outcome.KindOf(err).String())
		if w.Now().Sub(began) > longestPause {
			pause = watchPause
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return nil //nolint:nilerr // it was told to end
}

// turn follows the feed for as long as this process is the one to do so.
func (w *Watch) turn(ctx context.Context) error {
	if w.Lease != nil {
		held, release, err := w.Lease.Lease(ctx, watchName)
		if err != nil {
			return fmt.Errorf("vitals: lease: %w", err)
		}
		defer release()
		ctx = held
	}
	p, err := w.place(ctx)
	for err == nil {
		err = w.step(ctx, &p)
	}
	return err
}

// step judges the next changes. The place is written where there was something
// to judge, else only now and then: its own write is a change too.
func (w *Watch) step(ctx context.Context, p *place) error {
	if err := w.Store.Wait(ctx, p.read); err != nil {
		return fmt.Errorf("vitals: wait: %w", err)
	}
	changes, err := w.Store.Changes(ctx, p.read, changesAtOnce)
	if err != nil {
		return fmt.Errorf("vitals: changes: %w", err)
	}
	if len(changes) == 0 {
		return nil
	}
	s := w.Service()
	batches, err := w.batches(ctx, s, changes)
	if err != nil {
		return err
	}
	p.read = changes[len(changes)-1].Seq
	if len(batches) == 0 && p.read-p.kept < 10*changesAtOnce {
		return nil
	}
	return w.commit(ctx, s, p, batches)
}

// batches are the new readings of the changes, by patient.
func (w *Watch) batches(ctx context.Context, s *Service, changes []store.Resource) ([]*batch, error) {
	now := s.Now()
	var out []*batch
	for _, r := range changes {
		patient, found := s.foreign(r, now)
		found, err := s.unheard(ctx, r, patient, found, now)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			continue
		}
		i := slices.IndexFunc(out, func(b *batch) bool { return b.patient == patient })
		if i < 0 {
			i, out = len(out), append(out, newBatch("", patient, now))
		}
		out[i].fresh = append(out[i].fresh, found...)
	}
	return out, nil
}

// commit writes the place with the alerts of what lies before it. Where somebody
// else writes an alert of one of the patients meanwhile, it looks again.
func (w *Watch) commit(ctx context.Context, s *Service, p *place, batches []*batch) error {
	const tries = 4
	for try := 1; ; try++ {
		ops, err := p.ops()
		if err != nil {
			return err
		}
		for _, b := range batches {
			alert, err := s.alert(ctx, b)
			switch {
			case err == nil:
				ops = append(ops, alert...)
			case ctx.Err() != nil || outcome.Is(err, outcome.Unavailable):
				return err
			default:
				// One record that cannot be read holds nobody else's alert up.
				w.Logger.ErrorContext(ctx, "readings could not be judged", "component", watchName, "op", "alert", "kind", outcome.KindOf(err).String())
			}
		}
		done, err := w.Store.Apply(ctx, store.Batch{Ops: ops})
		if try < tries && (outcome.Is(err, outcome.PreconditionFailed) || outcome.Is(err, outcome.Conflict)) {
			continue
		}
		if err != nil {
			return fmt.Errorf("vitals: commit: %w", err)
		}
		p.id, p.version, p.kept = done[0].ID, done[0].Version, p.read
		return nil
	}
}

// ops write the place.
func (p *place) ops() ([]store.Op, error) {
	body, err := json.Marshal(map[string]any{
		"resourceType": "Basic", "code": map[string]any{"coding": []map[string]any{{"system": extensionBase + "basic", "code": "readings-cursor"}}},
		"identifier": []map[string]any{{"system": cursorSystem, "value": watchName}},
		"extension":  []map[string]any{{"url": extensionBase + "feed-position", "valueString": strconv.FormatInt(p.read, 10)}},
	})
	if err != nil {
		return nil, fmt.Errorf("vitals: place: %w", err)
	}
	op := store.Op{Verb: store.Create, Type: "Basic", IfNoneExist: "identifier=" + url.QueryEscape(cursorSystem+"|"+watchName), OnlyNew: true, Body: body}
	if p.id != "" {
		op = store.Op{Verb: store.Update, Type: "Basic", ID: p.id, IfMatch: p.version, Body: body}
	}
	return []store.Op{op}, nil
}

// place reads how far the feed was followed. What was stored longer ago than a
// reading may page for is passed over, so that a long import or a long pause
// holds no alert up.
func (w *Watch) place(ctx context.Context) (place, error) {
	recent, err := store.Position(ctx, w.Store, w.Now().Add(-pagesFor-maxSkew))
	if err != nil {
		return place{}, fmt.Errorf("vitals: place: %w", err)
	}
	q, err := search.Parse("Basic", url.Values{"identifier": {cursorSystem + "|" + watchName}}, true)
	if err != nil {
		return place{}, fmt.Errorf("vitals: place: %w", err)
	}
	found, err := w.Store.Search(ctx, q)
	if err != nil {
		return place{}, fmt.Errorf("vitals: place: %w", err)
	}
	if len(found.Matches) == 0 {
		return place{read: recent, kept: recent}, nil
	}
	r := found.Matches[0]
	var b struct {
		Extension []struct {
			URL         string `json:"url"`
			ValueString string `json:"valueString"`
		} `json:"extension"`
	}
	if err := json.Unmarshal(r.JSON, &b); err != nil {
		return place{}, fmt.Errorf("vitals: place: %w", err)
	}
	for _, x := range b.Extension {
		if x.URL != extensionBase+"feed-position" {
			continue
		}
		seq, err := strconv.ParseInt(x.ValueString, 10, 64)
		if err != nil {
			return place{}, fmt.Errorf("vitals: place: %w", err)
		}
		seq = max(seq, recent)
		return place{id: r.ID, version: r.Version, read: seq, kept: seq}, nil
	}
	return place{}, errors.New("vitals: the place has no position")
}
