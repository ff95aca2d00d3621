package engine

import (
	"apricot.health/fhir/search"
)

// chain tests the resources that a reference leads to. As a driver it lists
// their ids first and then who refers to them; as a question it goes from each
// key along the reference.
func (b *builder) chain(n node, p search.Param, drive bool) frag {
	var parts []frag
	for i := range p.Chain {
		l, x := &p.Chain[i], b.alias("x")
		if drive {
			parts = append(parts, wrap(n.rk+" IN (SELECT "+x+".rk FROM idx_reference "+x+" WHERE ", b.leading(x, p.Def, l), ")"))
			continue
		}
		t := b.alias("t")
		source := sourceTest(x, p.Def.Sources(), "").and(x+".system = ?", l.Type)
		parts = append(parts, b.exists("FROM idx_reference "+x+" JOIN resource "+t+" ON "+t+".type = "+x+".system AND "+
			t+".id = "+x+".val WHERE "+x+".rk = "+n.rk+" AND ", join([]frag{source, b.target(t, l, false)}, " AND ")))
	}
	return anyOf(parts)
}

// leading tests that an index row, alias x, is of a reference that leads to the
// end of the link.
func (b *builder) leading(x string, def search.Definition, l *search.Link) frag {
	source := sourceTest(x, def.Sources(), "").and(x+".system = ?", l.Type)
	t := b.alias("t")
	return join([]frag{
		sqlf(x+".val IN (SELECT "+t+".id FROM resource "+t+" WHERE "+t+".type = ? AND ", l.Type), b.target(t, l, true), sqlf(") AND "), source,
	}, "")
}

// target tests the resource, alias t, at the end of a link.
func (b *builder) target(t string, l *search.Link, drive bool) frag {
	inner := b.param(node{t + ".rk", t, l.Type}, l.Param, drive && cost(l.Param) < costAsk)
	now := join([]frag{sqlf("NOT " + t + ".deleted"), inner}, " AND ")
	if b.then == nil {
		return now
	}
	now = join([]frag{now, b.then.same(t+".rk", l.Type)}, " AND ")
	parts := []frag{wrap("(", now, ")")}
	if then := b.then.links[l]; len(then) > 0 {
		parts = append(parts, inInts(t+".rk", keysOf(then)))
	}
	return anyOf(parts)
}

func keysOf(ps []*past) []int64 {
	out := make([]int64, len(ps))
	for i, p := range ps {
		out[i] = p.rk
	}
	return out
}

// has tests that some resource refers to the one of the node.
func (b *builder) has(n node, l *search.Link, drive bool) frag {
	sources := referring(l.By, n.typ)
	if len(sources) == 0 {
		return sqlf("1 = 0")
	}
	x := b.alias("x")
	// from are the index rows of the referring resources that fit.
	from := join([]frag{
		sqlf("FROM idx_reference "+x+" WHERE "+x+".system = ? AND ", n.typ), sourceTest(x, sources, ""), sqlf(" AND "),
		b.param(node{rk: x + ".rk", typ: l.Type}, l.Param, drive && cost(l.Param) < costAsk),
	}, "")
	var then []any
	if b.then != nil {
		from = join([]frag{from, b.then.same(x+".rk", l.Type)}, " AND ")
		then = referred(b.then.links[l], sources, n.typ)
	}
	if drive {
		own := b.alias("r")
		ids := wrap(own+".id IN (SELECT "+x+".val ", from, ")")
		if len(then) > 0 {
			ids = anyOf([]frag{ids, inList(own+".id", then)})
		}
		return join([]frag{
			sqlf(n.rk+" IN (SELECT "+own+".rk FROM resource "+own+" WHERE "+own+".type = ? AND ", n.typ), ids, sqlf(")"),
		}, "")
	}
	row := n.row
	if row == "" {
		row = b.alias("r")
	}
	test := b.exists("", from.and(x+".val = "+row+".id"))
	if len(then) > 0 {
		test = anyOf([]frag{test, inList(row+".id", then)})
	}
	if n.row != "" {
		return test
	}
	return b.exists("FROM resource "+row+" WHERE "+row+".rk = "+n.rk+" AND ", test)
}

// referred are the ids of a type that old versions referred to.
func referred(then []*past, sources []search.Source, typ string) []any {
	var out []any
	for _, p := range then {
		for _, v := range sourced(p.values, sources, "") {
			if v.System == typ {
				out = append(out, v.Text)
			}
		}
	}
	return out
}

// referring are the sources that can lead to a type.
func referring(by search.Definition, typ string) []search.Source {
	var out []search.Source
	for _, s := range by.Sources() {
		if s.Only == "" || s.Only == typ {
			out = append(out, search.Source{Hash: s.Hash})
		}
	}
	return out
}

// members are the sources that bring a resource into the compartment of the
// query, and whether the compartment's own type is among those searched.
func (b *builder) members() (sources []search.Source, own bool) {
	c := b.q.Compartment
	types := []string{b.q.Type}
	if b.q.Type == "" {
		types = b.q.Only
		if len(types) == 0 {
			types = search.CompartmentTypes(c.Type)
		}
	}
	for _, typ := range types {
		own = own || typ == c.Type
		for _, d := range search.InCompartment(c.Type, typ) {
			sources = append(sources, referring(d, c.Type)...)
		}
	}
	return sources, own
}

// compartment tests that a resource refers to the one whose compartment it is,
// or is that one.
func (b *builder) compartment(n node) frag {
	c := b.q.Compartment
	sources, own := b.members()
	var parts []frag
	if len(sources) > 0 {
		x := b.alias("x")
		parts = append(parts, join([]frag{
			sqlf("SELECT "+x+".rk FROM idx_reference "+x+" WHERE "+x+".val = ? AND "+x+".system = ? AND ", c.ID, c.Type),
			sourceTest(x, sources, ""),
		}, ""))
	}
	if own {
		parts = append(parts, sqlf("SELECT rk FROM resource WHERE type = ? AND id = ?", c.Type, c.ID))
	}
	if len(parts) == 0 {
		return sqlf("1 = 0")
	}
	return wrap(n.rk+" IN (", join(parts, " UNION "), ")")
}

// wasIn tells whether an old version lay in the compartment of the query.
func (b *builder) wasIn(p *past) bool {
	c := b.q.Compartment
	if c == nil {
		return true
	}
	sources, own := b.members()
	if own && p.res.Type == c.Type && p.res.ID == c.ID {
		return true
	}
	for _, v := range sourced(p.values, sources, "") {
		if v.System == c.Type && v.Text == c.ID {
			return true
		}
	}
	return false
}
