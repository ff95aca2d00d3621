package rest

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// Exports runs bulk exports: jobs that go on after the request that asked for
// them (FHIR Bulk Data Access 2.0). Every method acts for the actor of ctx, who
// sees the jobs that are its own.
type Exports interface {
	Start(ctx context.Context, r ExportRequest) (id string, err error)
	// Status is NotFound of a job that was cancelled or is not known.
	Status(ctx context.Context, id string) (ExportStatus, error)
	Cancel(ctx context.Context, id string) error
	// File opens a file of a job that is done.
	File(ctx context.Context, id, name string) (io.ReadSeekCloser, error)
}

// ExportRequest says what to export.
type ExportRequest struct {
	// Level is "" for everything, "Patient" for the records of all patients, or
	// "Group" for those of the members of Group.
	Level, Group string
	// Types are the types asked for; none means all that the actor may read.
	Types []string
	Since time.Time
	// Filters are searches by type, of which a resource of the type must fit
	// one. Types that are not named come whole.
	Filters map[string][]string
	// URL is the request as the manifest repeats it.
	URL string
}

// ExportStatus is how far a job is.
type ExportStatus struct {
	Done     bool
	Progress string // for people
	// The rest is set when Done.
	Request string
	At      time.Time // nothing that was stored later is in the files
	Expires time.Time
	Files   []ExportFile
}

// ExportFile is one NDJSON file.
type ExportFile struct {
	Type, Name string
	Count      int
}

const (
	exportStatus = "$export-status"
	exportFiles  = "$export-file"
	ndjson       = "application/fhir+ndjson"
	// pollAfter is how many seconds a client should wait before it asks again.
	pollAfter = "5"
)

func (h *handler) exportRoutes(r chi.Router) {
	for _, path := range []string{"/$export", "/Patient/$export", "/Group/{id}/$export"} {
		r.Get(path, h.do(h.exportRequest))
		r.Post(path, h.do(h.exportRequest))
	}
	r.Get("/"+exportStatus+"/{id}", h.do(h.exportPoll))
	r.Delete("/"+exportStatus+"/{id}", h.do(h.exportCancel))
	r.Get("/"+exportFiles+"/{id}/{name}", h.exportDownload)
}

// exportRequest accepts an export: 202, with the place to ask how far it is.
func (h *handler) exportRequest(r *http.Request) (answer, error) {
	q, err := operationQuery(r)
	if err != nil {
		return answer{}, err
	}
	if !slices.Contains(preferences(r), "respond-async") {
		return answer{}, outcome.New(outcome.Invalid, "an export is asked for with Prefer: respond-async")
	}
	req, err := exportParams(q, strict(r))
	if err != nil {
		return answer{}, err
	}
	path := strings.TrimPrefix(r.URL.Path, "/")
	if strings.HasPrefix(path, "Patient/") {
		req.Level = "Patient"
	}
	if id := chi.URLParam(r, "id"); id != "" {
		if !r4.ValidID(id) {
			return answer{}, outcome.New(outcome.NotFound, "this is not a FHIR id")
		}
		req.Level, req.Group = "Group", id
	}
	req.URL = h.address(path, q)
	id, err := h.Exports.Start(r.Context(), req)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: http.StatusAccepted, body: note("information", "informational", "The export has begun."), remark: true}
	a.extra = http.Header{"Content-Location": {h.BaseURL + "/" + exportStatus + "/" + id}}
	return a, nil
}

// exportParams reads the parameters of $export. One that would narrow the
// export and is not served is an error unless the client is lenient.
func exportParams(q url.Values, strict bool) (ExportRequest, error) {
	var req ExportRequest
	for name, values := range q {
		switch name {
		case "_outputFormat":
			if f := values[0]; f != ndjson && f != "application/ndjson" && f != "ndjson" && f != "application/fhir ndjson" {
				return req, outcome.At(outcome.NotSupported, name, "the output format is %s", ndjson)
			}
		case "_since":
			at, err := time.Parse(time.RFC3339Nano, strings.ReplaceAll(values[0], " ", "+"))
			if err != nil {
				return req, outcome.At(outcome.Invalid, name, "_since is an instant, such as 2026-01-02T03:04:05Z")
			}
			req.Since = at
		case "_type":
			for _, typ := range strings.Split(strings.Join(values, ","), ",") {
				if !served(typ) {
					return req, outcome.At(outcome.Invalid, name, "_type is a list of resource types")
				}
				req.Types = append(req.Types, typ)
			}
		case "_typeFilter":
			if err := typeFilters(&req, values); err != nil {
				return req, err
			}
		case "_format", "_pretty":
		default:
			if strict {
				return req, outcome.At(outcome.NotSupported, name, "$export takes _type, _typeFilter, _since and _outputFormat")
			}
		}
	}
	slices.Sort(req.Types)
	req.Types = slices.Compact(req.Types)
	for typ := range req.Filters {
		if len(req.Types) > 0 && !slices.Contains(req.Types, typ) {
			return req, outcome.At(outcome.Invalid, "_typeFilter", "there is a filter for %s, which _type does not ask for", typ)
		}
	}
	return req, nil
}

// exportPoll answers 202 while a job runs and then its manifest.
func (h *handler) exportPoll(r *http.Request) (answer, error) {
	id := chi.URLParam(r, "id")
	s, err := h.Exports.Status(r.Context(), id)
	if err != nil {
		return answer{}, err
	}
	if !s.Done {
		return answer{status: http.StatusAccepted, extra: http.Header{"X-Progress": {s.Progress}, "Retry-After": {pollAfter}}}, nil
	}
	output := []object{}
	for _, f := range s.Files {
		output = append(output, object{"type": f.Type, "url": h.BaseURL + "/" + exportFiles + "/" + id + "/" + f.Name, "count": f.Count})
	}
	body, err := json.Marshal(object{
		"transactionTime": instant(s.At), "request": s.Request, "requiresAccessToken": true,
		"output": output, "error": []object{},
	})
	if err != nil {
		return answer{}, outcome.Wrap(outcome.Internal, err, "")
	}
	return answer{status: http.StatusOK, body: body, media: "application/json", extra: http.Header{"Expires": {s.Expires.UTC().Format(http.TimeFormat)}}}, nil
}

func (h *handler) exportCancel(r *http.Request) (answer, error) {
	if err := h.Exports.Cancel(r.Context(), chi.URLParam(r, "id")); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusAccepted}, nil
}

// exportDownload streams a file; clients may ask for a part of it.
func (h *handler) exportDownload(w http.ResponseWriter, r *http.Request) {
	name := chi.URLParam(r, "name")
	f, err := h.Exports.File(r.Context(), chi.URLParam(r, "id"), name)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	defer func() { _ = f.Close() }() // it was only read
	w.Header().Set("Content-Type", ndjson)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, f)
}

// exportOperation is what the CapabilityStatement says of exports.
func exportOperation(name string) object {
	return object{"name": "export", "definition": "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/" + name}
}
