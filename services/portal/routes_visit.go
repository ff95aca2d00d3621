package portal

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

type conversation = body[Conversation]

// NewLink is a visit link to send to a patient.
type NewLink struct {
	URL string `json:"url"`
}

func (p *Portal) visitRoutes(api huma.API) {
	handle(p, api, route{
		method: http.MethodPost, path: "/api/visit-links", id: "invite", summary: "Make a single-use link for a patient",
		roles: []actor.Role{actor.Integrator, actor.Doctor, actor.Service},
	}, func(ctx context.Context, in *struct{ Body Invitation }) (*body[NewLink], error) {
		token, err := p.cfg.Links.Invite(ctx, in.Body)
		return respond(NewLink{URL: p.cfg.BaseURL + "/visit/" + token}, err)
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/visit-links/{token}/open", id: "open-visit",
		summary: "Use a link up and begin the patient's session", anyone: true, before: p.slowly,
	}, p.open)
	p.conversationRoutes(api)
}

// slowly bounds how many links one address tries.
func (p *Portal) slowly(ctx context.Context) error {
	if !p.opens.allow(callOf(ctx).addr) {
		return outcome.New(outcome.Throttled, "too many links were opened from here; wait a minute")
	}
	return nil
}

func hashLink(token string) string {
	sum := sha256.Sum256([]byte("visit-link|" + token))
	return hex.EncodeToString(sum[:16])
}

// open uses a link up. The browser that already holds its session gets on with
// it. Once the link is used up the cookie is sent whatever happens then, since
// the patient cannot open it again.
func (p *Portal) open(ctx context.Context, in *struct {
	Token string `path:"token" minLength:"1" maxLength:"200"`
},
) (*withCookie[Conversation], error) {
	link := hashLink(in.Token)
	c := callOf(ctx)
	if c.claims != nil && c.claims.Link == link && c.claims.Interview != "" {
		conv, err := p.cfg.Previsit.State(ctx, c.claims.Interview)
		if err != nil {
			return nil, err
		}
		return &withCookie[Conversation]{Body: conv}, nil
	}
	visit, err := p.cfg.Links.Open(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	a := actor.Actor{
		ID: "Patient/" + visit.Patient, Role: actor.Patient, Patient: visit.Patient,
		Purpose: actor.Treatment, TraceID: c.trace,
	}
	claims := ClaimsFor(a)
	claims.Interview, claims.Link = visit.Interview, link
	cookie, err := p.begin(c, claims)
	if err != nil {
		return nil, err
	}
	conv, err := p.cfg.Previsit.State(actor.With(ctx, a), visit.Interview)
	if err != nil {
		return nil, cookieError{error: err, cookie: cookie}
	}
	return &withCookie[Conversation]{SetCookie: cookie, Body: conv}, nil
}

// interviewOf is the only conversation that the session gives access to.
func interviewOf(ctx context.Context) (string, error) {
	c := callOf(ctx)
	if c.claims == nil || c.claims.Kind != SessionToken || c.claims.Interview == "" {
		return "", outcome.New(outcome.Forbidden, "this session has no conversation; open the visit link")
	}
	return c.claims.Interview, nil
}

// ofPatient registers an operation on the session's own conversation.
func ofPatient[I any](p *Portal, api huma.API, method, path, id, summary string, do func(context.Context, string, *I) (Conversation, error)) {
	handle(p, api, route{
		method: method, path: path, id: id, summary: summary, roles: []actor.Role{actor.Patient},
		before: func(ctx context.Context) error { _, err := interviewOf(ctx); return err },
	}, func(ctx context.Context, in *I) (*conversation, error) {
		interview, err := interviewOf(ctx)
		if err != nil {
			return nil, err
		}
		return respond(do(ctx, interview, in))
	})
}

func (p *Portal) conversationRoutes(api huma.API) {
	previsit := p.cfg.Previsit
	ofPatient(p, api, http.MethodGet, "/api/previsit", "conversation", "The conversation as it stands",
		func(ctx context.Context, iv string, _ *empty) (Conversation, error) { return previsit.State(ctx, iv) })
	ofPatient(p, api, http.MethodPost, "/api/previsit/answers", "answer", "Answer the question that is asked",
		func(ctx context.Context, iv string, in *struct{ Body Answer }) (Conversation, error) {
			return previsit.Answer(ctx, iv, in.Body)
		})
	ofPatient(p, api, http.MethodPost, "/api/previsit/language", "language", "Go on in another language",
		func(ctx context.Context, iv string, in *struct{ Body LanguageChoice }) (Conversation, error) {
			return previsit.Language(ctx, iv, in.Body.Lang)
		})
	ofPatient(p, api, http.MethodPost, "/api/previsit/back", "back", "Take back the last answer, or all from a turn on",
		func(ctx context.Context, iv string, in *struct{ Body TakeBack }) (Conversation, error) {
			return previsit.Back(ctx, iv, in.Body.Turn)
		})
	ofPatient(p, api, http.MethodPost, "/api/previsit/confirm", "confirm", "Confirm the summary",
		func(ctx context.Context, iv string, _ *empty) (Conversation, error) { return previsit.Confirm(ctx, iv) })
	ofPatient(p, api, http.MethodPost, "/api/previsit/person", "person", "Ask for a person",
		func(ctx context.Context, iv string, _ *empty) (Conversation, error) { return previsit.Person(ctx, iv) })
}
