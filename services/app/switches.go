package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/services/portal"
)

// switchesID is the Device that stands for the fence. Its notes are the
// departments that are switched off; its history tells who did it and when,
// and every change leaves an AuditEvent.
const switchesID = "apricot-fence"

type switches struct {
	ResourceType string           `json:"resourceType"`
	ID           string           `json:"id"`
	Status       string           `json:"status"`
	DeviceName   []deviceName     `json:"deviceName"`
	Note         []switchedOff    `json:"note,omitempty"`
	Meta         *json.RawMessage `json:"meta,omitempty"`
}

type deviceName struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// switchedOff is an Annotation: who, when, and the department as its text.
type switchedOff struct {
	Author string `json:"authorString"`
	Time   string `json:"time"`
	Text   string `json:"text"`
}

func (a *App) readSwitches(ctx context.Context) (switches, int64, error) {
	s := switches{ResourceType: "Device", ID: switchesID, Status: "active", DeviceName: []deviceName{{"Apricot fence", "user-friendly-name"}}}
	r, err := a.guarded.Read(ctx, store.Key{Type: "Device", ID: switchesID})
	if absent(err) {
		return s, 0, nil
	}
	if err != nil {
		return s, 0, err //nolint:wrapcheck // names its room
	}
	if err := json.Unmarshal(r.JSON, &s); err != nil {
		return s, 0, fmt.Errorf("app: switches: %w", err)
	}
	s.Meta = nil
	return s, r.Version, nil
}

func absent(err error) bool {
	return err != nil && (outcome.KindOf(err) == outcome.NotFound || outcome.KindOf(err) == outcome.Gone)
}

// followSwitches makes the fence obey what stands in the store, which another
// server or the last run may have written. It reads without an audit entry of
// its own, once every siteEvery, by the store under the guard.
func (a *App) followSwitches(ctx context.Context) error {
	r, err := a.db.Read(ctx, store.Key{Type: "Device", ID: switchesID})
	if err != nil && !absent(err) {
		return err //nolint:wrapcheck // names its room
	}
	var s switches
	if err == nil {
		if err := json.Unmarshal(r.JSON, &s); err != nil {
			return fmt.Errorf("app: switches: %w", err)
		}
	}
	a.obey(s)
	return nil
}

func (a *App) obey(s switches) {
	var off []string
	for _, n := range s.Note {
		a.now().Fence.SwitchOff(n.Text)
		off = append(off, n.Text)
	}
	for _, d := range a.now().Fence.SwitchedOff() {
		if !slices.Contains(off, d) {
			a.now().Fence.SwitchOn(d)
		}
	}
}

// portalFence is the fence as hospital IT sees it.
type portalFence struct{ app *App }

var _ portal.Fence = portalFence{}

// State implements portal.Fence.
func (p portalFence) State(context.Context) (portal.FenceState, error) {
	e := p.app.now().Fence.Policy()
	off := p.app.now().Fence.SwitchedOff()
	if off == nil {
		off = []string{}
	}
	return portal.FenceState{Revision: e.Revision(), Policy: e.Hash(), Knowledge: p.app.now().Graph.Hash(), SwitchedOff: off}, nil
}

// Switch implements portal.Fence. What is switched off is obeyed before the
// answer goes out.
func (p portalFence) Switch(ctx context.Context, department string, on bool) error {
	if _, known := p.app.now().Graph.Label(department); !known && department != fence.AllDepartments {
		return outcome.At(outcome.Invalid, "department", "there is no department %q", department)
	}
	who, err := actor.From(ctx)
	if err != nil {
		return err //nolint:wrapcheck // names its room
	}
	for range 3 { // another operator may be first
		s, version, err := p.app.readSwitches(ctx)
		if err != nil {
			return err
		}
		s.Note = slices.DeleteFunc(s.Note, func(n switchedOff) bool { return n.Text == department })
		if !on {
			s.Note = append(s.Note, switchedOff{Author: who.ID, Time: p.app.cfg.Now().UTC().Format(time.RFC3339), Text: department})
		}
		body, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("app: switches: %w", err)
		}
		op := store.Op{Verb: store.Update, Type: "Device", ID: switchesID, Body: body, IfMatch: version, IfNoneMatch: version == 0}
		_, err = p.app.guarded.Apply(ctx, store.Batch{Ops: []store.Op{op}})
		if err == nil {
			p.app.obey(s)
			return nil
		}
		if k := outcome.KindOf(err); k != outcome.Conflict && k != outcome.PreconditionFailed {
			return err //nolint:wrapcheck // names its room
		}
	}
	return outcome.Wrap(outcome.Conflict, errors.New("app: switches: changed three times meanwhile"), "somebody else is switching; try again")
}
