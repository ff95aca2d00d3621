package portal

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// Session tells a screen who uses it.
type Session struct {
	Authenticated bool          `json:"authenticated"`
	Demo          bool          `json:"demo"`
	Actor         *SessionActor `json:"actor,omitempty"`
	Notice        *Both         `json:"notice,omitempty"`
}

// SessionActor is the actor of a session.
type SessionActor struct {
	ID      string `json:"id"`
	Role    string `json:"role"`
	Name    string `json:"name"`
	Patient string `json:"patient,omitempty"`
}

type withCookie[T any] struct {
	SetCookie string `header:"Set-Cookie"`
	Body      T
}

type loggedOut struct {
	SetCookie string `header:"Set-Cookie"`
}

func (p *Portal) sessionRoutes(api huma.API) {
	handle(p, api, route{
		method: http.MethodGet, path: "/api/session", id: "session", summary: "Who is logged in", anyone: true,
	}, func(ctx context.Context, _ *empty) (*body[Session], error) {
		a, err := actor.From(ctx)
		if err != nil {
			a = actor.Actor{}
		}
		return respond(p.session(a), nil)
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/logout", id: "logout", summary: "End the session", anyone: true,
	}, func(ctx context.Context, _ *empty) (*loggedOut, error) {
		c := callOf(ctx)
		if c.claims != nil && c.cookie {
			p.ended.add(c.claims.ID, c.claims.Expires, p.cfg.Now().Unix())
		}
		return &loggedOut{SetCookie: sessionCookie("", -1, c.secure)}, nil
	})
	p.demoRoutes(api)
}

func (p *Portal) session(a actor.Actor) Session {
	s := Session{Demo: p.cfg.Demo != nil}
	if s.Demo {
		s.Notice = demoNotice()
	}
	if a.ID != "" {
		s.Authenticated = true
		s.Actor = &SessionActor{ID: a.ID, Role: string(a.Role), Name: a.Display, Patient: a.Patient}
	}
	return s
}

// inDemo hides a route where there is no demonstration.
func (p *Portal) inDemo(context.Context) error {
	if p.cfg.Demo == nil {
		return outcome.New(outcome.NotFound, "there is no such operation")
	}
	return nil
}

func (p *Portal) demoRoutes(api huma.API) {
	handle(p, api, route{
		method: http.MethodGet, path: "/api/demo/users", id: "demo-users", summary: "The logins of a demonstration",
		anyone: true, before: p.inDemo,
	}, func(ctx context.Context, _ *empty) (*body[DemoUsers], error) {
		return respond(p.cfg.Demo.Users(ctx))
	})
	handle(p, api, route{
		method: http.MethodPost, path: "/api/demo/login", id: "demo-login", summary: "Log in without a password",
		anyone: true, before: p.inDemo,
	}, func(ctx context.Context, in *struct{ Body DemoLogin }) (*withCookie[Session], error) {
		a, err := p.cfg.Demo.Login(ctx, in.Body.User)
		if err != nil {
			return nil, err
		}
		cookie, err := p.begin(callOf(ctx), ClaimsFor(a))
		if err != nil {
			return nil, err
		}
		return &withCookie[Session]{SetCookie: cookie, Body: p.session(a)}, nil
	})
}
