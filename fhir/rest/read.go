package rest

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// readRequest serves GET [type]/[id], conditionally when the client has seen a
// version already (FHIR R4, http.html#read and #cread).
func (h *handler) readRequest(r *http.Request) (answer, error) {
	k, q, err := addressed(r)
	if err != nil {
		return answer{}, err
	}
	a, err := h.readView(r.Context(), k, q)
	if err != nil {
		return answer{}, err
	}
	if unchanged(r, a) {
		a.status, a.body = http.StatusNotModified, nil
	}
	return a, nil
}

// readView is a read that shows what _summary and _elements ask for.
func (h *handler) readView(ctx context.Context, k store.Key, params url.Values) (answer, error) {
	shown := url.Values{}
	for _, name := range []string{"_summary", "_elements"} {
		if params.Has(name) {
			shown[name] = params[name]
		}
	}
	q, err := search.Parse(k.Type, shown, true)
	if err == nil && q.SummaryCount {
		err = outcome.At(outcome.Invalid, "_summary", "a read has no count")
	}
	if err != nil {
		return answer{}, err
	}
	a, err := h.read(ctx, k)
	a.body = view{q.Summary, q.Elements}.of(a.body)
	return a, err
}

func (h *handler) read(ctx context.Context, k store.Key) (answer, error) {
	res, err := h.Store.Read(ctx, k)
	if err != nil {
		return answer{}, err
	}
	return of(http.StatusOK, res), nil
}

// unchanged reports whether the client holds this version. If-None-Match wins
// over If-Modified-Since (RFC 9110, 13.2.2).
func unchanged(r *http.Request, a answer) bool {
	if tag := r.Header.Get("If-None-Match"); tag != "" {
		seen, err := versionOf(tag)
		return err == nil && seen == a.version
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !a.updated.Truncate(time.Second).After(since)
}
