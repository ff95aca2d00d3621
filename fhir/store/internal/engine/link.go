package engine

import (
	"fmt"

	"apricot.health/fhir/search"
)

// chain tests the resources that a reference leads to. As a driver it lists
// their ids first and then who refers to them; as a question it goes from each
// key along the reference.
func (b *builder) chain(n node, p search.Param, drive bool) frag {
	var parts []frag
	for _, l := range p.Chain {
		x := b.alias("x")
		source := sourceTest(x, p.Def.Sources(), "").and(x+".system = ?", l.Type)
		if drive {
			ids := b.ids(l)
			parts = append(parts, join([]frag{
				sqlf(n.rk + " IN (SELECT " + x + ".rk FROM idx_reference " + x + " WHERE " + x + ".val IN (SELECT "),
				ids, sqlf(") AND "), source, sqlf(")"),
			}, ""))
			continue
		}
		t := b.alias("t")
		inner := b.param(node{t + ".rk", t, l.Type}, l.Param, false)
		parts = append(parts, join([]frag{
			sqlf("EXISTS (SELECT 1 FROM idx_reference " + x + " JOIN resource " + t + " ON " + t + ".type = " + x + ".system AND " +
				t + ".id = " + x + ".val WHERE " + x + ".rk = " + n.rk + " AND "),
			source, sqlf(" AND NOT " + t + ".deleted AND "), inner, sqlf(")"),
		}, ""))
	}
	return anyOf(parts)
}

// ids selects the ids of the resources that a link asks for.
func (b *builder) ids(l search.Link) frag {
	t := b.alias("t")
	drive := cost(l.Param) < costAsk
	inner := b.param(node{t + ".rk", t, l.Type}, l.Param, drive)
	return join([]frag{
		sqlf(t+".id FROM resource "+t+" WHERE "+t+".type = ? AND NOT "+t+".deleted AND ", l.Type), inner,
	}, "")
}

// has tests that some resource refers to the one of the node.
func (b *builder) has(n node, l search.Link, drive bool) frag {
	sources := referring(l.By, n.typ)
	if len(sources) == 0 {
		return sqlf("1 = 0")
	}
	x := b.alias("x")
	hashes := sourceTest(x, sources, "")
	if drive {
		s := b.alias("s")
		inner := b.param(node{s + ".rk", s, l.Type}, l.Param, cost(l.Param) < costAsk)
		own := b.alias("r")
		return join([]frag{
			sqlf(fmt.Sprintf("%s IN (SELECT %s.rk FROM resource %s WHERE %s.type = ? AND NOT %s.deleted AND %s.id IN (SELECT %s.val FROM resource %s JOIN idx_reference %s ON %s.rk = %s.rk WHERE %s.type = ? AND NOT %s.deleted AND ",
				n.rk, own, own, own, own, own, x, s, x, x, s, s, s), n.typ, l.Type),
			inner, sqlf(" AND "), hashes, sqlf(" AND "+x+".system = ?))", n.typ),
		}, "")
	}
	row, t := n.row, ""
	if row == "" {
		row = b.alias("r")
		t = "resource " + row + " JOIN "
	}
	inner := b.param(node{x + ".rk", "", l.Type}, l.Param, false)
	link := x + ".val = " + row + ".id AND " + x + ".system = ?"
	if t == "" {
		return join([]frag{
			sqlf("EXISTS (SELECT 1 FROM idx_reference "+x+" WHERE "+link+" AND ", n.typ), hashes, sqlf(" AND "), inner, sqlf(")"),
		}, "")
	}
	return join([]frag{
		sqlf("EXISTS (SELECT 1 FROM "+t+"idx_reference "+x+" ON "+link+" WHERE "+row+".rk = "+n.rk+" AND ", n.typ),
		hashes, sqlf(" AND "), inner, sqlf(")"),
	}, "")
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

// compartment tests that a resource refers to the one whose compartment it is,
// or is that one.
func (b *builder) compartment(n node) frag {
	c := b.q.Compartment
	types := []string{b.q.Type}
	if b.q.Type == "" {
		types = b.q.Only
		if len(types) == 0 {
			types = search.CompartmentTypes(c.Type)
		}
	}
	own := false
	var sources []search.Source
	for _, typ := range types {
		own = own || typ == c.Type
		for _, d := range search.InCompartment(c.Type, typ) {
			sources = append(sources, referring(d, c.Type)...)
		}
	}
	x := b.alias("x")
	parts := []frag{}
	if len(sources) > 0 {
		parts = append(parts, sqlf("SELECT "+x+".rk FROM idx_reference "+x+" WHERE "+x+".val = ? AND "+x+".system = ? AND ", c.ID, c.Type))
		parts[0] = join([]frag{parts[0], sourceTest(x, sources, "")}, "")
	}
	if own {
		parts = append(parts, sqlf("SELECT rk FROM resource WHERE type = ? AND id = ?", c.Type, c.ID))
	}
	if len(parts) == 0 {
		return sqlf("1 = 0")
	}
	return wrap(n.rk+" IN (", join(parts, " UNION "), ")")
}
