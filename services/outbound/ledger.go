package outbound

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
)

// TaskDelivery is the code of the Tasks that are the ledger.
const TaskDelivery = "hl7-delivery"

const (
	deliverySystem    = "https://apricot.health/sid/hl7-delivery"
	destinationSystem = "https://apricot.health/sid/hl7-destination"
	cursorSystem      = "https://apricot.health/sid/hl7-cursor"
	extensionBase     = "https://apricot.health/fhir/StructureDefinition/"
)

type object = map[string]any

// Delivery is one message for one destination.
type Delivery struct {
	Task        string // logical id, "" before it is stored
	Version     int64
	Destination string
	Focus       string // what it is about, such as "ServiceRequest/17"
	Type        string // such as "ORM^O01"
	ControlID   string // MSH-10, the same on every try
	Seq         int64  // of the change behind it
	Status      string // requested, completed, failed
	Reason      string // why it failed
	At          string // when it was planned
	message     []byte
	patient     string
}

// task is the Task of d.
func (d Delivery) task() ([]byte, error) {
	t := object{
		"resourceType": "Task", "status": d.Status, "intent": "order", "authoredOn": d.At,
		"identifier":      []object{{"system": deliverySystem, "value": d.Destination + "/" + d.ControlID}},
		"groupIdentifier": object{"system": destinationSystem, "value": d.Destination},
		"code":            object{"coding": []object{{"system": agent.TaskSystem, "code": TaskDelivery}}},
		"focus":           object{"reference": d.Focus},
		"input": []object{
			{"type": object{"text": "message"}, "valueBase64Binary": base64.StdEncoding.EncodeToString(d.message)},
			{"type": object{"text": "type"}, "valueString": d.Type},
			{"type": object{"text": "seq"}, "valueString": strconv.FormatInt(d.Seq, 10)},
		},
	}
	if d.Task != "" {
		t["id"] = d.Task
	}
	if d.patient != "" {
		t["for"] = object{"reference": d.patient}
	}
	if d.Reason != "" {
		t["statusReason"] = object{"text": d.Reason}
	}
	return json.Marshal(t) //nolint:wrapcheck // plain values
}

func parseDelivery(r store.Resource) (Delivery, error) {
	var t struct {
		Status, AuthoredOn string
		Identifier         []struct{ System, Value string }
		GroupIdentifier    struct{ Value string }
		Focus, For         struct{ Reference string }
		StatusReason       struct{ Text string }
		Input              []struct {
			Type              struct{ Text string }
			ValueString       string
			ValueBase64Binary []byte
		}
	}
	if err := json.Unmarshal(r.JSON, &t); err != nil {
		return Delivery{}, fmt.Errorf("outbound: %s: %w", r.Key, err)
	}
	d := Delivery{
		Task: r.ID, Version: r.Version, Destination: t.GroupIdentifier.Value, Focus: t.Focus.Reference, Status: t.Status,
		Reason: t.StatusReason.Text, At: t.AuthoredOn, patient: t.For.Reference,
	}
	for _, id := range t.Identifier {
		if id.System == deliverySystem && len(id.Value) > len(d.Destination) {
			d.ControlID = id.Value[len(d.Destination)+1:]
		}
	}
	for _, in := range t.Input {
		switch in.Type.Text {
		case "message":
			d.message = in.ValueBase64Binary
		case "type":
			d.Type = in.ValueString
		case "seq":
			d.Seq, _ = strconv.ParseInt(in.ValueString, 10, 64)
		}
	}
	return d, nil
}

// cursor is how far the change feed has been planned.
type cursor struct {
	id      string
	version int64
	Seq     int64 // on disk
	read    int64 // in memory, ahead of Seq while there was nothing to send
}

// cursor reads it. The first time it begins at the end of the feed: what was
// there before Apricot was told to send is not sent.
func (s *Service) cursor(ctx context.Context) (cursor, error) {
	q, err := search.Parse("Basic", url.Values{"identifier": {cursorSystem + "|orders-and-documents"}}, true)
	if err != nil {
		return cursor{}, fmt.Errorf("outbound: cursor: %w", err)
	}
	found, err := s.cfg.Store.Search(ctx, q)
	if err != nil {
		return cursor{}, fmt.Errorf("outbound: cursor: %w", err)
	}
	if len(found.Matches) == 0 {
		end, err := store.Position(ctx, s.cfg.Store, s.cfg.Now().AddDate(100, 0, 0))
		if err != nil {
			return cursor{}, fmt.Errorf("outbound: cursor: %w", err)
		}
		c := cursor{read: end}
		return c, s.commit(ctx, &c, nil)
	}
	r := found.Matches[0]
	var b struct {
		Extension []struct {
			URL         string `json:"url"`
			ValueString string `json:"valueString"`
		}
	}
	if err := json.Unmarshal(r.JSON, &b); err != nil {
		return cursor{}, fmt.Errorf("outbound: cursor: %w", err)
	}
	c := cursor{id: r.ID, version: r.Version}
	for _, x := range b.Extension {
		if x.URL == extensionBase+"feed-position" {
			if c.Seq, err = strconv.ParseInt(x.ValueString, 10, 64); err != nil {
				return c, fmt.Errorf("outbound: cursor: %w", err)
			}
		}
	}
	c.read = c.Seq
	return c, nil
}

// commit writes deliveries and the cursor behind them in one batch, and gives
// the deliveries their Tasks.
func (s *Service) commit(ctx context.Context, c *cursor, due []Delivery) error {
	body, err := json.Marshal(object{
		"resourceType": "Basic", "code": object{"coding": []object{{"system": extensionBase + "basic", "code": "hl7-cursor"}}},
		"identifier": []object{{"system": cursorSystem, "value": "orders-and-documents"}},
		"extension":  []object{{"url": extensionBase + "feed-position", "valueString": strconv.FormatInt(c.read, 10)}},
	})
	if err != nil {
		return fmt.Errorf("outbound: cursor: %w", err)
	}
	op := store.Op{Verb: store.Create, Type: "Basic", IfNoneExist: "identifier=" + url.QueryEscape(cursorSystem+"|orders-and-documents"), OnlyNew: true, Body: body}
	if c.id != "" {
		op = store.Op{Verb: store.Update, Type: "Basic", ID: c.id, IfMatch: c.version, Body: body}
	}
	ops := []store.Op{op}
	for _, d := range due {
		body, err := d.task()
		if err != nil {
			return fmt.Errorf("outbound: task: %w", err)
		}
		condition := "identifier=" + url.QueryEscape(escaped(deliverySystem)+"|"+escaped(d.Destination+"/"+d.ControlID))
		ops = append(ops, store.Op{Verb: store.Create, Type: "Task", IfNoneExist: condition, Body: body})
	}
	results, err := s.cfg.Store.Apply(ctx, store.Batch{Ops: ops})
	if err != nil {
		return fmt.Errorf("outbound: commit: %w", err)
	}
	c.id, c.version, c.Seq = results[0].ID, results[0].Version, c.read
	for i := range due {
		due[i].Task, due[i].Version = results[i+1].ID, results[i+1].Version
	}
	return nil
}

// escaped writes a token for a search.
func escaped(s string) string {
	var out []rune
	for _, r := range s {
		if r == '\\' || r == ',' || r == '|' || r == '$' {
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}

// list gives deliveries in a state, in the order of the changes behind them.
// limit 0 means all.
func (s *Service) list(ctx context.Context, status string, limit int) ([]Delivery, error) {
	var out []Delivery
	q, err := search.Parse("Task", url.Values{"code": {agent.TaskSystem + "|" + TaskDelivery}, "status": {status}, "_count": {"500"}}, true)
	if err != nil {
		return nil, fmt.Errorf("outbound: list: %w", err)
	}
	for {
		page, err := s.cfg.Store.Search(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("outbound: list: %w", err)
		}
		for _, r := range page.Matches {
			d, err := parseDelivery(r)
			if err != nil {
				return nil, err
			}
			out = append(out, d)
		}
		if q.Page = page.Next; page.Next == "" {
			break
		}
	}
	slices.SortFunc(out, func(a, b Delivery) int { return int(a.Seq - b.Seq) })
	if limit > 0 && len(out) > limit {
		out = out[len(out)-limit:]
	}
	return out, nil
}

// settle writes what became of a delivery.
func (s *Service) settle(ctx context.Context, d *Delivery, status, reason string) error {
	d.Status, d.Reason = status, reason
	body, err := d.task()
	if err != nil {
		return fmt.Errorf("outbound: task: %w", err)
	}
	res, err := s.cfg.Store.Apply(ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Task", ID: d.Task, IfMatch: d.Version, Body: body}}})
	if err != nil {
		return fmt.Errorf("outbound: settle: %w", err)
	}
	d.Version = res[0].Version
	return nil
}

// Deliveries lists the newest deliveries in a state (requested, completed,
// failed), without their text.
func (s *Service) Deliveries(ctx context.Context, status string, limit int) ([]Delivery, error) {
	return s.list(ctx, status, limit)
}

// Retry puts a failed delivery back, in its place among those that wait. The
// process that sends hears of it by the change feed.
func (s *Service) Retry(ctx context.Context, task string) error {
	if !r4.ValidID(task) {
		return outcome.New(outcome.NotFound, "there is no such delivery")
	}
	r, err := s.cfg.Store.Read(ctx, store.Key{Type: "Task", ID: task})
	if err != nil {
		return fmt.Errorf("outbound: retry: %w", err)
	}
	d, err := parseDelivery(r)
	if err != nil {
		return err
	}
	switch {
	case d.ControlID == "" || len(d.message) == 0:
		return outcome.New(outcome.NotFound, "there is no such delivery")
	case s.queues[d.Destination] == nil:
		return outcome.New(outcome.Conflict, "there is no destination %s any more", d.Destination)
	case d.Status != "failed":
		return outcome.New(outcome.Conflict, "the delivery is %s, not failed", d.Status)
	}
	return s.settle(ctx, &d, "requested", "")
}

func (s *Service) now() string { return s.cfg.Now().UTC().Format(time.RFC3339) }
