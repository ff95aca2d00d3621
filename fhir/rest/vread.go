package rest

import (
	"context"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// vreadRequest serves GET [type]/[id]/_history/[version].
func (h *handler) vreadRequest(r *http.Request) (answer, error) {
	k, err := key(r)
	if err != nil {
		return answer{}, err
	}
	return h.vread(r.Context(), k, chi.URLParam(r, "version"))
}

func (h *handler) vread(ctx context.Context, k store.Key, version string) (answer, error) {
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil || n < 1 {
		return answer{}, outcome.New(outcome.NotFound, "there is no such version")
	}
	res, err := h.Store.ReadVersion(ctx, k, n)
	if err != nil {
		return answer{}, err
	}
	return of(http.StatusOK, res), nil
}
