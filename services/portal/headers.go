package portal

import (
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/go-chi/chi/v5/middleware"

	"apricot.health/fhir/outcome"
)

// maxBody bounds any request; routes set tighter bounds.
const maxBody = 2 << 20

// policy is the content security policy of every answer: own files only, no
// inline script or style, framed only by the given origins.
func policy(ancestors []string) (string, error) {
	by := "'none'"
	for _, a := range ancestors {
		if a == "" || strings.ContainsAny(a, "; ,\t\r\n") {
			return "", fmt.Errorf("portal: frame ancestor %q is not an origin", a)
		}
	}
	if len(ancestors) > 0 {
		by = strings.Join(ancestors, " ")
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors " + by, nil
}

// secure sets the security headers and the bound of the body, and gives the
// request its trace id.
func (p *Portal) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", p.policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer") // the address of a visit holds its token
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		if len(p.cfg.FrameAncestors) == 0 {
			h.Set("X-Frame-Options", "DENY")
		}
		if r.TLS != nil || p.cfg.TLSProxy {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		c := callOf(r.Context())
		c.trace = traceOf(r.Context())
		h.Set("X-Request-Id", c.trace)
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		next.ServeHTTP(w, r.WithContext(withCall(r.Context(), c)))
	})
}

// recovered answers a panic with an Internal problem and logs where it was.
// The value of the panic may hold patient data and is not logged.
func (p *Portal) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ww := middleware.NewWrapResponseWriter(w, r.ProtoMajor)
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if err, ok := v.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(v)
			}
			p.cfg.Logger.ErrorContext(r.Context(), "panic", "component", "portal", "kind", fmt.Sprintf("%T", v),
				"trace_id", callOf(r.Context()).trace, "stack", string(debug.Stack()))
			if ww.Status() != 0 {
				panic(http.ErrAbortHandler) // the answer has begun: cut it off
			}
			p.refuse(ww, r, outcome.New(outcome.Internal, ""))
		}()
		next.ServeHTTP(ww, r)
	})
}
