package search

import (
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// include reads Type:parameter, Type:parameter:Target, Type:* and, for
// _include, * of the type searched. A wildcard is spelt out, so that whoever
// checks access sees every type.
func (p *parser) include(name, modifier, text string) error {
	if modifier != "" && modifier != "iterate" && modifier != "recurse" {
		return outcome.At(outcome.NotSupported, name, "the modifier of an include is iterate")
	}
	if text == "*" && name == "_include" && p.query.Type != "" {
		text = p.query.Type + ":*"
	}
	f := strings.Split(text, ":")
	if len(f) < 2 || len(f) > 3 || !r4.ValidType(f[0]) || len(f) == 3 && !r4.ValidType(f[2]) {
		return outcome.At(outcome.Invalid, name, "an include is Type:parameter or Type:parameter:Target")
	}
	in := Include{Source: f[0], Iterate: modifier != ""}
	if len(f) == 3 {
		in.Target = f[2]
	}
	found := p.includes(name, f[1], in)
	if len(found) == 0 {
		if p.Strict {
			return outcome.At(outcome.NotSupported, name, "there is no such reference parameter")
		}
		p.ignore(name)
		return nil
	}
	if name == "_include" {
		p.query.Include = append(p.query.Include, found...)
	} else {
		p.query.RevInclude = append(p.query.RevInclude, found...)
	}
	return nil
}

func (p *parser) includes(name, param string, in Include) []Include {
	if name == "_include" && !in.Iterate && in.Source != p.query.Type && p.query.Type != "" {
		return nil
	}
	var out []Include
	for _, def := range parametersOf(in.Source).definitions {
		if def.Kind == KindReference && (param == "*" || param == def.Name) {
			in.Def = def
			out = append(out, in)
		}
	}
	return out
}
