package validate

import (
	"bytes"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

type value = r4.Value

// Resource checks a parsed resource. Nil means that nothing is wrong with it.
func Resource(d *r4.Doc) []outcome.Issue { return Value(d.Root()) }

// Value checks a resource that is part of a document, such as the one of a
// Bundle entry. The paths of its issues begin with the resource type.
func Value(v r4.Value) []outcome.Issue {
	c := checker{defs: official(), path: make([]step, 0, 24)}
	c.resource(v, "")
	return c.issues
}

// Bytes is Resource for text that has not been parsed; text that is not one
// JSON object is an error of kind Invalid.
func Bytes(raw []byte) ([]outcome.Issue, error) {
	d, err := r4.Parse(raw)
	if err != nil {
		return nil, err
	}
	return Resource(d), nil
}

// resource checks a whole resource. inside names the element that holds it.
func (c *checker) resource(v value, inside string) {
	typ := v.Get("resourceType")
	t := c.defs.types[string(typ.Bytes())]
	root := inside == ""
	if root {
		name := "Resource"
		if t != nil && t.resource {
			name = t.name
		}
		c.push(name, "", -1)
		defer c.pop()
	}
	switch {
	case v.Kind() != r4.Object:
		c.issue(codeStructure, "a resource must be an object")
		return
	case typ.Kind() == r4.Absent:
		c.issueAt("resourceType", codeRequired, "a resource needs its resourceType")
		return
	case t == nil || !t.resource:
		c.issueAt("resourceType", codeValue, "this is not a resource type of FHIR R4")
		return
	}
	if inside == "contained" {
		if v.Get("contained").Kind() != r4.Absent {
			c.issueAt("contained", codeInvariant, "dom-2: a contained resource cannot contain others")
		}
	} else {
		outer := c.contained
		c.contained = containedIDs(v)
		defer func() { c.contained = outer }()
	}
	c.object(v, t)
}

func containedIDs(v value) map[string]bool {
	list := v.Get("contained")
	if list.Kind() != r4.Array {
		return nil
	}
	ids := map[string]bool{}
	for r := range list.Items() {
		ids[r.Get("id").Text()] = true
	}
	return ids
}

// object checks the members of an object of type t.
func (c *checker) object(v value, t *typeDef) {
	if v.Kind() != r4.Object {
		c.issue(codeStructure, "this must be an object")
		return
	}
	var seen [maxElements / 64]uint64
	var chosen choices
	member := v.First()
	if member.Kind() == r4.Absent {
		c.issue(codeStructure, "ele-1: an object cannot be empty")
	}
	for ; member.Kind() != r4.Absent; member = member.Next() {
		key := member.Key()
		f := t.fields[string(key)]
		if f == nil {
			if !t.resource || string(key) != "resourceType" {
				c.unknown(key, t)
			}
			continue
		}
		if f.choice != "" && !chosen.only(f) {
			c.issueAt(f.name+"[x]", codeStructure, "only one of the forms of this element can be there")
		}
		seen[f.element/64] |= 1 << (f.element % 64)
		c.member(v, member, f)
	}
	for i, e := range t.elements {
		if e.required && seen[i/64]&(1<<(i%64)) == 0 {
			c.issueAt(e.name, codeRequired, "this element is required")
		}
	}
	if t.check != nil {
		t.check(c, v)
	}
}

// choices remembers which form of each choice element an object has.
type choices struct {
	picked [8]*field
	n      int
}

func (s *choices) only(f *field) bool {
	for _, p := range s.picked[:s.n] {
		if p.element == f.element {
			return p.choice == f.choice
		}
	}
	if s.n < len(s.picked) {
		s.picked[s.n] = f
		s.n++
	}
	return true
}

// unknown reports a member that the type does not have. Its name is told only
// where it looks like one: a careless sender can put anything there.
func (c *checker) unknown(key []byte, t *typeDef) {
	name := strings.TrimPrefix(string(key), "_")
	for i := range len(name) {
		if !letter(name[i]) && (i == 0 || !digit(name[i])) {
			name = ""
			break
		}
	}
	if name == "" || len(name) > 40 {
		c.issue(codeStructure, "there is a member that "+t.name+" does not have")
		return
	}
	c.issueAt(name, codeStructure, t.name+" has no such element")
}

// member checks one member: its form, then each of its values.
func (c *checker) member(owner, v value, f *field) {
	if f.array != (v.Kind() == r4.Array) {
		detail := "this element cannot repeat: it must not be an array"
		if f.array {
			detail = "this element can repeat: it must be an array, even of one"
		}
		c.push(f.name, f.choice, -1)
		c.issue(codeStructure, detail)
		c.pop()
		return
	}
	if !f.array {
		c.push(f.name, f.choice, -1)
		c.one(v, f)
		c.pop()
		return
	}
	item := v.First()
	if item.Kind() == r4.Absent {
		c.issueAt(f.name, codeStructure, "an array cannot be empty")
	}
	for i := 0; item.Kind() != r4.Absent; i, item = i+1, item.Next() {
		c.push(f.name, f.choice, i)
		if item.Kind() == r4.Null {
			c.null(owner, v, f, i)
		} else {
			c.one(item, f)
		}
		c.pop()
	}
}

// null checks a null in an array: it keeps the place of a primitive whose
// other half is in the array beside it (json.html#primitive).
func (c *checker) null(owner, v value, f *field, i int) {
	ok := false
	switch {
	case f.companion:
		ok = nth(owner.Get(string(v.Key()[1:])), i).Kind() != r4.Absent
	case f.primitive != nil:
		ok = nth(owner.Get("_"+string(v.Key())), i).Kind() == r4.Object
	}
	if !ok {
		c.issue(codeStructure, "null stands only for a value whose extensions are beside it")
	}
}

func nth(list value, i int) value {
	if list.Kind() != r4.Array {
		return value{}
	}
	item := list.First()
	for ; i > 0; i-- {
		item = item.Next()
	}
	return item
}

func (c *checker) one(v value, f *field) {
	switch {
	case f.primitive != nil:
		c.primitive(v, f)
	case f.any:
		c.resource(v, f.name)
	default:
		c.object(v, f.typ)
		c.bound(v, f)
	}
}

func (c *checker) primitive(v value, f *field) {
	var content []byte
	ok := false
	switch v.Kind() {
	case r4.String:
		content, ok = v.Bytes(), f.kind == jsonString
	case r4.Number:
		content, ok = v.Raw(), f.kind == jsonNumber
	case r4.Bool:
		ok = f.kind == jsonBool
	}
	switch {
	case !ok:
		c.issue(codeStructure, "a "+f.typeName+" must be a JSON "+[]string{"string", "number", "boolean"}[f.kind])
	case !f.primitive(content):
		c.issue(codeValue, "this is not a valid "+f.typeName)
	case f.set != nil && !f.set.codes[string(content)]:
		c.issue(codeCode, "the code is not one of "+f.set.url)
	}
}

// bound checks what rests on the element and not on its type alone: the value
// set of a coding and the target of a reference.
func (c *checker) bound(v value, f *field) {
	switch {
	case f.typeName == "Reference" && f.targets != nil:
		c.target(v, f)
	case f.set == nil:
	case f.typeName == "Coding" && !f.set.has(v):
		c.issue(codeCode, "the coding is not one of "+f.set.url)
	case f.typeName == "CodeableConcept" && !f.set.hasAny(v):
		c.issue(codeCode, "no coding is one of "+f.set.url)
	}
}

func (s *valueSet) has(coding value) bool {
	return s.codes[coding.Get("system").Text()+"|"+coding.Get("code").Text()]
}

func (s *valueSet) hasAny(concept value) bool {
	for coding := range concept.Get("coding").Items() {
		if s.has(coding) {
			return true
		}
	}
	return false
}

// target checks the type that a literal reference names.
func (c *checker) target(v value, f *field) {
	text := v.Get("reference").Bytes()
	if len(text) == 0 || text[0] == '#' || bytes.HasPrefix(text, []byte("urn:")) {
		return
	}
	_, typ, _, ok := r4.SplitReference(string(text))
	if !ok {
		if typ, _, ok = strings.Cut(string(text), "?"); !ok {
			return
		}
	}
	if c.defs.types[typ] != nil && !slices.Contains(f.targets, typ) {
		c.issueAt("reference", codeStructure, "a reference to "+typ+" cannot stand here")
	}
}
