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

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
	"apricot.health/services/agent"
)

const (
	// pagesFor is how old a reading may be to raise an alert: late data is
	// stored and never pages.
	pagesFor = 2 * time.Hour
	// together is how far apart readings may lie to be scored together.
	together = 24 * time.Hour
)

// homeBand is the prefix of the graph's tables for home vitals.
const homeBand = "band.home."

// Signal is one reason for an alert: a rule of the graph with what it found.
type Signal struct {
	Rule  string // a score or a band
	Found string // the sum, or the band's value
	// Sum is what a score came to and Cut the sum from which on it asks for what it
	// asks for now.
	Sum, Cut int
	// Priority is a FHIR request-priority; Within is when to act.
	Priority string
	Within   time.Duration
}

// alert works out whether the fresh readings, with what is known of the
// patient, ask for a Task, and gives the write for it: a new Task, or a raised
// one when the patient has an open alert already.
func (s *Service) alert(ctx context.Context, b *batch) ([]store.Op, error) {
	if !slices.ContainsFunc(b.fresh, func(a accepted) bool { return b.now.Sub(a.at) <= pagesFor }) {
		return nil, nil
	}
	c, err := s.latest(ctx, b)
	if err != nil {
		return nil, err
	}
	if err := s.water(ctx, b, &c); err != nil {
		return nil, err
	}
	signals := s.signals(c, b)
	if len(signals) == 0 {
		return nil, nil
	}
	open, err := s.openAlert(ctx, b.patient)
	if err != nil {
		return nil, err
	}
	return raise(b, signals, open)
}

// latest is a chart of what is known of the last day: the newest value of each
// metric, those of the batch and those of other doors included. Who is not in the
// store is of an unknown age.
func (s *Service) latest(ctx context.Context, b *batch) (chart.Chart, error) {
	q, err := search.Parse("Observation", url.Values{
		"patient": {b.patient}, "date": {"ge" + b.now.Add(-together).UTC().Format(time.RFC3339)},
		"_sort": {"-date"}, "_count": {"500"}, "_include": {"Observation:patient"},
	}, true)
	if err != nil {
		return chart.Chart{}, fmt.Errorf("vitals: latest: %w", err)
	}
	res, err := s.Store.Search(ctx, q)
	if err != nil {
		return chart.Chart{}, err
	}
	var raws [][]byte
	for _, r := range append(res.Matches, res.Included...) {
		raws = append(raws, r.JSON)
	}
	if len(res.Included) == 0 {
		p, err := s.Store.Read(ctx, store.Key{Type: "Patient", ID: b.patient})
		switch {
		case err == nil:
			raws = append(raws, p.JSON)
		case !outcome.Is(err, outcome.NotFound) && !outcome.Is(err, outcome.Gone):
			return chart.Chart{}, err
		}
	}
	c, err := s.record.FromResources(raws, b.now)
	if err != nil {
		return c, fmt.Errorf("vitals: latest: %w", err)
	}
	s.believed(&c, b.now)
	for _, a := range b.fresh {
		if old, ok := c.Measures[a.metric.Finding]; a.metric.Finding != "" && (!ok || a.at.After(old.At)) {
			c.Measures[a.metric.Finding] = chart.Measure{Value: a.value, Unit: a.metric.Unit, At: a.at}
		}
	}
	return c, nil
}

// believed takes out of a chart what no reading can be, whoever stored it, and
// gives the newest of what is left in the units of the metrics.
func (s *Service) believed(c *chart.Chart, now time.Time) {
	for _, m := range Metrics() {
		if m.Finding == "" {
			continue
		}
		delete(c.Measures, m.Finding)
		for _, v := range slices.Backward(c.Readings[m.Finding]) { // the newest is the last
			_, value, reason, _ := check(Reading{Metric: m.Name, Value: v.Value, Unit: v.Unit, At: v.At}, now)
			if reason == "" {
				v.Value, v.Unit = value, m.Unit
				c.Measures[m.Finding] = v
				break
			}
		}
	}
}

// signals are the scores and home bands that ask for somebody to look. A band
// counts only for a metric of this batch: what was alerted on before is not
// alerted on again by an unrelated reading.
func (s *Service) signals(c chart.Chart, b *batch) []Signal {
	f := logic.FromChart(s.Graph, c)
	var out []Signal
	for _, sc := range s.Graph.Scores() {
		r := logic.EvalScore(s.Graph, sc, f)
		if r.Applies != chart.No && r.Response.WithinMinutes > 0 && r.Sum > 0 && r.Response.Level > 0 {
			out = append(out, Signal{
				Rule: sc.ID, Found: fmt.Sprint(r.Sum), Sum: r.Sum, Cut: r.Response.Min, Priority: priorityOf(r.Response.Level),
				Within: time.Duration(r.Response.WithinMinutes) * time.Minute,
			})
		}
	}
	for _, band := range s.Graph.Bands() {
		if !strings.HasPrefix(band.ID, homeBand) || !b.measured(measuredAs(band.Input)) {
			continue
		}
		if r, ok := logic.EvalBand(band, f); ok {
			if p, within := bandPriority(r.Value); p != "" {
				out = append(out, Signal{Rule: band.ID, Found: r.Value, Priority: p, Within: within})
			}
		}
	}
	return out
}

// measuredAs is the finding that is measured where another is worked out of it.
func measuredAs(finding string) string {
	if slices.Contains(changes(), finding) {
		return weight
	}
	return finding
}

func (b *batch) measured(finding string) bool {
	return slices.ContainsFunc(b.fresh, func(a accepted) bool {
		return a.metric.Finding == finding && b.now.Sub(a.at) <= pagesFor
	})
}

func priorityOf(level int) string {
	switch level {
	case 1:
		return "stat"
	case 2:
		return "asap"
	case 3:
		return "urgent"
	default:
		return "routine"
	}
}

func bandPriority(value string) (string, time.Duration) {
	switch {
	case strings.HasPrefix(value, "critical"):
		return "asap", 30 * time.Minute
	case value == "low" || value == "high":
		return "urgent", 24 * time.Hour
	default:
		return "", 0
	}
}

func rank(priority string) int {
	return slices.Index([]string{"routine", "urgent", "asap", "stat"}, priority)
}

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
