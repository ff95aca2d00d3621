package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// place is somewhere in a structure: an element, and the path in the language
// of the table that leads there.
type place struct {
	path string // what the table says so far, "" at the root
	in   *structure
	at   string // path of the element in the structure
	// choice is set when the path still lacks the type of a choice element.
	choice bool
	types  []string
	// targets of a reference; nil allows any.
	targets []string
	only    string // the type named by where(resolve() is T)
}

// compile translates the alternatives of an expression that start at base.
func (d *definitions) compile(base, expression string) ([]place, error) {
	var out []place
	for _, term := range split(expression, '|') {
		term = strings.TrimSpace(term)
		p, ours, err := d.term(base, term)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", term, err)
		}
		if ours {
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%q says nothing of %s", expression, base)
	}
	return out, nil
}

var (
	existing = regexp.MustCompile(`^(.+)\.exists\(\) and (.+) != false$`)
	castHead = regexp.MustCompile(`^\(([^()]+) as (\w+)\)(.*)$`)
	function = regexp.MustCompile(`^(\w+)\((.*)\)$`)
	equals   = regexp.MustCompile(`^(\w+)='([^']*)'$`)
	resolves = regexp.MustCompile(`^resolve\(\) is (\w+)$`)
	hasExt   = regexp.MustCompile(`^hasExtension\('([^']*)'\)$`)
	indexed  = regexp.MustCompile(`^(\w+)\[(\d+)\]$`)
)

// term translates one alternative; ours is false when it is about another type.
func (d *definitions) term(base, term string) (p place, ours bool, err error) {
	if m := existing.FindStringSubmatch(term); m != nil && m[1] == m[2] {
		p, ours, err = d.term(base, m[1])
		if p.choice {
			p.path, p.choice = p.path+"[x]", false
		}
		p.path, p.types = p.path+".exists()", []string{"boolean"}
		return p, ours, err
	}
	if m := castHead.FindStringSubmatch(term); m != nil {
		p, ours, err = d.term(base, m[1])
		if err != nil || !ours {
			return p, ours, err
		}
		if p, err = d.as(p, m[2]); err != nil || m[3] == "" {
			return p, true, err
		}
		p, err = d.walk(p, split(strings.TrimPrefix(m[3], "."), '.'))
		return p, true, err
	}
	steps := split(term, '.')
	if c := steps[0][0]; c >= 'a' && c <= 'z' { // InsurancePlan-name leaves the type out
		steps = append([]string{base}, steps...)
	}
	if steps[0] != base && steps[0] != "Resource" {
		if d.structures[steps[0]] == nil {
			return p, false, fmt.Errorf("%s is no resource type", steps[0])
		}
		return p, false, nil
	}
	root := place{in: d.structures[base], at: base}
	p, err = d.walk(root, steps[1:])
	return p, true, err
}

func (d *definitions) walk(p place, steps []string) (place, error) {
	var err error
	for _, s := range steps {
		if p, err = d.step(p, s); err != nil {
			return p, err
		}
	}
	return p, nil
}

func (d *definitions) step(p place, text string) (place, error) {
	if m := function.FindStringSubmatch(text); m != nil {
		return d.call(p, m[1], m[2])
	}
	if m := indexed.FindStringSubmatch(text); m != nil {
		p, err := d.child(p, m[1])
		p.path += "[" + m[2] + "]"
		return p, err
	}
	return d.child(p, text)
}

func (d *definitions) call(p place, name, arg string) (place, error) {
	switch name {
	case "as", "ofType":
		return d.as(p, arg)
	case "extension":
		p, err := d.child(p, "extension")
		p.path += "[url=" + strings.Trim(arg, "'") + "]"
		return p, err
	case "where":
		if m := resolves.FindStringSubmatch(arg); m != nil {
			p.only, p.targets = m[1], []string{m[1]}
			return p, nil
		}
		if m := equals.FindStringSubmatch(arg); m != nil {
			p.path += "[" + m[1] + "=" + m[2] + "]"
			return p, nil
		}
		if m := hasExt.FindStringSubmatch(arg); m != nil {
			p.path += "[extension.url=" + m[1] + "]"
			return p, nil
		}
	}
	return p, fmt.Errorf("the path language has no %s(%s)", name, arg)
}

// child goes to a member, into the structure of the element's type where it
// has one of its own.
func (d *definitions) child(p place, name string) (place, error) {
	if p.choice {
		return p, fmt.Errorf("%s may be of several types: which one's %s?", p.path, name)
	}
	in, at := p.in, p.at
	for {
		e, direct := in.elements[at+"."+name]
		if !direct {
			if e, direct = in.elements[at+"."+name+"[x]"]; direct {
				p.choice = true
			}
		}
		if direct {
			return enter(p, in, e, name), nil
		}
		if len(p.types) != 1 || d.structures[p.types[0]] == nil || in.Type == p.types[0] {
			return p, fmt.Errorf("%s has no %s", p.at, name)
		}
		in, at = d.structures[p.types[0]], p.types[0]
	}
}

func enter(p place, in *structure, e element, name string) place {
	p.in, p.at, p.types, p.targets = in, e.Path, nil, nil
	if e.ContentReference != "" {
		p.at = strings.TrimPrefix(e.ContentReference, "#")
		e = in.elements[p.at]
	}
	p.path = strings.TrimPrefix(p.path+"."+name, ".")
	for _, t := range e.Type {
		p.types = append(p.types, t.Code)
		for _, profile := range t.TargetProfile {
			p.targets = append(p.targets, profile[strings.LastIndexByte(profile, '/')+1:])
		}
	}
	if slices.Contains(p.targets, "Resource") {
		p.targets = nil
	}
	return p
}

// as narrows to one type of a choice element.
func (d *definitions) as(p place, typ string) (place, error) {
	if typ == "DateTime" { // as Observation-code-value-date has it
		typ = "dateTime"
	}
	if !slices.Contains(p.types, typ) {
		return p, fmt.Errorf("%s is never a %s", p.at, typ)
	}
	p.types = []string{typ}
	if p.choice {
		p.path, p.choice = p.path+strings.ToUpper(typ[:1])+typ[1:], false
	}
	if typ != "Reference" && typ != "canonical" {
		p.targets = nil
	}
	return p, nil
}

// split cuts at sep outside parentheses, brackets and quotes.
func split(text string, sep byte) []string {
	var out []string
	depth, from, quoted := 0, 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
		case quoted:
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == sep && depth == 0:
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:])
}
