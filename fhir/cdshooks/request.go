package cdshooks

import (
	"encoding/json"
	"fmt"
	"net/url"

	"github.com/google/uuid"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// ParseRequest reads and checks a call of the hook. Errors are of kind Invalid
// and name the member. Members that are not known are left alone: 3.0 adds
// some. Names compare with case, as the store's do.
func ParseRequest(raw []byte, hook string) (Request, error) {
	d, err := r4.Parse(raw)
	if err != nil {
		return Request{}, err
	}
	root := d.Root()
	r := Request{
		Hook: root.Get("hook").Text(), HookInstance: root.Get("hookInstance").Text(), FHIRServer: root.Get("fhirServer").Text(),
	}
	if r.Hook != hook {
		return r, outcome.At(outcome.Invalid, "hook", "this service answers the hook %s", hook)
	}
	if _, err := uuid.Parse(r.HookInstance); err != nil {
		return r, outcome.At(outcome.Invalid, "hookInstance", "hookInstance must be a UUID")
	}
	if err := r.server(root); err != nil {
		return r, err
	}
	if err := r.context(root.Get("context")); err != nil {
		return r, err
	}
	switch p := root.Get("prefetch"); p.Kind() {
	case r4.Absent, r4.Null:
	case r4.Object:
		r.Prefetch = map[string]json.RawMessage{}
		for name, v := range p.Members() {
			r.Prefetch[name] = v.Raw()
		}
	default:
		return r, outcome.At(outcome.Invalid, "prefetch", "prefetch must be an object")
	}
	return r, nil
}

func (r *Request) server(root r4.Value) error {
	if r.FHIRServer != "" {
		u, err := url.Parse(r.FHIRServer)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return outcome.At(outcome.Invalid, "fhirServer", "fhirServer must be an http or https URL")
		}
	}
	auth := root.Get("fhirAuthorization")
	if auth.Kind() == r4.Absent || auth.Kind() == r4.Null {
		return nil
	}
	if r.FHIRServer == "" {
		return outcome.At(outcome.Invalid, "fhirServer", "fhirServer is required with fhirAuthorization")
	}
	expires, _ := auth.Get("expires_in").Float()
	r.Authorization = &Authorization{
		AccessToken: auth.Get("access_token").Text(), TokenType: auth.Get("token_type").Text(), ExpiresIn: int(expires),
		Scope: auth.Get("scope").Text(), Subject: auth.Get("subject").Text(), Patient: auth.Get("patient").Text(),
	}
	if r.Authorization.AccessToken == "" || r.Authorization.TokenType != "Bearer" {
		return outcome.At(outcome.Invalid, "fhirAuthorization", "fhirAuthorization needs access_token and token_type Bearer")
	}
	return nil
}

// required are the members of the context that a hook must have
// (https://cds-hooks.org/hooks/).
func required(hook string) []string {
	switch hook {
	case PatientView:
		return []string{"userId", "patientId"}
	case OrderSelect:
		return []string{"userId", "patientId", "selections", "draftOrders"}
	case OrderSign:
		return []string{"userId", "patientId", "draftOrders"}
	case EncounterStart:
		return []string{"userId", "patientId", "encounterId"}
	default:
		return nil
	}
}

func (r *Request) context(v r4.Value) error {
	if v.Kind() != r4.Object {
		return outcome.At(outcome.Invalid, "context", "context must be an object")
	}
	for _, name := range required(r.Hook) {
		if k := v.Get(name).Kind(); k == r4.Absent || k == r4.Null {
			return outcome.At(outcome.Invalid, "context."+name, "the hook %s needs %s", r.Hook, name)
		}
	}
	r.Context.Raw = v.Raw()
	for _, m := range []struct {
		name string
		to   *string
		good func(string) bool
	}{
		{"userId", &r.Context.UserID, func(s string) bool { _, _, _, ok := r4.SplitReference(s); return ok }},
		{"patientId", &r.Context.PatientID, r4.ValidID},
		{"encounterId", &r.Context.EncounterID, r4.ValidID},
	} {
		member := v.Get(m.name)
		if k := member.Kind(); k == r4.Absent || k == r4.Null {
			continue
		}
		if *m.to = member.Text(); !m.good(*m.to) {
			return outcome.At(outcome.Invalid, "context."+m.name, "%s is malformed", m.name)
		}
	}
	return r.orders(v)
}

func (r *Request) orders(v r4.Value) error {
	switch list := v.Get("selections"); list.Kind() {
	case r4.Absent, r4.Null:
	case r4.Array:
		for item := range list.Items() {
			if _, _, _, ok := r4.SplitReference(item.Text()); !ok {
				return outcome.At(outcome.Invalid, "context.selections", "a selection is Type/id")
			}
			r.Context.Selections = append(r.Context.Selections, item.Text())
		}
	default:
		return outcome.At(outcome.Invalid, "context.selections", "selections must be a list")
	}
	drafts := v.Get("draftOrders")
	if drafts.Kind() == r4.Absent || drafts.Kind() == r4.Null {
		return nil
	}
	entries := drafts.Get("entry").Kind()
	if drafts.Get("resourceType").Text() != "Bundle" || entries != r4.Absent && entries != r4.Array {
		return outcome.At(outcome.Invalid, "context.draftOrders", "draftOrders must be a Bundle")
	}
	n := 0
	for entry := range drafts.Get("entry").Items() {
		if !r4.ValidType(entry.Get("resource").Get("resourceType").Text()) {
			return outcome.At(outcome.Invalid, fmt.Sprintf("context.draftOrders.entry[%d].resource", n), "the entry has no resource")
		}
		n++
	}
	r.Context.DraftOrders = drafts.Raw()
	return nil
}

// Prefetched is one prefetched resource or Bundle.
type Prefetched struct {
	Resource json.RawMessage
	// Partial is true for a Bundle with further pages: what is not in it is
	// unknown, not absent.
	Partial bool
}

// Prefetched gives what was prefetched under the key. ok is false when it was
// not sent, is null, or is an OperationOutcome: then it is unknown.
func (r Request) Prefetched(key string) (p Prefetched, ok bool) {
	d, err := r4.Parse(r.Prefetch[key])
	if err != nil || d.Type() == "" || d.Type() == "OperationOutcome" {
		return Prefetched{}, false
	}
	p.Resource = r.Prefetch[key]
	for link := range d.Root().Get("link").Items() {
		p.Partial = p.Partial || d.Type() == "Bundle" && link.Get("relation").Text() == "next"
	}
	return p, true
}

// Unavailable is the error of a service that lacks data: 412.
func Unavailable(what string) error {
	return outcome.New(outcome.PreconditionFailed, "the service cannot get %s", what)
}
