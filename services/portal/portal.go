package portal

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/outcome"
)

// Config is what the portal is joined from. All is required but Demo and what
// stands below it.
type Config struct {
	Previsit Previsit
	Links    Links
	Doctor   Doctor
	Care     Care
	Vitals   Vitals
	Signer   *Signer
	Now      func() time.Time
	Logger   *slog.Logger

	// Inbox serves /api/inbox; nil leaves it out.
	Inbox Inbox
	// Outbox serves /api/outbox; nil leaves it out.
	Outbox Outbox
	// Fence serves /api/fence; nil leaves it out.
	Fence Fence
	// Pages are further handlers for people, by the path they are mounted at.
	// They are given the actor of a session and the portal's security headers,
	// and decide themselves whom they serve.
	Pages map[string]http.Handler

	Demo Demo // nil outside a demonstration
	// FrameAncestors are the origins that may show Apricot in a frame, such
	// as the EMR's. None means nobody.
	FrameAncestors []string
	// BaseURL stands before the path of visit links: "https://apricot.example".
	BaseURL string
	// TLSProxy says that a proxy before the portal speaks TLS with browsers,
	// so that cookies are Secure although requests arrive without it.
	TLSProxy bool
}

// Portal serves the API and the screens.
type Portal struct {
	cfg     Config
	policy  string
	screens screens
	ended   endedSessions
	opens   *limiter
}

// opensPerMinute bounds the visit links that one address may try. Many
// patients of a hospital may share one.
const opensPerMinute = 120

// New makes a Portal. It starts nothing.
func New(cfg Config) (*Portal, error) {
	if cfg.Previsit == nil || cfg.Links == nil || cfg.Doctor == nil || cfg.Care == nil || cfg.Vitals == nil ||
		cfg.Signer == nil || cfg.Now == nil || cfg.Logger == nil {
		return nil, errors.New("portal: new: a part is missing")
	}
	policy, err := policy(cfg.FrameAncestors)
	if err != nil {
		return nil, err
	}
	s, err := embedded()
	if err != nil {
		return nil, fmt.Errorf("portal: screens: %w", err)
	}
	return &Portal{cfg: cfg, policy: policy, screens: s, opens: newLimiter(opensPerMinute, cfg.Now)}, nil
}

// Mount puts the API and the screens on a router.
func (p *Portal) Mount(r chi.Router) {
	r.Group(func(r chi.Router) {
		r.Use(p.secure, p.recovered, p.Authenticate)
		p.api(r)
		r.HandleFunc("/api/*", func(w http.ResponseWriter, r *http.Request) {
			p.refuse(w, r, outcome.New(outcome.NotFound, "there is no such operation"))
		})
		for path, h := range p.cfg.Pages {
			r.Mount(path, http.StripPrefix(path, h))
		}
		p.screens.mount(r)
	})
}

// api registers every operation and the document that describes them.
func (p *Portal) api(r chi.Router) huma.API {
	cfg := huma.DefaultConfig("Apricot", "1.0.0")
	cfg.Info.Description = "The API of Apricot's screens, devices and neighbours."
	cfg.OpenAPIPath = "/api/openapi"
	cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", nil
	cfg.Transformers = []huma.Transformer{plain}
	api := humachi.New(r, cfg)
	p.sessionRoutes(api)
	p.visitRoutes(api)
	p.doctorRoutes(api)
	p.careRoutes(api)
	p.deviceRoutes(api)
	p.inboxRoutes(api)
	p.outboxRoutes(api)
	p.fenceRoutes(api)
	describe(api.OpenAPI())
	return api
}

// describe mends the document where huma's own view differs from what is sent.
func describe(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas.Map()
	if e := schemas["ErrorModel"]; e != nil {
		for _, unsent := range []string{"errors", "type", "instance"} {
			delete(e.Properties, unsent)
		}
		e.Required = []string{"title", "status", "detail"}
	}
	if post := doc.Paths[vitalsPath].Post; post != nil {
		post.RequestBody.Content["application/json"].Schema = &huma.Schema{
			Type:        huma.TypeObject,
			Description: "a FHIR R4 Bundle of Observations, or {device, readings: [{metric, value, unit, at, seq?}]}",
		}
	}
	for schema, members := range map[string][]string{"Conversation": {"question", "emergency", "summary"}, "PatientPage": {"summary"}} {
		for _, m := range members {
			if prop := schemas[schema].Properties[m]; prop != nil && prop.Ref != "" {
				schemas[schema].Properties[m] = &huma.Schema{AnyOf: []*huma.Schema{{Ref: prop.Ref}, {Type: "null"}}}
			}
		}
	}
}
