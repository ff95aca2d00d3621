package engine

import (
	"bytes"
	"context"
	"strings"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// body gives the final document of an op: temporary names and searches in its
// references replaced by what they turned out to mean.
func (a *applying) body(ctx context.Context, o *op, cur *current) (*r4.Doc, []search.IndexValue, error) {
	if o.ready {
		return o.doc, o.index, nil
	}
	doc := o.doc
	if o.Verb == store.Patch {
		text, err := o.Edit(bytes.Clone(cur.JSON))
		if err != nil {
			return nil, nil, err
		}
		if doc, err = parseBody(o.Type, text); err != nil {
			return nil, nil, err
		}
	}
	if a.names == nil {
		a.names = map[string]string{}
		for i := range a.ops {
			if name := a.ops[i].FullURL; name != "" {
				a.names[name] = a.targets[i].key.String()
			}
		}
	}
	var failed error
	doc = doc.RewriteReferences(func(ref r4.Reference) (string, bool) {
		if final, ok := a.names[ref.Text]; ok {
			return final, true
		}
		if !ref.Conditional() || failed != nil {
			return "", false
		}
		var final string
		if final, failed = a.lookup(ctx, ref.Text); failed == nil {
			a.names[ref.Text] = final
		}
		return final, failed == nil
	})
	if failed != nil {
		return nil, nil, failed
	}
	return doc, search.Extract(o.Type, doc, a.engine.Zone), nil
}

func (a *applying) unchanged(i int, cur *current) {
	a.results[i].Unchanged = true
	a.results[i].version = cur.seq
	a.results[i].Resource = store.Resource{
		Key: cur.Key, Version: cur.Version, Seq: cur.Seq, LastUpdated: unixMicro(cur.Updated), JSON: cur.JSON,
	}
}

// put stages the next version of cur; text is nil for a delete.
func (a *applying) put(i int, cur *current, text []byte, index []search.IndexValue) {
	row := cur.Row
	row.Version, row.Updated, row.Deleted = cur.Version+1, a.now.UnixMicro(), text == nil
	if cur.Version == 0 {
		a.staged.New = append(a.staged.New, row)
	} else {
		a.staged.Changed = append(a.staged.Changed, row)
		if !cur.Deleted {
			a.staged.Unindex = append(a.staged.Unindex, row.RK)
		}
	}
	a.staged.index(row.RK, index)
	v := &Version{Row: row, JSON: text}
	a.written = append(a.written, v)
	a.current[row.Key] = &current{Row: row, seq: v, JSON: text}
	a.results[i].version = v
	a.results[i].Resource = store.Resource{
		Key: row.Key, Version: row.Version, LastUpdated: a.now, JSON: text, Deleted: row.Deleted,
	}
}

func (a *applying) flush(ctx context.Context) error {
	s := a.staged
	a.staged = Staged{}
	if len(s.New)+len(s.Changed) == 0 {
		return nil
	}
	if !a.direct {
		a.group.add(&s)
		return nil
	}
	return a.group.tx.Flush(ctx, &s)
}

func repeat(item string, n int) string {
	return strings.TrimSuffix(strings.Repeat(item+", ", n), ", ")
}

func collectRows[T any](rows Rows, scan func(Rows) (T, error)) ([]T, error) {
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			_ = rows.Close() // the first error says more
			return nil, err
		}
		out = append(out, v)
	}
	err := rows.Err()
	if cErr := rows.Close(); err == nil {
		err = cErr
	}
	return out, err
}
