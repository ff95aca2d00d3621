package search

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// Limits of one query, so that a hostile one stays small.
const (
	MaxCount     = 1000
	DefaultCount = 50
	maxParams    = 64
	maxValues    = 1000
	maxLength    = 4096
)

// ParamPage carries SearchResult.Next from one page to the next.
const ParamPage = "_page"

// Parse reads the query string of a search on typ. Errors are of kind Invalid
// or NotSupported and their Path is the name of the parameter. A parameter that
// is not known is an error when strict, and noted in Ignored otherwise.
func Parse(typ string, q url.Values, strict bool) (Query, error) {
	if !r4.ValidType(typ) {
		return Query{}, outcome.New(outcome.Invalid, "not a resource type")
	}
	p := parser{query: Query{Type: typ}, strict: strict}
	keys := make([]string, 0, len(q))
	for key := range q {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	total := 0
	for _, key := range keys {
		for _, text := range q[key] {
			if total++; total > maxParams {
				return Query{}, outcome.New(outcome.Invalid, "more than %d parameters", maxParams)
			}
			if err := p.one(key, text); err != nil {
				return Query{}, err
			}
		}
	}
	return p.query, nil
}

// ParseString is Parse for a search string without "?".
func ParseString(typ, raw string, strict bool) (Query, error) {
	q, err := url.ParseQuery(raw)
	if err != nil {
		return Query{}, outcome.New(outcome.Invalid, "the search string cannot be read")
	}
	return Parse(typ, q, strict)
}

type parser struct {
	query  Query
	strict bool
}

func (p *parser) one(key, text string) error {
	switch key {
	case "_format", "_pretty", "_elements":
		return nil
	case ParamPage:
		p.query.Page = text
		return nil
	case "_count":
		return p.count(text)
	case "_total":
		return p.total(text)
	case "_summary":
		if text == "count" {
			p.query.SummaryCount = true
		}
		return nil
	case "_sort":
		return p.sort(text)
	case "_include", "_revinclude":
		return p.include(key, text)
	}
	if len(text) > maxLength*16 {
		return outcome.At(outcome.Invalid, key, "the value is too long")
	}
	param, err := parseParam(p.query.Type, key, text, true)
	if outcome.Is(err, outcome.NotSupported) && !p.strict {
		p.query.Ignored = append(p.query.Ignored, key)
		return nil
	}
	if err != nil {
		return err
	}
	p.query.Params = append(p.query.Params, param)
	return nil
}

func (p *parser) count(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return outcome.At(outcome.Invalid, "_count", "_count is a number from 0")
	}
	if n == 0 {
		p.query.SummaryCount = true
	}
	p.query.Count = min(n, MaxCount)
	return nil
}

func (p *parser) total(text string) error {
	switch text {
	case "none":
	case "accurate", "estimate":
		p.query.Total = true
	default:
		return outcome.At(outcome.Invalid, "_total", "_total is none, estimate or accurate")
	}
	return nil
}

func (p *parser) sort(text string) error {
	for _, key := range strings.Split(text, ",") {
		name, descending := strings.CutPrefix(key, "-")
		def, ok := Lookup(p.query.Type, name)
		if !ok {
			if p.strict {
				return outcome.At(outcome.NotSupported, "_sort", "there is no such parameter to sort by")
			}
			p.query.Ignored = append(p.query.Ignored, "_sort")
			continue
		}
		if len(p.query.Sort) == 4 {
			return outcome.At(outcome.Invalid, "_sort", "at most 4 sort keys are served")
		}
		p.query.Sort = append(p.query.Sort, SortKey{def, descending})
	}
	return nil
}

func (p *parser) include(key, text string) error {
	f := strings.Split(text, ":")
	if len(f) < 2 || len(f) > 3 || !r4.ValidType(f[0]) {
		return outcome.At(outcome.Invalid, key, "an include is Type:parameter or Type:parameter:Target")
	}
	def, ok := Lookup(f[0], f[1])
	if !ok || def.Kind != KindReference || (key == "_include" && f[0] != p.query.Type) {
		if p.strict {
			return outcome.At(outcome.NotSupported, key, "there is no such reference parameter")
		}
		p.query.Ignored = append(p.query.Ignored, key)
		return nil
	}
	in := Include{Source: f[0], Def: def}
	if len(f) == 3 {
		in.Target = f[2]
	}
	if key == "_include" {
		p.query.Include = append(p.query.Include, in)
	} else {
		p.query.RevInclude = append(p.query.RevInclude, in)
	}
	return nil
}

func parseParam(typ, key, text string, chains bool) (Param, error) {
	name, rest, chained := strings.Cut(key, ".")
	name, modifier, _ := strings.Cut(name, ":")
	def, ok := Lookup(typ, name)
	if !ok {
		return Param{}, outcome.At(outcome.NotSupported, key, "this search parameter is not known")
	}
	if chained {
		return parseChain(def, modifier, key, rest, text, chains)
	}
	if !modifierAllowed(def, modifier) {
		return Param{}, outcome.At(outcome.NotSupported, key, "this modifier is not served here")
	}
	param := Param{Def: def, Modifier: modifier}
	parts := splitEscaped(text, ',')
	if len(parts) > maxValues {
		return Param{}, outcome.At(outcome.Invalid, key, "more than %d values", maxValues)
	}
	for _, part := range parts {
		v, err := parseValue(def, modifier, part)
		if err != nil {
			detail, _ := outcome.Public(err)
			return Param{}, outcome.At(outcome.KindOf(err), key, "%s", detail)
		}
		param.Values = append(param.Values, v)
	}
	if modifier != "" && modifier[0] >= 'A' && modifier[0] <= 'Z' { // reference:Type
		param.Modifier = ""
		for i := range param.Values {
			param.Values[i].RefType = modifier
		}
	}
	return param, nil
}

func parseChain(def Definition, typ, key, rest, text string, chains bool) (Param, error) {
	if def.Kind != KindReference || !chains {
		return Param{}, outcome.At(outcome.NotSupported, key, "only one step along a reference is served")
	}
	if typ == "" {
		if len(def.Targets) == 1 {
			typ = def.Targets[0]
		} else {
			return Param{}, outcome.At(outcome.Invalid, key, "name the type, as in %s:Patient.identifier", def.Name)
		}
	}
	if !r4.ValidType(typ) {
		return Param{}, outcome.At(outcome.Invalid, key, "not a resource type")
	}
	next, err := parseParam(typ, rest, text, false)
	if err != nil {
		detail, _ := outcome.Public(err)
		return Param{}, outcome.At(outcome.KindOf(err), key, "%s", detail)
	}
	return Param{Def: def, ChainType: typ, Chain: &next}, nil
}

func modifierAllowed(def Definition, modifier string) bool {
	switch modifier {
	case "":
		return true
	case "missing":
		return !def.Stored()
	case "exact", "contains":
		return def.Kind == KindString
	case "not", "text":
		return def.Kind == KindToken && !def.Stored()
	case "identifier":
		return def.Kind == KindReference
	case "below":
		return def.Kind == KindURI
	default:
		return def.Kind == KindReference && r4.ValidType(modifier)
	}
}
