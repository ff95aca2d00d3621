package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// answer is what an interaction came to, before it is written as an HTTP
// response or as an entry of a response Bundle.
type answer struct {
	status int
	// body is the resource to send; nil sends none.
	body []byte
	// remark is true when body is an OperationOutcome about the request.
	remark bool
	// version and updated become ETag and Last-Modified when version is not 0.
	version int64
	updated time.Time
	// media is the type of body when it is no resource; extra are headers.
	media string
	extra http.Header
	// location is relative to the base, such as "Patient/1/_history/2".
	location string
}

// of describes one stored version.
func of(status int, r store.Resource) answer {
	return answer{status: status, body: r.JSON, version: r.Version, updated: r.LastUpdated}
}

func (a answer) etag() string { return `W/"` + strconv.FormatInt(a.version, 10) + `"` }

// statusError answers with an HTTP status that is about the protocol and that
// no kind of error stands for.
type statusError struct {
	status int
	error
}

func withStatus(status int, err error) error { return statusError{status, err} }

func (e statusError) Unwrap() error { return e.error }

func statusOf(err error) int {
	var s statusError
	if errors.As(err, &s) {
		return s.status
	}
	return outcome.KindOf(err).Status()
}

// do makes an HTTP handler of an interaction.
func (h *handler) do(interaction func(*http.Request) (answer, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := acceptable(r); err != nil {
			h.fail(w, r, err)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, h.MaxBody)
		a, err := interaction(r)
		if err != nil {
			h.fail(w, r, err)
			return
		}
		h.write(w, r, a)
	}
}

func (h *handler) write(w http.ResponseWriter, r *http.Request, a answer) {
	head := w.Header()
	head.Set("Cache-Control", "no-store")
	head.Set("X-Content-Type-Options", "nosniff")
	if a.version > 0 {
		head.Set("ETag", a.etag())
		head.Set("Last-Modified", a.updated.UTC().Format(http.TimeFormat))
	}
	if a.location != "" {
		head.Set("Location", h.BaseURL+"/"+a.location)
	}
	for name, values := range a.extra {
		head[name] = values
	}
	if a.body == nil {
		w.WriteHeader(a.status)
		return
	}
	if pretty(r) {
		var out bytes.Buffer
		if json.Indent(&out, a.body, "", "  ") == nil {
			a.body = out.Bytes()
		}
	}
	if head.Set("Content-Type", mediaType+"; charset=utf-8"); a.media != "" {
		head.Set("Content-Type", a.media)
	}
	head.Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	if _, err := w.Write(a.body); err != nil {
		h.Logger.DebugContext(r.Context(), "the client went away", "component", "rest", "op", r.Method)
	}
}

// pretty reports whether a person asks to read the answer (http.html#parameters).
func pretty(r *http.Request) bool {
	return strings.Contains(r.URL.RawQuery, "_pretty") && r.URL.Query().Get("_pretty") == "true"
}

// fail answers with an OperationOutcome and is the one place that logs.
func (h *handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		h.log(r, err)
	}
	switch status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusServiceUnavailable:
		w.Header().Set("Retry-After", "1")
	}
	h.write(w, r, answer{status: status, body: outcome.OperationOutcome(err)})
}

func (h *handler) log(r *http.Request, err error) {
	who, _ := actor.From(r.Context())
	h.Logger.ErrorContext(r.Context(), "request failed", "component", "rest", "op", r.Method,
		"actor", who.ID, "trace_id", who.TraceID, "kind", outcome.KindOf(err).String(), "error", err)
}

// recovered turns a panic, which is a bug, into a 500 for this request alone.
func (h *handler) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler:
				panic(p)
			default:
				h.fail(w, r, bug(p))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// bug is the private error of a panic. The value of the panic could hold
// anything, patient data too, so only its type and the stack are kept.
func bug(p any) error {
	return outcome.Wrap(outcome.Internal, fmt.Errorf("panic of type %T\n%s", p, debug.Stack()), "")
}

// withActor refuses requests that nobody stands behind.
func (h *handler) withActor(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := actor.From(r.Context()); err != nil {
			h.fail(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// single drops the place in a batch from the error of a lone write.
func single(typ string, err error) error {
	return rename(err, func(path string) string {
		if rest, ok := strings.CutPrefix(path, "Bundle.entry[0]"); ok {
			return typ + strings.TrimPrefix(rest, ".resource")
		}
		return path
	})
}

// rename gives err, and each issue of it, another path.
func rename(err error, to func(string) string) error {
	if err == nil {
		return nil
	}
	detail, path := outcome.Public(err)
	renamed := &outcome.Error{Kind: outcome.KindOf(err), Detail: detail, Path: to(path), Err: err}
	var inner *outcome.Error
	if errors.As(err, &inner) {
		for _, i := range inner.Issues {
			i.Path = to(i.Path)
			renamed.Issues = append(renamed.Issues, i)
		}
	}
	if renamed.Path == path && renamed.Issues == nil {
		return err
	}
	var s statusError
	if errors.As(err, &s) {
		return withStatus(s.status, renamed)
	}
	return renamed
}
