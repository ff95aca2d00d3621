package rest

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/sync/errgroup"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// batchWorkers is how many entries of a batch run at a time: enough for the
// store to commit them in groups.
const batchWorkers = 8

// batch does every entry on its own, in the order of methods, and
// answers each (FHIR R4, http.html#batch). Entries of one method may run at
// the same time: a batch may not depend on their order.
func (h *handler) batch(r *http.Request, entries []entry) (answer, error) {
	b := responseBundle{Type: "batch-response", Entry: make([]entryOut, len(entries))}
	prefer := preferReturn(r)
	for i, e := range entries {
		if e.err != nil {
			b.Entry[i] = h.failedEntry(r, e, e.err)
		}
	}
	for _, method := range methods() {
		var g errgroup.Group
		g.SetLimit(batchWorkers)
		for i, e := range entries {
			if e.err != nil || e.method != method {
				continue
			}
			g.Go(func() error {
				b.Entry[i] = h.batchEntry(r, e, prefer)
				return nil
			})
		}
		_ = g.Wait() // no entry gives an error: each has its answer
		if err := r.Context().Err(); err != nil {
			return answer{}, outcome.Wrap(outcome.Unavailable, err, "the request was cancelled or ran out of time")
		}
	}
	return b.answer()
}

func (h *handler) batchEntry(r *http.Request, e entry, prefer string) (out entryOut) {
	defer func() {
		if p := recover(); p != nil {
			out = h.failedEntry(r, e, bug(p))
		}
	}()
	var a answer
	var err error
	if e.writes() {
		a, err = h.apply(r.Context(), e.op, prefer)
	} else {
		a, err = h.get(r, e)
	}
	if err != nil {
		return h.failedEntry(r, e, err)
	}
	return h.responseEntry(a, e.method == http.MethodGet || e.writes() && prefer == returnRepresentation)
}

func (h *handler) failedEntry(r *http.Request, e entry, err error) entryOut {
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		h.log(r, err)
	}
	return h.responseEntry(answer{status: status, body: outcome.OperationOutcome(inEntry(e, err)), remark: true}, false)
}

// get serves a GET or HEAD entry: a read, a version read, a history, a search
// or $everything.
func (h *handler) get(r *http.Request, e entry) (answer, error) {
	q, err := parseQuery(e.target.RawQuery)
	if err != nil {
		return answer{}, err
	}
	a, err := h.route(r.Context(), strings.Split(e.target.Path, "/"), q, strict(r))
	if seen, tagErr := versionOf(e.seen); err == nil && e.seen != "" && tagErr == nil && seen == a.version {
		a.status, a.body = http.StatusNotModified, nil
	}
	return a, err
}

func (h *handler) route(ctx context.Context, segments []string, q url.Values, strict bool) (answer, error) {
	typ, id, rest := segments[0], "", segments[1:]
	switch {
	case typ == "metadata" && len(rest) == 0:
		return h.metadata(nil)
	case typ == "_history" && len(rest) == 0:
		return h.history(ctx, store.Key{}, q)
	case len(rest) > 0 && rest[0] != "_history":
		id, rest = rest[0], rest[1:]
	}
	k, err := checkKey(typ, id)
	if err != nil {
		return answer{}, err
	}
	switch {
	case len(rest) == 0 && k.ID == "":
		return h.search(ctx, k.Type, q, strict)
	case len(rest) == 0:
		return h.readView(ctx, k, q)
	case len(rest) == 1 && rest[0] == "_history":
		return h.history(ctx, k, q)
	case len(rest) == 2 && rest[0] == "_history" && k.ID != "":
		return h.vread(ctx, k, rest[1])
	case len(rest) == 1 && rest[0] == "$everything" && k.ID != "":
		return h.everything(ctx, k, q)
	case len(rest) == 1 && k.ID != "":
		return h.compartment(ctx, k, rest[0], q, strict)
	}
	return answer{}, outcome.New(outcome.NotFound, "there is nothing at this address")
}
