package vitals

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// Alert is the Task of a vitals alert as it is stored.
type Alert struct {
	ResourceType string            `json:"resourceType"`
	ID           string            `json:"id,omitempty"`
	Meta         map[string]any    `json:"meta,omitempty"`
	Status       string            `json:"status"`
	Intent       string            `json:"intent"`
	Priority     string            `json:"priority"`
	Code         map[string]any    `json:"code"`
	For          map[string]string `json:"for"`
	AuthoredOn   string            `json:"authoredOn"`
	LastModified string            `json:"lastModified,omitempty"`
	Owner        *map[string]any   `json:"owner,omitempty"`
	Restriction  map[string]any    `json:"restriction"`
	Input        []map[string]any  `json:"input"`
}

func (s *Service) openAlert(ctx context.Context, patient string) (*store.Resource, error) {
	q, err := search.Parse("Task", url.Values{
		"patient": {patient}, "code": {agent.TaskSystem + "|" + agent.TaskVitals}, "status": {"requested,accepted"},
	}, true)
	if err != nil {
		return nil, fmt.Errorf("vitals: open alert: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	if err != nil || len(res.Matches) == 0 {
		return nil, err
	}
	return &res.Matches[0], nil
}

// raise gives the write for the signals. An open alert is raised, and asks for
// an acknowledgment again, when they are worse than it or of another kind: who
// takes care of a high blood pressure does not know yet of the oxygen.
func raise(b *batch, signals []Signal, open *store.Resource) ([]store.Op, error) {
	task := Alert{
		ResourceType: "Task", Meta: agent.AIMeta(), Status: "requested", Intent: "order",
		Code:       map[string]any{"coding": []map[string]any{{"system": agent.TaskSystem, "code": agent.TaskVitals}}},
		For:        map[string]string{"reference": "Patient/" + b.patient},
		AuthoredOn: b.now.UTC().Format(time.RFC3339), LastModified: b.now.UTC().Format(time.RFC3339),
	}
	slices.SortStableFunc(signals, func(x, y Signal) int { return rank(y.Priority) - rank(x.Priority) })
	task.Priority = signals[0].Priority
	due := b.now.Add(signals[0].Within)
	for _, sg := range signals {
		if at := b.now.Add(sg.Within); at.Before(due) {
			due = at
		}
		task.Input = append(task.Input, map[string]any{"type": map[string]any{"text": sg.Rule}, "valueString": sg.Found})
	}
	op := store.Op{Verb: store.Create, Type: "Task", IfNoneExist: "patient=" + b.patient + "&code=" + agent.TaskSystem + "|" + agent.TaskVitals + "&status=requested,accepted"}
	if open != nil {
		var old Alert
		if err := json.Unmarshal(open.JSON, &old); err != nil {
			return nil, fmt.Errorf("vitals: decode alert: %w", err)
		}
		if rank(old.Priority) >= rank(task.Priority) && !another(signals, old) {
			return nil, nil
		}
		due = task.join(old, due)
		op = store.Op{Verb: store.Update, Type: "Task", ID: open.ID, IfMatch: open.Version}
		task.ID = open.ID
	}
	task.Restriction = map[string]any{"period": map[string]any{"end": due.UTC().Format(time.RFC3339)}}
	body, err := json.Marshal(task)
	if err != nil {
		return nil, fmt.Errorf("vitals: encode alert: %w", err)
	}
	op.Body = body
	return []store.Op{op}, nil
}

// another is true where a signal asks for somebody to look and the open alert
// does not speak of it: a rule that it does not name, what a rule that it names
// finds now and asks for somebody within the hour, or a score that has risen.
func another(signals []Signal, old Alert) bool {
	return slices.ContainsFunc(signals, func(sg Signal) bool {
		switch told, named := old.told(sg.Rule); {
		case !old.names(sg.Rule):
			return rank(sg.Priority) >= rank("urgent")
		case strings.HasPrefix(sg.Rule, homeBand):
			// A band must have found the same, for one spans too low to too high.
			return rank(sg.Priority) >= rank("asap") && !old.found(sg.Rule, sg.Found)
		default:
			return named && (sg.Sum >= told+rises || told < sg.Cut && sg.Cut <= sg.Sum)
		}
	})
}

// rises is by how much a score has to rise over what was told of it to be told
// again; one point may be one breath more a minute.
const rises = 2

// told is the highest sum of a score that the alert tells of.
func (a Alert) told(rule string) (sum int, ok bool) {
	for _, in := range a.Input {
		of, is := in["type"].(map[string]any)
		if !is || of["text"] != rule {
			continue
		}
		value, _ := in["valueString"].(string)
		if n, err := strconv.Atoi(value); err == nil && (!ok || n > sum) {
			sum, ok = n, true
		}
	}
	return sum, ok
}

// found is true where the alert was raised by the rule with this value.
func (a Alert) found(rule, value string) bool {
	return slices.ContainsFunc(a.Input, func(in map[string]any) bool {
		of, ok := in["type"].(map[string]any)
		return ok && of["text"] == rule && in["valueString"] == value
	})
}

// names is true where the alert was raised by the rule.
func (a Alert) names(rule string) bool {
	return slices.ContainsFunc(a.Input, func(in map[string]any) bool {
		of, ok := in["type"].(map[string]any)
		return ok && of["text"] == rule
	})
}

// join takes over what the open alert says besides, and gives the sooner end of
// the two; nothing that was a reason to call is forgotten before it is closed. What
// a rule found before stays behind what it finds now, each value once.
func (a *Alert) join(old Alert, due time.Time) time.Time {
	a.AuthoredOn = old.AuthoredOn
	if rank(old.Priority) > rank(a.Priority) {
		a.Priority = old.Priority
	}
	for _, in := range old.Input {
		if of, ok := in["type"].(map[string]any); ok {
			value, _ := in["valueString"].(string)
			if rule, ok := of["text"].(string); ok && !a.found(rule, value) {
				a.Input = append(a.Input, in)
			}
		}
	}
	if period, ok := old.Restriction["period"].(map[string]any); ok {
		if end, ok := period["end"].(string); ok {
			if at, err := time.Parse(time.RFC3339, end); err == nil && at.Before(due) && old.Status == "requested" {
				return at
			}
		}
	}
	return due
}
