package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

const scope = "apricot.health/services/feed"

// Config is what the feed needs. Zero limits take the defaults beside them.
type Config struct {
	// Addr is where to listen; port 0 picks one, which Addr then tells.
	Addr string
	// TLS, when set, is spoken on every connection.
	TLS   *tls.Config
	Store store.Store
	Inbox store.Inbox
	// Match is what messages are matched with by identifier; the default is
	// Store. See finder.
	Match store.Reader
	// Mapping is nil for the standard one.
	Mapping *mapping.Mapper
	Logger  *slog.Logger
	Now     func() time.Time

	// Peers, Limits and KnownPeersOnly are those of the site file.
	Peers          []site.Peer
	Limits         site.Limits
	KnownPeersOnly bool

	MaxMessage   int           // bytes of one message, 8 MiB
	MaxPeers     int           // connections at a time, 128
	IdleTimeout  time.Duration // between messages, 15 minutes
	FrameTimeout time.Duration // for one message to arrive, and for an answer to leave, 30 s
	MapTimeout   time.Duration // before the answer goes out without the mapping, 5 s
	Retry        time.Duration // pause of the mapper loop, 2 s
	Mappers      int           // messages of the inbox that are mapped at a time, two more than processors
}

func (c *Config) defaults() {
	set(&c.MaxMessage, 8<<20)
	set(&c.MaxPeers, 128)
	set(&c.IdleTimeout, 15*time.Minute)
	set(&c.FrameTimeout, 30*time.Second)
	set(&c.MapTimeout, 5*time.Second)
	set(&c.Retry, 2*time.Second)
	set(&c.Mappers, runtime.GOMAXPROCS(0)+2)
	if c.Match == nil {
		c.Match = c.Store
	}
	if c.Mapping == nil {
		c.Mapping = mapping.Standard()
	}
}

func set[T comparable](v *T, to T) {
	var zero T
	if *v == zero {
		*v = to
	}
}

// Feed is the component. Make it with New.
type Feed struct {
	cfg      Config
	tracer   trace.Tracer
	messages metric.Int64Counter
	addr     atomic.Value // string
	mapper   atomic.Pointer[mapping.Mapper]
	answers  atomic.Int64
	peers    sync.WaitGroup
	limits   *peers
	left     chan struct{} // a message was left to the loop
	shared   shared
	plans    plans

	mu       sync.Mutex
	inflight map[string]int
	attempts map[int64]int

	known map[string]bool // message types, for labels
}

// New checks the configuration and starts nothing.
func New(cfg Config) (*Feed, error) {
	if cfg.Store == nil || cfg.Inbox == nil || cfg.Logger == nil || cfg.Now == nil {
		return nil, errors.New("feed: Store, Inbox, Logger and Now are required")
	}
	cfg.defaults()
	counter, err := otel.Meter(scope).Int64Counter("apricot.hl7.messages", metric.WithDescription("HL7 v2 messages by type and what became of them."))
	if err != nil {
		return nil, fmt.Errorf("feed: meter: %w", err)
	}
	known := map[string]bool{}
	for _, typ := range cfg.Mapping.Types() {
		known[typ] = true
	}
	f := &Feed{
		cfg: cfg, tracer: otel.Tracer(scope), messages: counter,
		inflight: map[string]int{}, attempts: map[int64]int{}, known: known, left: make(chan struct{}, 1),
		limits: newPeers(cfg.Peers, cfg.Limits, cfg.KnownPeersOnly),
	}
	f.Use(cfg.Mapping)
	return f, nil
}

// Name is the component's name.
func (f *Feed) Name() string { return "feed" }

// Addr is the address that is listened on, "" before that.
func (f *Feed) Addr() string {
	s, _ := f.addr.Load().(string)
	return s
}

// Run maps what a former run left over, listens, calls ready, and serves until
// ctx ends. Messages that are being worked on then are still answered.
func (f *Feed) Run(ctx context.Context, ready func()) error {
	ctx = actor.With(ctx, actor.System("feed"))
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", f.cfg.Addr)
	if err != nil {
		return fmt.Errorf("feed: listen: %w", err)
	}
	if f.cfg.TLS != nil {
		l = tls.NewListener(l, f.cfg.TLS)
	}
	f.addr.Store(l.Addr().String())
	f.sweep(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { f.loop(ctx) })
	wg.Go(func() {
		<-ctx.Done()
		_ = l.Close()
	})
	ready()
	err = f.accept(ctx, l)
	wg.Wait()
	f.peers.Wait()
	return err
}

// accept takes connections until the listener is closed.
func (f *Feed) accept(ctx context.Context, l net.Listener) error {
	slots := make(chan struct{}, f.cfg.MaxPeers)
	for {
		conn, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil //nolint:nilerr // the listener was closed to stop
			}
			var ne net.Error
			if errors.As(err, &ne) && ne.Timeout() {
				continue
			}
			return fmt.Errorf("feed: accept: %w", err)
		}
		select {
		case slots <- struct{}{}:
		default:
			f.cfg.Logger.WarnContext(ctx, "too many connections", "component", "feed", "op", "accept")
			_ = conn.Close()
			continue
		}
		f.peers.Go(func() {
			defer func() { <-slots }()
			f.serve(ctx, conn)
		})
	}
}

// label is a type as it may be told: what a sender makes up is "other".
func (f *Feed) label(typ string) string {
	if !f.known[typ] {
		return "other"
	}
	return typ
}

// count adds to apricot_hl7_messages_total. Only known types become labels.
func (f *Feed) count(ctx context.Context, typ, what string) {
	f.messages.Add(ctx, 1, metric.WithAttributes(attribute.String("type", f.label(typ)), attribute.String("outcome", what)))
}

// mapping is the mapping in force.
func (f *Feed) mapping() *mapping.Mapper { return f.mapper.Load() }

// Use puts another mapping in force, for the messages that come from now on
// and for replays.
func (f *Feed) Use(m *mapping.Mapper) {
	f.mapper.Store(m)
	f.plans.clear()
}

// Replay puts a quarantined message back and maps it now. It returns the error
// that keeps the message in quarantine, if there still is one.
func (f *Feed) Replay(ctx context.Context, id int64) error {
	m, err := f.cfg.Inbox.Message(ctx, id)
	if err != nil {
		return fmt.Errorf("feed: replay: %w", err)
	}
	if m.Status == store.Mapped {
		return outcome.New(outcome.Conflict, "the message is mapped already")
	}
	if m.Status == store.Quarantined {
		batch := store.Batch{Settle: []store.Settlement{{ID: id, Status: store.Pending}}}
		if _, err := f.cfg.Store.Apply(ctx, batch); err != nil {
			return fmt.Errorf("feed: replay: %w", err)
		}
	}
	return f.mapStored(ctx, m)
}

// Submit takes one message that did not come over the network, such as from a
// file, exactly as one that did, and gives its last answer; nil when the
// message asks for none.
func (f *Feed) Submit(ctx context.Context, raw []byte) ([]byte, error) {
	var last []byte
	err := f.receive(ctx, raw, nil, func(answer []byte) error {
		last = answer
		return nil
	})
	return last, err
}
