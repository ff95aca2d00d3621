package rest

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// historyRequest serves _history of a resource, a type and the whole server
// (FHIR R4, http.html#history).
func (h *handler) historyRequest(r *http.Request) (answer, error) {
	k, q, err := addressed(r)
	if err != nil {
		return answer{}, err
	}
	return h.history(r.Context(), k, q)
}

func (h *handler) history(ctx context.Context, k store.Key, params url.Values) (answer, error) {
	q, err := historyQuery(k, params)
	if err != nil {
		return answer{}, err
	}
	versions, err := h.Store.History(ctx, q)
	if err != nil {
		return answer{}, err
	}
	if k.ID != "" && q.Before == 0 && q.Since.IsZero() && len(versions) == 0 {
		return answer{}, outcome.New(outcome.NotFound, "there is no such resource")
	}
	b := responseBundle{Type: "history"}
	address := "_history"
	if k.Type != "" {
		address = k.Type + "/" + address
	}
	if k.ID != "" {
		address = k.String() + "/_history"
	}
	b.link("self", h.address(address, params))
	if len(versions) == q.Limit {
		next := clone(params)
		next.Set(search.ParamPage, strconv.FormatInt(versions[len(versions)-1].Seq, 10))
		b.link("next", h.address(address, next))
	}
	for _, v := range versions {
		b.Entry = append(b.Entry, h.historyEntry(v))
	}
	return b.answer()
}

func historyQuery(k store.Key, params url.Values) (store.HistoryQuery, error) {
	q := store.HistoryQuery{Key: k, Limit: search.DefaultCount}
	for name := range params {
		text := params.Get(name)
		switch name {
		case "_count":
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return q, outcome.At(outcome.Invalid, "_count", "_count is a number from 1")
			}
			q.Limit = min(n, search.MaxCount)
		case "_since":
			at, err := time.Parse(time.RFC3339Nano, text)
			if err != nil {
				return q, outcome.At(outcome.Invalid, "_since", "_since is an instant, such as 2026-01-02T03:04:05Z")
			}
			q.Since = at
		case search.ParamPage:
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 1 {
				return q, outcome.At(outcome.Invalid, search.ParamPage, "this page is not of this history")
			}
			q.Before = n
		case "_format", "_pretty":
		default:
			return q, outcome.New(outcome.NotSupported, "a history takes _count and _since only")
		}
	}
	return q, nil
}

// historyEntry tells what made a version. Whether a client or the server chose
// the id is not kept, so every first version reads as a POST.
func (h *handler) historyEntry(v store.Resource) entryOut {
	e := entryOut{FullURL: h.BaseURL + "/" + v.String(), Request: &requestOut{Method: http.MethodPut, URL: v.String()}}
	status := "200"
	switch {
	case v.Deleted:
		e.Request.Method, status = http.MethodDelete, "204"
	case v.Version == 1:
		e.Request.Method, e.Request.URL, status = http.MethodPost, v.Type, "201"
	}
	e.Resource = v.JSON
	e.Response = &responseOut{Status: status, ETag: of(0, v).etag(), LastModified: instant(v.LastUpdated)}
	return e
}
