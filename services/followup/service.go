package followup

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/record"
)

// Config is what the agent works with. All members are required.
type Config struct {
	Store  store.Store // guarded
	Graph  *graph.Graph
	Fence  *fence.Fence
	Now    func() time.Time
	Logger *slog.Logger
}

// Service keeps the worklist.
type Service struct {
	Config
	record *record.Reader
}

// New makes a Service. It starts nothing.
func New(cfg Config) *Service { return &Service{cfg, record.New(cfg.Graph)} }

// The levels of a worklist item, worst first.
const (
	Critical = "critical"
	High     = "high"
	NoData   = "no-data" // who is silent may be the worst off: above medium
	Medium   = "medium"
	Low      = "low"
)

// Worklist is who needs somebody today.
type Worklist struct {
	At time.Time
	// Patients is how many are in care: bound to an active device.
	Patients int
	Items    []Item
	Label    fence.Cleared
}

// Item is one reason to act on one patient.
type Item struct {
	Task    string // empty for no-data, which is worked out and not stored
	Code    string // agent.Task...
	Patient Person
	Level   string
	Why     []Reason
	Suggest fence.Cleared
	Due     time.Time
	Overdue bool
	Status  string
	Owner   string
	Reason  string // why it was closed
	Latest  []Value
	// Today is true where somebody should act before the day is over; the rest can be
	// planned. Late is by how many of its intervals the latest check is overdue.
	Today bool
	Late  float64
}

// Reason names a rule of the graph with what it found.
type Reason struct {
	Rule  string
	Label fence.Cleared
	Found fence.Cleared
	// Sum is what a score came to.
	Sum string
	// Care is what a care pathway saw, nil for any other reason.
	Care *CareReason
}

// Person is how a patient is named on the list.
type Person struct {
	ID, Name, Sex string
	Age           int // -1 when unknown
	// Phone is the number to call, empty where the record has none.
	Phone string
}

// Value is the newest value of one code.
type Value struct {
	Code  string // LOINC
	Value float64
	Unit  string
	At    time.Time
}

// silence is how long a device may be quiet.
const silence = 24 * time.Hour

// List gives the open items, or with all the closed ones of the last week too.
func (s *Service) List(ctx context.Context, lang string, all bool) (Worklist, error) {
	w := Worklist{At: s.Now()}
	tasks, err := s.tasks(ctx, all)
	if err != nil {
		return w, err
	}
	cared, err := s.cared(ctx)
	if err != nil {
		return w, err
	}
	w.Patients = len(cared)
	ids := slices.Clone(cared)
	for _, t := range tasks {
		ids = append(ids, t.patient())
	}
	people, err := s.people(ctx, ids)
	if err != nil {
		return w, err
	}
	sent, err := s.sent(ctx, w.At)
	if err != nil {
		return w, err
	}
	// Of who is neither called nor silent no value is shown, and none is read.
	shown := slices.DeleteFunc(slices.Clone(cared), func(id string) bool { return sent[id] })
	for _, t := range tasks {
		shown = append(shown, t.patient())
	}
	latest, err := s.latest(ctx, shown)
	if err != nil {
		return w, err
	}
	v := voice{Service: s, ctx: ctx, lang: lang}
	for _, t := range tasks {
		item := v.item(t, w.At)
		item.Patient, item.Latest = people[t.patient()], latest[t.patient()]
		w.Items = append(w.Items, item)
	}
	for _, id := range cared {
		if !sent[id] && quiet(latest[id], w.At) {
			w.Items = append(w.Items, v.noData(people[id], latest[id], w.At))
		}
	}
	w.Label = v.phrase("phrase.ai_label")
	slices.SortStableFunc(w.Items, byRisk)
	return w, v.err
}

func byRisk(a, b Item) int {
	done := func(i Item) int { return number(i.Status == "completed") }
	// At one level a value that calls goes before a check that is late, and of the checks
	// that which is late by most of its intervals.
	checks := func(i Item) int { return number(i.Late > 0) }
	order := []string{Critical, High, NoData, Medium, Low}
	return cmp.Or(
		cmp.Compare(done(a), done(b)),
		cmp.Compare(slices.Index(order, a.Level), slices.Index(order, b.Level)),
		cmp.Compare(checks(a), checks(b)), cmp.Compare(b.Late, a.Late), a.Due.Compare(b.Due), strings.Compare(a.Patient.ID, b.Patient.ID),
	)
}

func number(is bool) int {
	if is {
		return 1
	}
	return 0
}

func quiet(values []Value, now time.Time) bool {
	for _, v := range values {
		if now.Sub(v.At) <= silence {
			return false
		}
	}
	return true
}

// parse is a search of pages of 500.
func parse(typ string, v url.Values) (search.Query, error) {
	v.Set("_count", "500")
	q, err := search.Parse(typ, v, true)
	if err != nil {
		return q, fmt.Errorf("followup: search %s: %w", typ, err)
	}
	return q, nil
}

// query runs one search to its end.
func (s *Service) query(ctx context.Context, typ string, v url.Values) ([]store.Resource, error) {
	q, err := parse(typ, v)
	if err != nil {
		return nil, err
	}
	var out []store.Resource
	for {
		page, err := s.Store.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, page.Matches...)
		if page.Next == "" {
			return out, nil
		}
		q.Page = page.Next
	}
}

// cared are the patients with an active device, in order.
func (s *Service) cared(ctx context.Context) ([]string, error) {
	return s.wearing(ctx, url.Values{})
}

// sent are the patients of whom a device has sent something within the silence that
// it may keep.
func (s *Service) sent(ctx context.Context, now time.Time) (map[string]bool, error) {
	ids, err := s.wearing(ctx, url.Values{"_has:Observation:device:date": {"ge" + now.Add(-silence).UTC().Format(time.RFC3339)}})
	out := map[string]bool{}
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// wearing are the patients with an active device of which v holds, in order.
func (s *Service) wearing(ctx context.Context, v url.Values) ([]string, error) {
	v.Set("status", "active")
	v.Set("patient:missing", "false")
	devices, err := s.query(ctx, "Device", v)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, d := range devices {
		var dev struct {
			Patient struct{ Reference string } `json:"patient"`
		}
		if err := json.Unmarshal(d.JSON, &dev); err != nil {
			return nil, fmt.Errorf("followup: decode device: %w", err)
		}
		if id := strings.TrimPrefix(dev.Patient.Reference, "Patient/"); id != "" {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
