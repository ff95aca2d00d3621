package engine

import (
	"context"
	"math"
	"slices"

	"apricot.health/fhir/search"
)

// A page holds a few matches, but a parameter may fit a large part of the
// store, and to list all it fits before the first page is answered takes a time
// that grows with the data. This file has the ways around that:
//
//   - The newest first. Dates are indexed in their order. A search sorted by
//     date downwards, or by nothing with a date that is open to the future, is
//     answered along that index, and one open in _lastUpdated along its own.
//   - A look at the next resources. Where the first parameter fits many, each of
//     the next few resources in the order of keys is asked whether it matches.
//     Mostly that fills a page. Where it does not, matches are few and far
//     between, and are listed after all.
const (
	// fewRows is the number of index rows that are listed without a thought.
	fewRows = 1000
	// lookAhead is the number of resources that are asked one by one.
	lookAhead = 2000
)

// implied is the order in which a search without _sort is answered: any order
// will do, so it is one that an index has.
func implied(q search.Query) []search.SortKey {
	params := byCost(q.Params)
	if len(q.Sort) > 0 || len(params) == 0 || q.KeyOrder || q.Compartment != nil || q.Type == "" {
		return q.Sort
	}
	for _, p := range params {
		if p.Modifier != "" || len(p.Values) != 1 || !since(p.Values[0].Prefix) {
			continue
		}
		switch {
		case p.Def.Name == search.ParamLastUpdated && cost(params[0]) >= costAsk:
			return []search.SortKey{{Def: p.Def}}
		case p.Def.Kind == search.KindDate && !p.Def.Stored() && cost(params[0]) == cost(p):
			return []search.SortKey{{Def: p.Def, Descending: true}}
		}
	}
	return nil
}

// since reports a prefix that leaves the future open.
func since(p search.Prefix) bool {
	return p == search.Greater || p == search.GreaterEq || p == search.StartsAfter
}

// live lists the places of one page, and the first of the next, among the
// resources that are as the search wants to see them.
func (b *builder) live(ctx context.Context, c Conn, from *sorted) ([]sorted, error) {
	if found, done, err := b.newestFirst(ctx, c, from); done || err != nil {
		return found, err
	}
	many, err := b.many(ctx, c)
	if err != nil {
		return nil, err
	}
	if many {
		sql, args := b.ahead(from)
		found, err := b.places(ctx, c, sql, args)
		if err != nil || len(found) > b.q.Count {
			return found, err
		}
	}
	sql, args := b.page(from)
	return b.places(ctx, c, sql, args)
}

// newestFirst walks the index of a date, if that is the way. It is not done when
// there is more to find than that index holds.
func (b *builder) newestFirst(ctx context.Context, c Conn, from *sorted) (found []sorted, done bool, err error) {
	sql, args, complete := b.newest(from)
	if sql == "" {
		return nil, false, nil
	}
	if few, err := b.few(ctx, c); few || err != nil {
		return nil, false, err
	}
	found, err = b.places(ctx, c, sql, args)
	return found, complete || len(found) > b.q.Count, err
}

// few tells, of a sorted search, whether one of its parameters leaves so few
// resources that they had better be sorted.
func (b *builder) few(ctx context.Context, c Conn) (bool, error) {
	for _, p := range b.q.Params {
		if cost(p) >= costAsk || p.Def.Name == b.q.Sort[0].Def.Name {
			continue
		}
		if many, err := b.fitsMany(ctx, c, p); !many || err != nil {
			return !many, err
		}
	}
	return false, nil
}

func (b *builder) places(ctx context.Context, c Conn, sql string, args []any) ([]sorted, error) {
	rows, err := c.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return collectRows(rows, b.scanKeys)
}

// newest is the statement that walks the index of a date downwards, "" when the
// search is not of that kind. complete tells that it gives all matches: those
// without a date, which sort last, it leaves out.
func (b *builder) newest(from *sorted) (sql string, args []any, complete bool) {
	if len(b.q.Sort) != 1 || b.q.Compartment != nil || b.q.Type == "" {
		return "", nil, false
	}
	key := b.q.Sort[0]
	params := byCost(b.q.Params)
	switch {
	case key.Def.Kind != search.KindDate || key.Def.Stored() || !key.Descending,
		from != nil && from.Keys[0] == lastKey(key),
		len(params) > 0 && cost(params[0]) < costOpenDate: // few enough to be sorted
		return "", nil, false
	}
	low := int64(math.MinInt64)
	for _, p := range params {
		if p.Def.Name == key.Def.Name && p.Modifier == "" {
			complete = true
			if len(p.Values) == 1 && since(p.Values[0].Prefix) {
				low = max(low, p.Values[0].Span(b.zone).Low)
			}
		}
	}
	sources := key.Def.Sources()
	var arms []frag
	for _, s := range sources {
		arms = append(arms, b.newestOf(s, sources, params, low, from))
	}
	all := join(arms, " UNION ALL ")
	return "SELECT p.rk, p.k0 FROM (" + all.sql + ") p ORDER BY p.k0 DESC, p.rk LIMIT ?", append(all.args, b.q.Count+1), complete
}

// newestOf walks the index rows of one source until there is a page of them: of
// the rows of a resource the one with the highest end stands for it, as in
// sortExpr.
func (b *builder) newestOf(s search.Source, sources []search.Source, params []search.Param, low int64, from *sorted) frag {
	x, y := b.alias("x"), b.alias("y")
	parts := []frag{sqlf(x+".h = ? AND "+x+".hi > ?", s.Hash, low)}
	if from != nil {
		parts = append(parts, sqlf(x+".hi <= ? AND ("+x+".hi < ? OR "+x+".rk > ?)", from.Keys[0], from.Keys[0], from.RK))
	}
	parts = append(parts, wrap("NOT ", b.exists("FROM idx_date "+y+" WHERE "+y+".rk = "+x+".rk AND ",
		sourceTest(y, sources, "").and("("+y+".hi, "+y+".h, "+y+".n) > ("+x+".hi, "+x+".h, "+x+".n)")), ""))
	n := node{rk: x + ".rk", typ: b.q.Type}
	for _, p := range params {
		parts = append(parts, b.param(n, p, false))
	}
	if b.then != nil {
		parts = append(parts, b.then.same(x+".rk", b.q.Type))
	}
	return wrap("SELECT * FROM (SELECT "+x+".rk AS rk, "+x+".hi AS k0 FROM idx_date "+x+" WHERE ", join(parts, " AND "),
		" ORDER BY "+x+".hi DESC, "+x+".rk LIMIT ?) "+b.alias("a")).with(b.q.Count + 1)
}

// many tells whether the first parameter fits so many index rows that a look
// ahead is worth while.
func (b *builder) many(ctx context.Context, c Conn) (bool, error) {
	if len(b.q.Sort) > 0 || len(b.q.Params) == 0 || b.q.Compartment != nil || b.q.Type == "" {
		return false, nil
	}
	first := byCost(b.q.Params)[0]
	if cost(first) >= costAsk || inOrder(first) {
		return false, nil
	}
	return b.fitsMany(ctx, c, first)
}

func (b *builder) fitsMany(ctx context.Context, c Conn, p search.Param) (bool, error) {
	switch {
	case p.Has != nil:
		return b.fitsMany(ctx, c, p.Has.Param)
	case len(p.Chain) > 0:
		return b.chainFitsMany(ctx, c, p)
	case p.Def.Stored(), cost(p) >= costAsk:
		return cost(p) >= costAsk, nil
	case p.Def.Kind == search.KindComposite:
		return b.groupFitsMany(ctx, c, p)
	}
	return countMany(ctx, c, indexOf(p), b.rows("x", p))
}

// chainFitsMany looks at what is at the ends of a chain, and then at what leads
// there.
func (b *builder) chainFitsMany(ctx context.Context, c Conn, p search.Param) (bool, error) {
	for i := range p.Chain {
		l := &p.Chain[i]
		many, err := b.fitsMany(ctx, c, l.Param)
		if !many && err == nil {
			many, err = countMany(ctx, c, Table(search.KindReference), b.leading("x", p.Def, l))
		}
		if many || err != nil {
			return many, err
		}
	}
	return false, nil
}

// groupFitsMany counts the first component of a composite, whose rows lead to
// the others.
func (b *builder) groupFitsMany(ctx context.Context, c Conn, p search.Param) (bool, error) {
	for _, g := range p.Def.Groups() {
		kind := p.Def.Components[0].Kind
		for _, v := range p.Values {
			test := join([]frag{sourceTest("x", g.Components[0], ""), b.values("x", kind, "", []search.Value{v.Parts[0]})}, " AND ")
			if many, err := countMany(ctx, c, Table(kind), test); many || err != nil {
				return many, err
			}
		}
	}
	return false, nil
}

func countMany(ctx context.Context, c Conn, table string, test frag) (bool, error) {
	n := 0
	err := scanOne(ctx, c, []any{&n}, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM "+table+" x WHERE "+test.sql+" LIMIT ?) y",
		append(slices.Clone(test.args), fewRows)...)
	return n >= fewRows, err
}

// ahead is the statement that asks the next resources in the order of keys.
func (b *builder) ahead(from *sorted) (string, []any) {
	after := int64(0)
	if from != nil {
		after = from.RK
	}
	n := node{rk: "r.rk", row: "r", typ: b.q.Type}
	parts := []frag{
		sqlf("r.type = ? AND NOT r.deleted AND r.rk > ?", b.q.Type, after),
		sqlf(`r.rk <= (SELECT MAX(w.rk) FROM (SELECT z.rk FROM resource z
			WHERE z.type = ? AND NOT z.deleted AND z.rk > ? ORDER BY z.rk LIMIT ?) w)`, b.q.Type, after, lookAhead),
	}
	if b.then != nil {
		parts = append(parts, b.then.same("r.rk", b.q.Type))
	}
	for _, p := range byCost(b.q.Params) {
		parts = append(parts, b.param(n, p, false))
	}
	w := join(parts, " AND ")
	return "SELECT r.rk AS rk FROM resource r WHERE " + w.sql + " ORDER BY r.rk LIMIT ?", append(w.args, b.q.Count+1)
}
