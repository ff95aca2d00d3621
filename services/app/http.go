package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/rest"
	"apricot.health/services/portal"
)

// The bounds of an HTTP connection: a phone on a poor network is slow, a
// client that never ends its headers is an attack.
const (
	readHeaderTimeout = 10 * time.Second
	idleTimeout       = 2 * time.Minute
	readyTimeout      = 2 * time.Second
)

// fhirPath is where the FHIR door is.
const fhirPath = "/fhir"

// runHTTP serves the web door until ctx ends, then lets requests finish.
func (a *App) runHTTP(ctx context.Context, ready func()) error {
	handler, err := a.handler()
	if err != nil {
		return err
	}
	a.front.behind.Store(&handler)
	return a.front.run(ctx, ready)
}

// handler is the whole web door: probes, FHIR, CDS Hooks, the portal.
func (a *App) handler() (http.Handler, error) {
	base := a.base()
	cfg := portal.Config{
		Previsit: portalPrevisit{a.now}, Links: portalLinks{a.now}, Doctor: doctorDesk{a.now},
		Care: portalCare{a.now}, Vitals: portalVitals{a.now},
		Signer: a.signer, Now: a.cfg.Now, Logger: a.cfg.Logger, BaseURL: base,
		FrameAncestors: a.cfg.FrameAncestors, TLSProxy: strings.HasPrefix(base, "https://"),
	}
	cfg.Outbox = portalOutbox{a.outbound}
	cfg.Fence = portalFence{a}
	cfg.Inbox = portalInbox{inbox: a.guarded.Inbox(a.db), feed: a.feed, data: a.cfg.Data}
	if a.cfg.Demo {
		cfg.Demo = &portalDemo{app: a}
	}
	cfg.Pages = map[string]http.Handler{"/knowledge": a.current(func(r *rooms) http.Handler { return r.pages })}
	p, err := portal.New(cfg)
	if err != nil {
		return nil, err
	}
	r := chi.NewRouter()
	r.Get("/livez", alive)
	r.Get("/readyz", a.ready)
	r.Method(http.MethodGet, "/metrics", a.telemetry.metrics)
	r.Group(func(r chi.Router) {
		r.Use(p.Authenticate)
		r.Mount(fhirPath, http.StripPrefix(fhirPath, rest.New(rest.Config{
			Store: a.guarded, BaseURL: base + fhirPath, Now: a.cfg.Now, Logger: a.cfg.Logger, Exports: a.exports,
			DeleteMultiple: a.cfg.DeleteMultiple,
		})))
	})
	hooks, err := a.cdsHooks(base, p.Authenticate)
	if err != nil {
		return nil, err
	}
	r.Mount("/cds-services", hooks)
	p.Mount(r)
	return traced(r)
}

// ready tells the state of every component, and that the database answers.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), readyTimeout)
	defer cancel()
	components := a.lifecycle.Load().Statuses()
	status := http.StatusOK
	for _, s := range components {
		if s != Ready {
			status = http.StatusServiceUnavailable
		}
	}
	database := "ok"
	if err := a.db.Ping(ctx); err != nil {
		status, database = http.StatusServiceUnavailable, "unavailable"
	}
	k := a.now().Knowledge
	writeJSON(w, status, object{"components": components, "database": database, "knowledge": k.Graph.Hash(), "policy": k.Fence.Policy().Hash()})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that went away is no error of ours
}
