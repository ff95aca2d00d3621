package engine

import (
	"context"
	"math"
	"slices"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

const (
	// maxChanged is the number of resources, changed since the first page of a
	// search, that a later page still makes up for.
	maxChanged = 10_000
	// maxBehind is the number of versions that a page may be old.
	maxBehind = 500_000
)

// snapshot is the state of the store that the pages of one search show: that
// of its first page, the version with the number seq being the last. What has
// not changed since is searched as it is now. What has is left out of that, and
// judged by the version it had then.
type snapshot struct {
	seq int64
	// changed are the keys of resources that had another version then.
	changed map[string][]int64
	// grown are the types with resources that did not exist then.
	grown map[string]bool
	// then holds the old versions, by type.
	then map[string][]*past
	// links are the old versions that the resource at the end of a link may
	// have had.
	links map[*search.Link][]*past
	// far is set when more has changed than changed and then hold: old versions
	// are looked for page by page, as far as the keys of the page go.
	far bool
}

// past is a resource as it was.
type past struct {
	rk     int64
	res    store.Resource
	values []search.IndexValue
}

// since makes the snapshot seq of the types that q looks at; nil when nothing
// of them has changed.
func (e *Engine) since(ctx context.Context, c Conn, q search.Query, seq int64) (*snapshot, error) {
	var now int64
	if err := scanOne(ctx, c, []any{&now}, "SELECT seq FROM feed WHERE one = 1"); err != nil || now == seq {
		return nil, err
	}
	if now < seq {
		return nil, expired()
	}
	if now-seq > maxBehind {
		return farBehind(q, seq)
	}
	s := &snapshot{seq: seq, changed: map[string][]int64{}, grown: map[string]bool{}, then: map[string][]*past{}, links: map[*search.Link][]*past{}}
	types := q.Types()
	in := inList("r.type", texts(types))
	rows, err := c.Query(ctx, `SELECT DISTINCT r.type FROM version v JOIN resource r ON r.rk = v.rk
		WHERE v.seq > ? AND v.version = 1 AND `+in.sql, slices.Concat([]any{seq}, in.args)...)
	if err != nil {
		return nil, err
	}
	_, err = collectRows(rows, func(r Rows) (struct{}, error) {
		var typ string
		err := r.Scan(&typ)
		s.grown[typ] = true
		return struct{}{}, err
	})
	if err != nil {
		return nil, err
	}
	rks, err := s.findChanged(ctx, c, in)
	if err != nil {
		return nil, err
	}
	if len(rks) > maxChanged {
		return farBehind(q, seq)
	}
	if len(rks) == 0 && len(s.grown) == 0 {
		return nil, nil
	}
	return s, e.loadPast(ctx, c, s, rks)
}

func expired() error {
	return outcome.At(outcome.Gone, search.ParamPage, "too much has been written since the first page of this search: search again")
}

func (s *snapshot) findChanged(ctx context.Context, c Conn, in frag) ([]int64, error) {
	rows, err := c.Query(ctx, `SELECT DISTINCT r.rk, r.type FROM version v JOIN resource r ON r.rk = v.rk
		WHERE v.seq > ? AND v.version > 1 AND `+in.sql+` LIMIT ?`, slices.Concat([]any{s.seq}, in.args, []any{maxChanged + 1})...)
	if err != nil {
		return nil, err
	}
	rks, err := collectRows(rows, func(r Rows) (rk int64, err error) {
		var typ string
		err = r.Scan(&rk, &typ)
		s.changed[typ] = append(s.changed[typ], rk)
		return rk, err
	})
	return rks, err
}

// farBehind is the snapshot of a search for whose pages it is enough to look at
// what has changed between two keys, as a bulk export is. Another sort or a
// link may bring in anything from anywhere.
func farBehind(q search.Query, seq int64) (*snapshot, error) {
	if len(q.Sort) > 0 || q.Linked() {
		return nil, expired()
	}
	return &snapshot{seq: seq, far: true}, nil
}

// between gives the old versions that match with keys above after, up to upto
// (0: all), at most one more than a page.
func (b *builder) between(ctx context.Context, c Conn, e *Engine, after, upto int64) ([]*past, error) {
	var out []*past
	if upto == 0 {
		upto = math.MaxInt64
	}
	for len(out) <= b.q.Count {
		parts := []frag{sqlf("r.rk > ? AND r.rk <= ? AND v.seq > ? AND r.version > 1", after, upto, b.then.seq)}
		if types := b.q.Types(); b.q.Type != "" || len(types) > 0 {
			parts = append(parts, inList("r.type", texts(types)))
		}
		w := join(parts, " AND ")
		rows, err := c.Query(ctx, `SELECT r.rk FROM resource r JOIN version v ON v.rk = r.rk AND v.version = r.version
			WHERE `+w.sql+` ORDER BY r.rk LIMIT ?`, append(w.args, maxKeys)...)
		if err != nil {
			return nil, err
		}
		rks, err := collectRows(rows, func(r Rows) (rk int64, err error) {
			err = r.Scan(&rk)
			return rk, err
		})
		if err != nil || len(rks) == 0 {
			return out, err
		}
		after = rks[len(rks)-1]
		b.then.then = map[string][]*past{}
		if err := e.loadPast(ctx, c, b.then, rks); err != nil {
			return nil, err
		}
		found, err := b.pastRoots(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}
