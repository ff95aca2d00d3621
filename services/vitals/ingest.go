package vitals

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/record"
)

// Config is what the service works with.
type Config struct {
	Store  store.Store // guarded
	Graph  *graph.Graph
	Now    func() time.Time
	Logger *slog.Logger
	// Base is the URL at which this server's FHIR resources are named; empty
	// takes relative references only.
	Base string
}

// Service takes readings in.
type Service struct {
	Config
	readings metric.Int64Counter
	record   *record.Reader
	watched  map[string][]concern
}

// New makes a Service. It starts nothing.
func New(cfg Config) (*Service, error) {
	counter, err := otel.Meter("apricot.health/services/vitals").Int64Counter("apricot.vitals.readings",
		metric.WithDescription("Readings by metric and what became of them."))
	if err != nil {
		return nil, fmt.Errorf("vitals: meter: %w", err)
	}
	return &Service{Config: cfg, readings: counter, record: record.New(cfg.Graph), watched: watched(cfg.Graph)}, nil
}

// The outcomes of one reading.
const (
	Stored      = "stored"
	Duplicate   = "duplicate"
	Quarantined = "quarantined"
	Rejected    = "rejected"
)

// Result tells what became of one reading. Rejected readings are not kept: the
// sender must mend and send them again. Quarantined ones are.
type Result struct {
	Index       int    `json:"index"`
	Status      string `json:"status"`
	Reason      string `json:"reason,omitempty"`
	Observation string `json:"observation,omitempty"`
}

// maxBatch bounds one batch.
const maxBatch = 500

// Ingest stores the readings of one device in one commit and returns one
// result for each, in order. When it returns nil everything not rejected is on
// disk, alerts included. A reading that names somebody else than the device's
// patient refuses them all: the device may have been mixed up, and then none of
// its readings is the patient's.
func (s *Service) Ingest(ctx context.Context, device string, readings []Reading) ([]Result, error) {
	if len(readings) == 0 {
		return nil, outcome.At(outcome.Invalid, "readings", "there is no reading")
	}
	if len(readings) > maxBatch {
		return nil, outcome.At(outcome.TooLarge, "readings", "at most %d readings at a time", maxBatch)
	}
	d, err := s.device(ctx, device)
	if err != nil {
		return nil, err
	}
	patient := patientOf(d)
	if patient == "" || d.Status != "active" {
		return nil, outcome.New(outcome.Forbidden, "the device is bound to no patient")
	}
	for i, r := range readings {
		if r.Subject != "" && !bound(r.Subject, s.Base, patient) {
			return nil, outcome.At(outcome.Forbidden, fmt.Sprintf("readings[%d].subject", i),
				"reading %d names another patient than the one that its device is bound to, or one that cannot be told; nothing was stored", i+1)
		}
	}
	own := s.own(ctx, "Device/"+device)
	b := newBatch(device, patient, s.Now())
	for i, r := range readings {
		if err := b.add(i, r); err != nil {
			return nil, err
		}
	}
	return s.commit(own, b)
}

// batch collects what one Ingest will write.
type batch struct {
	device, patient string
	now             time.Time
	results         []Result
	ops             []store.Op
	// index of each op's result, and the readings that may raise an alert.
	of    []int
	fresh []accepted
	seen  map[string]bool
}

type accepted struct {
	op     int
	metric Metric
	value  float64
	at     time.Time
}

func newBatch(device, patient string, now time.Time) *batch {
	return &batch{device: device, patient: patient, now: now, seen: map[string]bool{}}
}

func (b *batch) add(i int, r Reading) error {
	m, value, reason, rejected := check(r, b.now)
	res := Result{Index: i, Status: Stored, Reason: reason}
	switch {
	case rejected:
		res.Status = Rejected
		b.results = append(b.results, res)
		return nil
	case b.seen[identity(b.device, r)]:
		res.Status = Duplicate
		b.results = append(b.results, res)
		return nil
	case reason != "":
		res.Status = Quarantined
	}
	b.seen[identity(b.device, r)] = true
	resource := observation(b.device, b.patient, m, r, value, b.now)
	if reason != "" {
		resource = b.aside(r, reason)
	} else {
		b.fresh = append(b.fresh, accepted{op: len(b.ops), metric: m, value: value, at: r.At})
	}
	body, err := json.Marshal(resource)
	if err != nil {
		return fmt.Errorf("vitals: encode reading: %w", err)
	}
	b.ops = append(b.ops, store.Op{
		Verb: store.Create, Type: resource["resourceType"].(string), Body: body,
		IfNoneExist: "identifier=" + readingSystem + "|" + identity(b.device, r),
	})
	b.of = append(b.of, len(b.results))
	b.results = append(b.results, res)
	return nil
}

// aside is the DetectedIssue that keeps a reading which cannot be trusted.
func (b *batch) aside(r Reading, reason string) map[string]any {
	return map[string]any{
		"resourceType":       "DetectedIssue",
		"status":             "preliminary",
		"identifier":         []map[string]any{{"system": readingSystem, "value": identity(b.device, r)}},
		"code":               map[string]any{"text": "reading set aside"},
		"patient":            map[string]any{"reference": "Patient/" + b.patient},
		"identifiedDateTime": b.now.UTC().Format(time.RFC3339),
		"detail":             fmt.Sprintf("%s: %s %s %s at %s", reason, r.Metric, number(r.Value), r.Unit, r.At.Format(time.RFC3339Nano)),
		"implicated":         []map[string]any{{"reference": "Device/" + b.device}},
	}
}

func rawNumber(f float64) json.Number { return json.Number(number(f)) }

// commit writes the batch with the alert it raises. When another batch raised
// an alert for the patient meanwhile, it looks again.
func (s *Service) commit(ctx context.Context, b *batch) ([]Result, error) {
	const tries = 4
	for try := 1; ; try++ {
		alert, err := s.alert(ctx, b)
		if err != nil {
			return nil, err
		}
		ops := append(append([]store.Op{}, b.ops...), alert...)
		if len(ops) == 0 {
			s.count(ctx, b)
			return b.results, nil
		}
		applied, err := s.Store.Apply(ctx, store.Batch{Ops: ops})
		if try < tries && (outcome.Is(err, outcome.PreconditionFailed) || outcome.Is(err, outcome.Conflict)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for i, at := range b.of {
			if applied[i].Unchanged {
				b.results[at].Status = Duplicate
			}
			b.results[at].Observation = applied[i].String()
		}
		s.count(ctx, b)
		return b.results, nil
	}
}

func (s *Service) count(ctx context.Context, b *batch) {
	byStatus := map[string]int64{}
	for _, r := range b.results {
		byStatus[r.Status]++
	}
	for status, n := range byStatus {
		s.readings.Add(ctx, n, metric.WithAttributes(attribute.String("outcome", status)))
	}
}
