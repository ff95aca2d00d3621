package mapping

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Finder looks into the store.
type Finder interface {
	// Find lists the stored resources of a type that a condition matches,
	// limit at most. The condition may be an OR list of identifiers.
	Find(ctx context.Context, typ, condition string, limit int) ([]store.Resource, error)
	// Read gives one resource by its key.
	Read(ctx context.Context, k store.Key) (store.Resource, error)
	// Referring lists resources whose record is that of a patient, and of a
	// visit unless that is "", by logical id, limit at most.
	Referring(ctx context.Context, patient, visit string, limit int) ([]store.Resource, error)
}

// manyOrders is how many orders may share a number before they are looked up by patient.
const manyOrders = 100

// findAtOnce is how many identifiers one search asks for.
const findAtOnce = 50

// MoveAtOnce is how many resources of a merged patient move in one batch.
const MoveAtOnce = 500

// Resolve turns the plan into the writes that a store needs now: a conditional
// create for what is new, an update bound to the version that was read for what
// differs, and nothing for what is the same. The caller applies them in one
// batch and, on Conflict or PreconditionFailed, resolves anew. more means that
// a merged patient has further resources to move: the caller applies these
// writes, leaves the message unsettled, and resolves again.
func (p Plan) Resolve(ctx context.Context, find Finder) (ops []store.Op, more bool, err error) {
	r := &resolver{Plan: p, find: find, many: map[int][]store.Resource{}, candidates: map[int][]store.Resource{}, crowded: map[int]bool{}, refs: map[string]string{}, states: map[string]*state{}}
	if err := r.load(ctx); err != nil {
		return nil, false, err
	}
	for i := range r.found {
		if err := r.entry(i); err != nil {
			return nil, false, err
		}
	}
	if err := r.unknown(); err != nil {
		return nil, false, err
	}
	for _, m := range p.Merges {
		if err := r.merge(ctx, m); err != nil {
			return nil, false, err
		}
	}
	for _, m := range p.Moves {
		moves, unfinished, err := r.moveVisit(ctx, m)
		if err != nil {
			return nil, false, err
		}
		ops, more = append(ops, moves...), more || unfinished
	}
	if more { // the visit itself follows its records
		return ops, true, nil
	}
	for _, s := range r.order {
		if op := s.op(r.refs); op != nil {
			ops = append(ops, *op)
		}
	}
	moves, more, err := r.moves(ctx)
	return append(ops, moves...), more, err
}

// resolver holds a plan against what is stored.
type resolver struct {
	Plan
	find  Finder
	found []*store.Resource
	many  map[int][]store.Resource // of entries in the mode Existing
	// candidates have the number of an entry of a type that is owned.
	candidates map[int][]store.Resource
	// crowded are entries of whose number more is stored than one search lists.
	crowded map[int]bool
	refs    map[string]string // temporary name to reference
	states  map[string]*state // by temporary name or reference
	order   []*state
	moved   [][2]*state // merged patient and survivor
}

// state is what becomes of one resource.
type state struct {
	typ, id   string // id is empty for a new one
	version   int64
	ref       string // temporary name or reference
	stored    []byte
	body      []byte
	condition string
	fullURL   string
	onlyNew   bool // a match that appears meanwhile is to be merged with
}

// op is the write; nil when there is none to do.
func (s *state) op(refs map[string]string) *store.Op {
	body := rewrite(s.body, refs)
	switch {
	case s.id == "":
		return &store.Op{Verb: store.Create, Type: s.typ, IfNoneExist: s.condition, OnlyNew: s.onlyNew, FullURL: s.fullURL, Body: body}
	case s.body == nil || same(s.stored, body):
		return nil
	}
	return &store.Op{Verb: store.Update, Type: s.typ, ID: s.id, IfMatch: s.version, FullURL: s.fullURL, Body: body}
}

// load finds what is stored of each entry, with one search for each type, and
// the references by which the temporary names of those are replaced.
func (r *resolver) load(ctx context.Context) error {
	r.found = make([]*store.Resource, len(r.Entries))
	byType := map[string][]int{}
	for i, e := range r.Entries {
		byType[e.Type] = append(byType[e.Type], i)
	}
	for _, typ := range slices.Sorted(maps.Keys(byType)) {
		for chunk := range slices.Chunk(byType[typ], findAtOnce) {
			if err := r.lookUp(ctx, typ, chunk); err != nil {
				return err
			}
		}
	}
	for _, m := range r.Moves { // a visit under a new number is found by its prior one
		from, into := r.index(m.From), r.index(m.Into)
		if from >= 0 && into >= 0 && r.found[into] == nil {
			r.found[into] = r.found[from]
		}
	}
	// Patients first: whose a thing is tells which of one number it is.
	for _, i := range byType["Patient"] {
		if err := r.refer(ctx, i); err != nil {
			return err
		}
	}
	for i := range r.found {
		if r.Entries[i].Type == "Patient" {
			continue
		}
		if err := r.narrow(ctx, i); err != nil {
			return err
		}
		if err := r.ownOf(i); err != nil {
			return err
		}
		if err := r.refer(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// refer puts the reference of what is stored of entry i in place of its temporary name.
func (r *resolver) refer(ctx context.Context, i int) error {
	if err := r.loadOwn(ctx, i); err != nil {
		return err
	}
	x := r.found[i]
	if x == nil {
		return nil
	}
	if r.Entries[i].Type == "Patient" && !r.merging(r.Entries[i].FullURL) {
		survivor, err := r.survivor(ctx, *x)
		if err != nil {
			return err
		}
		if survivor.Key != x.Key { // an old number does not know the survivor better
			r.Entries[i].late = true
			r.found[i] = &survivor
		}
	}
	r.refs[r.Entries[i].FullURL] = r.found[i].Key.String()
	return nil
}

// loadOwn finds an order that Apricot placed by its number. What comes back
// about it changes nothing that was signed.
func (r *resolver) loadOwn(ctx context.Context, i int) error {
	e := &r.Entries[i]
	if e.own == "" {
		return nil
	}
	x, err := r.find.Read(ctx, store.Key{Type: e.Type, ID: e.own})
	switch {
	case outcome.Is(err, outcome.NotFound) || outcome.Is(err, outcome.Gone) || outcome.Is(err, outcome.Invalid):
		return nil
	case err != nil:
		return fmt.Errorf("mapping: own order: %w", err)
	}
	r.found[i] = &x
	if e.Mode != Existing {
		e.Mode = Ensure
	}
	return nil
}

// lookUp searches for the entries at these indexes, all of one type.
func (r *resolver) lookUp(ctx context.Context, typ string, indexes []int) error {
	var values []string
	for _, i := range indexes {
		values = append(values, strings.TrimPrefix(r.Entries[i].Condition, "identifier="))
	}
	limit := 4*len(values) + manyOrders
	stored, err := r.find.Find(ctx, typ, "identifier="+strings.Join(values, ","), limit)
	if err != nil {
		return fmt.Errorf("mapping: find %s: %w", typ, err)
	}
	for _, i := range indexes {
		r.crowded[i] = len(stored) >= limit
		if r.Entries[i].Mode == Existing {
			r.many[i] = having(r.Entries[i], stored)
			continue
		}
		if owned[typ] {
			r.candidates[i] = having(r.Entries[i], stored)
			continue
		}
		if r.found[i], err = match(r.Entries[i], stored); err != nil {
			return err
		}
	}
	return nil
}

// match picks the stored resource that e is, by the best of its identifiers
// that one has. A resource that has it as an old one only counts when there is
// no other: it has taken it over from a merged patient.
func match(e Entry, stored []store.Resource) (*store.Resource, error) {
	for _, id := range e.identifiers {
		var current, old []*store.Resource
		for i := range stored {
			switch has, isOld := hasIdentifier(stored[i].JSON, id); {
			case has && isOld:
				old = append(old, &stored[i])
			case has:
				current = append(current, &stored[i])
			}
		}
		if len(current) == 0 {
			current = old
		}
		if len(current) > 1 {
			return nil, outcome.New(outcome.MultipleMatches, "more than one %s has the identifier", e.Type)
		}
		if len(current) == 1 {
			return current[0], nil
		}
	}
	return nil, nil //nolint:nilnil // it is new
}

func hasIdentifier(body []byte, key string) (has, old bool) {
	var v struct {
		Identifier []struct{ Use, System, Value string } `json:"identifier"`
	}
	if json.Unmarshal(body, &v) != nil {
		return false, false
	}
	for _, id := range v.Identifier {
		if id.System+"|"+id.Value == key {
			return true, id.Use == "old"
		}
	}
	return false, false
}

// rewrite puts the final references in place of temporary names. Names are
// fixed-length UUIDs that occur nowhere else, so text replacement is exact.
func rewrite(body []byte, refs map[string]string) []byte {
	for from, to := range refs {
		body = bytes.ReplaceAll(body, []byte(`"`+from+`"`), []byte(`"`+to+`"`))
	}
	return body
}
