package mapping

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// having lists the stored resources that have one of the identifiers of e.
func having(e Entry, stored []store.Resource) []store.Resource {
	var out []store.Resource
	for _, x := range stored {
		if slices.ContainsFunc(e.identifiers, func(id string) bool { has, _ := hasIdentifier(x.JSON, id); return has }) {
			out = append(out, x)
		}
	}
	return out
}

// existing writes an entry into the stored resources that it means: those of
// its patient. An order of Apricot's own stays as it was signed.
func (r *resolver) existing(i int) error {
	e := r.Entries[i]
	e.Mode = MergeInto
	patient := subjectOf(rewrite(e.Body, r.refs))
	kept := r.many[i][:0]
	for _, x := range r.many[i] {
		if subjectOf(x.JSON) != patient {
			continue
		}
		kept = append(kept, x)
		ref := x.Key.String()
		if r.states[ref] != nil {
			continue
		}
		s := &state{typ: e.Type, id: x.ID, version: x.Version, stored: x.JSON, ref: ref}
		var err error
		if s.body, err = e.onto(x, r.refs); err != nil {
			return err
		}
		r.states[ref] = s
		r.order = append(r.order, s)
	}
	r.many[i] = kept
	return nil
}

// unknown is the error of a message that speaks of a thing in the mode Existing
// that nobody knows.
func (r *resolver) unknown() error {
	known := map[string]bool{}
	for i, e := range r.Entries {
		if e.Mode == Existing {
			known[e.place] = known[e.place] || len(r.many[i]) > 0 || r.found[i] != nil
		}
	}
	for _, e := range r.Entries {
		if e.Mode == Existing && !known[e.place] {
			return outcome.At(outcome.NotFound, e.place, "no order of this patient has the number")
		}
	}
	return nil
}

func subjectOf(body []byte) string {
	var v struct {
		Subject struct{ Reference string }
	}
	_ = json.Unmarshal(body, &v) // what is no JSON is about nobody
	return v.Subject.Reference
}

func (r *resolver) index(fullURL string) int {
	return slices.IndexFunc(r.Entries, func(e Entry) bool { return e.FullURL == fullURL })
}

// moveVisit gives a visit and its records to another patient. Where the new
// number is known as another visit already, the records go there, and the
// visit was entered in error. unfinished means that there are further records
// to move first.
func (r *resolver) moveVisit(ctx context.Context, m VisitMove) (ops []store.Op, unfinished bool, err error) {
	i := r.index(m.From)
	if i < 0 || r.found[i] == nil {
		return nil, false, nil // nobody knows the visit
	}
	to := m.Patient
	if ref, ok := r.refs[to]; ok {
		to = ref
	}
	visit := *r.found[i]
	from, into := r.stateOf(visit), r.states[m.Into]
	if into == nil {
		into = from
	}
	was := subjectOf(visit.JSON)
	swap := map[string]string{was: to, visit.Key.String(): into.ref}
	if _, id, ok := strings.Cut(was, "/"); ok {
		belongs, err := r.find.Referring(ctx, id, visit.ID, MoveAtOnce)
		if err != nil {
			return nil, false, fmt.Errorf("mapping: moved visit: %w", err)
		}
		for _, x := range belongs {
			body := rewrite(x.JSON, swap)
			if r.states[x.Key.String()] == nil && string(body) != string(x.JSON) {
				ops = append(ops, store.Op{Verb: store.Update, Type: x.Type, ID: x.ID, IfMatch: x.Version, Body: body})
			}
		}
		if len(ops) >= MoveAtOnce {
			return ops, true, nil
		}
	}
	if into != from {
		return ops, false, from.set(`{"status":"entered-in-error"}`)
	}
	return ops, false, into.set(fmt.Sprintf(`{"subject":{"reference":%q}}`, to))
}

// stateOf is the state of a stored resource that an entry need not write.
func (r *resolver) stateOf(x store.Resource) *state {
	ref := x.Key.String()
	if s := r.states[ref]; s != nil {
		return s
	}
	s := &state{typ: x.Type, id: x.ID, version: x.Version, stored: x.JSON, ref: ref}
	r.states[ref] = s
	r.order = append(r.order, s)
	return s
}
