// Package rest serves a FHIR R4 repository over HTTP, one file for each
// interaction (http://hl7.org/fhir/R4/http.html). It decides nothing about who
// may do what: the store it is given is guarded. Every failure is answered
// with an OperationOutcome.
package rest

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
)

// DefaultMaxBody is the size limit of a request body when Config names none.
const DefaultMaxBody = 32 << 20

// Config is what New needs. Store, BaseURL and Now are required.
type Config struct {
	// Store is guarded already: compliance/guard.
	Store store.Store
	// BaseURL is what stands before "/Patient/1" for clients, such as
	// "https://apricot.example/fhir". Links and Locations are made with it.
	BaseURL string
	Now     func() time.Time
	Logger  *slog.Logger // nil discards
	// Version of the software in the CapabilityStatement.
	Version string
	// Exports runs $export; nil does not serve it.
	Exports Exports
	// DeleteMultiple lets a conditional delete end all that its search finds,
	// up to store.MaxMultiple; otherwise more than one match is refused with 412
	// (FHIR R4, http.html#3.1.0.7.1).
	DeleteMultiple bool
	// MaxBody limits request bodies in bytes; 0 is DefaultMaxBody.
	MaxBody int64
}

type handler struct {
	Config
	capabilities []byte
}

// New is the handler of everything below BaseURL. It serves paths relative to
// where it is mounted: with chi's Mount or http.StripPrefix. Every request but
// one for /metadata must carry an actor in its context. New panics when a
// required member of cfg is missing.
func New(cfg Config) http.Handler {
	if cfg.Store == nil || cfg.Now == nil || cfg.BaseURL == "" {
		panic(errors.New("rest: Store, BaseURL and Now are required"))
	}
	cfg.BaseURL = strings.TrimRight(cfg.BaseURL, "/")
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.MaxBody <= 0 {
		cfg.MaxBody = DefaultMaxBody
	}
	h := &handler{Config: cfg}
	h.capabilities = capabilityStatement(cfg)
	return h.routes()
}

func (h *handler) routes() http.Handler {
	r := chi.NewRouter()
	r.Use(h.recovered, middleware.GetHead)
	r.NotFound(h.do(func(*http.Request) (answer, error) {
		return answer{}, outcome.New(outcome.NotFound, "there is nothing at this address")
	}))
	r.MethodNotAllowed(h.do(func(*http.Request) (answer, error) {
		return answer{}, withStatus(http.StatusMethodNotAllowed, outcome.New(outcome.NotSupported, "this method is not served here"))
	}))
	r.Get("/metadata", h.do(h.metadata))
	r.Group(func(r chi.Router) {
		r.Use(h.withActor)
		r.Post("/", h.do(h.bundle))
		r.Get("/_history", h.do(h.historyRequest))
		if h.Exports != nil {
			h.exportRoutes(r)
		}
		r.Get("/{type}", h.do(h.searchRequest))
		r.Post("/{type}", h.do(h.create))
		r.Put("/{type}", h.do(h.update))
		r.Patch("/{type}", h.do(h.patch))
		r.Delete("/{type}", h.do(h.remove))
		r.Post("/{type}/_search", h.do(h.searchRequest))
		r.Post("/{type}/$validate", h.do(h.validateRequest))
		r.Get("/{type}/_history", h.do(h.historyRequest))
		r.Get("/{type}/{id}", h.do(h.readRequest))
		r.Put("/{type}/{id}", h.do(h.update))
		r.Patch("/{type}/{id}", h.do(h.patch))
		r.Delete("/{type}/{id}", h.do(h.remove))
		r.Post("/{type}/{id}/$validate", h.do(h.validateRequest))
		r.Get("/{type}/{id}/$everything", h.do(h.everythingRequest))
		r.Post("/{type}/{id}/$everything", h.do(h.everythingRequest))
		r.Get("/{type}/{id}/_history", h.do(h.historyRequest))
		r.Get("/{type}/{id}/_history/{version}", h.do(h.vreadRequest))
		r.Get("/{type}/{id}/{member}", h.do(h.compartmentRequest))
		r.Post("/{type}/{id}/{member}/_search", h.do(h.compartmentRequest))
	})
	return r
}

// key is the type and id of the request's path, checked.
func key(r *http.Request) (store.Key, error) {
	return checkKey(chi.URLParam(r, "type"), chi.URLParam(r, "id"))
}

// addressed is the key in the request's path and its query.
func addressed(r *http.Request) (k store.Key, q url.Values, err error) {
	if k, err = key(r); err == nil {
		q, err = parseQuery(r.URL.RawQuery)
	}
	return k, q, err
}

// checkKey checks a type and, unless it is empty, an id.
func checkKey(typ, id string) (store.Key, error) {
	k := store.Key{Type: typ, ID: id}
	if typ != "" && !served(typ) {
		return k, outcome.New(outcome.NotFound, "this resource type is not served")
	}
	if id != "" && !r4.ValidID(id) {
		return k, outcome.New(outcome.NotFound, "this is not a FHIR id")
	}
	return k, nil
}

// served are all resource types of FHIR R4 but Parameters, which has no life
// of its own. What an actor may do with each is for the guard to say.
func served(typ string) bool { return validate.Known(typ) && typ != "Parameters" }

// parseQuery reads a query string and says so when it cannot be read.
func parseQuery(raw string) (url.Values, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return nil, outcome.New(outcome.Invalid, "the query string cannot be read")
	}
	return q, nil
}
