package engine

import (
	"fmt"
	"math"
	"strings"

	"apricot.health/fhir/search"
	"apricot.health/fhir/ucum"
)

// values tests that an index row, alias x, has one of the values.
func (b *builder) values(x string, kind search.Kind, modifier string, values []search.Value) frag {
	switch modifier {
	case "text":
		kind = search.KindString
	case "identifier", "of-type":
		kind = search.KindToken
	}
	switch kind {
	case search.KindToken:
		return tokens(x, values)
	case search.KindReference:
		return references(x, values)
	default:
	}
	parts := make([]frag, len(values))
	for i, v := range values {
		parts[i] = b.value(x, kind, modifier, v)
	}
	return anyOf(parts)
}

func (b *builder) value(x string, kind search.Kind, modifier string, v search.Value) frag {
	switch kind {
	case search.KindString:
		return b.str(x, modifier, v.Text)
	case search.KindDate:
		return spanTest(v.Prefix, v.Span(b.zone), x+".lo", x+".hi")
	case search.KindNumber:
		return numberTest(x, v)
	case search.KindQuantity:
		return quantityTest(x, v)
	default:
		return uriTest(x, modifier, v.Text)
	}
}

// lists gathers values that differ in one column only, so that a long OR list
// becomes few IN lists.
type lists[K comparable] struct {
	order []K
	byKey map[K][]any
}

func (l *lists[K]) add(key K, value string) {
	if l.byKey == nil {
		l.byKey = map[K][]any{}
	}
	if _, seen := l.byKey[key]; !seen {
		l.order = append(l.order, key)
	}
	l.byKey[key] = append(l.byKey[key], value)
}

func inList(column string, values []any) frag {
	if len(values) == 1 {
		return frag{column + " = ?", values}
	}
	return frag{column + " IN (" + repeat("?", len(values)) + ")", values}
}

func tokens(x string, values []search.Value) frag {
	type system struct {
		key  int64
		some bool
	}
	var l lists[system]
	var parts []frag
	for _, v := range values {
		if v.HasSystem && v.Text == "" {
			parts = append(parts, sqlf(x+".system = ?", search.SystemKey(v.System)))
			continue
		}
		l.add(system{search.SystemKey(v.System), v.HasSystem}, search.Key(v.Text))
	}
	for _, s := range l.order {
		test := inList(x+".val", l.byKey[s])
		if s.some {
			test = wrap("(", test.and(x+".system = ?", s.key), ")")
		}
		parts = append(parts, test)
	}
	return anyOf(parts)
}

func references(x string, values []search.Value) frag {
	type target struct {
		typ      string
		absolute bool
	}
	var l lists[target]
	for _, v := range values {
		text := v.Text
		if v.Absolute {
			text = search.Key(text)
		}
		l.add(target{v.RefType, v.Absolute}, text)
	}
	var parts []frag
	for _, t := range l.order {
		test := inList(x+".val", l.byKey[t])
		switch {
		case t.typ != "" || t.absolute:
			test = test.and(x+".system = ?", t.typ)
		default:
			test = test.and(x + ".system <> ''")
		}
		parts = append(parts, wrap("(", test, ")"))
	}
	return anyOf(parts)
}

func (b *builder) str(x, modifier, text string) frag {
	folded := search.Key(search.Fold(text))
	switch modifier {
	case "exact":
		return sqlf("("+x+".val = ? AND "+x+".exact = ?)", folded, search.Exact(text))
	case "contains":
		return sqlf(fmt.Sprintf(b.dialect.Contains, x+".val", "?"), folded)
	default:
		return prefix(x, folded)
	}
}

func prefix(x, text string) frag {
	if next, ok := search.After(text); ok {
		return sqlf("("+x+".val >= ? AND "+x+".val < ?)", text, next)
	}
	return sqlf(x+".val >= ?", text)
}

// uriTest compares whole, with everything below, or with everything above: the
// value itself and what its path segments lead to (FHIR R4, search.html#uri).
func uriTest(x, modifier, text string) frag {
	switch modifier {
	case "below":
		return prefix(x, search.Key(text))
	case "above":
		return inList(x+".val", above(text))
	}
	return sqlf(x+".val = ?", search.Key(text))
}

// above are the URLs of which text is a part: itself and what its path leads
// through.
func above(text string) []any {
	all := []any{search.Key(text)}
	for i := len(text) - 1; i > 0 && len(all) < 64; i-- {
		if text[i] == '/' && !strings.HasSuffix(text[:i], "/") && !strings.HasSuffix(text[:i], ":") {
			all = append(all, search.Key(text[:i]), search.Key(text[:i+1]))
		}
	}
	return all
}

// spanTest compares the span lo to hi of a resource with that of a value
// (FHIR R4, search.html#prefix). Tests that lo <= hi makes superfluous are there
// for the index, which is sorted by hi and then lo.
func spanTest(prefix search.Prefix, r search.Range, lo, hi string) frag {
	inside := fmt.Sprintf("(%s > ? AND %s <= ? AND %s >= ?)", hi, hi, lo)
	in := []any{r.Low, r.High, r.Low}
	switch prefix {
	case search.NotEqual:
		return sqlf("NOT "+inside, in...)
	case search.Greater:
		return sqlf(hi+" > ?", r.High)
	case search.Less:
		return sqlf(lo+" < ?", r.Low)
	case search.GreaterEq:
		return sqlf("("+hi+" > ? AND ("+hi+" > ? OR "+lo+" >= ?))", r.Low, r.High, r.Low)
	case search.LessEq:
		return sqlf("("+lo+" < ? OR "+inside+")", append([]any{r.Low}, in...)...)
	case search.StartsAfter:
		return sqlf("("+hi+" > ? AND "+lo+" >= ?)", r.High, r.High)
	case search.EndsBefore:
		return sqlf(hi+" <= ?", r.Low)
	case search.Approximate:
		return sqlf(fmt.Sprintf("(%s > ? AND %s < ?)", hi, lo), r.Low, r.High)
	default:
		return sqlf(inside, in...)
	}
}

// momentTest is spanTest for a moment, which has no extent. The plus keeps the
// database from its index where most resources can be expected to pass: in the
// order of keys the page is full soon.
func momentTest(prefix search.Prefix, r search.Range, at string) frag {
	within := "(" + at + " >= ? AND " + at + " < ?)"
	switch prefix {
	case search.NotEqual:
		return sqlf("NOT "+within, r.Low, r.High)
	case search.Greater, search.StartsAfter:
		return sqlf(at+" >= ?", r.High)
	case search.Less, search.EndsBefore:
		return sqlf("+"+at+" < ?", r.Low)
	case search.GreaterEq:
		return sqlf(at+" >= ?", r.Low)
	case search.LessEq:
		return sqlf("+"+at+" < ?", r.High)
	default:
		return sqlf(within, r.Low, r.High)
	}
}

func numberTest(x string, v search.Value) frag {
	f, in := v.Number()
	return intervalTest(v.Prefix, f, in, x+".lo", x+".hi")
}

// intervalTest compares the interval lo to hi of a resource with a number f
// and the interval that it stands for.
func intervalTest(prefix search.Prefix, f float64, in search.Interval, lo, hi string) frag {
	// Binary floats: an end needs a little room, above all after a conversion.
	room := math.Max(math.Abs(f), math.SmallestNonzeroFloat64) * 1e-9
	// The second test is there for the index, which is sorted by lo.
	inside := fmt.Sprintf("(%s >= ? AND %s < ? AND %s < ?)", lo, lo, hi)
	switch prefix {
	case search.NotEqual:
		return sqlf("NOT "+inside, in.Low-room, in.High-room, in.High-room)
	case search.Greater:
		return sqlf(hi+" > ?", f+room)
	case search.StartsAfter:
		return sqlf(lo+" > ?", f+room)
	case search.Less:
		return sqlf(lo+" < ?", f-room)
	case search.EndsBefore:
		return sqlf(hi+" < ?", f-room)
	case search.GreaterEq:
		return sqlf(hi+" >= ?", f-room)
	case search.LessEq:
		return sqlf(lo+" <= ?", f+room)
	case search.Approximate:
		return sqlf(fmt.Sprintf("(%s <= ? AND %s >= ?)", lo, hi), in.High+room, in.Low-room)
	default:
		return sqlf(inside, in.Low-room, in.High-room, in.High-room)
	}
}

// quantityTest compares as written, or in base units where the value has a
// UCUM unit, so that 1 g finds 1000 mg. A unit without a system is compared
// with the code and the printed unit too.
func quantityTest(x string, v search.Value) frag {
	f, in := v.Number()
	written := intervalTest(v.Prefix, f, in, x+".lo", x+".hi")
	if v.Unit == "" && !v.HasSystem {
		return written
	}
	var parts []frag
	if u, ok := ucum.Parse(v.Unit); ok && (v.System == ucum.System || !v.HasSystem) {
		base := search.Interval{Low: u.Base(in.Low), High: u.Base(in.High)}
		parts = append(parts, join([]frag{
			sqlf("("+x+".dim = ? AND "+x+".dim <> '' AND ", u.Dimension()),
			intervalTest(v.Prefix, u.Base(f), base, x+".clo", x+".chi"), sqlf(")"),
		}, ""))
	}
	switch key := search.Key(v.Unit); {
	case v.HasSystem && v.Unit == "":
		parts = append(parts, written.and(x+".system = ?", search.SystemKey(v.System)))
	case v.HasSystem && len(parts) == 0:
		parts = append(parts, written.and(x+".system = ? AND "+x+".code = ?", search.SystemKey(v.System), key))
	case !v.HasSystem:
		if len(parts) > 0 { // what has a known unit has been asked in base units
			written = join([]frag{sqlf(x + ".dim = ''"), intervalTest(v.Prefix, f, in, x+".clo", x+".chi")}, " AND ")
		}
		parts = append(parts, wrap("(", written.and("("+x+".code = ? OR "+x+".unit = ?)", key, key), ")"))
	}
	return anyOf(parts)
}
