package rest

import (
	"net/http"

	"apricot.health/fhir/store"
)

// remove serves DELETE [type]/[id] and DELETE [type]?[search] for at most one
// match. Deleting what is not there succeeds (FHIR R4, http.html#delete).
func (h *handler) remove(r *http.Request) (answer, error) {
	op, err := targetOp(r, store.Delete)
	if err != nil {
		return answer{}, err
	}
	return h.apply(r.Context(), op, preferReturn(r))
}
