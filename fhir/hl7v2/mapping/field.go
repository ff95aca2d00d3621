package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// field is a place in a message: a segment, and in it a field, a component and
// a subcomponent, each 0 for the whole.
type field struct {
	segment               string
	number, component, of int
}

// parseField reads "OBX", "OBX-3", "PV1-3.4" or "PV1-3.4.2".
func parseField(s string) (field, error) {
	name, rest, found := strings.Cut(s, "-")
	f := field{segment: name}
	if len(name) != 3 {
		return f, fmt.Errorf("%q names no segment", s)
	}
	if !found {
		return f, nil
	}
	for i, n := range strings.Split(rest, ".") {
		v, err := strconv.Atoi(n)
		if err != nil || v < 1 || i > 2 {
			return f, fmt.Errorf("%q is no field", s)
		}
		*[]*int{&f.number, &f.component, &f.of}[i] = v
	}
	return f, nil
}

// value is the first repetition of the field in s.
func (f field) value(s hl7v2.Segment) hl7v2.Value { return f.part(s.Field(f.number).First()) }

func (f field) part(v hl7v2.Value) hl7v2.Value {
	if f.component > 0 {
		v = v.Component(f.component)
	}
	if f.of > 0 {
		v = v.Sub(f.of)
	}
	return v
}

// test is one condition on the message: any of the fields is valued (or
// present, for a whole segment), or its value is one of the words.
type test struct {
	fields []field
	not    bool
	words  []string
	table  map[string]code
}

// condition holds when all of its tests do.
type condition []test

// parseWhen reads the tests of a when column, set apart by blanks.
func (t *tables) parseWhen(s string) (condition, error) {
	var out condition
	for _, word := range strings.Fields(s) {
		var x test
		left := word
		if i := strings.IndexAny(word, "=@"); i > 0 {
			left = strings.TrimSuffix(word[:i], "!")
			x.not = left != word[:i]
			if word[i] == '=' {
				x.words = strings.Split(strings.ToUpper(word[i+1:]), "|")
			} else if x.table = t.codes[word[i+1:]]; x.table == nil {
				return nil, fmt.Errorf("when: there is no table %q", word[i+1:])
			}
		} else if rest, ok := strings.CutPrefix(word, "!"); ok {
			left, x.not = rest, true
		}
		for _, name := range strings.Split(left, "|") {
			f, err := parseField(name)
			if err != nil {
				return nil, fmt.Errorf("when: %w", err)
			}
			x.fields = append(x.fields, f)
		}
		out = append(out, x)
	}
	return out, nil
}

func (c condition) holds(n *node) bool {
	for _, t := range c {
		if t.holds(n) == t.not {
			return false
		}
	}
	return true
}

func (t test) holds(n *node) bool {
	return slices.ContainsFunc(t.fields, func(f field) bool {
		s := n.segment(f.segment)
		if f.number == 0 {
			return s.Present()
		}
		v := f.value(s)
		switch word := strings.ToUpper(v.Text()); {
		case t.table != nil:
			_, ok := t.table[word]
			return ok
		case t.words != nil:
			return slices.Contains(t.words, word)
		}
		return v.Valued()
	})
}

// row is a row of fields.csv.
type row struct {
	from    field
	when    condition
	to      path
	initial bool
	kind    string
	arg     string
	value   any
	cell    cell
	null    []string
}

// cell converts one HL7 value; nil means that there is nothing to write.
type cell func(x *env, v hl7v2.Value) (any, error)

// env is what a cell may look at beside its value.
type env struct {
	*mapper
	node *node
	row  *row
}

// fill writes the rows of m to t. n gives the segments to read.
func (c *mapper) fill(n *node, m *resource, t *target) error {
	at := fmt.Sprint(n.seg.Number)
	for i := range m.rows {
		r := &m.rows[i]
		if !r.when.holds(n) {
			continue
		}
		into := t.body
		if r.initial {
			into = t.initial
		}
		switch r.kind {
		case "const":
			t.put(into, r.to, clone(r.value), at, false)
		case "clear":
			t.nulls = append(t.nulls, r.to.null())
		case "ref":
			if to := n.nearest(r.arg); to != nil {
				t.put(into, r.to, object{"reference": to.name()}, at, false)
			}
		default:
			if err := c.fillField(n, r, t, into, at); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *mapper) fillField(n *node, r *row, t *target, into object, at string) error {
	s := n.segment(r.from.segment)
	if r.kind == "lines" {
		if lines := n.lines(r.from); lines != "" {
			t.put(into, r.to, lines, at, false)
		}
		return nil
	}
	whole := s.Field(r.from.number)
	if whole.Null() {
		t.nulls = append(t.nulls, r.null...)
		return nil
	}
	switch r.kind {
	case "value":
		return located(c.value(t.body, s, strings.ToUpper(s.Field(2).First().Text())), s, 5)
	case "range":
		if rng := c.referenceRange(s); rng != nil {
			t.put(into, r.to, rng, at, false)
		}
		return nil
	}
	reps := whole.Reps()
	if !slices.ContainsFunc(r.to, func(st step) bool { return st.list && st.key != "*" && st.key != "@" && st.key != "0" }) && len(reps) > 1 {
		reps = reps[:1]
	}
	for _, rep := range reps {
		v := r.from.part(rep)
		if !v.Valued() {
			continue
		}
		made, err := r.cell(&env{c, n, r}, v)
		if err != nil {
			return located(err, s, r.from.number)
		}
		if made != nil {
			t.put(into, r.to, made, at, r.kind == "textAttachment")
		}
	}
	return nil
}

// clone copies a constant, so that no message changes it for the next.
func clone(v any) any {
	switch x := v.(type) {
	case map[string]any:
		out := make(object, len(x))
		for k, y := range x {
			out[k] = clone(y)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, y := range x {
			out[i] = clone(y)
		}
		return out
	}
	return v
}

// place names a field: "PID-3", or "OBX[2]-5" in the second OBX.
func place(s hl7v2.Segment, field int) string {
	name := s.Name()
	if s.Index > 1 {
		name = fmt.Sprintf("%s[%d]", name, s.Index)
	}
	return fmt.Sprintf("%s-%d", name, field)
}

// located gives err the location of a field unless it has one.
func located(err error, s hl7v2.Segment, field int) error {
	var e *outcome.Error
	if errors.As(err, &e) && e.Path == "" {
		return &outcome.Error{Kind: e.Kind, Detail: e.Detail, Path: place(s, field), Err: e.Err}
	}
	return err
}

func missing(s hl7v2.Segment, field int, what string) error {
	return outcome.At(outcome.Unprocessable, place(s, field), "%s is required", what)
}
