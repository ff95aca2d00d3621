package mapping

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Finder lists the stored resources of a type that a condition matches, limit
// at most. The condition may be an OR list of identifiers.
type Finder func(ctx context.Context, typ, condition string, limit int) ([]store.Resource, error)

// findAtOnce is how many identifiers one search asks for.
const findAtOnce = 50

// Resolve turns the plan into the writes that a store needs now: a conditional
// create for what is new, an update bound to the version that was read for what
// differs, and nothing for what is the same. The caller applies them in one
// batch and, on Conflict or PreconditionFailed, resolves anew.
func (p Plan) Resolve(ctx context.Context, find Finder) ([]store.Op, error) {
	current, refs, err := p.current(ctx, find)
	if err != nil {
		return nil, err
	}
	var ops []store.Op
	for i, e := range p.Entries {
		op, err := e.resolve(current[i], refs)
		if err != nil {
			return nil, err
		}
		if op != nil {
			ops = append(ops, *op)
		}
	}
	return ops, nil
}

// current finds what is stored of each entry, with one search for each type,
// and the references by which the temporary names of those are replaced.
func (p Plan) current(ctx context.Context, find Finder) ([]*store.Resource, map[string]string, error) {
	found := make([]*store.Resource, len(p.Entries))
	refs := map[string]string{}
	byType := map[string][]int{}
	for i, e := range p.Entries {
		byType[e.Type] = append(byType[e.Type], i)
	}
	for _, typ := range slices.Sorted(maps.Keys(byType)) {
		for chunk := range slices.Chunk(byType[typ], findAtOnce) {
			if err := p.lookUp(ctx, find, typ, chunk, found); err != nil {
				return nil, nil, err
			}
		}
	}
	for i, r := range found {
		if r != nil {
			refs[p.Entries[i].FullURL] = r.Key.String()
		}
	}
	return found, refs, nil
}

// lookUp searches for the entries at these indexes, all of one type.
func (p Plan) lookUp(ctx context.Context, find Finder, typ string, indexes []int, found []*store.Resource) error {
	values := make([]string, 0, len(indexes))
	for _, i := range indexes {
		values = append(values, strings.TrimPrefix(p.Entries[i].Condition, "identifier="))
	}
	stored, err := find(ctx, typ, "identifier="+strings.Join(values, ","), 2*len(indexes))
	if err != nil {
		return fmt.Errorf("mapping: find %s: %w", typ, err)
	}
	for _, r := range stored {
		for _, i := range indexes {
			if !hasIdentifier(r.JSON, p.Entries[i].identifier) {
				continue
			}
			if found[i] != nil && found[i].Key != r.Key {
				return outcome.New(outcome.MultipleMatches, "more than one %s has the identifier", typ)
			}
			found[i] = &r
		}
	}
	return nil
}

func hasIdentifier(body []byte, key string) bool {
	var v struct {
		Identifier []struct{ System, Value string } `json:"identifier"`
	}
	if json.Unmarshal(body, &v) != nil {
		return false
	}
	for _, id := range v.Identifier {
		if id.System+"|"+id.Value == key {
			return true
		}
	}
	return false
}

// resolve gives the write for one entry; nil when there is none to do.
func (e Entry) resolve(current *store.Resource, refs map[string]string) (*store.Op, error) {
	if current == nil {
		body, err := e.initial()
		if err != nil {
			return nil, err
		}
		op := e.create(rewrite(body, refs))
		return &op, nil
	}
	if e.Mode == Ensure {
		return nil, nil //nolint:nilnil // nothing to do
	}
	body, overtaken := overtakes(current.JSON, e)
	if overtaken {
		return nil, nil //nolint:nilnil // an older state than the stored one
	}
	body = rewrite(body, refs)
	if e.Mode == MergeInto {
		var err error
		if body, err = Merge(current.JSON, body, e.Nulls); err != nil {
			return nil, err
		}
	}
	if same(current.JSON, body) {
		return nil, nil //nolint:nilnil // nothing to do
	}
	return &store.Op{Verb: store.Update, Type: e.Type, ID: current.ID, IfMatch: current.Version, FullURL: e.FullURL, Body: body}, nil
}

// rewrite puts the final references in place of temporary names. Names are
// fixed-length UUIDs that occur nowhere else, so text replacement is exact.
func rewrite(body []byte, refs map[string]string) []byte {
	for from, to := range refs {
		body = bytes.ReplaceAll(body, []byte(`"`+from+`"`), []byte(`"`+to+`"`))
	}
	return body
}

// ranks orders the states of results. A message with a lower one than the
// stored came late.
var ranks = map[string]int{"registered": 1, "partial": 2, "preliminary": 2, "final": 3, "amended": 4, "corrected": 4, "appended": 4}

// overtakes gives the body to write after a look at the stored status, and
// whether the stored resource is ahead of the message.
func overtakes(stored []byte, e Entry) ([]byte, bool) {
	was, now := statusOf(stored), statusOf(e.Body)
	switch {
	case e.Type == "Observation" || e.Type == "DiagnosticReport":
		return e.Body, ranks[was] > ranks[now] && ranks[now] > 0 && ranks[was] >= 3
	case e.Type == "Encounter" && was == "finished" && (now == "in-progress" || now == "arrived" || now == "planned"):
		body, err := split(e.Body)
		if err != nil {
			return e.Body, false
		}
		return body.without("status").join(), false
	}
	return e.Body, false
}

func statusOf(body []byte) string {
	var v struct {
		Status string `json:"status"`
	}
	if json.Unmarshal(body, &v) != nil {
		return ""
	}
	return v.Status
}

// same compares two resources by meaning, without id and meta: another message
// that says the same changes nothing.
func same(a, b []byte) bool {
	x, errA := plain(a)
	y, errB := plain(b)
	return errA == nil && errB == nil && reflect.DeepEqual(x, y)
}

func plain(raw []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("mapping: compare: %w", err)
	}
	delete(v, "id")
	delete(v, "meta")
	return v, nil
}
