package search

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

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

// Options change how a query string is read.
type Options struct {
	// Strict makes a parameter that is not known an error; otherwise it is
	// noted in Ignored.
	Strict bool
	// Base is the address of this server: references below it are local ones.
	Base string
	// Now is what the prefix ap measures its distance from; the zero time is
	// the present.
	Now time.Time
	// Compartment narrows the search. With it the type may be empty.
	Compartment *Compartment
}

// Parse reads the query string of a search on typ. Errors are of kind Invalid
// or NotSupported and their Path is the name of the parameter.
func Parse(typ string, q url.Values, strict bool) (Query, error) {
	return ParseWith(typ, q, Options{Strict: strict})
}

// ParseWith is Parse with more options.
func ParseWith(typ string, q url.Values, o Options) (Query, error) {
	if !r4.ValidType(typ) && (typ != "" || o.Compartment == nil) {
		return Query{}, outcome.New(outcome.Invalid, "not a resource type")
	}
	if c := o.Compartment; c != nil {
		if _, ok := compartments()[c.Type]; !ok || !r4.ValidID(c.ID) {
			return Query{}, outcome.New(outcome.NotFound, "there is no such compartment")
		}
	}
	p := parser{query: Query{Type: typ, Compartment: o.Compartment}, Options: o}
	if p.Now.IsZero() {
		p.Now = time.Now()
	}
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
	Options
	query Query
}

func (p *parser) one(key, text string) error {
	name, modifier, _ := strings.Cut(key, ":")
	switch name {
	case "_format", "_pretty":
		return nil
	case ParamPage:
		p.query.Page = text
		return nil
	case "_count":
		return p.count(text)
	case "_total":
		return p.total(text)
	case "_summary":
		return p.summary(text)
	case "_elements":
		return p.elements(text)
	case "_type":
		if p.query.Type == "" {
			return p.only(text)
		}
	case "_sort":
		return p.sort(text)
	case "_include", "_revinclude":
		return p.include(name, modifier, text)
	}
	if len(text) > maxLength*16 {
		return outcome.At(outcome.Invalid, key, "the value is too long")
	}
	param, err := p.param(p.query.Type, key, text, 0)
	if outcome.Is(err, outcome.NotSupported) && !p.Strict {
		p.ignore(key)
		return nil
	}
	if err != nil {
		return err
	}
	p.query.Params = append(p.query.Params, param)
	return nil
}

func (p *parser) ignore(key string) {
	if !slices.Contains(p.query.Ignored, key) {
		p.query.Ignored = append(p.query.Ignored, key)
	}
}

func (p *parser) summary(text string) error {
	switch text {
	case "count":
		p.query.SummaryCount = true
	case "true", "text", "data", "false":
	default:
		return outcome.At(outcome.Invalid, "_summary", "_summary is true, text, data, count or false")
	}
	p.query.Summary = text
	return nil
}

func (p *parser) only(text string) error {
	for _, typ := range strings.Split(text, ",") {
		if !r4.ValidType(typ) {
			return outcome.At(outcome.Invalid, "_type", "_type is a list of resource types")
		}
		p.query.Only = append(p.query.Only, typ)
	}
	return nil
}

func (p *parser) elements(text string) error {
	for _, name := range strings.Split(text, ",") {
		if name == "" || strings.ContainsAny(name, " \"\\") {
			return outcome.At(outcome.Invalid, "_elements", "_elements is a list of member names")
		}
		p.query.Elements = append(p.query.Elements, name)
	}
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
		if !ok || def.Kind == KindComposite {
			if p.Strict {
				return outcome.At(outcome.NotSupported, "_sort", "there is no such parameter to sort by")
			}
			p.ignore("_sort")
			continue
		}
		if len(p.query.Sort) == 4 {
			return outcome.At(outcome.Invalid, "_sort", "at most 4 sort keys are served")
		}
		p.query.Sort = append(p.query.Sort, SortKey{def, descending})
	}
	return nil
}
