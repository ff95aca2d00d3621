package portal

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// route is one operation and who may use it.
type route struct {
	method, path, id, summary string
	// anyone opens the route to requests without an actor. Otherwise roles
	// lists who may use it, and an empty list is nobody.
	anyone bool
	roles  []actor.Role
	// body bounds the request, 0 means smallBody.
	body int64
	// raw leaves the body to the handler as it was sent.
	raw bool
	// before runs ahead of the handler and may refuse.
	before func(context.Context) error
}

// smallBody is enough for what a person types.
const smallBody = 64 << 10

// bodyTimeout is for phones with a weak signal.
const bodyTimeout = 15 * time.Second

// handle registers a route. Its roles are checked before anything of the
// request is read.
func handle[I, O any](p *Portal, api huma.API, rt route, h func(context.Context, *I) (*O, error)) {
	if rt.body == 0 {
		rt.body = smallBody
	}
	op := huma.Operation{
		Method: rt.method, Path: rt.path, OperationID: rt.id, Summary: rt.summary,
		Tags:         []string{strings.Split(rt.path, "/")[2]},
		MaxBodyBytes: rt.body, BodyReadTimeout: bodyTimeout, SkipValidateBody: rt.raw,
		Middlewares: huma.Middlewares{func(ctx huma.Context, next func(huma.Context)) {
			if err := rt.admit(ctx.Context()); err != nil {
				r, w := humachi.Unwrap(ctx)
				p.refuse(w, r, err)
				return
			}
			next(ctx)
		}},
	}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		if err != nil {
			return nil, withHeaders(err, p.fail(ctx, rt.id, err))
		}
		return out, nil
	})
}

func (rt route) admit(ctx context.Context) error {
	if !rt.anyone {
		a, err := actor.From(ctx)
		if err != nil {
			return err
		}
		if !slices.Contains(rt.roles, a.Role) {
			return outcome.New(outcome.Forbidden, "your role may not do this")
		}
	}
	if rt.before != nil {
		return rt.before(ctx)
	}
	return nil
}

// cookieError is an error whose answer still sets a cookie.
type cookieError struct {
	error
	cookie string
}

func (e cookieError) Unwrap() error { return e.error }

func withHeaders(err error, problem *Problem) error {
	c, ok := err.(cookieError) //nolint:errorlint // made by the handler itself, never wrapped
	if !ok {
		return problem
	}
	return huma.ErrorWithHeaders(problem, http.Header{"Set-Cookie": {c.cookie}})
}

// LanguageHeader is the language of generated text: of Accept-Language, for
// callers without a conversation of their own.
type LanguageHeader struct {
	AcceptLanguage string `header:"Accept-Language" doc:"en for English; otherwise Chinese"`
}

func (l LanguageHeader) lang() string {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(l.AcceptLanguage)), "en") {
		return "en"
	}
	return "zh"
}

// body is an answer that is one JSON document.
type body[T any] struct {
	Body T
}

func respond[T any](v T, err error) (*body[T], error) {
	if err != nil {
		return nil, err
	}
	return &body[T]{Body: v}, nil
}

// empty is the input or the output of an operation that has none.
type empty struct{}
