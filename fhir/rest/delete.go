package rest

import (
	"net/http"

	"apricot.health/fhir/store"
)

// remove serves DELETE [type]/[id] and DELETE [type]?[search]. Deleting what is
// not there succeeds (FHIR R4, http.html#delete).
func (h *handler) remove(r *http.Request) (answer, error) {
	op, err := targetOp(r, store.Delete)
	if err != nil {
		return answer{}, err
	}
	h.several(&op)
	return h.apply(r.Context(), op, preferReturn(r))
}

// several lets a conditional delete end more than one resource where the server
// is set up so. With If-Match, which is one version, it stays at one.
func (h *handler) several(op *store.Op) {
	op.Multiple = h.DeleteMultiple && op.Verb == store.Delete && op.Condition != "" && op.IfMatch == 0
}
