package portal

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"apricot.health/fhir/outcome"
)

// Problem is what failed, as RFC 9457 has it. Nothing private is in it.
type Problem struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func (p *Problem) Error() string { return p.Title + ": " + p.Detail }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is the media type of RFC 9457, for huma.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

func problemOf(err error) *Problem {
	status := outcome.KindOf(err).Status()
	detail, _ := outcome.Public(err)
	return &Problem{Title: http.StatusText(status), Status: status, Detail: detail}
}

// fail turns an error of a service into what the caller may be told, and logs
// what is ours to mend.
func (p *Portal) fail(ctx context.Context, op string, err error) *Problem {
	if k := outcome.KindOf(err); k == outcome.Internal || k == outcome.Unavailable {
		p.cfg.Logger.ErrorContext(ctx, "request failed",
			"component", "portal", "op", op, "kind", k.String(), "trace_id", callOf(ctx).trace, "err", err.Error())
	}
	return problemOf(err)
}

// refuse answers a request that no handler has seen. FHIR clients get an
// OperationOutcome, all others a problem.
func (p *Portal) refuse(w http.ResponseWriter, r *http.Request, err error) {
	problem := p.fail(r.Context(), "refuse", err)
	switch outcome.KindOf(err) {
	case outcome.Unauthenticated:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case outcome.Throttled:
		w.Header().Set("Retry-After", "60")
	}
	body, mErr := json.Marshal(problem)
	w.Header().Set("Content-Type", "application/problem+json")
	if strings.HasPrefix(r.URL.Path, "/fhir/") {
		body = outcome.OperationOutcome(err)
		w.Header().Set("Content-Type", "application/fhir+json")
	}
	if mErr != nil { // strings and a number always marshal
		panic(mErr)
	}
	w.WriteHeader(problem.Status)
	_, _ = w.Write(body) // nobody is left to tell
}

// plain is the last step before a response is written: huma's own errors would
// send back the value that was wrong, and the text of an unknown error.
func plain(_ huma.Context, _ string, v any) (any, error) {
	e, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	p := &Problem{Title: http.StatusText(e.Status), Status: e.Status, Detail: e.Detail}
	if e.Status >= http.StatusInternalServerError {
		p.Detail, _ = outcome.Public(e)
		return p, nil
	}
	if len(e.Errors) > 0 && e.Errors[0] != nil && e.Status == http.StatusUnprocessableEntity {
		p.Detail = strings.TrimPrefix(e.Detail+": "+e.Errors[0].Location+": "+e.Errors[0].Message, ": ")
	}
	return p, nil
}
