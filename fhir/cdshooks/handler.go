package cdshooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// Config is what New needs. Services and Feedback are required.
type Config struct {
	Services []Service
	Feedback FeedbackSink
	// Origins are the browsers' origins that may call; "*" allows all. No
	// cookie is ever accepted: callers authenticate with Authorization.
	Origins []string
	Logger  *slog.Logger // nil discards
	// Timeout bounds one answer, 5 s when 0; EMRs stop waiting soon after.
	Timeout time.Duration
	// MaxBody limits request bodies in bytes, 8 MiB when 0.
	MaxBody int64
}

type handler struct {
	Config
	byID map[string]Service
}

// New is the handler below /cds-services, mounted with chi's Mount or
// http.StripPrefix. Discovery and preflight requests are for anyone; hook and
// feedback calls must carry an actor in their context. New panics when two
// services share an id or one is not fully described.
func New(cfg Config) http.Handler {
	if cfg.Feedback == nil {
		panic(errors.New("cdshooks: Feedback is required"))
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Timeout <= 0 {
		cfg.Timeout = 5 * time.Second
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = 8 << 20
	}
	h := &handler{Config: cfg, byID: map[string]Service{}}
	for _, s := range cfg.Services {
		d := s.Definition()
		if d.ID == "" || d.Hook == "" || d.Description == "" || h.byID[d.ID] != nil {
			panic(fmt.Errorf("cdshooks: service %q is incomplete or there twice", d.ID))
		}
		h.byID[d.ID] = s
	}
	r := chi.NewRouter()
	r.Use(h.cors, h.recovered)
	r.NotFound(func(w http.ResponseWriter, r *http.Request) {
		h.fail(w, r, outcome.New(outcome.NotFound, "there is nothing at this address"))
	})
	r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) {
		h.problem(w, http.StatusMethodNotAllowed, "this method is not served here", "")
	})
	r.Get("/", h.discover)
	r.Post("/{id}", h.hook)
	r.Post("/{id}/feedback", h.feedback)
	return r
}

func (h *handler) discover(w http.ResponseWriter, r *http.Request) {
	services := make([]ServiceDefinition, len(h.Services))
	for i, s := range h.Services {
		services[i] = s.Definition()
	}
	h.send(w, r, map[string]any{"services": services})
}

func (h *handler) hook(w http.ResponseWriter, r *http.Request) {
	s, body, err := h.call(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	req, err := ParseRequest(body, s.Definition().Hook)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.Timeout)
	defer cancel()
	res, err := s.Respond(ctx, req)
	if err == nil {
		err = res.Validate()
	}
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = outcome.Wrap(outcome.Unavailable, err, "the service did not answer in time")
		}
		h.fail(w, r, err)
		return
	}
	if res.Cards == nil {
		res.Cards = []Card{}
	}
	h.send(w, r, res)
}

func (h *handler) feedback(w http.ResponseWriter, r *http.Request) {
	s, body, err := h.call(w, r)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	f, err := ParseFeedback(body)
	if err == nil {
		err = h.Feedback.Feedback(r.Context(), s.Definition().ID, f)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// call is what hook and feedback calls have in common.
func (h *handler) call(w http.ResponseWriter, r *http.Request) (Service, []byte, error) {
	if _, err := actor.From(r.Context()); err != nil {
		return nil, nil, err
	}
	s := h.byID[chi.URLParam(r, "id")]
	if s == nil {
		return nil, nil, outcome.New(outcome.NotFound, "there is no such service")
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, nil, outcome.New(outcome.Invalid, "the body must be application/json")
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.MaxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, nil, outcome.New(outcome.TooLarge, "the body is larger than %d bytes", tooLarge.Limit)
	case err != nil:
		return nil, nil, outcome.Wrap(outcome.Invalid, err, "the body ended early")
	}
	return s, body, nil
}

func (h *handler) send(w http.ResponseWriter, r *http.Request, v any) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		h.fail(w, r, fmt.Errorf("cdshooks: encode: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write(out.Bytes()); err != nil {
		h.Logger.DebugContext(r.Context(), "the client went away", "component", "cdshooks")
	}
}

// fail answers an error and is the one place that logs.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind := outcome.KindOf(err)
	if kind.Status() >= http.StatusInternalServerError {
		who, _ := actor.From(r.Context())
		h.Logger.ErrorContext(r.Context(), "call failed", "component", "cdshooks", "actor", who.ID,
			"trace_id", who.TraceID, "kind", kind.String(), "error", err)
	}
	if kind == outcome.Unauthenticated {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	detail, path := outcome.Public(err)
	h.problem(w, kind.Status(), detail, path)
}

// problem writes problem+json (RFC 9457).
func (h *handler) problem(w http.ResponseWriter, status int, detail, path string) {
	p := map[string]any{"title": http.StatusText(status), "status": status, "detail": detail}
	if path != "" {
		p["path"] = path
	}
	body, err := json.Marshal(p)
	if err != nil { // strings always marshal
		panic(err)
	}
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that went away needs no answer
}

// recovered turns a panic, which is a bug, into a 500 for this call alone. The
// value of the panic could hold patient data and is not logged.
func (h *handler) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if p := recover(); p != nil {
				h.fail(w, r, fmt.Errorf("cdshooks: panic of type %T\n%s", p, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// cors lets browsers of the allowed origins call with Authorization
// (https://cds-hooks.hl7.org/2.0/#cors).
func (h *handler) cors(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Add("Vary", "Origin")
		if origin := r.Header.Get("Origin"); origin != "" && (slices.Contains(h.Origins, origin) || slices.Contains(h.Origins, "*")) {
			head.Set("Access-Control-Allow-Origin", origin)
			head.Set("Access-Control-Allow-Methods", "GET, POST, OPTIONS")
			head.Set("Access-Control-Allow-Headers", strings.Join([]string{"Authorization", "Content-Type", "Accept"}, ", "))
			head.Set("Access-Control-Max-Age", "600")
		}
		if r.Method == http.MethodOptions {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		next.ServeHTTP(w, r)
	})
}
