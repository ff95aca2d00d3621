package outbound

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Config is what outbound needs.
type Config struct {
	Store store.Store
	// Lease is of a store that several processes share: one of them sends, and
	// another goes on when it ends. nil means that there is one process.
	Lease  store.Leaser
	Site   site.Site
	Logger *slog.Logger
	Now    func() time.Time
	// Pause is the first pause after a failure; it doubles up to the
	// destination's Backoff. The default is a second.
	Pause time.Duration
}

// Service sends. Make it with New.
type Service struct {
	cfg       Config
	queues    map[string]*queue
	delivered metric.Int64Counter
}

const changesAtOnce = 500

// New checks the configuration and starts nothing.
func New(cfg Config) (*Service, error) {
	if cfg.Store == nil || cfg.Logger == nil || cfg.Now == nil {
		return nil, errors.New("outbound: Store, Logger and Now are required")
	}
	if cfg.Pause == 0 {
		cfg.Pause = time.Second
	}
	counter, err := otel.Meter("apricot.health/services/outbound").Int64Counter("apricot.hl7.sent", metric.WithDescription("HL7 v2 messages sent, by what became of them."))
	if err != nil {
		return nil, fmt.Errorf("outbound: meter: %w", err)
	}
	s := &Service{cfg: cfg, queues: map[string]*queue{}, delivered: counter}
	for _, d := range cfg.Site.Outbound {
		secure, err := cfg.Site.ClientTLS(d)
		if err != nil {
			return nil, fmt.Errorf("outbound: %w", err)
		}
		s.queues[d.Name] = &queue{to: d, tls: secure, wake: make(chan struct{}, 1)}
	}
	return s, nil
}

// Name is the component's name.
func (s *Service) Name() string { return "outbound" }

// Run plans and sends until ctx ends. A message that is on its way is waited
// for, as long as its answer may take. Of several processes on one database the
// others wait, ready, for the one that sends to end.
func (s *Service) Run(ctx context.Context, ready func()) error {
	ctx = actor.With(ctx, actor.System("outbound"))
	if len(s.queues) == 0 {
		ready()
		<-ctx.Done()
		return nil
	}
	if !s.until(ctx, "start", func() error { _, err := s.cursor(ctx); return err }) {
		return nil
	}
	ready()
	for ctx.Err() == nil {
		held, release := ctx, func() {}
		if s.cfg.Lease != nil {
			if !s.until(ctx, "lease", func() (err error) {
				held, release, err = s.cfg.Lease.Lease(ctx, "outbound")
				return err //nolint:wrapcheck // logged without content
			}) {
				return nil
			}
		}
		s.send(held)
		release()
	}
	return nil
}

// until tries do until it has no error; false when ctx ends before.
func (s *Service) until(ctx context.Context, op string, do func() error) bool {
	for do() != nil {
		if ctx.Err() == nil {
			s.cfg.Logger.WarnContext(ctx, "the ledger cannot be reached", "component", "outbound", "op", op)
		}
		if !sleep(ctx, s.cfg.Pause) {
			return false
		}
	}
	return ctx.Err() == nil
}

// send is the work of the one process that sends, until ctx ends.
func (s *Service) send(ctx context.Context) {
	if !s.until(ctx, "recover", func() error { return s.recover(ctx) }) {
		return
	}
	var wg sync.WaitGroup
	for _, q := range s.queues {
		wg.Go(func() { s.deliver(ctx, q) })
	}
	s.plan(ctx)
	wg.Wait()
}

// recover loads what former runs have left.
func (s *Service) recover(ctx context.Context) error {
	open, err := s.list(ctx, "requested", 0)
	if err != nil {
		return err
	}
	for _, q := range s.queues {
		q.empty()
	}
	for _, d := range open {
		if q := s.queues[d.Destination]; q != nil {
			q.add(d)
		}
	}
	return nil
}

// plan follows the change feed and writes the deliveries it asks for.
func (s *Service) plan(ctx context.Context) {
	for fails := 0; ctx.Err() == nil; {
		c, err := s.cursor(ctx)
		for err == nil && ctx.Err() == nil {
			err = s.step(ctx, &c)
			if err == nil {
				fails = 0
			}
		}
		if ctx.Err() != nil {
			return
		}
		s.cfg.Logger.WarnContext(ctx, "changes could not be planned", "component", "outbound", "op", "plan")
		fails++
		if !sleep(ctx, s.pause(fails, time.Minute)) {
			return
		}
	}
}

// step plans the next changes. The cursor is written with the deliveries; when
// there are none, only now and then, as its own write is a change too.
func (s *Service) step(ctx context.Context, c *cursor) error {
	if err := s.cfg.Store.Wait(ctx, c.read); err != nil {
		return fmt.Errorf("outbound: wait: %w", err)
	}
	changes, err := s.cfg.Store.Changes(ctx, c.read, changesAtOnce)
	if err != nil {
		return fmt.Errorf("outbound: changes: %w", err)
	}
	var due []Delivery
	for _, r := range changes {
		c.read = r.Seq
		if putBack(r) {
			if err := s.take(ctx, r.ID); err != nil {
				return err
			}
		}
		found, err := s.due(ctx, r)
		if err != nil {
			return err
		}
		due = append(due, found...)
	}
	if len(due) == 0 && c.read-c.Seq < 10*changesAtOnce {
		return nil
	}
	if err := s.commit(ctx, c, due); err != nil {
		return err
	}
	for _, d := range due {
		s.queues[d.Destination].add(d)
	}
	return nil
}

// take puts a delivery into its queue as it is stored now, if it still waits.
func (s *Service) take(ctx context.Context, task string) error {
	r, err := s.cfg.Store.Read(ctx, store.Key{Type: "Task", ID: task})
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("outbound: take: %w", err)
	}
	d, err := parseDelivery(r)
	if q := s.queues[d.Destination]; err == nil && q != nil && d.ControlID != "" && d.Status == "requested" {
		q.add(d)
	}
	return err
}

// putBack reports a delivery that somebody has put back, maybe in another
// process.
func putBack(r store.Resource) bool {
	if r.Type != "Task" || r.Deleted || r.Version == 1 {
		return false
	}
	d, err := parseDelivery(r)
	return err == nil && d.ControlID != "" && d.Status == "requested"
}

// pause is the pause after the n-th failure in a row: growing, at most longest,
// and spread, so that many senders do not come back at once.
func (s *Service) pause(n int, longest time.Duration) time.Duration {
	p := s.cfg.Pause
	for i := 1; i < n && p < longest; i++ {
		p *= 2
	}
	p = min(p, longest)
	return p/2 + time.Duration(rand.Int64N(int64(p/2)+1)) //nolint:gosec // spreading needs no secrecy
}

// sleep waits and reports whether ctx still holds.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

func (s *Service) count(ctx context.Context, to, what string) {
	s.delivered.Add(ctx, 1, metric.WithAttributes(attribute.String("destination", to), attribute.String("outcome", what)))
}
