package rounds

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// Walk looks at each patient of whom something arrives, and at all who are in care now and
// then, since time alone makes a check overdue. It keeps no place of its own: what was
// stored within a day before it began is looked at again, which tells nothing twice.
// Several servers on one database take turns.
type Walk struct {
	// Service gives the service that looks, which may change meanwhile.
	Service func() *Service
	Store   store.Store
	// Lease is of a store that several processes share; nil means one process.
	Lease  store.Leaser
	Now    func() time.Time
	Logger *slog.Logger

	read  int64
	swept time.Time
	// looked is when a patient was looked at last because of a device.
	looked map[string]time.Time
}

const (
	walkName      = "rounds"
	changesAtOnce = 500
	// again is how often all in care are looked at.
	again = 6 * time.Hour
	// perDevice is how often a patient is looked at because a device sends.
	perDevice    = time.Hour
	overlap      = 24 * time.Hour
	pause        = time.Second
	longestPause = 30 * time.Second
)

// Run walks until ctx ends.
func (w *Walk) Run(ctx context.Context, ready func()) error {
	ctx = actor.With(ctx, actor.System(walkName))
	ready()
	for wait := pause; ctx.Err() == nil; wait = min(wait*2, longestPause) {
		began := w.Now()
		err := w.turn(ctx)
		if ctx.Err() != nil {
			break
		}
		w.Logger.WarnContext(ctx, "patients could not be looked at", "component", walkName, "op", "run", "kind", outcome.KindOf(err).String())
		if w.Now().Sub(began) > longestPause {
			wait = pause
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
	return nil //nolint:nilerr // it was told to end
}

// turn walks for as long as this process is the one to do so.
func (w *Walk) turn(ctx context.Context) error {
	if w.Lease != nil {
		held, release, err := w.Lease.Lease(ctx, walkName)
		if err != nil {
			return fmt.Errorf("rounds: lease: %w", err)
		}
		defer release()
		ctx = held
	}
	var err error
	if w.read, err = store.Position(ctx, w.Store, w.Now().Add(-overlap)); err != nil {
		return fmt.Errorf("rounds: place: %w", err)
	}
	w.swept, w.looked = time.Time{}, map[string]time.Time{}
	for err == nil {
		err = w.step(ctx)
	}
	return err
}

// step looks at whom the next changes are of, or at all in care when it is time to.
func (w *Walk) step(ctx context.Context) error {
	if w.Now().Sub(w.swept) >= again {
		patients, err := w.Service().inCare(ctx)
		if err != nil {
			return err
		}
		w.swept = w.Now()
		return w.look(ctx, patients)
	}
	waiting, stop := context.WithTimeout(ctx, again)
	defer stop()
	if err := w.Store.Wait(waiting, w.read); err != nil {
		if ctx.Err() == nil && waiting.Err() != nil {
			return nil // time to look at all
		}
		return fmt.Errorf("rounds: wait: %w", err)
	}
	changes, err := w.Store.Changes(ctx, w.read, changesAtOnce)
	if err != nil {
		return fmt.Errorf("rounds: changes: %w", err)
	}
	s := w.Service()
	var patients []string
	for _, r := range changes {
		if patient, device := s.touches(r); patient != "" && w.turnOf(patient, device) && !slices.Contains(patients, patient) {
			patients = append(patients, patient)
		}
		w.read = r.Seq
	}
	return w.look(ctx, patients)
}

// turnOf is false for a patient who was looked at a moment ago because of a device.
func (w *Walk) turnOf(patient string, device bool) bool {
	if !device {
		return true
	}
	now := w.Now()
	if now.Sub(w.looked[patient]) < perDevice {
		return false
	}
	w.looked[patient] = now
	return true
}

// look looks at each patient. One record that cannot be read holds nobody else up.
func (w *Walk) look(ctx context.Context, patients []string) error {
	s := w.Service()
	for _, patient := range patients {
		err := s.Look(ctx, patient)
		switch {
		case err == nil:
		case ctx.Err() != nil || outcome.Is(err, outcome.Unavailable):
			return err
		default:
			w.Logger.ErrorContext(ctx, "a patient could not be looked at", "component", walkName, "op", "look", "kind", outcome.KindOf(err).String())
		}
	}
	return nil
}

// touches gives whose care a change may touch, and whether a device sent it. Values that
// no pathway speaks of touch nobody's.
func (s *Service) touches(r store.Resource) (patient string, device bool) {
	switch r.Type {
	case "Observation":
		c, err := s.record.FromResources([][]byte{r.JSON}, s.Now())
		if err != nil || r.Deleted {
			break
		}
		var o struct {
			Device *json.RawMessage `json:"device"`
		}
		done, _ := s.record.Done(r.JSON)
		for id := range c.Measures {
			if s.watched[id] {
				done = id
			}
		}
		if json.Unmarshal(r.JSON, &o) != nil || done == "" && len(c.Findings) == 0 {
			return "", false
		}
		device = o.Device != nil
	case "Condition", "MedicationRequest", "MedicationStatement", "DiagnosticReport", "Procedure", "ServiceRequest", "CarePlan", "Device":
	default:
		return "", false
	}
	if whose := r4.Patients(r.JSON); len(whose) > 0 {
		return whose[0], device
	}
	return "", false
}

// inCare are the patients whom somebody looks after, and those who stand on the list.
func (s *Service) inCare(ctx context.Context) ([]string, error) {
	seen := map[string]bool{}
	for typ, q := range map[string]url.Values{
		"Device":   {"status": {"active"}, "patient:missing": {"false"}},
		"CarePlan": {"status": {"active"}},
		"Task":     {"code": {coded(agent.TaskCare) + "," + coded(agent.TaskCheck)}, "status": {"requested,accepted"}},
	} {
		found, err := s.search(ctx, maxPages, typ, q)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if whose := r4.Patients(r.JSON); len(whose) > 0 {
				seen[whose[0]] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen)), nil
}

// maxPages bounds how many are looked at at a time: more than a hospital has in care.
const maxPages = 200
