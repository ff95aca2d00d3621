package engine

import (
	"cmp"
	"context"
	"slices"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
)

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
