package rest

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// searchRequest serves GET [type]?[parameters] and POST [type]/_search, whose
// parameters may stand in the body and in the address.
func (h *handler) searchRequest(r *http.Request) (answer, error) {
	q, err := searchParams(r)
	if err != nil {
		return answer{}, err
	}
	return h.search(r.Context(), chi.URLParam(r, "type"), q, strict(r))
}

func searchParams(r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		return parseQuery(r.URL.RawQuery)
	}
	const form = "application/x-www-form-urlencoded"
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != form {
		return nil, unsupportedMedia(form)
	}
	body, err := readAll(r)
	if err != nil {
		return nil, err
	}
	return parseQuery(strings.TrimPrefix(r.URL.RawQuery+"&"+string(body), "&"))
}

func (h *handler) search(ctx context.Context, typ string, params url.Values, strict bool) (answer, error) {
	if _, err := checkKey(typ, ""); err != nil {
		return answer{}, err
	}
	return h.find(ctx, typ, typ, params, search.Options{Strict: strict, Base: h.BaseURL})
}

// find searches and answers a page with links to address.
func (h *handler) find(ctx context.Context, address, typ string, params url.Values, o search.Options) (answer, error) {
	q, err := search.ParseWith(typ, params, o)
	if err != nil {
		return answer{}, err
	}
	found, err := h.Store.Search(ctx, q)
	if err != nil {
		return answer{}, err
	}
	b := responseBundle{Type: "searchset"}
	if found.Total >= 0 {
		b.Total = &found.Total
	}
	understood := clone(params)
	for _, name := range q.Ignored {
		delete(understood, name)
	}
	h.pageLinks(&b, address, understood, found.Next)
	v := view{q.Summary, q.Elements}
	h.addFound(&b, found.Matches, "match", v)
	h.addFound(&b, found.Included, "include", v)
	if len(q.Ignored) > 0 {
		text := "Not understood and left out: " + strings.Join(q.Ignored, ", ")
		b.Entry = append(b.Entry, entryOut{Resource: note("warning", "not-supported", text), Search: &searchOut{"outcome"}})
	}
	return b.answer()
}

// pageLinks adds the links of a page.
func (h *handler) pageLinks(b *responseBundle, address string, params url.Values, next string) {
	b.link("self", h.address(address, params))
	if next != "" {
		further := clone(params)
		further.Set(search.ParamPage, next)
		b.link("next", h.address(address, further))
	}
}

func (h *handler) addFound(b *responseBundle, found []store.Resource, mode string, v view) {
	for _, r := range found {
		b.Entry = append(b.Entry, entryOut{FullURL: h.BaseURL + "/" + r.String(), Resource: v.of(r.JSON), Search: &searchOut{mode}})
	}
}

// note is an OperationOutcome that is not an error.
func note(severity, code, text string) []byte {
	body, err := json.Marshal(map[string]any{
		"resourceType": "OperationOutcome",
		"issue":        []map[string]string{{"severity": severity, "code": code, "diagnostics": text}},
	})
	if err != nil { // strings always marshal
		panic(outcome.Wrap(outcome.Internal, err, ""))
	}
	return body
}
