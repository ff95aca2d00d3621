package followup

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// task is a Task as far as the worklist reads it. Everything else in it is
// kept by editing the raw members.
type task struct {
	id      string
	version int64
	raw     map[string]json.RawMessage
	Status  string `json:"status"`
	Prio    string `json:"priority"`
	Code    struct {
		Coding []struct{ System, Code string } `json:"coding"`
	} `json:"code"`
	For struct {
		Reference string `json:"reference"`
	} `json:"for"`
	AuthoredOn  time.Time `json:"authoredOn"`
	Restriction struct {
		Period struct {
			End time.Time `json:"end"`
		} `json:"period"`
	} `json:"restriction"`
	Owner struct {
		Display    string                 `json:"display"`
		Identifier struct{ Value string } `json:"identifier"`
	} `json:"owner"`
	StatusReason struct {
		Text string `json:"text"`
	} `json:"statusReason"`
	Input      []agent.CareInput `json:"input"`
	ReasonCode struct {
		Text string `json:"text"`
	} `json:"reasonCode"`
}

func parseTask(r store.Resource) (task, error) {
	t := task{id: r.ID, version: r.Version}
	if err := json.Unmarshal(r.JSON, &t); err != nil {
		return t, fmt.Errorf("followup: decode task: %w", err)
	}
	if err := json.Unmarshal(r.JSON, &t.raw); err != nil {
		return t, fmt.Errorf("followup: decode task: %w", err)
	}
	return t, nil
}

func (t task) patient() string { return strings.TrimPrefix(t.For.Reference, "Patient/") }

func (t task) code() string {
	for _, c := range t.Code.Coding {
		if c.System == agent.TaskSystem {
			return c.Code
		}
	}
	return ""
}

// closedFor is how long a closed item stays on the full list.
const closedFor = 7 * 24 * time.Hour

func (s *Service) tasks(ctx context.Context, all bool) ([]task, error) {
	var codes []string
	for _, c := range []string{agent.TaskVitals, agent.TaskEmergency, agent.TaskPerson, agent.TaskCare, agent.TaskCheck} {
		codes = append(codes, agent.TaskSystem+"|"+c)
	}
	v := url.Values{"code": {strings.Join(codes, ",")}, "status": {"requested,accepted"}}
	if all {
		v.Set("status", "requested,accepted,completed")
		v.Set("_lastUpdated", "ge"+s.Now().Add(-closedFor).UTC().Format(time.RFC3339))
	}
	found, err := s.query(ctx, "Task", v)
	if err != nil {
		return nil, err
	}
	out := make([]task, 0, len(found))
	for _, r := range found {
		t, err := parseTask(r)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}

// change edits one task under the version that was read.
func (s *Service) change(ctx context.Context, id string, edit func(actor.Actor, task) (map[string]any, error)) error {
	a, err := actor.From(ctx)
	if err != nil {
		return err
	}
	r, err := s.Store.Read(ctx, store.Key{Type: "Task", ID: id})
	if err != nil {
		return err
	}
	t, err := parseTask(r)
	if err != nil {
		return err
	}
	members, err := edit(a, t)
	if err != nil {
		return err
	}
	members["lastModified"] = s.Now().UTC().Format(time.RFC3339)
	for k, v := range members {
		raw, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("followup: encode task: %w", err)
		}
		t.raw[k] = raw
	}
	body, err := json.Marshal(t.raw)
	if err != nil {
		return fmt.Errorf("followup: encode task: %w", err)
	}
	_, err = s.Store.Apply(ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Task", ID: id, IfMatch: r.Version, Body: body}}})
	return err
}

func owner(a actor.Actor) map[string]any {
	return map[string]any{"identifier": map[string]any{"system": "urn:apricot:actor", "value": a.ID}, "display": a.Display}
}

// Acknowledge takes an item on: the actor becomes its owner.
func (s *Service) Acknowledge(ctx context.Context, id string) error {
	return s.change(ctx, id, func(a actor.Actor, t task) (map[string]any, error) {
		if t.Status != "requested" {
			return nil, outcome.New(outcome.Conflict, "the item is %s already", t.Status)
		}
		return map[string]any{"status": "accepted", "owner": owner(a)}, nil
	})
}

// Close ends an item with a reason.
func (s *Service) Close(ctx context.Context, id, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		return outcome.At(outcome.Invalid, "reason", "please say why the item is closed")
	}
	return s.change(ctx, id, func(a actor.Actor, t task) (map[string]any, error) {
		if t.Status != "requested" && t.Status != "accepted" {
			return nil, outcome.New(outcome.Conflict, "the item is %s already", t.Status)
		}
		return map[string]any{"status": "completed", "owner": owner(a), "statusReason": map[string]any{"text": reason}}, nil
	})
}
