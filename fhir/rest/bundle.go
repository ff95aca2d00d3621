package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
)

// bundle serves POST [base]: a batch or a transaction.
func (h *handler) bundle(r *http.Request) (answer, error) {
	body, err := readBody(r)
	if err != nil {
		return answer{}, err
	}
	kind, entries, err := h.decode(body)
	if err != nil {
		return answer{}, err
	}
	if kind == "batch" {
		return h.batch(r, entries)
	}
	return h.transaction(r, entries)
}

// entry is one request of a Bundle. When err is set the rest is not.
type entry struct {
	path   string
	method string
	// target of a GET, relative to the base.
	target *url.URL
	// seen is the ifNoneMatch of a GET.
	seen string
	op   store.Op
	err  error
}

func (e entry) writes() bool { return e.method != http.MethodGet && e.method != http.MethodHead }

// methods are the verbs of an entry (http://hl7.org/fhir/http-verb), in the
// order in which they are done.
func methods() []string {
	return []string{http.MethodDelete, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodGet, http.MethodHead}
}

// decode takes a Bundle apart. An entry that cannot be understood carries its
// own error, so that a batch can go on with the others.
func (h *handler) decode(raw []byte) (kind string, entries []entry, err error) {
	d, err := parse(raw)
	if err != nil {
		return "", nil, err
	}
	root := d.Root()
	if err := checkResource(root, "Bundle", ""); err != nil {
		return "", nil, err
	}
	kind = root.Get("type").Text()
	if kind != "batch" && kind != "transaction" {
		return "", nil, outcome.At(outcome.Invalid, "Bundle.type", "only a batch or a transaction can be posted here")
	}
	list := root.Get("entry")
	if k := list.Kind(); k != r4.Absent && k != r4.Array {
		return "", nil, outcome.At(outcome.Invalid, "Bundle.entry", "entry must be a list")
	}
	names := map[string]map[string]string{}
	var values []r4.Value
	for v := range list.Items() {
		e := h.decodeEntry(fmt.Sprintf("Bundle.entry[%d]", len(entries)), v)
		if kind == "transaction" {
			temporary(&e, v.Get("fullUrl").Text(), names)
		}
		entries, values = append(entries, e), append(values, v)
	}
	for i := range entries {
		if err := rewrite(&entries[i], values[i].Get("fullUrl").Text(), names); err != nil {
			return "", nil, err
		}
	}
	return kind, entries, nil
}

func (h *handler) decodeEntry(path string, v r4.Value) entry {
	e := entry{path: path}
	if v.Kind() != r4.Object {
		e.err = outcome.At(outcome.Invalid, path, "the entry is not an object")
		return e
	}
	request := v.Get("request")
	e.method = request.Get("method").Text()
	if !slices.Contains(methods(), e.method) {
		e.err = outcome.At(outcome.NotSupported, path+".request.method", "the method must be GET, HEAD, POST, PUT, PATCH or DELETE")
		return e
	}
	target, segments, err := h.relative(request.Get("url").Text())
	if err != nil {
		e.err = rename(err, func(string) string { return path + ".request.url" })
		return e
	}
	if e.target = target; !e.writes() {
		e.seen = request.Get("ifNoneMatch").Text()
		return e
	}
	e.op, e.err = writeOp(e.method, target, segments, v)
	h.several(&e.op)
	if e.err != nil {
		e.err = rename(e.err, func(inner string) string { return within(path, inner) })
	}
	return e
}

// within is the path of something inside an entry.
func within(path, inner string) string {
	switch {
	case strings.HasPrefix(inner, "request"):
		return path + "." + inner
	default:
		return path + ".resource"
	}
}

// relative takes the address of an entry: relative to the base, or absolute
// below it.
func (h *handler) relative(text string) (*url.URL, []string, error) {
	text = strings.TrimPrefix(text, h.BaseURL)
	u, err := url.Parse(strings.TrimPrefix(text, "/"))
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return nil, nil, outcome.New(outcome.Invalid, "the address is not one of this server")
	}
	return u, strings.Split(u.Path, "/"), nil
}

// writeOp makes the operation of a POST, PUT or DELETE entry.
func writeOp(method string, target *url.URL, segments []string, v r4.Value) (store.Op, error) {
	op := store.Op{Type: segments[0]}
	if len(segments) == 2 {
		op.ID = segments[1]
	}
	if _, err := checkKey(op.Type, op.ID); err != nil {
		return op, outcome.At(outcome.KindOf(err), "request.url", "%s", detailOf(err))
	}
	if len(segments) > 2 || len(segments) == 2 && op.ID == "" {
		return op, outcome.At(outcome.Invalid, "request.url", "nothing can be written at this address")
	}
	request := v.Get("request")
	if tag := request.Get("ifMatch").Text(); tag != "" {
		n, err := versionOf(tag)
		if err != nil {
			return op, outcome.At(outcome.Invalid, "request.ifMatch", "%s", detailOf(err))
		}
		op.IfMatch = n
	}
	resource := v.Get("resource")
	if method != http.MethodDelete && resource.Kind() != r4.Object {
		return op, outcome.At(outcome.Invalid, "resource", "the entry has no resource")
	}
	switch method {
	case http.MethodPost:
		op.Verb, op.Body = store.Create, resource.Raw()
		return postOp(op, request)
	case http.MethodPatch:
		op.Verb = store.Patch
		if err := patchEntry(&op, resource); err != nil {
			return op, err
		}
	case http.MethodPut:
		op.Verb, op.Body = store.Update, resource.Raw()
		if err := noneMatch(&op, request.Get("ifNoneMatch").Text()); err != nil {
			return op, outcome.At(outcome.KindOf(err), "request.ifNoneMatch", "%s", detailOf(err))
		}
	default:
		op.Verb = store.Delete
	}
	if op.ID == "" {
		if op.Condition = target.RawQuery; op.Condition == "" {
			return op, outcome.At(outcome.Invalid, "request.url", "the address names neither an id nor a search")
		}
	}
	if op.Verb == store.Update {
		return op, conditionalID(&op)
	}
	return op, nil
}

func postOp(op store.Op, request r4.Value) (store.Op, error) {
	if op.ID != "" {
		return op, outcome.At(outcome.Invalid, "request.url", "a POST names a type, not an id")
	}
	op.IfNoneExist = condition(op.Type, request.Get("ifNoneExist").Text())
	return op, checkResource(mustDoc(op.Body), op.Type, "")
}

// mustDoc is the root of text that was cut out of a parsed document.
func mustDoc(raw []byte) r4.Value {
	d, err := r4.Parse(raw)
	if err != nil { // a value that is not an object: absent, so it fails the checks
		return r4.Value{}
	}
	return d.Root()
}

func detailOf(err error) string {
	detail, _ := outcome.Public(err)
	return detail
}
