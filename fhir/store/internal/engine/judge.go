package engine

import (
	"math"
	"slices"
	"strings"

	"apricot.health/fhir/search"
	"apricot.health/fhir/ucum"
)

// This file says of the index values of one version, in Go, what sql.go and
// value.go ask of the index tables: each function here has its twin there.

// judge is param for a parameter without links.
func (b *builder) judge(p *past, param search.Param) bool {
	switch {
	case param.Def.Stored():
		return b.judgeStored(p, param)
	case param.Modifier == "missing":
		any := len(sourced(p.values, param.Def.Sources(), "")) > 0 ||
			param.Def.Kind == search.KindToken && len(sourced(p.values, param.Def.Sources(), "text")) > 0 ||
			param.Def.Kind == search.KindReference && len(sourced(p.values, param.Def.Sources(), "identifier")) > 0
		return any != param.Values[0].Missing
	case param.Def.Kind == search.KindComposite:
		return b.judgeComposite(p, param)
	}
	found := false
	for _, v := range sourced(p.values, param.Def.Sources(), param.Modifier) {
		found = found || b.fits(v, param.Def.Kind, param.Modifier, param.Values)
	}
	return found != (param.Modifier == "not")
}

func (b *builder) judgeStored(p *past, param search.Param) bool {
	found := slices.ContainsFunc(param.Values, func(v search.Value) bool {
		if param.Def.Name == search.ParamID {
			return p.res.ID == v.Text
		}
		at := p.res.LastUpdated.UnixMicro()
		return spanFits(v.Prefix, v.Span(b.zone), search.Range{Low: at, High: at + 1})
	})
	return found != (param.Modifier == "not")
}

// sourced are the values that lie under one of the sources.
func sourced(values []search.IndexValue, sources []search.Source, modifier string) []search.IndexValue {
	var out []search.IndexValue
	for _, s := range sources {
		hash := hashOf(s, modifier)
		for _, v := range values {
			if v.Hash == hash && (s.Only == "" || modifier == "identifier" || v.System == s.Only) {
				out = append(out, v)
			}
		}
	}
	return out
}

func (b *builder) judgeComposite(p *past, param search.Param) bool {
	for _, g := range param.Def.Groups() {
		for _, v := range param.Values {
			if b.groupFits(p, param.Def, g, v) {
				return true
			}
		}
	}
	return false
}

// groupFits looks for an element that has a fitting value for each component.
func (b *builder) groupFits(p *past, def search.Definition, g search.Group, v search.Value) bool {
	fitting := map[int32]int{}
	for i, sources := range g.Components {
		seen := map[int32]bool{}
		for _, x := range sourced(p.values, sources, "") {
			if !seen[x.Group] && b.fits(x, def.Components[i].Kind, "", []search.Value{v.Parts[i]}) {
				seen[x.Group] = true
				fitting[x.Group]++
			}
		}
	}
	for _, n := range fitting {
		if n == len(g.Components) {
			return true
		}
	}
	return false
}

func (b *builder) fits(x search.IndexValue, kind search.Kind, modifier string, values []search.Value) bool {
	switch modifier {
	case "text":
		kind = search.KindString
	case "identifier", "of-type":
		kind = search.KindToken
	}
	return slices.ContainsFunc(values, func(v search.Value) bool {
		switch kind {
		case search.KindString:
			return stringFits(x, modifier, v.Text)
		case search.KindToken:
			return tokenFits(x, v)
		case search.KindReference:
			return referenceFits(x, v)
		case search.KindDate:
			return spanFits(v.Prefix, v.Span(b.zone), x.Span)
		case search.KindNumber:
			f, in := v.Number()
			return intervalFits(v.Prefix, f, in, x.Number)
		case search.KindQuantity:
			return quantityFits(x, v)
		default:
			return uriFits(x, modifier, v.Text)
		}
	})
}

func stringFits(x search.IndexValue, modifier, text string) bool {
	folded := search.Key(search.Fold(text))
	switch modifier {
	case "exact":
		return x.Text == folded && x.Exact == search.Exact(text)
	case "contains":
		return strings.Contains(x.Text, folded)
	}
	return strings.HasPrefix(x.Text, folded)
}

func tokenFits(x search.IndexValue, v search.Value) bool {
	if v.HasSystem && x.System != v.System {
		return false
	}
	return v.HasSystem && v.Text == "" || x.Text == search.Key(v.Text)
}

func referenceFits(x search.IndexValue, v search.Value) bool {
	switch {
	case v.Absolute:
		return x.System == "" && x.Text == search.Key(v.Text)
	case v.RefType != "":
		return x.System == v.RefType && x.Text == v.Text
	}
	return x.System != "" && x.Text == v.Text
}

func uriFits(x search.IndexValue, modifier, text string) bool {
	switch modifier {
	case "below":
		return strings.HasPrefix(x.Text, search.Key(text))
	case "above":
		return slices.Contains(above(text), any(x.Text))
	}
	return x.Text == search.Key(text)
}

func spanFits(prefix search.Prefix, r, x search.Range) bool {
	inside := x.Low >= r.Low && x.High <= r.High
	switch prefix {
	case search.NotEqual:
		return !inside
	case search.Greater:
		return x.High > r.High
	case search.Less:
		return x.Low < r.Low
	case search.GreaterEq:
		return x.High > r.High || inside
	case search.LessEq:
		return x.Low < r.Low || inside
	case search.StartsAfter:
		return x.Low >= r.High
	case search.EndsBefore:
		return x.High <= r.Low
	case search.Approximate:
		return x.Low < r.High && x.High > r.Low
	default:
		return inside
	}
}

func intervalFits(prefix search.Prefix, f float64, in, x search.Interval) bool {
	room := math.Max(math.Abs(f), math.SmallestNonzeroFloat64) * 1e-9
	inside := x.Low >= in.Low-room && x.High < in.High-room
	switch prefix {
	case search.NotEqual:
		return !inside
	case search.Greater:
		return x.High > f+room
	case search.StartsAfter:
		return x.Low > f+room
	case search.Less:
		return x.Low < f-room
	case search.EndsBefore:
		return x.High < f-room
	case search.GreaterEq:
		return x.High >= f-room
	case search.LessEq:
		return x.Low <= f+room
	case search.Approximate:
		return x.Low <= in.High+room && x.High >= in.Low-room
	default:
		return inside
	}
}

func quantityFits(x search.IndexValue, v search.Value) bool {
	f, in := v.Number()
	written := intervalFits(v.Prefix, f, in, x.Number)
	if v.Unit == "" && !v.HasSystem {
		return written
	}
	u, ok := ucum.Parse(v.Unit)
	known := ok && (v.System == ucum.System || !v.HasSystem)
	if known && x.CanonicalUnit == u.Dimension() {
		base := search.Interval{Low: u.Base(in.Low), High: u.Base(in.High)}
		if intervalFits(v.Prefix, u.Base(f), base, x.Canonical) {
			return true
		}
	}
	switch key := search.Key(v.Unit); {
	case v.HasSystem && v.Unit == "":
		return written && x.System == v.System
	case v.HasSystem:
		return !known && written && x.System == v.System && x.Code == key
	default:
		return written && (x.Code == key || x.Unit == key) && (!known || x.CanonicalUnit == "")
	}
}

// sortKey is what sortExpr gives for a version.
func (p *past) sortKey(k search.SortKey) any {
	switch k.Def.Name {
	case search.ParamID:
		return p.res.ID
	case search.ParamLastUpdated:
		return p.res.LastUpdated.UnixMicro()
	}
	best := lastKey(k)
	for i, v := range sourced(p.values, k.Def.Sources(), "") {
		if key := valueKey(k, v); i == 0 || (compareKeys(key, best) < 0) != k.Descending {
			best = key
		}
	}
	return best
}

func valueKey(k search.SortKey, v search.IndexValue) any {
	switch class := classOf(k.Def); {
	case class == classText:
		return v.Text
	case class == classInt && k.Descending:
		return v.Span.High
	case class == classInt:
		return v.Span.Low
	case k.Descending:
		return v.Number.High
	default:
		return v.Number.Low
	}
}
