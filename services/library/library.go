package library

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

//go:embed pages.html style.css
var files embed.FS

// Config is what the pages are made from. All members are required. Base is
// where the handler is mounted, such as "/knowledge".
type Config struct {
	Graph  *graph.Graph
	Base   string
	Logger *slog.Logger
}

// Library serves the pages.
type Library struct {
	cfg       Config
	catalogue *catalogue
	failing   []string
	pages     *template.Template
	style     []byte
}

// New lays the graph out and runs the test cases beside every rule once, so
// that the pages can say whether they hold.
func New(cfg Config) (*Library, error) {
	if cfg.Graph == nil || cfg.Base == "" || cfg.Logger == nil {
		return nil, errors.New("library: new: a part is missing")
	}
	c, err := newCatalogue(cfg.Graph)
	if err != nil {
		return nil, err
	}
	l := &Library{cfg: cfg, catalogue: c}
	for _, err := range logic.CheckContent(cfg.Graph) {
		l.failing = append(l.failing, err.Error())
	}
	l.pages, err = template.New("").Funcs(template.FuncMap{"at": at}).ParseFS(files, "pages.html")
	if err != nil {
		return nil, fmt.Errorf("library: pages: %w", err)
	}
	l.style, err = files.ReadFile("style.css")
	return l, err
}

// Handler serves the pages to staff; anybody else is refused.
func (l *Library) Handler() http.Handler {
	r := chi.NewRouter()
	r.Get("/style.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css; charset=utf-8")
		_, _ = w.Write(l.style) // a reader that went away is no error of ours
	})
	r.Group(func(r chi.Router) {
		r.Use(l.staffOnly)
		r.Get("/", l.home)
		r.Get("/kind/{kind}", l.list)
		r.Get("/item/{id}", l.item)
	})
	return r
}

func (l *Library) staffOnly(next http.Handler) http.Handler {
	staff := []actor.Role{actor.Doctor, actor.CareManager, actor.Operator, actor.Auditor, actor.Integrator}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a, err := actor.From(r.Context())
		switch {
		case err != nil:
			l.show(w, r, http.StatusUnauthorized, "refused", page{})
		case !slices.Contains(staff, a.Role):
			l.show(w, r, http.StatusForbidden, "refused", page{})
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// page is what every template is given.
type page struct {
	Base    string
	Lang    string
	Hash    string
	Query   string
	Groups  []group
	Group   group
	Item    *item
	Found   []*item
	Failing []string

	catalogue *catalogue
}

func (l *Library) home(w http.ResponseWriter, r *http.Request) {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	l.show(w, r, http.StatusOK, "home", page{Query: q, Groups: l.catalogue.groups, Found: l.catalogue.search(q), Failing: l.failing})
}

func (l *Library) list(w http.ResponseWriter, r *http.Request) {
	kind := chi.URLParam(r, "kind")
	i := slices.IndexFunc(l.catalogue.groups, func(g group) bool { return g.Kind == kind })
	if i < 0 {
		l.show(w, r, http.StatusNotFound, "missing", page{})
		return
	}
	l.show(w, r, http.StatusOK, "list", page{Group: l.catalogue.groups[i]})
}

func (l *Library) item(w http.ResponseWriter, r *http.Request) {
	it := l.catalogue.byID[chi.URLParam(r, "id")]
	if it == nil {
		l.show(w, r, http.StatusNotFound, "missing", page{})
		return
	}
	l.show(w, r, http.StatusOK, "item", page{Item: it, Failing: l.failing})
}

func (l *Library) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Base, p.Hash, p.catalogue, p.Lang = l.cfg.Base, l.cfg.Graph.Hash(), l.catalogue, lang(r)
	var b bytes.Buffer
	if err := l.pages.ExecuteTemplate(&b, name, p); err != nil {
		l.cfg.Logger.ErrorContext(r.Context(), "page", "component", "library", "op", name, "err", err)
		http.Error(w, outcome.New(outcome.Internal, "the page could not be made").Detail, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // a reader that went away is no error of ours
}

// lang is the ?lang of the address, then the browser's first language, Chinese
// for any other.
func lang(r *http.Request) string {
	asked := r.URL.Query().Get("lang")
	if asked == "" {
		asked = r.Header.Get("Accept-Language")
	}
	if strings.HasPrefix(strings.ToLower(asked), "en") {
		return "en"
	}
	return "zh"
}
