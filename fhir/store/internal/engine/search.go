package engine

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// maxIncluded bounds what _include and _revinclude add to one page.
const maxIncluded = 10000

// Search implements store.Reader. Pages follow the sort keys and then the
// resource key: whatever is written in between, no resource whose keys stay is
// left out or given twice.
func (e *Engine) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	out := store.SearchResult{Total: -1}
	if q.Count <= 0 {
		q.Count = search.DefaultCount
	}
	err := e.view(ctx, func(c Conn) error {
		b := e.builder(q)
		if q.Total || q.SummaryCount {
			sql, args := b.total()
			if err := scanOne(ctx, c, []any{&out.Total}, sql, args...); err != nil {
				return err
			}
		}
		if q.SummaryCount {
			return nil
		}
		return e.page(ctx, c, b, &out)
	})
	if err != nil {
		return store.SearchResult{}, fmt.Errorf("%s: search: %w", e.Name, err)
	}
	return out, nil
}

func (e *Engine) page(ctx context.Context, c Conn, b *builder, out *store.SearchResult) error {
	sql, args, err := b.page()
	if err != nil {
		return err
	}
	rows, err := c.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	found, err := collectRows(rows, b.scanKeys)
	if err != nil {
		return err
	}
	if len(found) > b.q.Count {
		found = found[:b.q.Count]
		out.Next = found[len(found)-1].token(b.fingerprint())
	}
	rks := make([]int64, len(found))
	for i, f := range found {
		rks[i] = f.RK
	}
	byKey, err := fetch(ctx, c, rks)
	if err != nil {
		return err
	}
	for _, rk := range rks {
		out.Matches = append(out.Matches, byKey[rk])
	}
	return e.included(ctx, c, b.q, rks, out)
}

// sorted is a place in the order of a search.
type sorted struct {
	Finger string `json:"f"`
	Keys   []any  `json:"k"`
	RK     int64  `json:"r"`
}

func (s sorted) token(finger string) string {
	s.Finger = finger
	text, err := json.Marshal(s)
	if err != nil { // strings and numbers always marshal
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// fingerprint keeps a page token from being used with another order.
func (b *builder) fingerprint() string {
	var f strings.Builder
	f.WriteString(b.q.Type)
	for _, k := range b.q.Sort {
		fmt.Fprintf(&f, ",%s,%t", k.Def.Name, k.Descending)
	}
	return f.String()
}

func (b *builder) place() (sorted, error) {
	var s sorted
	bad := outcome.At(outcome.Invalid, search.ParamPage, "this page is not of this search")
	text, err := base64.RawURLEncoding.DecodeString(b.q.Page)
	if err != nil {
		return s, bad
	}
	dec := json.NewDecoder(strings.NewReader(string(text)))
	dec.UseNumber()
	if dec.Decode(&s) != nil || s.Finger != b.fingerprint() || len(s.Keys) != len(b.q.Sort) {
		return s, bad
	}
	for i, k := range b.q.Sort {
		n, isNumber := s.Keys[i].(json.Number)
		_, isText := s.Keys[i].(string)
		switch class := classOf(k.Def); {
		case class == classText && isText:
		case class == classInt && isNumber:
			s.Keys[i], err = n.Int64()
		case class == classFloat && isNumber:
			s.Keys[i], err = n.Float64()
		default:
			return s, bad
		}
		if err != nil {
			return s, bad
		}
	}
	return s, nil
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
func sortExpr(k search.SortKey) frag {
	switch k.Def.Name {
	case search.ParamID:
		return sqlf("r.id")
	case search.ParamLastUpdated:
		return sqlf("r.updated")
	}
	column, fold := "val", "MIN"
	var last any = "\U0010FFFF"
	if k.Descending {
		fold, last = "MAX", ""
	}
	switch classOf(k.Def) {
	case classInt:
		column, last = "lo", int64(math.MaxInt64)
		if k.Descending {
			last = int64(math.MinInt64)
		}
	case classFloat:
		column, last = "lo", math.MaxFloat64
		if k.Descending {
			last = -math.MaxFloat64
		}
	case classText:
	}
	return sqlf(fmt.Sprintf("COALESCE((SELECT %s(s.%s) FROM %s s WHERE s.rk = r.rk AND s.h = ?), ?)", fold, column, Table(k.Def.Kind)),
		k.Def.Hash(), last)
}

func (b *builder) page() (string, []any, error) {
	columns := []frag{sqlf("r.rk AS rk")}
	var order []string
	for i, k := range b.q.Sort {
		x := sortExpr(k)
		columns = append(columns, frag{fmt.Sprintf("%s AS k%d", x.sql, i), x.args})
		direction := ""
		if k.Descending {
			direction = " DESC"
		}
		order = append(order, fmt.Sprintf("p.k%d%s", i, direction))
	}
	cols, w := join(columns, ", "), b.where()
	sql := "SELECT p.* FROM (SELECT " + cols.sql + " FROM resource r WHERE " + w.sql + ") p"
	args := append(cols.args, w.args...)
	if b.q.Page != "" {
		s, err := b.place()
		if err != nil {
			return "", nil, err
		}
		after := b.after(s)
		sql += " WHERE " + after.sql
		args = append(args, after.args...)
	}
	sql += " ORDER BY " + strings.Join(append(order, "p.rk"), ", ") + " LIMIT ?"
	return sql, append(args, b.q.Count+1), nil
}

// after tests that a row comes after a place: (k0 beyond) or (k0 equal and k1
// beyond) and so on, the resource key last.
func (b *builder) after(s sorted) frag {
	var alternatives []frag
	for i := 0; i <= len(b.q.Sort); i++ {
		var parts []frag
		for j := range i {
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d = ?", j), s.Keys[j]))
		}
		switch {
		case i == len(b.q.Sort):
			parts = append(parts, sqlf("p.rk > ?", s.RK))
		case b.q.Sort[i].Descending:
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d < ?", i), s.Keys[i]))
		default:
			parts = append(parts, sqlf(fmt.Sprintf("p.k%d > ?", i), s.Keys[i]))
		}
		one := join(parts, " AND ")
		one.sql = "(" + one.sql + ")"
		alternatives = append(alternatives, one)
	}
	return join(alternatives, " OR ")
}

func (b *builder) scanKeys(r Rows) (sorted, error) {
	var s sorted
	dest := []any{&s.RK}
	texts := make([]string, len(b.q.Sort))
	ints := make([]int64, len(b.q.Sort))
	floats := make([]float64, len(b.q.Sort))
	for i, k := range b.q.Sort {
		dest = append(dest, [...]any{&texts[i], &ints[i], &floats[i]}[classOf(k.Def)])
	}
	if err := r.Scan(dest...); err != nil {
		return s, err
	}
	for i, k := range b.q.Sort {
		s.Keys = append(s.Keys, [...]any{texts[i], ints[i], floats[i]}[classOf(k.Def)])
	}
	return s, nil
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

func (e *Engine) included(ctx context.Context, c Conn, q search.Query, rks []int64, out *store.SearchResult) error {
	if len(rks) == 0 || len(q.Include)+len(q.RevInclude) == 0 {
		return nil
	}
	seen := map[int64]bool{}
	for _, rk := range rks {
		seen[rk] = true
	}
	var more []int64
	collect := func(sql string, args ...any) error {
		rows, err := c.Query(ctx, sql+" LIMIT ?", append(args, maxIncluded+1)...)
		if err != nil {
			return err
		}
		found, err := collectRows(rows, func(r Rows) (rk int64, err error) { return rk, r.Scan(&rk) })
		for _, rk := range found {
			if !seen[rk] {
				seen[rk] = true
				more = append(more, rk)
			}
		}
		if len(more) > maxIncluded {
			return outcome.New(outcome.TooLarge, "the page includes more than %d resources: ask for fewer", maxIncluded)
		}
		return err
	}
	list := "(" + repeat("?", len(rks)) + ")"
	for _, in := range q.Include {
		err := collect(`SELECT DISTINCT t.rk FROM idx_reference x JOIN resource t ON t.type = x.system AND t.id = x.val
			WHERE x.h = ? AND (? = '' OR t.type = ?) AND NOT t.deleted AND x.rk IN `+list+` ORDER BY t.rk`,
			append([]any{in.Def.Hash(), in.Target, in.Target}, anys(rks)...)...)
		if err != nil {
			return err
		}
	}
	for _, in := range q.RevInclude {
		if in.Target != "" && in.Target != q.Type {
			continue
		}
		err := collect(`SELECT DISTINCT x.rk FROM resource t JOIN idx_reference x ON x.h = ? AND x.system = t.type AND x.val = t.id
			WHERE t.rk IN `+list+` ORDER BY x.rk`, append([]any{in.Def.Hash()}, anys(rks)...)...)
		if err != nil {
			return err
		}
	}
	byKey, err := fetch(ctx, c, more)
	for _, rk := range more {
		out.Included = append(out.Included, byKey[rk])
	}
	return err
}
