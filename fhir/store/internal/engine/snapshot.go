package engine

import (
	"cmp"
	"context"
	"math"
	"slices"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
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

// pastRoots are the old versions that match the query.
func (b *builder) pastRoots(ctx context.Context, c Conn) ([]*past, error) {
	var out []*past
	for typ := range b.then.then {
		if b.q.Type != "" && typ != b.q.Type || len(b.q.Only) > 0 && !slices.Contains(b.q.Only, typ) {
			continue
		}
		matched, err := b.pastMatches(ctx, c, typ, b.q.Params)
		if err != nil {
			return nil, err
		}
		for _, p := range matched {
			if b.wasIn(p) {
				out = append(out, p)
			}
		}
	}
	return out, nil
}

// loadPast reads the versions that the changed resources had.
func (e *Engine) loadPast(ctx context.Context, c Conn, s *snapshot, rks []int64) error {
	for len(rks) > 0 {
		n := min(maxKeys, len(rks))
		in := inInts("w.rk", rks[:n])
		rows, err := c.Query(ctx, `SELECT r.rk, `+versionColumns+` FROM version v JOIN resource r ON r.rk = v.rk
			JOIN (SELECT w.rk AS rk, MAX(w.version) AS version FROM version w WHERE w.seq <= ? AND `+in.sql+` GROUP BY w.rk) o
			ON o.rk = v.rk AND o.version = v.version`, slices.Concat([]any{s.seq}, in.args)...)
		if err != nil {
			return err
		}
		found, err := collectRows(rows, func(r Rows) (*past, error) {
			p := &past{}
			var err error
			p.res, err = scanResource(withKey{r, &p.rk})
			return p, err
		})
		if err != nil {
			return err
		}
		for _, p := range found {
			if p.res.Deleted {
				continue
			}
			doc, err := r4.Parse(p.res.JSON)
			if err != nil {
				return err
			}
			p.values = search.Extract(p.res.Type, doc, e.Zone)
			s.then[p.res.Type] = append(s.then[p.res.Type], p)
		}
		rks = rks[n:]
	}
	return nil
}

// same tests that a resource is now as it was then; typ "" is any type.
func (s *snapshot) same(rk, typ string) frag {
	if s.far {
		return sqlf("NOT EXISTS (SELECT 1 FROM resource y JOIN version w ON w.rk = y.rk AND w.version = y.version WHERE y.rk = "+rk+" AND w.seq > ?)", s.seq)
	}
	changed, grown := s.changed[typ], s.grown[typ]
	if typ == "" {
		grown = len(s.grown) > 0
		for _, rks := range s.changed {
			changed = append(changed, rks...)
		}
	}
	out := sqlf("1 = 1")
	if len(changed) > 0 {
		out = sqlf(rk+" NOT IN ("+repeat("?", len(changed))+")", anys(changed)...)
	}
	if grown {
		out = out.and("NOT EXISTS (SELECT 1 FROM version w WHERE w.rk = "+rk+" AND w.version = 1 AND w.seq > ?)", s.seq)
	}
	return out
}

// prepareLinks judges, from the far end of each link on, which old versions it
// may lead to.
func (b *builder) prepareLinks(ctx context.Context, c Conn, params []search.Param) error {
	for i := range params {
		p := &params[i]
		for j := range p.Chain {
			if err := b.prepareLink(ctx, c, &p.Chain[j]); err != nil {
				return err
			}
		}
		if p.Has != nil {
			if err := b.prepareLink(ctx, c, p.Has); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *builder) prepareLink(ctx context.Context, c Conn, l *search.Link) error {
	inner := []search.Param{l.Param}
	if err := b.prepareLinks(ctx, c, inner); err != nil {
		return err
	}
	found, err := b.pastMatches(ctx, c, l.Type, inner)
	b.then.links[l] = found
	return err
}

// pastMatches are the old versions of a type for which all params held.
func (b *builder) pastMatches(ctx context.Context, c Conn, typ string, params []search.Param) ([]*past, error) {
	var out []*past
next:
	for _, p := range b.then.then[typ] {
		for i := range params {
			ok, err := b.held(ctx, c, p, &params[i])
			if err != nil {
				return nil, err
			}
			if !ok {
				continue next
			}
		}
		out = append(out, p)
	}
	return out, nil
}

// held tells whether a parameter held for an old version. Its own values are
// judged here, what lies behind a link by the database as of then.
func (b *builder) held(ctx context.Context, c Conn, p *past, param *search.Param) (bool, error) {
	var test frag
	switch {
	case param.Has != nil:
		test = b.has(node{"r.rk", "r", p.res.Type}, param.Has, false)
		test = wrap("SELECT 1 FROM resource r WHERE r.rk = ? AND ", test, "")
		test.args = slices.Concat([]any{p.rk}, test.args)
	case len(param.Chain) > 0:
		var parts []frag
		for i := range param.Chain {
			if part, ok := b.pastChain(p, param.Def, &param.Chain[i]); ok {
				parts = append(parts, part)
			}
		}
		if len(parts) == 0 {
			return false, nil
		}
		test = join(parts, " UNION ALL ")
	default:
		return b.judge(p, *param), nil
	}
	found := 0
	err := scanOne(ctx, c, []any{&found}, test.sql, test.args...)
	return found == 1, err
}

// pastChain asks for what the references of an old version led to.
func (b *builder) pastChain(p *past, def search.Definition, l *search.Link) (frag, bool) {
	var ids []any
	for _, v := range sourced(p.values, def.Sources(), "") {
		if v.System == l.Type {
			ids = append(ids, v.Text)
		}
	}
	if len(ids) == 0 {
		return frag{}, false
	}
	t := b.alias("t")
	in := inList(t+".id", ids)
	return join([]frag{
		sqlf("SELECT 1 FROM resource "+t+" WHERE "+t+".type = ? AND ", l.Type), in, sqlf(" AND "), b.target(t, l, false),
	}, ""), true
}

// merge puts old versions between the keys of the resources that have not
// changed, from a place on, and returns the page with one more.
func (b *builder) merge(live []sorted, old []*past, from *sorted) []sorted {
	for _, p := range old {
		s := sorted{RK: p.rk, Keys: make([]any, len(b.q.Sort)), past: p}
		for i, k := range b.q.Sort {
			s.Keys[i] = p.sortKey(k)
		}
		if from == nil || b.order(s, *from) > 0 {
			live = append(live, s)
		}
	}
	slices.SortFunc(live, b.order)
	return live[:min(len(live), b.q.Count+1)]
}

// order compares two places, as the database orders them.
func (b *builder) order(x, y sorted) int {
	for i, k := range b.q.Sort {
		n := compareKeys(x.Keys[i], y.Keys[i])
		if k.Descending {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return cmp.Compare(x.RK, y.RK)
}

// compareKeys compares two values of one sort key.
func compareKeys(x, y any) int {
	switch a := x.(type) {
	case string:
		return cmp.Compare(a, y.(string))
	case int64:
		return cmp.Compare(a, y.(int64))
	case float64:
		return cmp.Compare(a, y.(float64))
	}
	return 0
}
