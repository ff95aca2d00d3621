package r4

import (
	"bytes"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
)

// The bounds of a patch: each operation reads the text anew, so their number
// times its length is what a hostile one could cost.
const (
	maxPatchOps  = 1000
	maxPatchWork = 64 << 20
)

// Patch is a JSON Patch (RFC 6902) that has been read.
type Patch struct{ ops []patchOp }

type patchOp struct {
	op         string
	path, from pointer
	value      Value
}

// pointer is a JSON Pointer (RFC 6901), taken apart.
type pointer []string

// ParsePatch reads a JSON Patch. Errors are of kind Invalid; their path is that
// of the operation, such as "patch[2]".
func ParsePatch(raw []byte) (Patch, error) {
	d, err := Parse(append(append([]byte(`{"patch":`), raw...), '}'))
	if err != nil {
		return Patch{}, outcome.New(outcome.Invalid, "the patch is not a JSON array of operations")
	}
	list := d.Root().Get("patch")
	if list.Kind() != Array || list.Next().Kind() != Absent {
		return Patch{}, outcome.New(outcome.Invalid, "the patch is not a JSON array of operations")
	}
	var p Patch
	for v := range list.Items() {
		op, err := parseOp(v)
		if err != nil {
			return Patch{}, opError(len(p.ops), outcome.Invalid, err)
		}
		if p.ops = append(p.ops, op); len(p.ops) > maxPatchOps {
			return Patch{}, outcome.New(outcome.TooLarge, "a patch holds at most %d operations", maxPatchOps)
		}
	}
	return p, nil
}

func opError(i int, k outcome.Kind, err error) error {
	detail, _ := outcome.Public(err)
	return outcome.At(k, "patch["+strconv.Itoa(i)+"]", "%s", detail)
}

func parseOp(v Value) (op patchOp, err error) {
	op.op, op.value = v.Get("op").Text(), v.Get("value")
	if op.path, err = parsePointer(v.Get("path")); err != nil {
		return op, err
	}
	switch op.op {
	case "add", "replace", "test":
		if op.value.Kind() == Absent {
			return op, outcome.New(outcome.Invalid, "%s needs a value", op.op)
		}
	case "move", "copy":
		op.from, err = parsePointer(v.Get("from"))
	case "remove":
	default:
		return op, outcome.New(outcome.Invalid, "op is add, remove, replace, move, copy or test")
	}
	return op, err
}

func parsePointer(v Value) (pointer, error) {
	text := v.Text()
	if v.Kind() != String || text != "" && text[0] != '/' {
		return nil, outcome.New(outcome.Invalid, `a path begins with "/"`)
	}
	if text == "" {
		return pointer{}, nil
	}
	parts := strings.Split(text[1:], "/")
	for i, part := range parts {
		for at := range len(part) {
			if part[at] == '~' && (at+1 == len(part) || part[at+1] != '0' && part[at+1] != '1') {
				return nil, outcome.New(outcome.Invalid, `"~" in a path is written as "~0"`)
			}
		}
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(part)
	}
	return parts, nil
}

// Apply does the operations on raw, all or none, in their order. What they do
// not touch stays as it is, byte for byte. An operation that cannot be done is
// an error of kind Unprocessable that names it.
func (p Patch) Apply(raw []byte) ([]byte, error) {
	work := 0
	for i, op := range p.ops {
		if work += len(raw); work > maxPatchWork {
			return nil, outcome.New(outcome.TooLarge, "the patch is too large for this resource")
		}
		d, err := Parse(raw)
		if err != nil {
			return nil, err
		}
		if raw, err = d.patch(op); err != nil {
			return nil, opError(i, outcome.Unprocessable, err)
		}
	}
	if _, err := Parse(raw); err != nil { // the root may have become anything
		return nil, outcome.New(outcome.Unprocessable, "the patch leaves no JSON object")
	}
	return raw, nil
}

func (d *Doc) patch(op patchOp) ([]byte, error) {
	switch op.op {
	case "add":
		return d.add(op.path, op.value.Raw())
	case "remove":
		return d.remove(op.path)
	case "copy", "move":
		return d.carry(op)
	}
	v, ok := d.find(op.path)
	switch {
	case !ok:
		return nil, missing()
	case op.op == "replace":
		return apply(d.raw, []edit{v.replace(op.value.Raw())}), nil
	case !v.Equal(op.value):
		return nil, outcome.New(outcome.Unprocessable, "the test failed")
	}
	return d.raw, nil
}

func missing() error { return outcome.New(outcome.Unprocessable, "there is nothing at this path") }

// carry is copy and move.
func (d *Doc) carry(op patchOp) ([]byte, error) {
	v, ok := d.find(op.from)
	if !ok {
		return nil, missing()
	}
	text := bytes.Clone(v.Raw())
	if op.op == "copy" {
		return d.add(op.path, text)
	}
	if len(op.path) > len(op.from) && within(op.path, op.from) {
		return nil, outcome.New(outcome.Unprocessable, "a value cannot be moved into itself")
	}
	if len(op.from) == 0 {
		return d.raw, nil // the whole onto itself
	}
	raw, err := d.remove(op.from)
	if err != nil {
		return nil, err
	}
	rest, err := Parse(raw)
	if err != nil {
		return nil, err
	}
	return rest.add(op.path, text)
}

func within(path, outer pointer) bool {
	for i, part := range outer {
		if path[i] != part {
			return false
		}
	}
	return true
}

// find walks to a value that is there.
func (d *Doc) find(p pointer) (Value, bool) {
	v := d.Root()
	for _, part := range p {
		switch v.Kind() {
		case Object:
			v = v.Get(part)
		case Array:
			n, ok := index(part)
			if !ok {
				return Value{}, false
			}
			v = v.First()
			for ; n > 0 && v.Kind() != Absent; n-- {
				v = v.Next()
			}
		default:
			return Value{}, false
		}
		if v.Kind() == Absent {
			return Value{}, false
		}
	}
	return v, true
}

// index reads an array index: digits without a leading zero.
func index(part string) (int, bool) {
	n, err := strconv.Atoi(part)
	return n, err == nil && n >= 0 && strconv.Itoa(n) == part
}

// add sets a member, or puts an item into an array before the index.
func (d *Doc) add(p pointer, text []byte) ([]byte, error) {
	if len(p) == 0 {
		return apply(d.raw, []edit{d.Root().replace(text)}), nil
	}
	parent, ok := d.find(p[:len(p)-1])
	name := p[len(p)-1]
	switch {
	case !ok:
		return nil, missing()
	case parent.Kind() == Object:
		if old := parent.Get(name); old.Kind() != Absent {
			return apply(d.raw, []edit{old.replace(text)}), nil
		}
		return apply(d.raw, []edit{parent.atEnd(join([]member{{name, text}}))}), nil
	case parent.Kind() == Array && name == "-":
		return apply(d.raw, []edit{parent.atEnd(text)}), nil
	case parent.Kind() != Array:
		return nil, missing()
	}
	n, ok := index(name)
	if !ok {
		return nil, missing()
	}
	item := parent.First()
	for ; n > 0 && item.Kind() != Absent; n-- {
		item = item.Next()
	}
	switch {
	case n > 0:
		return nil, missing()
	case item.Kind() == Absent:
		return apply(d.raw, []edit{parent.atEnd(text)}), nil
	}
	at := item.node().start
	return apply(d.raw, []edit{{at, at, append(bytes.Clone(text), ',')}}), nil
}

// atEnd is the edit that puts text behind the last member or item of v.
func (v Value) atEnd(text []byte) edit {
	last := Value{}
	for c := v.First(); c.Kind() != Absent; c = c.Next() {
		last = c
	}
	if last.Kind() == Absent {
		at := v.node().start + 1
		return edit{at, at, text}
	}
	at := last.node().end
	return edit{at, at, append([]byte{','}, text...)}
}

// remove takes a member or item out, with the comma that it no longer needs.
func (d *Doc) remove(p pointer) ([]byte, error) {
	v, ok := d.find(p)
	if !ok || len(p) == 0 {
		return nil, missing()
	}
	parent, _ := d.find(p[:len(p)-1])
	before := Value{}
	for c := parent.First(); c.at != v.at; c = c.Next() {
		before = c
	}
	start, end := v.begin(), v.node().end
	if next := v.Next(); next.Kind() != Absent {
		end = next.begin()
	} else if before.Kind() != Absent {
		start = before.node().end
	}
	return apply(d.raw, []edit{{start, end, nil}}), nil
}

// begin is where a member's name, or an item, begins.
func (v Value) begin() int {
	if n := v.node(); n.keyEnd == 0 {
		return n.start
	}
	return v.node().keyStart
}
