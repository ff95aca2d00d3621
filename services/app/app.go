package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/compliance/guard"
	"apricot.health/fhir/cdshooks"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/validate"
	"apricot.health/services/bulk"
	"apricot.health/services/feed"
	"apricot.health/services/outbound"
	"apricot.health/services/portal"
)

// Config says where things are. Addresses with port 0 pick a free port.
type Config struct {
	Data string // folder of the keys, the audit log and the SQLite file
	DB   string // postgres:// URL; empty is SQLite in Data
	HTTP string
	MLLP string
	MQTT string
	// PublicURL is how clients reach the web door, such as
	// "https://apricot.example"; empty is the address it listens on.
	PublicURL string
	// TLS of the web door and the device door. That of HL7 v2 is in its own
	// site file.
	TLS TLS
	// CDSClients are the EMRs that may call CDS Hooks with tokens of their own.
	CDSClients []cdshooks.Client
	// FrameAncestors are the origins that may show Apricot in a frame.
	FrameAncestors []string
	// DeleteMultiple lets a conditional FHIR delete end all that it finds.
	DeleteMultiple bool
	// Demo fills an empty store with the synthetic hospital and allows demo
	// logins. It is refused on any address but loopback.
	Demo bool
	// DecisionDeadline bounds one decision of the fence; 0 is the fence's own.
	// What is not decided by then is blocked.
	DecisionDeadline time.Duration
	// OTLP is the URL of a trace collector; empty sends no traces.
	OTLP   string
	Logger *slog.Logger
	Now    func() time.Time
}

// database is what both drivers give.
type database interface {
	store.Store
	store.Inbox
	store.Indexer
	Ping(ctx context.Context) error
}

// App is the whole server.
type App struct {
	cfg        Config
	live       atomic.Pointer[rooms]
	decisions  *decisions
	db         database
	guarded    *guard.Store
	log        *audit.Log
	feed       *feed.Feed
	exports    *bulk.Exporter
	outbound   *outbound.Service
	signer     *portal.Signer
	telemetry  telemetry
	lifecycle  atomic.Pointer[lifecycle]
	http, mqtt net.Listener
	front      *front
	held       *os.File // nil where nothing is held
}

// New opens the store and builds the rooms. It binds the HTTP address first, where
// only the probes are answered before Run is ready, and the MQTT address last. Close
// must be called when Run is not.
func New(ctx context.Context, cfg Config) (*App, error) {
	if cfg.Demo {
		if err := loopbackOnly(cfg.HTTP, cfg.MLLP, cfg.MQTT); err != nil {
			return nil, err
		}
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	a := &App{cfg: cfg}
	if cfg.DB == "" {
		var err error
		if a.held, err = hold(cfg.Data); err != nil {
			return nil, err
		}
	}
	if err := a.build(ctx); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	debug.FreeOSMemory() // what building the indexes needed is more than what stays
	return a, nil
}

// OpenDatabase opens the store that a configuration names, unguarded. It is for
// the app itself and for offline commands.
func OpenDatabase(ctx context.Context, cfg Config) (database, error) {
	if strings.HasPrefix(cfg.DB, "postgres://") || strings.HasPrefix(cfg.DB, "postgresql://") {
		return postgres.Open(ctx, postgres.Config{URL: cfg.DB, Logger: cfg.Logger, Now: cfg.Now, Zone: Zone()})
	}
	if cfg.DB != "" {
		return nil, errors.New("app: the database is a postgres:// URL, or empty for SQLite in the data folder")
	}
	return sqlite.Open(ctx, sqlite.Config{Path: filepath.Join(cfg.Data, databaseFile), Logger: cfg.Logger, Now: cfg.Now, Zone: Zone()})
}

// Zone is where dates and times without an offset are: China has one zone.
func Zone() *time.Location { return time.FixedZone("UTC+8", 8*60*60) }

func (a *App) build(ctx context.Context) error {
	steps := []func(context.Context) error{a.bindWeb, a.openStore, a.buildKnowledge, a.buildServices, a.bindDevices}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
	}
	a.lifecycle.Store(newLifecycle(a.components()))
	return nil
}

func (a *App) openStore(ctx context.Context) error {
	db, err := OpenDatabase(ctx, a.cfg)
	if err != nil {
		return err
	}
	a.db, a.guarded = db, guarded(db, a.cfg.Now)
	key, err := auditSigner(a.cfg.Data)
	if err != nil {
		return err
	}
	a.log, err = audit.OpenLog(filepath.Join(a.cfg.Data, "audit"), db, key)
	return err
}

// guarded is the store that everything above it sees: access and audit first,
// then validation, then the database.
func guarded(db store.Store, now func() time.Time) *guard.Store {
	return guard.New(validate.Store{Store: db}, now)
}

func (a *App) buildKnowledge(ctx context.Context) error {
	told := a.tellUnbuilt(ctx, Unbuilt())
	k, err := NewKnowledge(ctx, a.cfg.Now, a.cfg.Data)
	if err != nil {
		return err
	}
	told()
	k.Fence = k.Fence.Within(a.cfg.DecisionDeadline)
	a.decisions = k.decisions
	r, err := newRooms(k, a.guarded, a.cfg, a.base())
	if err != nil {
		return err
	}
	a.live.Store(r)
	a.telemetry, err = newTelemetry(ctx, a.cfg.OTLP)
	return err
}

func (a *App) buildServices(_ context.Context) error {
	var err error
	if a.feed, err = newFeed(a.cfg, a.guarded, a.db); err != nil {
		return err
	}
	a.exports, err = bulk.NewExporter(bulk.ExportConfig{
		Store: a.guarded, Readable: a.guarded.Readable, Dir: filepath.Join(a.cfg.Data, "export"), Now: a.cfg.Now, Logger: a.cfg.Logger,
	})
	if err != nil {
		return err //nolint:wrapcheck // names its room
	}
	if a.outbound, err = newOutbound(a.cfg, a.db, a.guarded); err != nil {
		return err
	}
	a.signer, err = SignerOf(a.cfg.Data, a.cfg.Now)
	return err
}

func (a *App) bindWeb(ctx context.Context) error {
	var err error
	if a.http, err = a.cfg.TLS.listen(ctx, a.cfg.HTTP, "h2", "http/1.1"); err != nil {
		return fmt.Errorf("app: http: %w", err)
	}
	a.front = newFront(a.http, a.starting)
	return nil
}

func (a *App) bindDevices(ctx context.Context) error {
	var err error
	if a.mqtt, err = a.cfg.TLS.listen(ctx, a.cfg.MQTT); err != nil {
		return fmt.Errorf("app: mqtt: %w", err)
	}
	return nil
}

// Run serves until ctx ends and then stops everything in reverse order.
func (a *App) Run(ctx context.Context, ready func()) error {
	err := errors.Join(a.lifecycle.Load().Run(ctx, ready), a.front.close())
	if a.held != nil {
		err = errors.Join(err, a.held.Close())
	}
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), DefaultGrace)
	defer cancel()
	return errors.Join(err, a.telemetry.stop(stopCtx))
}

// Close releases what New opened, when Run was not called.
func (a *App) Close() error {
	var errs []error
	if a.front != nil {
		errs = append(errs, a.front.close())
	}
	if a.mqtt != nil {
		errs = append(errs, a.mqtt.Close())
	}
	if a.log != nil {
		errs = append(errs, a.log.Close())
	}
	if a.db != nil {
		errs = append(errs, a.db.Close())
	}
	if a.held != nil {
		errs = append(errs, a.held.Close())
	}
	return errors.Join(errs...)
}

// Addrs are the addresses that are served, by door: http, mllp, mqtt. That of
// mllp is known once Run is ready.
func (a *App) Addrs() map[string]string {
	addrs := map[string]string{"http": a.http.Addr().String(), "mqtt": a.mqtt.Addr().String()}
	if mllp := a.feed.Addr(); mllp != "" {
		addrs["mllp"] = mllp
	}
	return addrs
}

func loopbackOnly(addrs ...string) error {
	for _, addr := range addrs {
		host, _, err := net.SplitHostPort(addr)
		if err != nil {
			return fmt.Errorf("app: address %q: %w", addr, err)
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return fmt.Errorf("app: the demo serves on loopback only, not on %q", addr)
		}
	}
	return nil
}
