package search

import (
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// maxSteps bounds how far chains and _has lead away from the type searched,
// maxBranches how many types one step may lead to when it names none.
const (
	maxSteps    = 6
	maxBranches = 8
)

// param reads one parameter of typ. steps counts the links before it.
func (p *parser) param(typ, key, text string, steps int) (Param, error) {
	if steps > maxSteps {
		return Param{}, outcome.At(outcome.NotSupported, key, "at most %d steps along references are served", maxSteps)
	}
	if rest, ok := strings.CutPrefix(key, "_has:"); ok && typ != "" {
		return p.has(typ, key, rest, text, steps)
	}
	name, rest, chained := strings.Cut(key, ".")
	name, modifier, _ := strings.Cut(name, ":")
	def, ok := Lookup(typ, name)
	if !ok || typ == "" && !def.Stored() {
		return Param{}, outcome.At(outcome.NotSupported, key, "this search parameter is not known")
	}
	if chained {
		return p.chain(def, modifier, key, rest, text, steps)
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
		v, err := p.value(def, modifier, part)
		if err != nil {
			return Param{}, rekeyed(err, key)
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

// rekeyed puts the whole key into the path of an error from inside it.
func rekeyed(err error, key string) error {
	detail, _ := outcome.Public(err)
	return outcome.At(outcome.KindOf(err), key, "%s", detail)
}

// chain reads what is asked of the resource behind a reference. Where no type
// is named, every target that has the next parameter is meant.
func (p *parser) chain(def Definition, typ, key, rest, text string, steps int) (Param, error) {
	if def.Kind != KindReference {
		return Param{}, outcome.At(outcome.NotSupported, key, "a chain goes along references")
	}
	types := []string{typ}
	if typ == "" {
		if types = p.candidates(def, rest); len(types) == 0 || len(types) > maxBranches {
			return Param{}, outcome.At(outcome.Invalid, key, "name the type, as in %s:Patient.identifier", def.Name)
		}
	} else if !r4.ValidType(typ) {
		return Param{}, outcome.At(outcome.Invalid, key, "not a resource type")
	}
	param := Param{Def: def}
	for _, typ := range types {
		next, err := p.param(typ, rest, text, steps+1)
		if err != nil {
			return Param{}, rekeyed(err, key)
		}
		param.Chain = append(param.Chain, Link{Type: typ, Param: next})
	}
	return param, nil
}

func (p *parser) candidates(def Definition, rest string) []string {
	if len(def.Targets) == 1 {
		return def.Targets
	}
	name := rest
	if i := strings.IndexAny(name, ":."); i >= 0 {
		name = name[:i]
	}
	var out []string
	for _, target := range def.Targets {
		if _, ok := Lookup(target, name); ok || name == "_has" {
			out = append(out, target)
		}
	}
	return out
}

// has reads _has:Type:reference:parameter, which may hold another _has.
func (p *parser) has(typ, key, rest, text string, steps int) (Param, error) {
	f := strings.SplitN(rest, ":", 3)
	if len(f) != 3 || !r4.ValidType(f[0]) {
		return Param{}, outcome.At(outcome.Invalid, key, "a reverse chain is _has:Type:reference:parameter")
	}
	by, ok := Lookup(f[0], f[1])
	if !ok || by.Kind != KindReference {
		return Param{}, outcome.At(outcome.NotSupported, key, "there is no such reference parameter")
	}
	if len(by.Targets) > 0 && !slices.Contains(by.Targets, typ) {
		return Param{}, outcome.At(outcome.Invalid, key, "%s of %s never refers to %s", f[1], f[0], typ)
	}
	inner, err := p.param(f[0], f[2], text, steps+1)
	if err != nil {
		return Param{}, rekeyed(err, key)
	}
	return Param{Has: &Link{Type: f[0], By: by, Param: inner}}, nil
}

func modifierAllowed(def Definition, modifier string) bool {
	switch modifier {
	case "":
		return true
	case "missing":
		return !def.Stored() && def.Kind != KindComposite
	case "exact", "contains":
		return def.Kind == KindString
	case "not":
		return def.Kind == KindToken
	case "text", "of-type":
		return def.Kind == KindToken && !def.Stored()
	case "identifier":
		return def.Kind == KindReference
	case "above", "below":
		return def.Kind == KindURI
	default:
		return def.Kind == KindReference && r4.ValidType(modifier)
	}
}
