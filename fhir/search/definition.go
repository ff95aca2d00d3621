package search

import (
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Kind is the type of a search parameter.
type Kind string

// The kinds. Each has its own index table in the drivers.
const (
	KindString    Kind = "string"
	KindToken     Kind = "token"
	KindDate      Kind = "date"
	KindNumber    Kind = "number"
	KindQuantity  Kind = "quantity"
	KindReference Kind = "reference"
	KindURI       Kind = "uri"
)

// Kinds lists every kind, so that tables over them can be tested for totality.
func Kinds() []Kind {
	return []Kind{KindString, KindToken, KindDate, KindNumber, KindQuantity, KindReference, KindURI}
}

// The two parameters that every type has and that drivers answer from the
// resource itself, without index values.
const (
	ParamID          = "_id"
	ParamLastUpdated = "_lastUpdated"
)

// Definition is one search parameter of one resource type.
type Definition struct {
	Type  string
	Name  string
	Kind  Kind
	Paths []string
	// Targets limits a reference to these types; empty allows any.
	Targets []string
}

// Hash names type and parameter in the index tables. It is stored, so it must
// never change.
func (d Definition) Hash() int64 { return d.hash("") }

// Derived is the hash of the values that back a modifier: "text" of a token,
// "identifier" of a reference.
func (d Definition) Derived(modifier string) int64 { return d.hash(":" + modifier) }

func (d Definition) hash(suffix string) int64 {
	sum := sha256.Sum256([]byte(d.Type + "." + d.Name + suffix))
	return int64(binary.BigEndian.Uint64(sum[:8])) //nolint:gosec // all 64 bits are wanted
}

// Stored reports whether the parameter is answered from the resource row.
func (d Definition) Stored() bool { return d.Name == ParamID || d.Name == ParamLastUpdated }

//go:embed parameters.txt
var parameterText string

// compiled is a Definition with its paths and hashes ready for extraction.
type compiled struct {
	Definition
	paths            []path
	own, text, ident int64
}

type table struct {
	types  []string
	common []Definition
	byType map[string][]compiled
}

// parameters is the table of parameters.txt; it is immutable.
var parameters = sync.OnceValue(func() *table { //nolint:gochecknoglobals // compiled once, never changed
	t, err := parseTable(parameterText)
	if err != nil { // the text is embedded: a test catches this before any user
		panic(err)
	}
	return t
})

func parseTable(text string) (*table, error) {
	t := &table{byType: map[string][]compiled{}}
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		typ := f[0]
		if typ != "*" && !slices.Contains(t.types, typ) {
			t.types = append(t.types, typ)
		}
		if len(f) == 1 {
			continue
		}
		def, err := parseLine(f)
		if err != nil {
			return nil, fmt.Errorf("search: parameters.txt line %d: %w", n+1, err)
		}
		if typ == "*" {
			t.common = append(t.common, def)
			continue
		}
		if err := t.add(typ, def); err != nil {
			return nil, fmt.Errorf("search: parameters.txt line %d: %w", n+1, err)
		}
	}
	slices.Sort(t.types)
	for _, typ := range t.types {
		for _, def := range t.commonFor(typ) {
			if err := t.add(typ, def); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

func parseLine(f []string) (Definition, error) {
	if len(f) != 4 && len(f) != 5 {
		return Definition{}, fmt.Errorf("%d fields", len(f))
	}
	def := Definition{Type: f[0], Name: f[1], Kind: Kind(f[2]), Paths: strings.Split(f[3], "|")}
	if len(f) == 5 {
		def.Targets = strings.Split(f[4], ",")
	}
	if !slices.Contains(Kinds(), def.Kind) {
		return Definition{}, fmt.Errorf("unknown kind %q", def.Kind)
	}
	return def, nil
}

func (t *table) add(typ string, def Definition) error {
	for _, c := range t.byType[typ] {
		if c.Name == def.Name {
			return fmt.Errorf("%s.%s is there twice", typ, def.Name)
		}
	}
	c, err := compile(def)
	if err != nil {
		return err
	}
	t.byType[typ] = append(t.byType[typ], c)
	return nil
}

func compile(def Definition) (compiled, error) {
	c := compiled{Definition: def, own: def.Hash(), text: def.Derived("text"), ident: def.Derived("identifier")}
	for _, text := range def.Paths {
		p, err := parsePath(text)
		if err != nil {
			return compiled{}, fmt.Errorf("%s.%s: %w", def.Type, def.Name, err)
		}
		c.paths = append(c.paths, p)
	}
	return c, nil
}

func (t *table) commonFor(typ string) []Definition {
	out := make([]Definition, 0, len(t.common)+2)
	for _, def := range t.common {
		def.Type = typ
		out = append(out, def)
	}
	return append(out,
		Definition{Type: typ, Name: ParamID, Kind: KindToken},
		Definition{Type: typ, Name: ParamLastUpdated, Kind: KindDate})
}

// compiledFor gives the parameters of a type. A type that is not in the table
// can still be stored and has the common ones.
func compiledFor(typ string) []compiled {
	t := parameters()
	if cs, ok := t.byType[typ]; ok {
		return cs
	}
	var cs []compiled
	for _, def := range t.commonFor(typ) {
		c, err := compile(def)
		if err != nil { // the same paths compiled when the table was read
			panic(err)
		}
		cs = append(cs, c)
	}
	return cs
}

// SupportedTypes lists the resource types with parameters of their own, in
// alphabetical order.
func SupportedTypes() []string { return slices.Clone(parameters().types) }

// Definitions lists the parameters of a type in alphabetical order. For a type
// outside SupportedTypes these are the common ones.
func Definitions(typ string) []Definition {
	cs := compiledFor(typ)
	out := make([]Definition, len(cs))
	for i, c := range cs {
		out[i] = c.Definition
	}
	slices.SortFunc(out, func(a, b Definition) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Lookup finds one parameter of a type.
func Lookup(typ, name string) (Definition, bool) {
	for _, c := range compiledFor(typ) {
		if c.Name == name {
			return c.Definition, true
		}
	}
	return Definition{}, false
}
