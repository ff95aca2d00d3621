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

// searchGet serves GET [type]?[parameters].
func (h *handler) searchGet(r *http.Request) (answer, error) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	return h.search(r.Context(), chi.URLParam(r, "type"), q, strict(r))
}

// searchPost serves POST [type]/_search, whose parameters may stand in the
// body and in the address.
func (h *handler) searchPost(r *http.Request) (answer, error) {
	const form = "application/x-www-form-urlencoded"
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != form {
		return answer{}, unsupportedMedia(form)
	}
	body, err := readAll(r)
	if err != nil {
		return answer{}, err
	}
	text := strings.TrimPrefix(r.URL.RawQuery+"&"+string(body), "&")
	q, err := parseQuery(text)
	if err != nil {
		return answer{}, err
	}
	return h.search(r.Context(), chi.URLParam(r, "type"), q, strict(r))
}

func (h *handler) search(ctx context.Context, typ string, params url.Values, strict bool) (answer, error) {
	if _, err := checkKey(typ, ""); err != nil {
		return answer{}, err
	}
	q, err := search.Parse(typ, params, strict)
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
	b.link("self", h.address(typ, understood))
	if found.Next != "" {
		next := clone(understood)
		next.Set(search.ParamPage, found.Next)
		b.link("next", h.address(typ, next))
	}
	h.addFound(&b, found.Matches, "match")
	h.addFound(&b, found.Included, "include")
	if len(q.Ignored) > 0 {
		text := "Not understood and left out: " + strings.Join(q.Ignored, ", ")
		b.Entry = append(b.Entry, entryOut{Resource: note("warning", "not-supported", text), Search: &searchOut{"outcome"}})
	}
	return b.answer()
}

func (h *handler) addFound(b *responseBundle, found []store.Resource, mode string) {
	for _, r := range found {
		b.Entry = append(b.Entry, entryOut{FullURL: h.BaseURL + "/" + r.String(), Resource: r.JSON, Search: &searchOut{mode}})
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
