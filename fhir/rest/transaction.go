package rest

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// transaction does all writes or none, in one Apply, and then the reads (FHIR
// R4, http.html#trules). A read that fails after the commit cannot take the
// commit back: its own entry says so, and the writes stand.
func (h *handler) transaction(r *http.Request, entries []entry) (answer, error) {
	var ops []store.Op
	var places []int
	for i, e := range entries {
		if e.err != nil {
			return answer{}, e.err
		}
		if e.writes() {
			ops, places = append(ops, e.op), append(places, i)
		}
	}
	b := responseBundle{Type: "transaction-response", Entry: make([]entryOut, len(entries))}
	if len(ops) > 0 {
		results, err := h.Store.Apply(r.Context(), store.Batch{Ops: ops})
		if err != nil {
			return answer{}, replaced(err, places)
		}
		prefer := preferReturn(r)
		for n, res := range results {
			b.Entry[places[n]] = h.responseEntry(written(ops[n], res, prefer), prefer == returnRepresentation)
		}
	}
	for i, e := range entries {
		if e.writes() {
			continue
		}
		out, err := h.get(r, e)
		switch {
		case err == nil:
			b.Entry[i] = h.responseEntry(out, e.method == http.MethodGet)
		case len(ops) == 0:
			return answer{}, inEntry(e, err)
		default:
			b.Entry[i] = h.failedEntry(r, e, err)
		}
	}
	return b.answer()
}

// replaced gives the error of an Apply the places of the entries in the Bundle.
func replaced(err error, places []int) error {
	return rename(err, func(path string) string {
		text, ok := strings.CutPrefix(path, "Bundle.entry[")
		number, rest, _ := strings.Cut(text, "]")
		n, convErr := strconv.Atoi(number)
		if !ok || convErr != nil || n >= len(places) {
			return path
		}
		return "Bundle.entry[" + strconv.Itoa(places[n]) + "]" + rest
	})
}

// inEntry names the entry in which an error lies.
func inEntry(e entry, err error) error {
	return rename(err, func(path string) string {
		if strings.HasPrefix(path, e.path) {
			return path
		}
		if rest, ok := strings.CutPrefix(path, e.op.Type+"."); ok && e.op.Type != "" {
			return e.path + ".resource." + rest
		}
		return e.path
	})
}

// temporary notes the name by which other entries may refer to one that is
// about to be made. A name like http://other.example/Patient/5 stands also for
// the relative reference Patient/5 in entries of the same base (FHIR R4,
// bundle.html#references).
func temporary(e *entry, fullURL string, names map[string]map[string]string) {
	if e.err != nil || !e.writes() || fullURL == "" {
		return
	}
	base, typ, id, restful := r4.SplitReference(fullURL)
	if !restful || base == "" {
		e.op.FullURL = fullURL
		return
	}
	if e.op.Verb != store.Create && e.op.Condition == "" {
		return
	}
	e.op.FullURL = "urn:uuid:" + uuid.NewString()
	if names[base] == nil {
		names[base] = map[string]string{}
	}
	names[base][fullURL] = e.op.FullURL
	names[base][typ+"/"+id] = e.op.FullURL
}

// rewrite puts the store's temporary names in the place of the sender's.
func rewrite(e *entry, fullURL string, names map[string]map[string]string) error {
	if len(names) == 0 || e.err != nil || len(e.op.Body) == 0 {
		return nil //nolint:nilerr // the entry's own error is reported with the entry
	}
	own, _, _, _ := r4.SplitReference(fullURL)
	to := map[string]string{}
	for base, of := range names {
		for from, name := range of {
			if base == own || strings.HasPrefix(from, base) {
				to[from] = name
			}
		}
	}
	body, err := r4.RewriteReferences(e.op.Body, to)
	if err != nil {
		return inEntry(*e, err)
	}
	e.op.Body = body
	return nil
}

// responseEntry is the answer to one entry.
func (h *handler) responseEntry(a answer, withBody bool) entryOut {
	out := entryOut{Response: &responseOut{Status: statusLine(a.status), Location: a.location}}
	if a.version > 0 {
		out.Response.ETag, out.Response.LastModified = a.etag(), instant(a.updated)
	}
	switch {
	case a.remark:
		out.Response.Outcome = a.body
	case withBody:
		out.Resource = a.body
	}
	return out
}

func statusLine(status int) string { return strconv.Itoa(status) + " " + http.StatusText(status) }
