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
	"sync"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/graph"
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
	cfg   Config
	laid  func() (*catalogue, error)
	pages *template.Template
	style []byte
}

// New makes the pages. The graph is laid out for them by Prepare, or at the first
// look at one: that takes longer than all else at a start.
func New(cfg Config) (*Library, error) {
	if cfg.Graph == nil || cfg.Base == "" || cfg.Logger == nil {
		return nil, errors.New("library: new: a part is missing")
	}
	l := &Library{cfg: cfg, laid: sync.OnceValues(func() (*catalogue, error) { return newCatalogue(cfg.Graph) })}
	var err error
	l.pages, err = template.New("").Funcs(template.FuncMap{"at": at}).ParseFS(files, "pages.html")
	if err != nil {
		return nil, fmt.Errorf("library: pages: %w", err)
	}
	l.style, err = files.ReadFile("style.css")
	return l, err
}

// Prepare lays the graph out before anybody looks, for whom the first page would
// else take seconds.
func (l *Library) Prepare() error {
	_, err := l.laid()
	return err
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
		r.Get("/", l.of(l.home))
		r.Get("/cases", l.of(l.cases))
		r.Get("/kind/{kind}", l.of(l.list))
		r.Get("/item/{id}", l.of(l.item))
		r.Get("/*", l.of(func(*catalogue, *http.Request) (string, page) { return "missing", page{} }))
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
	Base   string
	Lang   string
	Hash   string
	Query  string
	Groups []group
	Group  group
	Item   *item
	Found  []*item
	// Near is true where nothing was found and Found are what is nearly called so.
	Near    bool
	Failing []string
	Site    graph.Site
	Aside   []aside
	Applies string

	catalogue *catalogue
}

// of makes a handler of what answers from the catalogue: the name of a template
// with what it is given.
func (l *Library) of(answer func(*catalogue, *http.Request) (string, page)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, err := l.laid()
		if err != nil {
			l.failed(w, r, "catalogue", err)
			return
		}
		name, p := answer(c, r)
		status := http.StatusOK
		if name == "missing" {
			status = http.StatusNotFound
		}
		p.catalogue = c
		l.show(w, r, status, name, p)
	}
}

func (l *Library) home(c *catalogue, r *http.Request) (string, page) {
	q := strings.TrimSpace(r.URL.Query().Get("q"))
	p := page{Query: q, Groups: c.groups, Found: c.search(q), Site: c.site, Aside: c.aside, Applies: c.applies}
	if len(p.Found) == 0 {
		p.Found = c.near(q)
		p.Near = len(p.Found) > 0
	}
	return "home", p
}

// cases runs the test cases beside the rules.
func (l *Library) cases(c *catalogue, r *http.Request) (string, page) {
	failing, err := c.failing()
	if err != nil {
		l.cfg.Logger.ErrorContext(r.Context(), "page", "component", "library", "op", "cases", "err", err)
		failing = []string{outcome.New(outcome.Internal, "the cases could not be run").Detail}
	}
	return "cases", page{Failing: failing}
}

func (l *Library) list(c *catalogue, r *http.Request) (string, page) {
	kind := chi.URLParam(r, "kind")
	i := slices.IndexFunc(c.groups, func(g group) bool { return g.Kind == kind })
	if i < 0 {
		return "missing", page{}
	}
	return "list", page{Group: c.groups[i]}
}

func (l *Library) item(c *catalogue, r *http.Request) (string, page) {
	it := c.byID[chi.URLParam(r, "id")]
	if it == nil {
		return "missing", page{}
	}
	return "item", page{Item: it}
}

func (l *Library) show(w http.ResponseWriter, r *http.Request, status int, name string, p page) {
	p.Base, p.Hash, p.Lang = l.cfg.Base, l.cfg.Graph.Hash(), lang(r)
	if p.catalogue == nil {
		p.catalogue = &catalogue{}
	}
	var b bytes.Buffer
	if err := l.pages.ExecuteTemplate(&b, name, p); err != nil {
		l.failed(w, r, name, err)
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

func (l *Library) failed(w http.ResponseWriter, r *http.Request, op string, err error) {
	l.cfg.Logger.ErrorContext(r.Context(), "page", "component", "library", "op", op, "err", err)
	http.Error(w, outcome.New(outcome.Internal, "the page could not be made").Detail, http.StatusInternalServerError)
}
