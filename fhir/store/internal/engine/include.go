package engine

import (
	"context"
	"maps"
	"slices"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

const (
	// maxIncluded bounds what _include and _revinclude add to one page.
	maxIncluded = 10000
	// maxRounds bounds how far :iterate goes from the matches.
	maxRounds = 8
	// maxKeys is the number of keys in one IN list.
	maxKeys = 500
)

// including gathers what _include and _revinclude add to a page.
type including struct {
	ctx  context.Context
	conn Conn
	seen map[int64]bool
	more []int64
}

// included adds the resources that the includes of q lead to, round by round:
// the first from the matches, further ones, for :iterate, from what the round
// before found.
func (e *Engine) included(ctx context.Context, c Conn, q search.Query, rks []int64, out *store.SearchResult) error {
	if len(rks) == 0 || len(q.Include)+len(q.RevInclude) == 0 {
		return nil
	}
	in := &including{ctx: ctx, conn: c, seen: map[int64]bool{}}
	for _, rk := range rks {
		in.seen[rk] = true
	}
	from := rks
	for round := 0; len(from) > 0; round++ {
		if round > maxRounds {
			return outcome.New(outcome.TooLarge, "the includes lead more than %d steps away", maxRounds)
		}
		before := len(in.more)
		for len(from) > 0 {
			n := min(maxKeys, len(from))
			if err := in.round(q, from[:n], round > 0); err != nil {
				return err
			}
			from = from[n:]
		}
		from = in.more[before:]
	}
	byKey, err := fetch(ctx, c, in.more)
	for _, rk := range in.more {
		out.Included = append(out.Included, byKey[rk])
	}
	return err
}

// round takes one step along all includes. CROSS JOIN holds SQLite to the order
// of the tables: from the few keys to what they lead to.
func (in *including) round(q search.Query, from []int64, iterate bool) error {
	list := inInts("x.rk", from)
	forward, back := bySource(q.Include, iterate), bySource(q.RevInclude, iterate)
	for _, target := range slices.Sorted(maps.Keys(forward)) {
		sources := forward[target]
		test := sourceTest("x", sources, "")
		sql := `SELECT DISTINCT t.rk FROM idx_reference x CROSS JOIN resource t
			WHERE t.type = x.system AND t.id = x.val AND NOT t.deleted AND ` + list.sql + ` AND ` + test.sql
		args := append(append([]any{}, list.args...), test.args...)
		if target != "" {
			sql, args = sql+" AND x.system = ?", append(args, target)
		}
		if err := in.collect(sql+" ORDER BY t.rk", args); err != nil {
			return err
		}
	}
	list = inInts("t.rk", from)
	for _, target := range slices.Sorted(maps.Keys(back)) {
		sources := back[target]
		test := sourceTest("x", sources, "")
		sql := `SELECT DISTINCT x.rk FROM resource t CROSS JOIN idx_reference x
			WHERE x.system = t.type AND x.val = t.id AND ` + list.sql + ` AND ` + test.sql
		args := append(append([]any{}, list.args...), test.args...)
		if target != "" {
			sql, args = sql+" AND t.type = ?", append(args, target)
		}
		if err := in.collect(sql+" ORDER BY x.rk", args); err != nil {
			return err
		}
	}
	return nil
}

// bySource joins the includes that ask for one target type into one question.
func bySource(includes []search.Include, iterate bool) map[string][]search.Source {
	out := map[string][]search.Source{}
	for _, i := range includes {
		if !iterate || i.Iterate {
			out[i.Target] = append(out[i.Target], i.Def.Sources()...)
		}
	}
	return out
}

func (in *including) collect(sql string, args []any) error {
	rows, err := in.conn.Query(in.ctx, sql+" LIMIT ?", append(args, maxIncluded+1)...)
	if err != nil {
		return err
	}
	found, err := collectRows(rows, func(r Rows) (rk int64, err error) {
		err = r.Scan(&rk)
		return rk, err
	})
	for _, rk := range found {
		if !in.seen[rk] {
			in.seen[rk] = true
			in.more = append(in.more, rk)
		}
	}
	if err == nil && len(in.more) > maxIncluded {
		return outcome.New(outcome.TooLarge, "the page includes more than %d resources: ask for fewer", maxIncluded)
	}
	return err
}
