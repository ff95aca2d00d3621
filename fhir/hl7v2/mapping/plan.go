package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"apricot.health/fhir/store"
)

// Mode is what becomes of an entry whose resource is stored already.
type Mode int

// The modes.
const (
	// Ensure leaves the stored resource alone: the message only refers to it.
	Ensure Mode = iota + 1
	// MergeInto writes the elements that the message has and keeps the others.
	MergeInto
	// Replace stores the message's version whole.
	Replace
	// Existing writes the elements of the message into every stored resource of
	// the patient that has one of the identifiers, and makes none.
	Existing
	// Known is only looked up.
	Known
)

// Entry is one resource that a message speaks of.
type Entry struct {
	Type string
	// Condition finds the resource: "identifier=<system>|<value>", escaped,
	// several divided by commas.
	Condition   string
	identifiers []string // system|value, unescaped, best first
	// FullURL is the temporary name that other entries refer to it by.
	FullURL string
	Mode    Mode
	// Body is the resource as the message has it.
	Body []byte
	// Initial are elements for a resource that is not stored yet only.
	Initial map[string]any
	// Nulls are the elements that the sender deletes with "".
	Nulls []string
	// Turn lets a visit go back from finished or cancelled.
	Turn bool

	place  string // where the message names it, for Existing
	own    string // logical id, when the sender names it by a number of Apricot's own
	late   bool   // it may only fill what is not known
	number int    // order in the message
}

// PatientMerge says that one patient, by the temporary names of two entries,
// was found to be another.
type PatientMerge struct{ From, Into string }

// VisitMove says that a visit and its records belong to Patient, under the
// number of Into. All are temporary names of entries; From and Into may be one.
type VisitMove struct{ From, Into, Patient string }

// Plan is all that a message says, in FHIR.
type Plan struct {
	Entries []Entry
	// Merges are the patients that the message ends, in its order.
	Merges []PatientMerge
	// Moves are the visits that the message moves.
	Moves []VisitMove
	// Skipped names the parts of the message that have no place in FHIR here,
	// such as "GT1" or "OBX-5 (ED)". They stay in the raw message. No content
	// of the message is in the names, so they may be traced.
	Skipped []string
}

// Ops are the plan's writes onto a store that has none of it: conditional
// creates. Onto a store in use, Resolve gives the writes.
func (p Plan) Ops() ([]store.Op, error) {
	ops := make([]store.Op, 0, len(p.Entries))
	for _, e := range p.Entries {
		if e.Mode == Existing || e.Mode == Known {
			continue
		}
		body, err := e.initial()
		if err != nil {
			return nil, err
		}
		ops = append(ops, e.create(body))
	}
	return ops, nil
}

// places are the types of what many patients share.
var places = map[string]bool{"Organization": true, "Location": true, "Practitioner": true, "PractitionerRole": true} //nolint:gochecknoglobals // a constant table

// Shared reports a type whose resources messages only refer to, each the same
// for many patients.
func Shared(typ string) bool { return places[typ] }

// Keys name what a message is about: two messages that may write the same
// patient, visit or other record of one have a key in common.
func (p Plan) Keys() []string {
	var out []string
	for _, e := range p.Entries {
		if places[e.Type] {
			continue
		}
		for _, id := range e.identifiers {
			out = append(out, e.Type+"|"+id)
		}
	}
	return out
}

func (e Entry) create(body []byte) store.Op {
	return store.Op{Verb: store.Create, Type: e.Type, IfNoneExist: e.Condition, FullURL: e.FullURL, Body: body}
}

// initial is the body of a resource that is not stored yet.
func (e Entry) initial() ([]byte, error) {
	if len(e.Initial) == 0 {
		return e.Body, nil
	}
	base := map[string]any{"resourceType": e.Type}
	for k, v := range e.Initial {
		base[k] = v
	}
	raw, err := encode(base)
	if err != nil {
		return nil, err
	}
	return merge(raw, e.Body, nil)
}

// encode writes a resource with its type first and without HTML escapes.
func encode(o map[string]any) ([]byte, error) {
	rest := make(map[string]any, len(o))
	for k, v := range o {
		if k != "resourceType" {
			rest[k] = v
		}
	}
	raw, err := marshal(rest)
	if err != nil {
		return nil, err
	}
	typ, err := marshal(o["resourceType"])
	if err != nil {
		return nil, err
	}
	out := append([]byte(`{"resourceType":`), typ...)
	if len(rest) > 0 {
		out = append(out, ',')
	}
	return append(out, raw[1:]...), nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("mapping: encode: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// add puts an entry into the plan; what the message says twice about one
// resource is joined.
func (p *Plan) add(e Entry) error {
	i := slices.IndexFunc(p.Entries, func(have Entry) bool { return have.FullURL == e.FullURL })
	if i < 0 {
		p.Entries = append(p.Entries, e)
		return nil
	}
	have := &p.Entries[i]
	if bytes.Equal(have.Body, e.Body) {
		return nil
	}
	if e.Mode == Ensure || have.Mode == Ensure { // what is only referred to may be known better by one mention
		e.Body, have.Body = have.Body, e.Body
	}
	body, err := merge(have.Body, e.Body, nil)
	have.Body, have.Nulls = body, append(have.Nulls, e.Nulls...)
	have.Mode = max(have.Mode, min(e.Mode, MergeInto))
	return err
}

// note keeps the logical id by which an entry is found first, and the place
// that names it.
func (p *Plan) note(fullURL, own, place string) {
	for i := range p.Entries {
		if e := &p.Entries[i]; e.FullURL == fullURL {
			e.place = place
			if own != "" {
				e.own = own
			}
		}
	}
}

func (p *Plan) skip(what string) {
	if !slices.Contains(p.Skipped, what) {
		p.Skipped = append(p.Skipped, what)
	}
}
