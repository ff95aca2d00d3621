package engine

import (
	"fmt"
	"slices"
	"strconv"
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
	names   int
	// then, when not nil, is the state to search instead of the present one.
	then *snapshot
}

// frag is SQL text with its arguments.
type frag struct {
	sql  string
	args []any
}

func sqlf(sql string, args ...any) frag { return frag{sql, args} }

func (f frag) and(sql string, args ...any) frag {
	return frag{f.sql + " AND " + sql, slices.Concat(f.args, args)}
}

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

// anyOf joins alternatives. No alternative holds for nothing.
func anyOf(parts []frag) frag {
	switch len(parts) {
	case 0:
		return sqlf("1 = 0")
	case 1:
		return parts[0]
	}
	out := join(parts, " OR ")
	out.sql = "(" + out.sql + ")"
	return out
}

// exists asks of each row of what drives the statement whether there is one of
// another table.
func (b *builder) exists(from string, test frag) frag {
	return wrap("EXISTS (SELECT 1 "+from, test, b.dialect.Each+")")
}

func wrap(before string, f frag, after string) frag { return frag{before + f.sql + after, f.args} }

func (e *Engine) builder(q search.Query) *builder {
	q.Sort = implied(q)
	return &builder{q: q, dialect: e.Dialect, zone: e.Zone}
}

// alias makes a new name for a table in the statement.
func (b *builder) alias(letter string) string {
	b.names++
	return letter + strconv.Itoa(b.names)
}

// matches is FROM and WHERE of the resources that match, each once, with its
// key as rk.
type matches struct {
	rk   string
	text frag
}

// match lists the keys that match. The most selective parameter drives: its
// index rows are walked, in the order of keys where it asks for one value, and
// the other parameters are asked of each key. Index rows belong to current
// resources of one type, so that type and deleted need no test then.
func (b *builder) match() matches {
	params := byCost(b.q.Params)
	if len(params) > 0 {
		if m, ok := b.driven(params); ok {
			return m
		}
	}
	n := node{rk: "r.rk", row: "r", typ: b.q.Type}
	var parts []frag
	if b.q.Compartment != nil {
		parts = append(parts, b.compartment(n))
	}
	if b.q.Type != "" {
		parts = append(parts, sqlf("r.type = ?", b.q.Type))
	} else if len(b.q.Only) > 0 {
		parts = append(parts, sqlf("r.type IN ("+repeat("?", len(b.q.Only))+")", texts(b.q.Only)...))
	}
	parts = append(parts, sqlf("NOT r.deleted"))
	if b.then != nil {
		parts = append(parts, b.then.same("r.rk", b.q.Type))
	}
	for i, p := range params {
		parts = append(parts, b.param(n, p, i == 0 && cost(p) < costAsk && b.q.Compartment == nil))
	}
	return matches{"r.rk", wrap("FROM resource r WHERE ", join(parts, " AND "), "")}
}

// driven walks the index rows of the first parameter. It serves what has its
// values in one table.
func (b *builder) driven(params []search.Param) (matches, bool) {
	first := params[0]
	if cost(first) >= costAsk || first.Def.Stored() || len(first.Chain) > 0 || first.Has != nil || first.Def.Kind == search.KindComposite || b.q.Compartment != nil {
		return matches{}, false
	}
	n := node{rk: "x.rk", typ: b.q.Type}
	parts := []frag{b.rows("x", first)}
	for _, p := range params[1:] {
		parts = append(parts, b.param(n, p, false))
	}
	if b.then != nil {
		parts = append(parts, b.then.same("x.rk", b.q.Type))
	}
	w := join(parts, " AND ")
	return matches{"x.rk", wrap("FROM "+indexOf(first)+" x WHERE ", w, "")}, true
}

// keys is the statement that lists the matching keys in their order after one.
func (b *builder) keys(after int64, limit int) (string, []any) {
	m := b.match()
	if after > 0 {
		m.text = m.text.and(m.rk+" > ?", after)
	}
	group := ""
	if m.rk == "x.rk" {
		group = " GROUP BY x.rk"
	}
	return "SELECT " + m.rk + " AS rk " + m.text.sql + group + " ORDER BY " + m.rk + " LIMIT ?", append(m.text.args, limit)
}

func (b *builder) total() (string, []any) {
	m := b.match()
	return "SELECT COUNT(DISTINCT " + m.rk + ") " + m.text.sql, m.text.args
}

// node is a resource in a statement: the expression of its key, the alias of
// its row when that is joined, its type.
type node struct {
	rk, row, typ string
}

// param tests the resource of a node. With drive the test is written as a list
// of keys that stands for itself, otherwise as a question to each key.
func (b *builder) param(n node, p search.Param, drive bool) frag {
	switch {
	case p.Has != nil:
		return b.has(n, p.Has, drive)
	case len(p.Chain) > 0:
		return b.chain(n, p, drive)
	case p.Def.Stored():
		return b.stored(n, p)
	case p.Modifier == "missing":
		return b.missing(n, p)
	case p.Def.Kind == search.KindComposite:
		return b.composite(n, p, drive)
	}
	x := b.alias("x")
	test := b.rows(x, p)
	switch {
	case p.Modifier == "not":
		return wrap("NOT ", b.exists("FROM "+indexOf(p)+" "+x+" WHERE "+x+".rk = "+n.rk+" AND ", test), "")
	case drive:
		return wrap(n.rk+" IN (SELECT "+x+".rk FROM "+indexOf(p)+" "+x+" WHERE ", test, ")")
	default:
		return b.exists("FROM "+indexOf(p)+" "+x+" WHERE "+x+".rk = "+n.rk+" AND ", test)
	}
}

// stored answers _id and _lastUpdated from the resource row.
func (b *builder) stored(n node, p search.Param) frag {
	row := n.row
	if row == "" {
		row = b.alias("r")
	}
	var parts []frag
	var ids []any
	for _, v := range p.Values {
		if p.Def.Name == search.ParamID {
			ids = append(ids, v.Text)
		} else {
			parts = append(parts, momentTest(v.Prefix, v.Span(b.zone), row+".updated"))
		}
	}
	if len(ids) > 0 {
		parts = append(parts, inList(row+".id", ids))
	}
	test := anyOf(parts)
	if p.Modifier == "not" {
		test = wrap("NOT (", test, ")")
	}
	if n.row != "" {
		return test
	}
	return b.exists("FROM resource "+row+" WHERE "+row+".rk = "+n.rk+" AND ", test)
}

// rows tests one index row: that it is of the parameter's sources and has one
// of its values.
func (b *builder) rows(x string, p search.Param) frag {
	sources := sourceTest(x, p.Def.Sources(), p.Modifier)
	return join([]frag{sources, b.values(x, p.Def.Kind, p.Modifier, p.Values)}, " AND ")
}

// sourceTest tests that an index row is of one of the sources.
func sourceTest(x string, sources []search.Source, modifier string) frag {
	byTarget := map[string][]int64{}
	var order []string
	for _, s := range sources {
		if _, seen := byTarget[s.Only]; !seen {
			order = append(order, s.Only)
		}
		byTarget[s.Only] = append(byTarget[s.Only], hashOf(s, modifier))
	}
	var parts []frag
	for _, only := range order {
		test := inInts(x+".h", byTarget[only])
		if only != "" && modifier != "identifier" {
			test = test.and(x+".system = ?", only)
		}
		if len(order) > 1 {
			test = wrap("(", test, ")")
		}
		parts = append(parts, test)
	}
	return anyOf(parts)
}

func hashOf(s search.Source, modifier string) int64 {
	switch modifier {
	case "text":
		return s.Text()
	case "identifier":
		return s.Identifier()
	case "of-type":
		return s.OfType()
	}
	return s.Hash
}

func inInts(column string, values []int64) frag {
	if len(values) == 1 {
		return sqlf(column+" = ?", values[0])
	}
	return sqlf(column+" IN ("+repeat("?", len(values))+")", anys(values)...)
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

// missing tests whether a resource has any value, words and logical
// identifiers among them.
func (b *builder) missing(n node, p search.Param) frag {
	has := func(modifier string) frag {
		p := search.Param{Def: p.Def, Modifier: modifier}
		x := b.alias("x")
		return b.exists("FROM "+indexOf(p)+" "+x+" WHERE "+x+".rk = "+n.rk+" AND ", sourceTest(x, p.Def.Sources(), modifier))
	}
	parts := []frag{has("")}
	switch p.Def.Kind {
	case search.KindToken:
		parts = append(parts, has("text"))
	case search.KindReference:
		parts = append(parts, has("identifier"))
	default:
	}
	if p.Values[0].Missing {
		return wrap("NOT ", wrap("(", anyOf(parts), ")"), "")
	}
	return anyOf(parts)
}

// composite tests that one element has all the components.
func (b *builder) composite(n node, p search.Param, drive bool) frag {
	var parts []frag
	for _, g := range p.Def.Groups() {
		for _, v := range p.Values {
			parts = append(parts, b.group(n, p.Def, g, v, drive))
		}
	}
	return anyOf(parts)
}

func (b *builder) group(n node, def search.Definition, g search.Group, v search.Value, drive bool) frag {
	var from []string
	var tests []frag
	first := ""
	for i, sources := range g.Components {
		kind, x := def.Components[i].Kind, b.alias("x")
		from = append(from, Table(kind)+" "+x)
		if first == "" {
			first = x
		} else {
			tests = append(tests, sqlf(x+".rk = "+first+".rk"))
			if !g.Whole {
				tests = append(tests, sqlf(fmt.Sprintf("(%s.n >> %d) = (%s.n >> %d)", x, groupShift, first, groupShift)))
			}
		}
		tests = append(tests, sourceTest(x, sources, ""), b.values(x, kind, "", []search.Value{v.Parts[i]}))
	}
	list := strings.Join(from, " CROSS JOIN ")
	if drive {
		return wrap(n.rk+" IN (SELECT "+first+".rk FROM "+list+" WHERE ", join(tests, " AND "), ")")
	}
	tests = append(tests, sqlf(first+".rk = "+n.rk))
	return b.exists("FROM "+list+" WHERE ", join(tests, " AND "))
}

func texts(in []string) []any {
	out := make([]any, len(in))
	for i, v := range in {
		out[i] = v
	}
	return out
}
