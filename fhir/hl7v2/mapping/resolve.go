package mapping

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"reflect"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// Finder lists the stored resources of a type that a condition matches; two are
// enough.
type Finder func(ctx context.Context, typ, condition string) ([]store.Resource, error)

// Resolve turns the plan into the writes that a store needs now: a conditional
// create for what is new, an update bound to the version that was read for what
// differs, and nothing for what is the same. The caller applies them in one
// batch and, on Conflict or PreconditionFailed, resolves anew.
func (p Plan) Resolve(ctx context.Context, find Finder) ([]store.Op, error) {
	current := make([]*store.Resource, len(p.Entries))
	refs := map[string]string{}
	for i, e := range p.Entries {
		found, err := find(ctx, e.Type, e.Condition)
		if err != nil {
			return nil, fmt.Errorf("mapping: find %s: %w", e.Type, err)
		}
		if len(found) > 1 {
			return nil, outcome.New(outcome.MultipleMatches, "more than one %s has the identifier", e.Type)
		}
		if len(found) == 1 {
			current[i] = &found[0]
			refs[e.FullURL] = found[0].Key.String()
		}
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
