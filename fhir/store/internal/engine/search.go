package engine

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// Search implements store.Reader. All pages of a search show the state of its
// first one: what is written in between neither repeats nor drops a match, and
// a match that has changed since comes in the version it had. Included
// resources are those of the moment of each page.
func (e *Engine) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	out := store.SearchResult{Total: -1}
	if q.Count <= 0 {
		q.Count = search.DefaultCount
	}
	err := e.view(ctx, func(c Conn) error {
		if err := e.whole(q); err != nil {
			return err
		}
		b := e.builder(q)
		if q.SummaryCount {
			return b.count(ctx, c, &out)
		}
		if q.Page == "" && q.Total {
			if err := b.count(ctx, c, &out); err != nil {
				return err
			}
		}
		return e.page(ctx, c, b, &out)
	})
	if err != nil {
		return store.SearchResult{}, fmt.Errorf("%s: search: %w", e.Name, err)
	}
	return out, nil
}

func (b *builder) count(ctx context.Context, c Conn, out *store.SearchResult) error {
	sql, args := b.total()
	return scanOne(ctx, c, []any{&out.Total}, sql, args...)
}

func (e *Engine) page(ctx context.Context, c Conn, b *builder, out *store.SearchResult) error {
	at, err := e.place(ctx, c, b)
	if err != nil {
		return err
	}
	if at.Total >= 0 {
		out.Total = at.Total
	}
	found, err := b.found(ctx, c, e, at.from)
	if err != nil {
		return err
	}
	if len(found) > b.q.Count {
		found = found[:b.q.Count]
		last := found[len(found)-1]
		last.Seq, last.Total = at.Seq, out.Total
		out.Next = last.token(b.q.Fingerprint())
	}
	rks := make([]int64, len(found))
	var now []int64
	for i, f := range found {
		rks[i] = f.RK
		if f.past == nil {
			now = append(now, f.RK)
		}
	}
	byKey, err := fetch(ctx, c, now)
	if err != nil {
		return err
	}
	for _, f := range found {
		if f.past != nil {
			out.Matches = append(out.Matches, f.past.res)
		} else {
			out.Matches = append(out.Matches, byKey[f.RK])
		}
	}
	return e.included(ctx, c, b.q, rks, out)
}

// found lists the places of one page and the first of the next.
func (b *builder) found(ctx context.Context, c Conn, e *Engine, from *sorted) ([]sorted, error) {
	found, err := b.live(ctx, c, from)
	if err != nil || b.then == nil {
		return found, err
	}
	var old []*past
	if b.then.far {
		after, upto := int64(0), int64(0)
		if from != nil {
			after = from.RK
		}
		if len(found) > b.q.Count {
			upto = found[len(found)-1].RK
		}
		old, err = b.between(ctx, c, e, after, upto)
	} else {
		old, err = b.pastRoots(ctx, c)
	}
	if err != nil {
		return nil, err
	}
	return b.merge(found, old, from), nil
}

type class int

const (
	classText class = iota
	classInt
	classFloat
)

func classOf(d search.Definition) class {
	switch d.Kind {
	case search.KindDate:
		return classInt
	case search.KindNumber, search.KindQuantity:
		return classFloat
	default:
		return classText
	}
}

// sortExpr is the value to sort by. Resources without one come last.
func (b *builder) sortExpr(rk string, k search.SortKey) frag {
	if k.Def.Stored() {
		column := map[string]string{search.ParamID: "id", search.ParamLastUpdated: "updated"}[k.Def.Name]
		if rk == "r.rk" { // the row is there, and an index in this order
			return sqlf("r." + column)
		}
		return sqlf("(SELECT z." + column + " FROM resource z WHERE z.rk = " + rk + ")")
	}
	column, fold := "val", "MIN"
	if k.Descending {
		fold = "MAX"
	}
	if classOf(k.Def) != classText {
		column = "lo"
		if k.Descending {
			column = "hi"
		}
	}
	z := b.alias("z")
	inner := wrap("SELECT "+fold+"("+z+"."+column+") FROM "+Table(k.Def.Kind)+" "+z+" WHERE "+z+".rk = "+rk+" AND ",
		sourceTest(z, k.Def.Sources(), ""), "")
	return wrap("COALESCE((", inner, "), ?)").with(lastKey(k))
}

func (f frag) with(args ...any) frag { return frag{f.sql, slices.Concat(f.args, args)} }

// lastKey sorts behind every value of the key.
func lastKey(k search.SortKey) any {
	switch class := classOf(k.Def); {
	case class == classText && k.Descending:
		return ""
	case class == classText:
		return "\U0010FFFF"
	case class == classInt && k.Descending:
		return int64(math.MinInt64)
	case class == classInt:
		return int64(math.MaxInt64)
	case k.Descending:
		return -math.MaxFloat64
	default:
		return math.MaxFloat64
	}
}

// page is the statement for the keys of one page and the first of the next.
func (b *builder) page(from *sorted) (string, []any) {
	if len(b.q.Sort) == 0 {
		after := int64(0)
		if from != nil {
			after = from.RK
		}
		return b.keys(after, b.q.Count+1)
	}
	m := b.match()
	distinct := ""
	if m.rk != "r.rk" { // a resource has several index rows, but one of its own
		distinct = "DISTINCT "
	}
	columns := []frag{sqlf(distinct + m.rk + " AS rk")}
	var order []string
	for i, k := range b.q.Sort {
		columns = append(columns, wrap("", b.sortExpr(m.rk, k), fmt.Sprintf(" AS k%d", i)))
		direction := ""
		if k.Descending {
			direction = " DESC"
		}
		order = append(order, fmt.Sprintf("p.k%d%s", i, direction))
	}
	cols := join(columns, ", ")
	sql := "SELECT p.* FROM (SELECT " + cols.sql + " " + m.text.sql + ") p"
	args := slices.Concat(cols.args, m.text.args)
	if from != nil {
		after := b.after(*from)
		sql += " WHERE " + after.sql
		args = append(args, after.args...)
	}
	sql += " ORDER BY " + strings.Join(append(order, "p.rk"), ", ") + " LIMIT ?"
	return sql, append(args, b.q.Count+1)
}

// fetch reads the current versions of resources by their keys.
func fetch(ctx context.Context, c Conn, rks []int64) (map[int64]store.Resource, error) {
	out := make(map[int64]store.Resource, len(rks))
	for len(rks) > 0 {
		n := min(500, len(rks))
		rows, err := c.Query(ctx, `SELECT r.rk, `+versionColumns+`
			FROM resource r JOIN version v ON v.rk = r.rk AND v.version = r.version
			WHERE r.rk IN (`+repeat("?", n)+`)`, anys(rks[:n])...)
		if err != nil {
			return nil, err
		}
		_, err = collectRows(rows, func(r Rows) (struct{}, error) {
			var rk int64
			res, err := scanResource(withKey{r, &rk})
			out[rk] = res
			return struct{}{}, err
		})
		if err != nil {
			return nil, err
		}
		rks = rks[n:]
	}
	return out, nil
}

// withKey scans one more column in front.
type withKey struct {
	Rows
	rk *int64
}

func (w withKey) Scan(dest ...any) error { return w.Rows.Scan(append([]any{w.rk}, dest...)...) }

func anys(in []int64) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}
