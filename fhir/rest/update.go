package rest

import (
	"net/http"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// update serves PUT [type]/[id], which may also make the resource, and
// PUT [type]?[search], which finds its target (FHIR R4, http.html#update and
// #cond-update).
func (h *handler) update(r *http.Request) (answer, error) {
	op, err := targetOp(r, store.Update)
	if err != nil {
		return answer{}, err
	}
	if op.Body, err = readBody(r); err != nil {
		return answer{}, err
	}
	if err := conditionalID(&op); err != nil {
		return answer{}, err
	}
	if err := noneMatch(&op, r.Header.Get("If-None-Match")); err != nil {
		return answer{}, err
	}
	return h.apply(r.Context(), op, preferReturn(r))
}

// noneMatch reads If-None-Match of an update, which can only be "*": the update
// must be the first (RFC 9110, 13.1.2).
func noneMatch(op *store.Op, header string) error {
	switch strings.TrimSpace(header) {
	case "":
	case "*":
		op.IfNoneMatch = true
	default:
		return outcome.New(outcome.NotSupported, "an update takes no If-None-Match but *")
	}
	return nil
}

// conditionalID checks the body of an update. One that finds its target by
// search may name the id in the body.
func conditionalID(op *store.Op) error {
	if err := resource(op.Body, op.Type, op.ID); err != nil {
		return err
	}
	if op.Condition == "" {
		return nil
	}
	d, err := parse(op.Body)
	if err != nil {
		return err
	}
	op.ID = d.Root().Get("id").Text()
	return nil
}

// targetOp reads the address and If-Match of an update or a delete.
func targetOp(r *http.Request, verb store.Verb) (store.Op, error) {
	k, err := key(r)
	if err != nil {
		return store.Op{}, err
	}
	op := store.Op{Verb: verb, Type: k.Type, ID: k.ID}
	if op.IfMatch, err = ifMatch(r); err != nil {
		return op, err
	}
	if k.ID != "" {
		return op, noSearch(r)
	}
	if op.Condition = r.URL.RawQuery; op.Condition == "" {
		return op, outcome.New(outcome.Invalid, "the address names neither an id nor a search")
	}
	return op, nil
}

// noSearch refuses a search in the address of a write that is not conditional:
// some servers take it for a condition, and to pass it over could write twice.
func noSearch(r *http.Request) error {
	for name := range r.URL.Query() {
		if name != "_format" && name != "_pretty" {
			return outcome.At(outcome.NotSupported, name, "this write takes no search; a conditional create names it in If-None-Exist")
		}
	}
	return nil
}

func versionText(n int64) string { return strconv.FormatInt(n, 10) }
