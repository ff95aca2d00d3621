package search

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:generate go run ./internal/generate $FHIR_R4_PACKAGE .

//go:embed parameters.txt
var parameterText string

// typeParameters are the parameters of one type and the plan that reads all
// their values in one walk.
type typeParameters struct {
	definitions []Definition // by name
	plan        *plan
}

type table struct {
	types  []string
	common []Definition
	byType map[string]*typeParameters
	// other holds types outside the table once they were asked for.
	other sync.Map
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
	t := &table{byType: map[string]*typeParameters{}}
	lines := map[string][]Definition{}
	for n, line := range strings.Split(text, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) == 1 {
			lines[f[0]] = nil
			continue
		}
		def, err := parseLine(f)
		if err != nil {
			return nil, fmt.Errorf("search: parameters.txt line %d: %w", n+1, err)
		}
		lines[def.Type] = append(lines[def.Type], def)
	}
	t.common = lines["*"]
	delete(lines, "*")
	t.types = slices.Sorted(maps.Keys(lines))
	for typ, defs := range lines {
		ps, err := t.compile(typ, defs)
		if err != nil {
			return nil, fmt.Errorf("search: parameters.txt: %w", err)
		}
		t.byType[typ] = ps
	}
	return t, nil
}

func parseLine(f []string) (Definition, error) {
	if len(f) != 4 && len(f) != 5 {
		return Definition{}, fmt.Errorf("%d fields", len(f))
	}
	def := Definition{Type: f[0], Name: f[1], Kind: Kind(f[2]), Paths: strings.Split(f[3], "|")}
	switch {
	case def.Kind == KindComposite && len(f) == 5:
		for _, text := range strings.Fields(f[4]) {
			name, paths, ok := strings.Cut(strings.TrimSuffix(text, ")"), "(")
			if !ok {
				return def, fmt.Errorf("component %q has no paths", text)
			}
			def.Components = append(def.Components, Component{Name: name, Paths: strings.Split(paths, "|")})
		}
	case len(f) == 5:
		def.Targets = strings.Split(f[4], ",")
	}
	if def.Kind != KindComposite && !slices.Contains(Kinds(), def.Kind) {
		return def, fmt.Errorf("unknown kind %q", def.Kind)
	}
	return def, nil
}

// compile joins a type's own parameters with the common ones.
func (t *table) compile(typ string, own []Definition) (*typeParameters, error) {
	defs := slices.Clone(own)
	for _, def := range t.common {
		def.Type = typ
		defs = append(defs, def)
	}
	defs = append(defs,
		Definition{Type: typ, Name: ParamID, Kind: KindToken},
		Definition{Type: typ, Name: ParamLastUpdated, Kind: KindDate})
	slices.SortFunc(defs, func(a, b Definition) int { return strings.Compare(a.Name, b.Name) })
	p := &planner{typ: typ, plan: &plan{root: &node{}}, seen: map[string]bool{}}
	for i := range defs {
		if i > 0 && defs[i].Name == defs[i-1].Name {
			return nil, fmt.Errorf("%s.%s is there twice", typ, defs[i].Name)
		}
		if err := p.define(&defs[i], defs); err != nil {
			return nil, fmt.Errorf("%s.%s: %w", typ, defs[i].Name, err)
		}
	}
	return &typeParameters{defs, p.plan}, nil
}

// parametersOf gives the parameters of a type. A type that is not in the table
// can still be stored and has the common ones.
func parametersOf(typ string) *typeParameters {
	t := parameters()
	if ps, ok := t.byType[typ]; ok {
		return ps
	}
	if ps, ok := t.other.Load(typ); ok {
		return ps.(*typeParameters)
	}
	ps, err := t.compile(typ, nil)
	if err != nil { // the same paths compiled when the table was read
		panic(err)
	}
	t.other.Store(typ, ps)
	return ps
}

// Indexed is a source of the table as an index keeps track of it.
type Indexed struct {
	Type string
	Hash int64
	// Dated is set where the values depend on the zone of the site.
	Dated bool
}

// ExtractionVersion is raised when the values of the same source come out
// another way, so that stores index anew.
const ExtractionVersion = 1

// AllSources lists every source of every type, each once.
func AllSources() []Indexed {
	var out []Indexed
	for _, typ := range parameters().types {
		seen := map[int64]bool{}
		add := func(kind Kind, sources []Source) {
			for _, s := range sources {
				if !seen[s.Hash] {
					seen[s.Hash] = true
					out = append(out, Indexed{typ, s.Hash, kind == KindDate})
				}
			}
		}
		for _, d := range parametersOf(typ).definitions {
			add(d.Kind, d.sources)
			for _, g := range d.groups {
				for i, c := range g.Components {
					add(d.Components[i].Kind, c)
				}
			}
		}
	}
	return out
}
