package engine

import (
	"bytes"
	"context"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// current is the newest version of a resource inside a transaction.
type current struct {
	Row
	seq  *Version // set when this transaction wrote it
	Seq  int64
	JSON []byte
}

// applying is one run of a batch inside a group.
type applying struct {
	engine  *Engine
	group   *group
	ops     []op
	settle  []store.Settlement
	receive []store.InboxMessage

	// direct writes rows at once, for later steps of the batch to see.
	direct bool

	now     time.Time
	targets []target
	current map[store.Key]*current
	// names maps temporary names and searches to the references they mean. A
	// search is looked up once, when everything it may find has been written.
	names   map[string]string
	staged  Staged
	results []applied
	written []*Version
	// ends are the resources that the batch deletes by id.
	ends map[store.Key]bool
}

// applied is a Result before its Seq is known.
type applied struct {
	store.Result
	version *Version
}

func (a *applying) run(ctx context.Context) error {
	a.now = a.engine.Now().UTC().Truncate(time.Millisecond)
	a.results = make([]applied, len(a.ops))
	if err := a.resolve(ctx); err != nil {
		return err
	}
	if err := a.load(ctx); err != nil {
		return err
	}
	if err := a.keys(ctx); err != nil {
		return err
	}
	for _, late := range []bool{false, true} {
		for i := range a.ops {
			if a.ops[i].late != late {
				continue
			}
			if err := a.stage(ctx, i); err != nil {
				return at(a.ops[i].path, err)
			}
		}
		if err := a.flush(ctx); err != nil {
			return err
		}
	}
	if err := a.settleInbox(ctx); err != nil {
		return err
	}
	if err := a.receiveInbox(ctx); err != nil {
		return err
	}
	for k, c := range a.current {
		a.group.current[k] = c
	}
	a.group.versions = append(a.group.versions, a.written...)
	return nil
}

func (a *applying) finish() []store.Result {
	out := make([]store.Result, len(a.results))
	for i, r := range a.results {
		out[i] = r.Result
		if r.version != nil {
			out[i].Seq = r.version.Seq
		}
	}
	return out
}

// load reads and locks what the ops are about to change.
func (a *applying) load(ctx context.Context) error {
	a.current = map[store.Key]*current{}
	var want []store.Key
	for i := range a.ops {
		k := a.targets[i].key
		if known, ok := a.group.current[k]; ok {
			a.current[k] = known
		} else if !a.targets[i].fresh && !a.targets[i].nothing && a.current[k] == nil {
			want = append(want, k)
		}
		for _, k := range a.targets[i].also {
			if known, ok := a.group.current[k]; ok {
				a.current[k] = known
			} else {
				want = append(want, k)
			}
		}
	}
	const chunk = 200
	for len(want) > 0 {
		n := min(chunk, len(want))
		if err := a.loadSome(ctx, want[:n]); err != nil {
			return err
		}
		want = want[n:]
	}
	return nil
}

func (a *applying) loadSome(ctx context.Context, keys []store.Key) error {
	args := make([]any, 0, 2*len(keys))
	for _, k := range keys {
		args = append(args, k.Type, k.ID)
	}
	where := ` WHERE (r.type, r.id) IN (VALUES ` + repeat("(?, ?)", len(keys)) + `) ORDER BY r.rk`
	// The rows are locked before they are read: a statement that waits for a
	// lock sees the new row but not the new version of whoever held it.
	if lock := a.engine.Dialect.ForUpdate; lock != "" {
		if _, err := a.group.tx.Exec(ctx, `SELECT r.rk FROM resource r`+where+lock, args...); err != nil {
			return err
		}
	}
	sql := `SELECT r.rk, r.type, r.id, r.version, r.updated, r.deleted, v.seq, v.json
		FROM resource r JOIN version v ON v.rk = r.rk AND v.version = r.version` + where
	rows, err := a.group.tx.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	found, err := collectRows(rows, func(r Rows) (*current, error) {
		var c current
		return &c, r.Scan(&c.RK, &c.Key.Type, &c.Key.ID, &c.Version, &c.Updated, &c.Deleted, &c.Seq, &c.JSON)
	})
	for _, c := range found {
		a.current[c.Key] = c
	}
	return err
}

// keys gives every resource that is new its resource key.
func (a *applying) keys(ctx context.Context) error {
	var fresh []store.Key
	for i := range a.ops {
		k := a.targets[i].key
		if v := a.ops[i].Verb; v != store.Delete && v != store.Patch && !a.targets[i].matched && a.current[k] == nil {
			fresh = append(fresh, k)
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	rks, err := a.group.tx.Keys(ctx, len(fresh))
	if err != nil {
		return err
	}
	for i, k := range fresh {
		a.current[k] = &current{Row: Row{RK: rks[i], Key: k}}
	}
	return nil
}

func (a *applying) stage(ctx context.Context, i int) error {
	o, t := &a.ops[i], a.targets[i]
	cur := a.current[t.key]
	there := cur != nil && cur.Version > 0 && !cur.Deleted
	switch {
	case t.nothing, o.Verb == store.Delete && !there:
		a.results[i].Resource = store.Resource{Key: t.key, Deleted: true}
		a.results[i].Unchanged = true
		return nil
	case o.IfMatch != 0 && (!there || cur.Version != o.IfMatch):
		return outcome.New(outcome.PreconditionFailed, "the resource is not at version %d", o.IfMatch)
	case o.IfNoneMatch && there:
		return outcome.New(outcome.PreconditionFailed, "the resource is there already")
	case t.matched:
		a.unchanged(i, cur)
		return nil
	case o.Verb == store.Delete:
		a.put(i, cur, nil, nil)
		a.deleteAlso(i, t.also)
		return nil
	case o.Verb == store.Create && there:
		return outcome.New(outcome.Conflict, "the id is taken")
	case o.Verb == store.Patch && !there:
		return missing(cur)
	}
	return a.store(ctx, i, cur, there)
}

func missing(cur *current) error {
	if cur == nil || cur.Version == 0 {
		return outcome.New(outcome.NotFound, "there is no such resource")
	}
	return outcome.New(outcome.Gone, "the resource has been deleted")
}

// deleteAlso ends the further resources of a delete of several.
func (a *applying) deleteAlso(i int, keys []store.Key) {
	first := a.results[i]
	for _, k := range keys {
		a.put(i, a.current[k], nil, nil)
		first.Also = append(first.Also, a.results[i].Resource)
	}
	a.results[i] = first
}

// store stages the body of a create, update or patch, unless it says what the
// current version says.
func (a *applying) store(ctx context.Context, i int, cur *current, there bool) error {
	o, key := &a.ops[i], a.targets[i].key
	doc, index, err := a.body(ctx, o, cur)
	if err != nil {
		return err
	}
	if there {
		same, err := doc.Stamp(key.ID, cur.Version, unixMicro(cur.Updated))
		if err != nil {
			return err
		}
		if bytes.Equal(same, cur.JSON) {
			a.unchanged(i, cur)
			return nil
		}
	}
	text, err := doc.Stamp(key.ID, cur.Version+1, a.now)
	if err != nil {
		return err
	}
	a.results[i].Created = !there
	a.put(i, cur, text, index)
	return nil
}

// lookup resolves a conditional reference. Exactly one resource must match
// (FHIR R4, http.html#transaction).
func (a *applying) lookup(ctx context.Context, ref string) (string, error) {
	typ, condition, _ := strings.Cut(ref, "?")
	q, err := parseCondition(typ, condition)
	if err != nil {
		return "", err
	}
	ids, err := a.find(ctx, *q, 2)
	switch {
	case err != nil:
		return "", err
	case len(ids) == 0:
		return "", outcome.New(outcome.Unprocessable, "a conditional reference to %s matches nothing", typ)
	case len(ids) > 1:
		return "", outcome.New(outcome.MultipleMatches, "a conditional reference to %s matches more than one resource", typ)
	}
	return typ + "/" + ids[0], nil
}
