package mapping

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/fhir/hl7v2"
)

// alternative is one way to identify a resource: by any of its keys.
type alternative []keyRule

// keyRule is one key: an identifier of the message, or one derived from parts.
type keyRule struct {
	kind  string // EI, CX, of, PATIENT, VISIT, MERGED, PRIOR
	field field
	code  string // identifier type
	owner string // assigning authority when none is sent
	parts []keyPart
}

// keyPart is the first of its choices that has a value.
type keyPart []keyChoice

type keyChoice struct {
	word     string // PATIENT, VISIT, CONTROL, + or a resource type
	field    field
	mark     byte // '#', '@' or 0
	required bool
}

// parseIdentity reads an identity column.
func parseIdentity(s string) ([]alternative, error) {
	var out []alternative
	for _, alt := range strings.Split(s, ";") {
		var a alternative
		for _, text := range strings.Split(alt, "&") {
			k, err := parseKey(text)
			if err != nil {
				return nil, fmt.Errorf("identity %q: %w", text, err)
			}
			a = append(a, k)
		}
		out = append(out, a)
	}
	return out, nil
}

func parseKey(s string) (keyRule, error) {
	kind, args, call := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	k := keyRule{kind: kind}
	if !call {
		switch kind {
		case "PATIENT", "VISIT", "MERGED", "PRIOR":
			return k, nil
		}
		return k, fmt.Errorf("want EI(...), CX(...), of(...), PATIENT, VISIT, MERGED or PRIOR")
	}
	list := strings.Split(args, ",")
	var err error
	switch kind {
	case "EI", "CX":
		if k.field, err = parseField(list[0]); err != nil {
			return k, err
		}
		if kind == "EI" {
			if len(list) != 3 {
				return k, fmt.Errorf("want EI(field,type,authority)")
			}
			k.code, k.owner = list[1], list[2]
		}
	case "of":
		for _, text := range list {
			p, err := parseKeyPart(text)
			if err != nil {
				return k, err
			}
			k.parts = append(k.parts, p)
		}
	default:
		return k, fmt.Errorf("there is no kind %q", kind)
	}
	return k, nil
}

func parseKeyPart(s string) (keyPart, error) {
	var p keyPart
	for _, text := range strings.Split(s, "/") {
		var c keyChoice
		text, c.required = strings.CutSuffix(text, "!")
		if n := len(text); n > 1 && (text[n-1] == '#' || text[n-1] == '@') {
			text, c.mark = text[:n-1], text[n-1]
		}
		if len(text) > 3 && text[3] == '-' {
			var err error
			if c.field, err = parseField(text); err != nil {
				return nil, err
			}
		} else {
			c.word = text
		}
		p = append(p, c)
	}
	return p, nil
}

// identify gives the identifiers that n is found by; none when the message has
// nothing to identify it with.
func (n *node) identify() []object {
	if n.keyed {
		return n.keys
	}
	for i, alt := range n.m.identity {
		var keys []object
		for _, k := range alt {
			keys = append(keys, n.key(k)...)
		}
		if len(keys) == 0 {
			continue
		}
		taken := n.m.typ + "\x00" + key(keys[0])
		if n.used[taken] != nil && n.used[taken] != n && alt[0].kind == "EI" && i < len(n.m.identity)-1 {
			continue // the sender gives several things the same number
		}
		n.used[taken] = n
		n.keys, n.keyed = keys, true
		return keys
	}
	return nil
}

func (n *node) key(k keyRule) []object {
	s := n.segment(k.field.segment)
	switch k.kind {
	case "EI":
		if id := n.ei(k.field.value(s), k.code, k.owner, k.field.component > 0); id != nil {
			return []object{id}
		}
	case "CX":
		if id := n.cx(k.field.value(s), n.cfg.Authority); id != nil {
			return []object{id}
		}
	case "PATIENT":
		return n.patientKey(n.seg)
	case "MERGED":
		return n.mergedKey(n.seg)
	case "VISIT":
		if id := n.visitKey(n.seg); id != nil {
			return []object{id}
		}
	case "PRIOR":
		if id := n.visitNumber(n.seg.Field(5).First()); id != nil {
			return []object{id}
		}
	case "of":
		if id := n.derive(k.parts); id != nil {
			return []object{id}
		}
	}
	return nil
}

// derive makes the identifier of a thing from parts that stay the same; nil
// when one that must be there is not.
func (n *node) derive(parts []keyPart) object {
	var texts []string
	counted := false
	for _, p := range parts {
		text, required := "", false
		for _, c := range p {
			required = required || c.required
			if c.word == "+" {
				counted = true
				break
			}
			if text = n.choice(c); text != "" {
				break
			}
		}
		if text == "" && required && !counted && !anyOptional(p) {
			return nil
		}
		texts = append(texts, text)
	}
	if counted {
		all := n.m.typ + "\x00" + strings.Join(texts, "\x00")
		n.occurrences[all]++
		texts[len(texts)-1] = strings.Repeat("+", n.occurrences[all]-1)
	}
	return n.derived(n.m.typ, texts...)
}

func anyOptional(p keyPart) bool {
	return slices.ContainsFunc(p, func(c keyChoice) bool { return !c.required })
}

func (n *node) choice(c keyChoice) string {
	switch c.word {
	case "":
		v := c.field.value(n.segment(c.field.segment))
		switch {
		case !v.Valued():
			return ""
		case c.mark == '#':
			return conceptKey(v)
		case c.mark == '@':
			if id := n.ei(v, "", "order", false); id != nil {
				return key(id)
			}
			return ""
		}
		return v.Text()
	case "CONTROL":
		return n.header.ControlID
	case "PATIENT":
		return n.keyOf("Patient")
	case "VISIT":
		return n.keyOf("Encounter")
	}
	return n.keyOf(c.word)
}

// keyOf is the key of the resource that n belongs to.
func (n *node) keyOf(typ string) string {
	if to := n.nearest(typ); to != nil && len(to.identify()) > 0 {
		return key(to.identify()[0])
	}
	return ""
}

// conceptKey is what stays the same about a coded value: its code and system,
// or its text.
func conceptKey(v hl7v2.Value) string {
	if code := v.Component(1).Text(); code != "" {
		return code + "^" + v.Component(3).Text()
	}
	return "^" + v.Component(2).Text() + v.Component(9).Text()
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
