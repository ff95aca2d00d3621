package engine

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"apricot.health/fhir/search"
)

// builder makes SQL of one query. Fragments and their arguments are put
// together in the order in which they stand in the text.
type builder struct {
	q       search.Query
	dialect Dialect
	zone    *time.Location
}

// frag is SQL text with its arguments.
type frag struct {
	sql  string
	args []any
}

func sqlf(sql string, args ...any) frag { return frag{sql, args} }

func join(parts []frag, sep string) frag {
	var out frag
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = p.sql
		out.args = append(out.args, p.args...)
	}
	out.sql = strings.Join(texts, sep)
	return out
}

func (e *Engine) builder(q search.Query) *builder {
	return &builder{q, e.Dialect, e.Zone}
}

// ids is the query for the ids of the first Count matches.
func (b *builder) ids() (string, []any) {
	w := b.where()
	return `SELECT r.id FROM resource r WHERE ` + w.sql + ` ORDER BY r.rk LIMIT ?`, append(w.args, b.q.Count)
}

func (b *builder) total() (string, []any) {
	w := b.where()
	return `SELECT COUNT(*) FROM resource r WHERE ` + w.sql, w.args
}

// where tests r. The most selective parameter drives: it lists keys from its
// index; the others are asked per key. Its index rows belong to this type and
// to no deleted resource, so type and deleted need no test then.
func (b *builder) where() frag {
	params := slices.Clone(b.q.Params)
	slices.SortStableFunc(params, func(x, y search.Param) int { return cost(x) - cost(y) })
	var parts []frag
	driven := len(params) > 0 && cost(params[0]) < costAsk
	if !driven {
		parts = append(parts, sqlf("r.type = ? AND NOT r.deleted", b.q.Type))
	}
	for i, p := range params {
		parts = append(parts, b.param(p, driven && i == 0))
	}
	return join(parts, " AND ")
}

// costAsk and above is for parameters that cannot drive.
const costAsk = 100

func cost(p search.Param) int {
	switch {
	case p.Modifier == "missing", p.Modifier == "not", p.Def.Stored():
		return costAsk
	case p.Chain != nil:
		return 30
	case p.Def.Kind == search.KindToken && strings.Contains(p.Def.Name, "identifier"):
		return 0
	case p.Def.Kind == search.KindReference:
		return 10
	case p.Def.Kind == search.KindURI:
		return 15
	case p.Def.Kind == search.KindString && p.Modifier != "contains":
		return 20
	case p.Def.Kind == search.KindToken:
		return 40
	default:
		return 50
	}
}

func (b *builder) param(p search.Param, drive bool) frag {
	switch {
	case p.Def.Name == search.ParamID:
		return b.anyOf(p, func(v search.Value) frag { return sqlf("r.id = ?", v.Text) })
	case p.Def.Name == search.ParamLastUpdated:
		return b.anyOf(p, func(v search.Value) frag {
			return spanTest(v.Prefix, v.Span(b.zone), "r.updated", "(r.updated + 1)")
		})
	case p.Modifier == "missing":
		return b.missing(p)
	case p.Chain != nil:
		return b.chain(p, drive)
	}
	test := b.anyOf(p, func(v search.Value) frag { return b.value(p, v) })
	negate := ""
	if p.Modifier == "not" {
		negate = "NOT "
	}
	return keys(indexOf(p), hashOf(p), test, drive, negate, "r")
}

func (b *builder) anyOf(p search.Param, each func(search.Value) frag) frag {
	parts := make([]frag, len(p.Values))
	for i, v := range p.Values {
		parts[i] = each(v)
	}
	out := join(parts, " OR ")
	out.sql = "(" + out.sql + ")"
	return out
}

// keys tests that a resource has an index row with the hash that passes test.
func keys(table string, hash int64, test frag, drive bool, negate, alias string) frag {
	args := append([]any{hash}, test.args...)
	if drive {
		return frag{fmt.Sprintf("%s.rk IN (SELECT x.rk FROM %s x WHERE x.h = ? AND %s)", alias, table, test.sql), args}
	}
	return frag{fmt.Sprintf("%sEXISTS (SELECT 1 FROM %s x WHERE x.rk = %s.rk AND x.h = ? AND %s)", negate, table, alias, test.sql), args}
}

func indexOf(p search.Param) string {
	switch p.Modifier {
	case "text":
		return Table(search.KindString)
	case "identifier":
		return Table(search.KindToken)
	}
	return Table(p.Def.Kind)
}

func hashOf(p search.Param) int64 {
	if p.Modifier == "text" || p.Modifier == "identifier" {
		return p.Def.Derived(p.Modifier)
	}
	return p.Def.Hash()
}

func (b *builder) missing(p search.Param) frag {
	negate := ""
	if p.Values[0].Missing {
		negate = "NOT "
	}
	own := keys(Table(p.Def.Kind), p.Def.Hash(), sqlf("1 = 1"), false, "", "r")
	derived := ""
	table := map[search.Kind]string{search.KindToken: "text", search.KindReference: "identifier"}
	if derived = table[p.Def.Kind]; derived == "" {
		own.sql = negate + own.sql
		return own
	}
	side := search.Param{Def: p.Def, Modifier: derived}
	other := keys(indexOf(side), hashOf(side), sqlf("1 = 1"), false, "", "r")
	return frag{negate + "(" + own.sql + " OR " + other.sql + ")", append(own.args, other.args...)}
}

// chain tests the resource that a reference leads to.
func (b *builder) chain(p search.Param, drive bool) frag {
	var test frag
	inner := *p.Chain
	switch {
	case inner.Def.Stored():
		test = b.param(inner, false)
		test.sql = strings.ReplaceAll(test.sql, "r.", "t.")
	default:
		inside := b.anyOf(inner, func(v search.Value) frag { return b.value(inner, v) })
		inside.sql = strings.ReplaceAll(inside.sql, "x.", "y.")
		negate := ""
		if inner.Modifier == "not" || inner.Modifier == "missing" && inner.Values[0].Missing {
			negate = "NOT "
		}
		if inner.Modifier == "missing" {
			inside = sqlf("1 = 1")
		}
		test = frag{
			fmt.Sprintf("%sEXISTS (SELECT 1 FROM %s y WHERE y.rk = t.rk AND y.h = ? AND %s)", negate, indexOf(inner), inside.sql),
			append([]any{hashOf(inner)}, inside.args...),
		}
	}
	link := "x.system = t.type AND x.val = t.id"
	args := append([]any{p.Def.Hash(), p.ChainType}, test.args...)
	sub := `FROM idx_reference x JOIN resource t ON ` + link + ` WHERE %sx.h = ? AND t.type = ? AND NOT t.deleted AND ` + test.sql
	if drive {
		return frag{"r.rk IN (SELECT x.rk " + fmt.Sprintf(sub, "") + ")", args}
	}
	return frag{"EXISTS (SELECT 1 " + fmt.Sprintf(sub, "x.rk = r.rk AND ") + ")", args}
}

// value tests one index row, alias x.
func (b *builder) value(p search.Param, v search.Value) frag {
	kind := p.Def.Kind
	switch p.Modifier {
	case "text":
		kind = search.KindString
	case "identifier":
		kind = search.KindToken
	case "missing":
		return sqlf("1 = 1")
	}
	switch kind {
	case search.KindString:
		return b.str(p.Modifier, v.Text)
	case search.KindToken:
		return token(v)
	case search.KindDate:
		return spanTest(v.Prefix, v.Span(b.zone), "x.lo", "x.hi")
	case search.KindNumber, search.KindQuantity:
		return numberTest(v)
	case search.KindReference:
		if v.RefType != "" {
			return sqlf("(x.system = ? AND x.val = ?)", v.RefType, v.Text)
		}
		if v.Absolute {
			return sqlf("(x.system = '' AND x.val = ?)", search.Key(v.Text))
		}
		return sqlf("(x.val = ? AND x.system <> '')", v.Text)
	default:
		if p.Modifier == "below" {
			return prefix(search.Key(v.Text))
		}
		return sqlf("x.val = ?", search.Key(v.Text))
	}
}

func (b *builder) str(modifier, text string) frag {
	folded := search.Key(search.Fold(text))
	switch modifier {
	case "exact":
		return sqlf("(x.val = ? AND x.exact = ?)", folded, search.Key(text))
	case "contains":
		return sqlf(fmt.Sprintf(b.dialect.Contains, "x.val", "?"), folded)
	default:
		return prefix(folded)
	}
}

func prefix(text string) frag {
	if next, ok := search.After(text); ok {
		return sqlf("(x.val >= ? AND x.val < ?)", text, next)
	}
	return sqlf("x.val >= ?", text)
}

func token(v search.Value) frag {
	switch {
	case !v.HasSystem:
		return sqlf("x.val = ?", search.Key(v.Text))
	case v.Text == "":
		return sqlf("x.system = ?", search.Key(v.System))
	default:
		return sqlf("(x.val = ? AND x.system = ?)", search.Key(v.Text), search.Key(v.System))
	}
}

// spanTest compares the span lo to hi of a resource with that of a value
// (FHIR R4, search.html#prefix).
func spanTest(prefix search.Prefix, r search.Range, lo, hi string) frag {
	inside := fmt.Sprintf("(%s >= ? AND %s <= ?)", lo, hi)
	switch prefix {
	case search.NotEqual:
		return sqlf("NOT "+inside, r.Low, r.High)
	case search.Greater:
		return sqlf(hi+" > ?", r.High)
	case search.Less:
		return sqlf(lo+" < ?", r.Low)
	case search.GreaterEq:
		return sqlf("("+hi+" > ? OR "+inside+")", r.High, r.Low, r.High)
	case search.LessEq:
		return sqlf("("+lo+" < ? OR "+inside+")", r.Low, r.Low, r.High)
	case search.StartsAfter:
		return sqlf(lo+" >= ?", r.High)
	case search.EndsBefore:
		return sqlf(hi+" <= ?", r.Low)
	default:
		return sqlf(inside, r.Low, r.High)
	}
}

func numberTest(v search.Value) frag {
	f, in := v.Number()
	// Binary floats: half a unit in the last written place needs a little room.
	room := math.Max(math.Abs(f), 1) * 1e-12
	inside := "(x.lo >= ? AND x.hi < ?)"
	var test frag
	switch v.Prefix {
	case search.NotEqual:
		test = sqlf("NOT "+inside, in.Low-room, in.High-room)
	case search.Greater, search.StartsAfter:
		test = sqlf("x.hi > ?", f)
	case search.Less, search.EndsBefore:
		test = sqlf("x.lo < ?", f)
	case search.GreaterEq:
		test = sqlf("x.hi >= ?", f)
	case search.LessEq:
		test = sqlf("x.lo <= ?", f)
	default:
		test = sqlf(inside, in.Low-room, in.High-room)
	}
	switch {
	case v.HasSystem:
		test.sql += " AND x.system = ? AND x.code = ?"
		test.args = append(test.args, search.Key(v.System), search.Key(v.Unit))
	case v.Unit != "":
		test.sql += " AND (x.code = ? OR x.unit = ?)"
		test.args = append(test.args, search.Key(v.Unit), search.Key(v.Unit))
	}
	test.sql = "(" + test.sql + ")"
	return test
}
