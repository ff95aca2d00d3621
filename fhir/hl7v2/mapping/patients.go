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

// maxChain is how many merges are followed from one patient: more is taken for
// a circle.
const maxChain = 32

// link is an element of Patient.link.
type link struct {
	Other struct {
		Reference string `json:"reference"`
	} `json:"other"`
	Type string `json:"type"`
}

func links(body []byte) []link {
	var v struct {
		Link []link `json:"link"`
	}
	_ = json.Unmarshal(body, &v) // what is no JSON has no links
	return v.Link
}

// replacedBy is the reference to the patient that this one was merged into.
func replacedBy(body []byte) string {
	for _, l := range links(body) {
		if l.Type == "replaced-by" {
			return l.Other.Reference
		}
	}
	return ""
}

// merging tells whether a message merges this patient.
func (r *resolver) merging(fullURL string) bool {
	return slices.ContainsFunc(r.Merges, func(m PatientMerge) bool { return m.From == fullURL || m.Into == fullURL })
}

// survivor follows the merges of a stored patient to the one that is in use.
func (r *resolver) survivor(ctx context.Context, p store.Resource) (store.Resource, error) {
	for range maxChain {
		next := replacedBy(p.JSON)
		typ, id, ok := strings.Cut(next, "/")
		if !ok || typ != "Patient" {
			return p, nil
		}
		to, err := r.find.Read(ctx, store.Key{Type: typ, ID: id})
		if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
			return p, nil
		}
		if err != nil {
			return p, fmt.Errorf("mapping: merged patient: %w", err)
		}
		p = to
	}
	return p, outcome.New(outcome.Conflict, "the patients were merged in a circle")
}

// merge makes one patient be another. The other may itself have been merged:
// into a third, who is then meant, or into this very one, and then the newer
// message turns that round.
func (r *resolver) merge(ctx context.Context, m PatientMerge) error {
	from, into := r.states[m.From], r.states[m.Into]
	if from == nil || into == nil || from == into {
		return nil
	}
	for range maxChain {
		next := replacedBy(into.now())
		if next == "" {
			break
		}
		if next == from.ref || r.states[next] == from {
			if err := into.unlink(from.ref, "replaced-by"); err != nil {
				return err
			}
			break
		}
		through, err := r.state(ctx, next)
		if err != nil {
			return err
		}
		if through == nil {
			break
		}
		if replacedBy(through.now()) == from.ref { // a longer circle: turn its last step round
			if err := through.unlink(from.ref, "replaced-by"); err != nil {
				return err
			}
		}
		if err := into.set(`{"active":false}`); err != nil { // it stays merged, whatever PID says
			return err
		}
		into = through
	}
	if from == into {
		return nil
	}
	steps := []func() error{
		func() error { return from.unlink("", "replaced-by") },
		func() error { return from.unlink(into.ref, "replaces") },
		func() error { return from.link(into.ref, "replaced-by") },
		func() error { return from.set(`{"active":false}`) },
		func() error { return into.link(from.ref, "replaces") },
		func() error { return into.set(`{"active":true}`) },
		func() error { return into.inherit(from.now()) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	r.moved = append(r.moved, [2]*state{from, into})
	return nil
}

// state is the state of a patient that the message does not name.
func (r *resolver) state(ctx context.Context, ref string) (*state, error) {
	if s := r.states[ref]; s != nil {
		return s, nil
	}
	_, id, ok := strings.Cut(ref, "/")
	if !ok {
		return nil, nil //nolint:nilnil // not a patient of this store
	}
	p, err := r.find.Read(ctx, store.Key{Type: "Patient", ID: id})
	if outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) {
		return nil, nil //nolint:nilnil // it is no more
	}
	if err != nil {
		return nil, fmt.Errorf("mapping: merged patient: %w", err)
	}
	return r.stateOf(p), nil
}

// now is the resource as it will be.
func (s *state) now() []byte {
	if s.body != nil {
		return s.body
	}
	return s.stored
}

func (s *state) set(patch string) (err error) {
	s.body, err = merge(s.now(), []byte(patch), nil)
	return err
}

func (s *state) link(to, kind string) error {
	for _, l := range links(s.now()) {
		if l.Other.Reference == to && l.Type == kind {
			return nil
		}
	}
	var l link
	l.Other.Reference, l.Type = to, kind
	return s.setLinks(append(links(s.now()), l))
}

// unlink takes links of a kind away, to one patient or to all.
func (s *state) unlink(to, kind string) error {
	have := links(s.now())
	kept := slices.DeleteFunc(slices.Clone(have), func(l link) bool { return l.Type == kind && (to == "" || l.Other.Reference == to) })
	if len(kept) == len(have) {
		return nil
	}
	return s.setLinks(kept)
}

func (s *state) setLinks(ls []link) error {
	ms, err := split(s.now())
	if err != nil {
		return err
	}
	ms = ms.without("link")
	if len(ls) > 0 {
		raw, err := marshal(ls)
		if err != nil {
			return err
		}
		ms = append(ms, member{"link", raw})
	}
	s.body = ms.join()
	return nil
}

// inherit adds the identifiers of a merged patient as old ones, so that a
// search for them finds the survivor.
func (s *state) inherit(from []byte) error {
	var v struct {
		Identifier []map[string]any `json:"identifier"`
	}
	if err := json.Unmarshal(from, &v); err != nil {
		return fmt.Errorf("mapping: merged patient: %w", err)
	}
	var add []any
	for _, id := range v.Identifier {
		if has, _ := hasIdentifier(s.now(), key(id)); !has {
			id["use"] = "old"
			add = append(add, id)
		}
	}
	if add == nil {
		return nil
	}
	raw, err := marshal(map[string]any{"identifier": add})
	if err != nil {
		return err
	}
	s.body, err = merge(s.now(), raw, nil)
	return err
}

// moves points what belongs to the merged patients at the survivors.
func (r *resolver) moves(ctx context.Context) (ops []store.Op, more bool, err error) {
	for _, pair := range r.moved {
		from, into := pair[0], pair[1]
		if from.id == "" {
			continue
		}
		for range maxChain { // merged on by the same message
			i := slices.IndexFunc(r.moved, func(p [2]*state) bool { return p[0] == into })
			if i < 0 {
				break
			}
			into = r.moved[i][1]
		}
		belongs, err := r.find.Referring(ctx, from.id, "", MoveAtOnce-len(ops))
		if err != nil {
			return nil, false, fmt.Errorf("mapping: merged patient: %w", err)
		}
		for _, x := range belongs {
			if r.states[x.Key.String()] != nil {
				continue
			}
			body := rewrite(x.JSON, map[string]string{from.ref: into.ref})
			if string(body) != string(x.JSON) {
				ops = append(ops, store.Op{Verb: store.Update, Type: x.Type, ID: x.ID, IfMatch: x.Version, FullURL: "", Body: body})
			}
		}
		if len(ops) >= MoveAtOnce {
			return ops, true, nil
		}
	}
	return ops, false, nil
}
