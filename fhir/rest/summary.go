package rest

import (
	"encoding/json"
	"slices"
	"strings"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/validate"
)

// view is what of a resource a client asks to see (search.html#summary and
// #elements).
type view struct {
	summary  string
	elements []string
}

// whole reports whether nothing is left out.
func (v view) whole() bool {
	return len(v.elements) == 0 && (v.summary == "" || v.summary == "false" || v.summary == "count")
}

// of is the resource as the view shows it: members that are kept stand as they
// are stored, and the tag SUBSETTED says that there are more.
func (v view) of(raw []byte) []byte {
	if v.whole() || len(raw) == 0 {
		return raw
	}
	d, err := r4.Parse(raw)
	if err != nil { // the store gives what it has parsed before
		return raw
	}
	out := []byte{'{'}
	for name, m := range d.Root().Members() {
		if name == "meta" || !v.keeps(d.Type(), name) {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = appendMember(out, name, m)
	}
	out = append(append(out, `,"meta":`...), subsetted(d.Root().Get("meta"))...)
	return append(out, '}')
}

// appendMember writes a member with its value as it stands.
func appendMember(out []byte, name string, v r4.Value) []byte {
	key, err := json.Marshal(name)
	if err != nil { // strings always marshal
		panic(err)
	}
	return append(append(append(out, key...), ':'), v.Raw()...)
}

func (v view) keeps(typ, member string) bool {
	base := strings.TrimPrefix(member, "_")
	if base == "resourceType" || base == "id" {
		return true
	}
	e, _ := validate.TopLevel(typ, member)
	if len(v.elements) > 0 {
		return e.Required || slices.ContainsFunc(v.elements, func(name string) bool { return asked(typ, base, name) })
	}
	switch v.summary {
	case "text":
		return e.Required || base == "text"
	case "data":
		return base != "text"
	default:
		return e.Required || e.Summary
	}
}

// asked reports whether the name of _elements means the member: "value" means
// valueQuantity too, and "Patient.name" is of Patient only.
func asked(typ, member, name string) bool {
	if of, rest, ok := strings.Cut(name, "."); ok && r4.ValidType(of) {
		if of != typ {
			return false
		}
		name = rest
	}
	name, _, _ = strings.Cut(name, ".") // a part of an element comes with the whole
	rest, ok := strings.CutPrefix(member, name)
	return ok && (rest == "" || rest[0] >= 'A' && rest[0] <= 'Z')
}

// subsetted is the meta with the tag that says so.
func subsetted(meta r4.Value) []byte {
	const tag = `{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}`
	out := []byte{'{'}
	for name, m := range meta.Members() {
		if name != "tag" {
			out = append(appendMember(out, name, m), ',')
		}
	}
	out = append(out, `"tag":[`...)
	for t := range meta.Get("tag").Items() {
		out = append(append(out, t.Raw()...), ',')
	}
	return append(out, tag+"]}"...)
}
