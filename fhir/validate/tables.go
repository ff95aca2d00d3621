package validate

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables.txt.gz
var packed []byte

// typeDef is one type: a resource, a data type, or the inner type of an
// element that has elements of its own.
type typeDef struct {
	name     string
	resource bool
	fields   map[string]*field // by JSON member name, "_birthDate" among them
	elements []elementDef
	check    func(*checker, value)
}

// elementDef is one element; a choice element is one, however many names it has.
type elementDef struct {
	name              string
	required, summary bool
}

// field is one JSON member that a type may have.
type field struct {
	element   int // in typeDef.elements
	name      string
	choice    string // the type, when the element is a choice
	array     bool
	companion bool // "_birthDate": id and extensions of a primitive
	any       bool // a whole resource
	typ       *typeDef
	primitive func([]byte) bool
	kind      jsonKind
	typeName  string
	set       *valueSet
	targets   []string
}

// valueSet holds "code" and "system|code" of each code of a required binding.
type valueSet struct {
	url   string
	codes map[string]bool
}

// definitions is the whole of the tables; it is immutable.
type definitions struct {
	types     map[string]*typeDef
	patterns  map[string]string
	resources []string
	sets      map[string]*valueSet
	formats   map[string]primitive
}

var official = sync.OnceValue(func() *definitions { //nolint:gochecknoglobals // compiled once, never changed
	d, err := load(packed)
	if err != nil { // the tables are embedded: a test catches this before any user
		panic(err)
	}
	return d
})

// ResourceTypes lists the concrete resource types of FHIR R4 in alphabetical
// order.
func ResourceTypes() []string { return slices.Clone(official().resources) }

// Known reports whether typ is a concrete resource type of FHIR R4.
func Known(typ string) bool {
	t := official().types[typ]
	return t != nil && t.resource
}

// Element is what a view of a resource has to know of a top-level member.
type Element struct{ Required, Summary bool }

// TopLevel tells of a member of a resource type, "_birthDate" and
// "valueQuantity" too, whether its element is required and is part of the
// summary (search.html#summary).
func TopLevel(typ, member string) (Element, bool) {
	t := official().types[typ]
	if t == nil || t.fields[member] == nil {
		return Element{}, false
	}
	e := t.elements[t.fields[member].element]
	return Element{e.required, e.summary}, true
}

// row is an element line that waits until all types are known.
type row struct {
	owner *typeDef
	cells []string
}

func load(packed []byte) (*definitions, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("validate: tables: %w", err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("validate: tables: %w", err)
	}
	d := &definitions{types: map[string]*typeDef{}, patterns: map[string]string{}, sets: map[string]*valueSet{}, formats: primitives()}
	var rows []row
	var owner *typeDef
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch cells[0] {
		case "T":
			owner = &typeDef{name: cells[1], resource: cells[2] == "resource", fields: map[string]*field{}}
			d.types[owner.name] = owner
			if owner.resource {
				d.resources = append(d.resources, owner.name)
			}
		case "R":
			d.patterns[cells[1]] = cells[2]
		case "V":
			d.sets[cells[1]] = newSet(cells[1], cells[2:])
		default:
			rows = append(rows, row{owner, cells})
		}
	}
	slices.Sort(d.resources)
	for _, r := range rows {
		if err := d.element(r); err != nil {
			return nil, err
		}
	}
	for name, check := range invariants() {
		d.types[name].check = check
	}
	return d, nil
}

func newSet(url string, cells []string) *valueSet {
	s := &valueSet{url: url, codes: map[string]bool{}}
	for i := 0; i+1 < len(cells); i += 2 {
		for _, code := range strings.Fields(cells[i+1]) {
			s.codes[code] = true
			s.codes[cells[i]+"|"+code] = true
		}
	}
	return s
}

// maxElements is what the bit set of checker.object holds.
const maxElements = 128

func (d *definitions) element(r row) error {
	if len(r.cells) != 7 || len(r.owner.elements) == maxElements {
		return fmt.Errorf("validate: tables: %s: bad line %q", r.owner.name, r.cells)
	}
	name, choice := strings.CutSuffix(r.cells[0], "[x]")
	least, err := strconv.Atoi(r.cells[1])
	if err != nil {
		return fmt.Errorf("validate: tables: %s.%s: %w", r.owner.name, name, err)
	}
	at := len(r.owner.elements)
	r.owner.elements = append(r.owner.elements, elementDef{name, least > 0, r.cells[6] != ""})
	for _, typ := range strings.Split(r.cells[3], ",") {
		f := &field{element: at, name: name, array: r.cells[2] != "1", typeName: typ, set: d.sets[r.cells[4]]}
		if r.cells[5] != "" {
			f.targets = strings.Split(r.cells[5], ",")
		}
		if err := d.typed(f); err != nil {
			return fmt.Errorf("validate: tables: %s.%s: %w", r.owner.name, name, err)
		}
		member := name
		if choice {
			if f.choice = typ; strings.HasSuffix(typ, "Quantity") {
				f.choice = "Quantity" // SimpleQuantity and MoneyQuantity constrain it
			}
			member += strings.ToUpper(f.choice[:1]) + f.choice[1:]
		}
		r.owner.fields[member] = f
		if f.primitive != nil {
			r.owner.fields["_"+member] = &field{element: at, name: name, choice: f.choice, array: f.array, companion: true, typ: d.types["Element"]}
		}
	}
	return nil
}

// typed ties a field to its type.
func (d *definitions) typed(f *field) error {
	if f.typeName == "Resource" {
		f.any = true
		return nil
	}
	if p, ok := d.formats[f.typeName]; ok {
		f.primitive, f.kind = p.ok, p.kind
		return nil
	}
	if f.typ = d.types[f.typeName]; f.typ == nil {
		return fmt.Errorf("unknown type %q", f.typeName)
	}
	return nil
}
