package engine

import (
	"context"
	"slices"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// target is what an op turned out to mean once its condition was searched.
type target struct {
	key store.Key
	// matched is set when an If-None-Exist found its resource.
	matched bool
	// nothing is set when a conditional delete found none.
	nothing bool
	fresh   bool
	// also are the further resources that a delete of several found.
	also []store.Key
}

// resolve finds the target of every op. Two ops on one resource are refused
// (FHIR R4, http.html#trules), but for conditional creates that mean the same.
func (a *applying) resolve(ctx context.Context) error {
	a.targets = make([]target, len(a.ops))
	taken := map[store.Key]bool{}
	creates := map[string]store.Key{}
	a.ends = map[store.Key]bool{}
	for _, o := range a.ops {
		if o.Verb == store.Delete && o.cond == nil {
			a.ends[o.key] = true
		}
	}
	for i := range a.ops {
		o := &a.ops[i]
		t := target{key: o.key, fresh: o.fresh}
		if o.cond != nil {
			if key, again := creates[o.Type+"?"+o.IfNoneExist]; again && o.Verb == store.Create {
				a.targets[i] = target{key: key, matched: true}
				continue
			}
			if err := a.condition(ctx, o, &t); err != nil {
				return at(o.path, err)
			}
			if o.Verb == store.Create {
				creates[o.Type+"?"+o.IfNoneExist] = t.key
			}
		}
		for _, key := range t.writes() {
			if taken[key] {
				return outcome.At(outcome.Invalid, o.path, "two entries of the batch write the same resource")
			}
			taken[key] = true
		}
		a.targets[i] = t
	}
	return nil
}

// writes are the resources that an op changes.
func (t target) writes() []store.Key {
	if t.matched || t.nothing {
		return nil
	}
	return append([]store.Key{t.key}, t.also...)
}

func (a *applying) condition(ctx context.Context, o *op, t *target) error {
	limit := 2
	if o.Multiple {
		limit = store.MaxMultiple + 1
	}
	ids, err := a.find(ctx, *o.cond, limit+len(a.ends))
	if err != nil {
		return err
	}
	if o.Verb != store.Delete { // deletes come first, wherever they stand
		ids = slices.DeleteFunc(ids, func(id string) bool { return a.ends[store.Key{Type: o.Type, ID: id}] })
	}
	switch {
	case len(ids) > 0 && o.OnlyNew:
		return outcome.New(outcome.Conflict, "a resource that matches the condition is there by now")
	case len(ids) > store.MaxMultiple:
		return outcome.New(outcome.TooLarge, "the condition matches more than %d resources", store.MaxMultiple)
	case len(ids) > 1 && o.Multiple:
		t.key.ID = ids[0]
		for _, id := range ids[1:] {
			t.also = append(t.also, store.Key{Type: o.Type, ID: id})
		}
	case len(ids) > 1:
		return outcome.New(outcome.MultipleMatches, "the condition matches more than one resource")
	case len(ids) == 1:
		if o.Verb != store.Create && o.ID != "" && o.ID != ids[0] {
			return outcome.New(outcome.Invalid, "the condition matches another resource than the id names")
		}
		t.key.ID, t.matched, t.fresh = ids[0], o.Verb == store.Create, false
	case o.Verb == store.Delete:
		t.nothing = true
	case o.Verb == store.Patch:
		return outcome.New(outcome.NotFound, "the condition matches nothing")
	case t.key.ID == "":
		t.key.ID, t.fresh = a.engine.NewID(), true
	}
	return nil
}

// find gives the ids of at most limit matches.
func (a *applying) find(ctx context.Context, q search.Query, limit int) ([]string, error) {
	if err := a.engine.whole(q); err != nil {
		return nil, err
	}
	s := a.engine.builder(q)
	keys, args := s.keys(0, limit)
	rows, err := a.group.tx.Query(ctx, `SELECT r.id FROM resource r JOIN (`+keys+`) k ON k.rk = r.rk ORDER BY r.rk`, args...)
	if err != nil {
		return nil, err
	}
	return collectRows(rows, func(r Rows) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	})
}
