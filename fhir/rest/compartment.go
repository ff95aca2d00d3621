package rest

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// compartmentRequest serves GET [compartment]/[id]/[type]?[parameters], and *
// for all types (FHIR R4, compartmentdefinition.html).
func (h *handler) compartmentRequest(r *http.Request) (answer, error) {
	k, err := key(r)
	if err != nil {
		return answer{}, err
	}
	q, err := searchParams(r)
	if err != nil {
		return answer{}, err
	}
	return h.compartment(r.Context(), k, chi.URLParam(r, "member"), q, strict(r))
}

func (h *handler) compartment(ctx context.Context, k store.Key, member string, params url.Values, strict bool) (answer, error) {
	typ := member
	if member == "*" {
		typ = ""
	} else if _, err := checkKey(member, ""); err != nil {
		return answer{}, err
	}
	return h.find(ctx, k.String()+"/"+member, typ, params, search.Options{Strict: strict, Base: h.BaseURL, Compartment: &search.Compartment{Type: k.Type, ID: k.ID}})
}

// everythingRequest serves Patient/[id]/$everything and Encounter/[id]/$everything
// by GET and POST (FHIR R4, patient-operation-everything.html).
func (h *handler) everythingRequest(r *http.Request) (answer, error) {
	k, err := key(r)
	if err != nil {
		return answer{}, err
	}
	q, err := operationQuery(r)
	if err != nil {
		return answer{}, err
	}
	return h.everything(r.Context(), k, q)
}

// operationQuery gives the parameters of an operation: those of the address,
// and of a POST those of its Parameters body too.
func operationQuery(r *http.Request) (url.Values, error) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil || r.Method != http.MethodPost || r.ContentLength == 0 {
		return q, err
	}
	body, err := readBody(r)
	if err != nil {
		return nil, err
	}
	d, err := parse(body)
	if err != nil {
		return nil, err
	}
	if err := checkResource(d.Root(), "Parameters", ""); err != nil {
		return nil, err
	}
	for p := range d.Root().Get("parameter").Items() {
		for name, v := range p.Members() {
			if !strings.HasPrefix(name, "value") {
				continue
			}
			text := v.Text()
			if text == "" {
				text = string(v.Raw())
			}
			q.Add(p.Get("name").Text(), text)
		}
	}
	return q, nil
}

// everything gives the compartment of a patient, page by page, and with each
// page what its resources refer to outside of it, such as practitioners.
func (h *handler) everything(ctx context.Context, k store.Key, params url.Values) (answer, error) {
	if k.Type != "Patient" && k.Type != "Encounter" {
		return answer{}, outcome.New(outcome.NotSupported, "$everything is served for Patient and Encounter")
	}
	asked, err := everythingParams(params)
	if err != nil {
		return answer{}, err
	}
	if params.Get(search.ParamPage) == "" { // a page is of what was there when the first was asked for
		if _, err := h.Store.Read(ctx, k); err != nil {
			return answer{}, err
		}
	}
	q, err := search.ParseWith("", asked, search.Options{Strict: true, Base: h.BaseURL, Compartment: &search.Compartment{Type: k.Type, ID: k.ID}})
	if err != nil {
		return answer{}, err
	}
	found, err := h.Store.Search(ctx, q)
	if err != nil {
		return answer{}, err
	}
	period, err := newPeriod(params)
	if err != nil {
		return answer{}, err
	}
	b := responseBundle{Type: "searchset"}
	h.pageLinks(&b, k.String()+"/$everything", params, found.Next)
	matches := period.keep(found.Matches)
	h.addFound(&b, matches, "match", view{})
	around, err := h.around(ctx, matches)
	if err != nil {
		return answer{}, err
	}
	h.addFound(&b, around, "include", view{})
	return b.answer()
}

// everythingParams makes search parameters of those of the operation.
func everythingParams(params url.Values) (url.Values, error) {
	out := url.Values{}
	for name, values := range params {
		switch name {
		case "start", "end", "_format", "_pretty":
		case "_count", "_type", search.ParamPage:
			out[name] = values
		case "_since":
			for _, v := range values {
				out.Add("_lastUpdated", "ge"+v)
			}
		default:
			return nil, outcome.At(outcome.NotSupported, name, "$everything takes start, end, _since, _type and _count")
		}
	}
	return out, nil
}

// outside are the types that $everything brings along when a resource of the
// compartment refers to them: who did it, where and with what.
func outside(typ string) bool {
	switch typ {
	case "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Device", "Substance", "HealthcareService":
		return true
	}
	return false
}

// around reads what the resources refer to outside of the compartment. What is
// gone or must not be seen is left out.
func (h *handler) around(ctx context.Context, found []store.Resource) ([]store.Resource, error) {
	seen := map[store.Key]bool{}
	for _, r := range found {
		seen[r.Key] = true
	}
	byType := map[string][]string{}
	for _, r := range found {
		for _, k := range references(r.JSON) {
			if outside(k.Type) && !seen[k] {
				seen[k] = true
				byType[k.Type] = append(byType[k.Type], k.ID)
			}
		}
	}
	var out []store.Resource
	for _, typ := range slices.Sorted(maps.Keys(byType)) {
		for ids := byType[typ]; len(ids) > 0; {
			n := min(len(ids), maxIDs)
			q, err := search.Parse(typ, url.Values{search.ParamID: {strings.Join(ids[:n], ",")}, "_count": {"1000"}}, true)
			if err != nil {
				return nil, err
			}
			res, err := h.Store.Search(ctx, q)
			if outcome.Is(err, outcome.Forbidden) {
				break
			}
			if err != nil {
				return nil, err
			}
			out, ids = append(out, res.Matches...), ids[n:]
		}
	}
	return out, nil
}

// maxIDs is how many ids one search of around asks for.
const maxIDs = 200

// period is the time of care that start and end of $everything name.
type period struct{ start, end string }

func newPeriod(params url.Values) (period, error) {
	p := period{params.Get("start"), params.Get("end")}
	for name, text := range map[string]string{"start": p.start, "end": p.end} {
		if _, err := time.Parse(time.DateOnly, text); text != "" && err != nil {
			return p, outcome.At(outcome.Invalid, name, "this is a date, such as 2026-01-31")
		}
	}
	return p, nil
}
