package rounds

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// task is the Task of a patient as far as rounds read it. Everything else in it is kept
// by editing the raw members.
type task struct {
	store.Resource
	raw      map[string]json.RawMessage
	Status   string            `json:"status"`
	Modified time.Time         `json:"lastModified"`
	Input    []agent.CareInput `json:"input"`
	Business struct {
		Text string `json:"text"`
	} `json:"businessStatus"`
}

// resolved is the business status of a Task that ended by itself.
const resolved = "resolved"

func coded(code string) string { return agent.TaskSystem + "|" + code }

// tasks are the open Task of a code that a patient has, if there is one, and the closed,
// the newest first.
func (s *Service) tasks(ctx context.Context, patient, code string) (open *task, closed []task, err error) {
	found, err := s.search(ctx, 1, "Task", url.Values{"patient": {patient}, "code": {coded(code)}, "_sort": {"-_lastUpdated"}})
	if err != nil {
		return nil, nil, err
	}
	for _, r := range found {
		t := task{Resource: r}
		if err := json.Unmarshal(r.JSON, &t); err != nil {
			return nil, nil, fmt.Errorf("rounds: decode task: %w", err)
		}
		if err := json.Unmarshal(r.JSON, &t.raw); err != nil {
			return nil, nil, fmt.Errorf("rounds: decode task: %w", err)
		}
		switch t.Status {
		case "requested", "accepted":
			if open == nil {
				open = &t
			}
		case "completed":
			closed = append(closed, t)
		}
	}
	return open, closed, nil
}

// quiet is true where a person has closed the reason and it is too soon to tell it again.
// An escalation waits for newer values, and for the time that the pathway gives to act; a
// check for a quarter of its interval, a week at least.
func quiet(a asks, closed []task, now time.Time) bool {
	for _, t := range closed {
		if t.Business.Text == resolved {
			continue
		}
		for _, in := range t.Input {
			if in.Type.Text != a.Rule {
				continue
			}
			if a.check() {
				return now.Before(t.Modified.AddDate(0, 0, max(7, a.every/4)))
			}
			newer := a.Last.Truncate(time.Second).After(in.Reason().Last)
			return !newer || now.Before(t.Modified.Add(time.Duration(a.hours)*time.Hour))
		}
	}
	return false
}

// plan is what a Task shall say.
type plan struct {
	reasons  []agent.CareReason
	priority string
	due      time.Time
	// another is true where somebody has to be asked who has not been.
	another bool
}

// planned joins what the pathways ask for now with what the open Task tells: a reason
// that stands is told as it was told first, and one that is urgent stands.
func (s *Service) planned(now []asks, open *task, closed []task, c caseOf) plan {
	var p plan
	add := func(r agent.CareReason, priority string) {
		p.reasons = append(p.reasons, r)
		if p.priority == "" || rank(priority) > rank(p.priority) {
			p.priority = priority
		}
		if p.due.IsZero() || r.Due.Before(p.due) {
			p.due = r.Due
		}
	}
	var old []agent.CareReason
	if open != nil {
		for _, in := range open.Input {
			old = append(old, in.Reason())
		}
	}
	told := func(rule string) int {
		return slices.IndexFunc(old, func(r agent.CareReason) bool { return r.Rule == rule })
	}
	for _, a := range now {
		switch i := told(a.Rule); {
		case i >= 0:
			newer := a.Last.Truncate(time.Second).After(old[i].Last)
			p.another = p.another || newer && a.urgent() && s.sent(a.CareReason)
			a.Due = old[i].Due
			if a.check() || !newer {
				a.CareReason = old[i]
			}
			add(a.CareReason, a.priority())
		case !quiet(a, closed, c.Chart.Now):
			p.another = p.another || a.urgent() || open == nil
			add(a.CareReason, a.priority())
		}
	}
	for _, r := range old {
		e, ok := s.Graph.Escalation(r.Rule)
		if !ok || slices.ContainsFunc(now, func(a asks) bool { return a.Rule == r.Rule }) {
			continue
		}
		if e.WithinHours <= agent.UrgentHours || !newest(r, c.series).Truncate(time.Second).After(r.Last) {
			add(r, agent.CarePriority(e.WithinHours))
		}
	}
	slices.SortStableFunc(p.reasons, func(x, y agent.CareReason) int { return s.weight(y.Rule) - s.weight(x.Rule) })
	return p
}

// weight orders the reasons of one patient: the most urgent first, checks last.
func (s *Service) weight(rule string) int {
	if e, ok := s.Graph.Escalation(rule); ok {
		return 1 + rank(agent.CarePriority(e.WithinHours))
	}
	return 0
}

func rank(priority string) int {
	return slices.Index([]string{"routine", "urgent", "asap", "stat"}, priority)
}

// writes gives the write that makes the open Task say what is planned; none where it does.
func (s *Service) writes(patient, code string, p plan, open *task) ([]store.Op, error) {
	now := s.Now().UTC().Format(time.RFC3339)
	members := map[string]any{"lastModified": now}
	switch {
	case open == nil && len(p.reasons) == 0:
		return nil, nil
	case open == nil:
		members["resourceType"], members["meta"], members["intent"], members["status"] = "Task", agent.AIMeta(), "order", "requested"
		members["code"] = map[string]any{"coding": []map[string]any{{"system": agent.TaskSystem, "code": code}}}
		members["for"] = map[string]string{"reference": "Patient/" + patient}
		members["authoredOn"] = now
	case len(p.reasons) == 0:
		members["status"], members["businessStatus"] = "completed", map[string]string{"text": resolved}
	case p.another:
		members["status"] = "requested"
	}
	if len(p.reasons) > 0 {
		var inputs []agent.CareInput
		for _, r := range p.reasons {
			inputs = append(inputs, r.Input())
		}
		members["input"], members["priority"] = inputs, p.priority
		members["restriction"] = map[string]any{"period": map[string]any{"end": p.due.UTC().Format(time.RFC3339)}}
	}
	op := store.Op{Verb: store.Create, Type: "Task", IfNoneExist: "patient=" + patient + "&code=" + coded(code) + "&status=requested,accepted"}
	all := map[string]any{}
	if open != nil {
		if len(p.reasons) > 0 && s.same(p, open) {
			return nil, nil
		}
		op = store.Op{Verb: store.Update, Type: "Task", ID: open.ID, IfMatch: open.Version}
		for k, v := range open.raw {
			all[k] = v
		}
	}
	for k, v := range members {
		all[k] = v
	}
	body, err := json.Marshal(all)
	if err != nil {
		return nil, fmt.Errorf("rounds: encode task: %w", err)
	}
	op.Body = body
	return []store.Op{op}, nil
}

// sent is true where a reason rests on a value that somebody took and sent, and not on
// those of home devices alone.
func (s *Service) sent(r agent.CareReason) bool {
	return slices.ContainsFunc(r.Evidence, func(v agent.CareValue) bool { return !slices.Contains(homeFindings(), v.Finding) })
}

// same is true where the open Task gives these reasons already, whatever their order. A
// newer value of a home device is not news: it would be written with each reading.
func (s *Service) same(p plan, open *task) bool {
	if p.another || len(p.reasons) != len(open.Input) {
		return false
	}
	key := func(r agent.CareReason) string {
		if s.sent(r) {
			return r.Rule + " " + r.Last.UTC().Format(time.RFC3339)
		}
		return r.Rule
	}
	var was, is []string
	for _, in := range open.Input {
		was = append(was, key(in.Reason()))
	}
	for _, r := range p.reasons {
		is = append(is, key(r))
	}
	slices.Sort(was)
	slices.Sort(is)
	return strings.Join(was, "|") == strings.Join(is, "|")
}
