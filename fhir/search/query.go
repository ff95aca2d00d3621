package search

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
)

// Query is a parsed search. Parse makes it; drivers translate it into SQL.
type Query struct {
	// Type is the type searched; empty, with a Compartment, for all the types
	// of the compartment.
	Type string
	// Only, when the type is empty, are the types asked for; empty is all.
	Only []string
	// Compartment narrows the search to the compartment of one resource.
	Compartment *Compartment
	// Params must all match (AND).
	Params []Param
	Sort   []SortKey
	// Count is the page size: 0 asks for the default, and SummaryCount for
	// only the total.
	Count        int
	SummaryCount bool
	// Total asks for an accurate total of all pages.
	Total bool
	// KeyOrder asks, where nothing is to be sorted by, for the order of keys:
	// its pages hold however much is written between them. Without it the order
	// is the one that is found fastest.
	KeyOrder bool
	// Page is the opaque Next of the page before.
	Page       string
	Include    []Include
	RevInclude []Include
	// Summary is the value of _summary, Elements that of _elements: what of a
	// resource to show. Drivers give whole resources.
	Summary  string
	Elements []string
	// Ignored names the parameters that were not understood and left out, for
	// the self link and lenient handling.
	Ignored []string
}

// Param is one search parameter with its OR list of values.
type Param struct {
	// Def is the definition, one of those in the table of the package.
	Def      Definition
	Modifier string // "", "not", "missing", "exact", "contains", "text", "identifier", "of-type", "above", "below"
	Values   []Value
	// Chain, when set, asks of the resource that the reference Def leads to:
	// one of the links must hold. Values is empty then.
	Chain []Link
	// Has, when set, asks for a resource that refers to this one. Def, Values
	// and Chain are empty then.
	Has *Link
}

// Link is a step from one resource to another and what is asked there.
type Link struct {
	// Type of the resource at the other end.
	Type string
	// By is the reference of the other resource that leads back, for Has.
	By    Definition
	Param Param
}

// SortKey is one key of _sort.
type SortKey struct {
	Def        Definition
	Descending bool
}

// Include is one _include or _revinclude: Source type, parameter, and an
// optional target type. Iterate follows it from included resources too.
type Include struct {
	Source  string
	Def     Definition
	Target  string
	Iterate bool
}

// Types are the types that the answer tells something about without giving
// them as matches: those at the end of chains, behind _has and of reverse
// includes. Whoever may search must be allowed to read them.
func (q Query) Types() []string {
	var out []string
	add := func(typ string) {
		if typ != "" && !slices.Contains(out, typ) {
			out = append(out, typ)
		}
	}
	add(q.Type)
	if q.Type == "" && q.Compartment != nil {
		all := q.Only
		if len(all) == 0 {
			all = CompartmentTypes(q.Compartment.Type)
		}
		for _, typ := range all {
			add(typ)
		}
	}
	for _, in := range q.RevInclude {
		add(in.Source)
	}
	for _, p := range q.Params {
		p.types(add)
	}
	return out
}

// Linked reports whether the query asks about other resources than those it
// gives, through a chain or _has.
func (q Query) Linked() bool {
	return slices.ContainsFunc(q.Params, func(p Param) bool { return p.Has != nil || len(p.Chain) > 0 })
}

func (p Param) types(add func(string)) {
	for _, l := range p.Chain {
		add(l.Type)
		l.Param.types(add)
	}
	if p.Has != nil {
		add(p.Has.Type)
		p.Has.Param.types(add)
	}
}

// Hashes calls yield with the hash of every index source that the query is
// answered from.
func (q Query) Hashes(yield func(int64)) {
	sources := func(d Definition) {
		for _, s := range d.sources {
			yield(s.Hash)
		}
		for _, g := range d.groups {
			for _, c := range g.Components {
				for _, s := range c {
					yield(s.Hash)
				}
			}
		}
	}
	for _, p := range q.Params {
		p.definitions(sources)
	}
	for _, k := range q.Sort {
		sources(k.Def)
	}
	for _, in := range slices.Concat(q.Include, q.RevInclude) {
		sources(in.Def)
	}
	if c := q.Compartment; c != nil {
		for _, typ := range q.Types() {
			for _, d := range InCompartment(c.Type, typ) {
				sources(d)
			}
		}
	}
}

func (p Param) definitions(use func(Definition)) {
	use(p.Def)
	for _, l := range p.Chain {
		l.Param.definitions(use)
	}
	if p.Has != nil {
		use(p.Has.By)
		p.Has.Param.definitions(use)
	}
}

// Fingerprint is a text that is the same for queries with the same matches in
// the same order, whatever their page.
func (q Query) Fingerprint() string {
	h := sha256.New()
	line := func(parts ...any) { fmt.Fprintf(h, "%#v\n", parts) }
	line(q.Type, q.Only)
	if q.Compartment != nil {
		line(*q.Compartment)
	}
	for _, p := range q.Params {
		p.print(line)
	}
	for _, k := range q.Sort {
		line("sort", k.Def.Name, k.Descending)
	}
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

func (p Param) print(line func(...any)) {
	line("param", p.Def.Type, p.Def.Name, p.Modifier)
	for _, v := range p.Values {
		v.print(line)
	}
	for _, l := range p.Chain {
		line("chain", l.Type)
		l.Param.print(line)
	}
	if p.Has != nil {
		line("has", p.Has.Type, p.Has.By.Name)
		p.Has.Param.print(line)
	}
}

func (v Value) print(line func(...any)) {
	line(string(v.Prefix), v.Text, v.System, v.HasSystem, v.Unit, v.RefType, v.Absolute, v.Missing)
	for _, part := range v.Parts {
		part.print(line)
	}
}
