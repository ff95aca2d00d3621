package rest

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/store"
)

// create serves POST [type]: the server chooses the id (FHIR R4,
// http.html#create), and with If-None-Exist it stores nothing when a resource
// matches.
func (h *handler) create(r *http.Request) (answer, error) {
	typ := chi.URLParam(r, "type")
	if _, err := checkKey(typ, ""); err != nil {
		return answer{}, err
	}
	if err := noSearch(r); err != nil {
		return answer{}, err
	}
	body, err := readBody(r)
	if err != nil {
		return answer{}, err
	}
	if err := resource(body, typ, ""); err != nil {
		return answer{}, err
	}
	op := store.Op{Verb: store.Create, Type: typ, IfNoneExist: condition(typ, r.Header.Get("If-None-Exist")), Body: body}
	return h.apply(r.Context(), op, preferReturn(r))
}

// condition takes a search with or without its type and "?" in front.
func condition(typ, text string) string {
	text = strings.TrimPrefix(strings.TrimSpace(text), typ)
	return strings.TrimPrefix(text, "?")
}

// apply does one write and answers it as the client prefers.
func (h *handler) apply(ctx context.Context, op store.Op, prefer string) (answer, error) {
	results, err := h.Store.Apply(ctx, store.Batch{Ops: []store.Op{op}})
	if err != nil {
		return answer{}, single(op.Type, err)
	}
	return written(op, results[0], prefer), nil
}

// written is the answer to one write.
func written(op store.Op, res store.Result, prefer string) answer {
	a := of(http.StatusOK, res.Resource)
	switch {
	case op.Verb == store.Delete:
		a.status, a.body = http.StatusNoContent, nil
	case res.Created:
		a.status = http.StatusCreated
	}
	if a.version > 0 && !res.Deleted {
		a.location = res.String() + "/_history/" + versionText(res.Version)
	}
	switch {
	case prefer == returnOutcome:
		a.body, a.remark = success(op, res), true
		if a.status == http.StatusNoContent {
			a.status = http.StatusOK
		}
	case prefer == returnMinimal:
		a.body = nil
	}
	return a
}

// success is the OperationOutcome of a write that was done.
func success(op store.Op, res store.Result) []byte {
	text := "The resource was stored."
	switch {
	case res.Unchanged:
		text = "Nothing had to be changed."
	case op.Verb == store.Delete:
		text = "The resource was deleted."
		if n := len(res.Also); n > 0 {
			text = fmt.Sprintf("%d resources were deleted.", n+1)
		}
	}
	return note("information", "informational", text)
}
