package graph

import (
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// holds is true for a test that wants its rule to hold, in words or without.
func (c Case) holds() bool {
	words, ok := c.Expect.(string)
	return c.Expect == true || ok && words != "unknown" && words != "false" && words != "no"
}

// Dated is a reading of a test case.
type Dated struct{ Value, DaysAgo float64 }

// ReadDated reads the readings of a quantity in a test case, the oldest first:
// "150@10d 148@3d" is 150 ten days ago and 148 three days ago.
func ReadDated(text string) ([]Dated, error) {
	var out []Dated
	for _, f := range strings.Fields(text) {
		value, ago, ok := strings.Cut(f, "@")
		days, isDays := strings.CutSuffix(ago, "d")
		v, err1 := strconv.ParseFloat(value, 64)
		d, err2 := strconv.ParseFloat(days, 64)
		if !ok || !isDays || err1 != nil || err2 != nil || len(out) > 0 && d > out[len(out)-1].DaysAgo {
			return nil, fmt.Errorf("%q is no reading such as 150@10d behind an older one", f)
		}
		out = append(out, Dated{v, d})
	}
	if len(out) == 0 {
		return nil, errors.New("no readings")
	}
	return out, nil
}

// CaseError is a test beside an item that does not hold.
type CaseError struct {
	ID   string // of the item, with the part of it that is tested
	Test int    // from 1
	Says string // why the test is there, or its text
	Err  error
}

// Error implements error.
func (e CaseError) Error() string {
	return fmt.Sprintf("%s: test %d (%s): %v", e.ID, e.Test, e.Says, e.Err)
}

// Unwrap gives what came out instead.
func (e CaseError) Unwrap() error { return e.Err }

// Tested counts the tests beside an item.
type Tested struct {
	Tests int
	// Speaks are those that expect more than its silence: no graph without the
	// item meets them.
	Speaks int
}

// Tested counts the tests beside each item, those of the parts of a pathway
// included. Items without a test are left out.
func (g *Graph) Tested() map[string]Tested {
	out := map[string]Tested{}
	m := reflect.ValueOf(g.module())
	for i := range m.NumField() {
		if m.Field(i).Kind() != reflect.Slice {
			continue
		}
		for k := range m.Field(i).Len() {
			item := m.Field(i).Index(k)
			if n := tested(item); n.Tests > 0 {
				out[item.FieldByName("ID").String()] = n
			}
		}
	}
	return out
}

func tested(v reflect.Value) (n Tested) {
	switch x := v.Interface().(type) {
	case Case:
		return count(x.Expect != false)
	case TextCase:
		return count(x.Expect)
	case MedicineCase:
		return count(x.Expect != "pass")
	case ItemCase:
		return count(true)
	}
	add := func(o Tested) { n.Tests, n.Speaks = n.Tests+o.Tests, n.Speaks+o.Speaks }
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			add(tested(v.Field(i)))
		}
	case reflect.Slice:
		for i := range v.Len() {
			add(tested(v.Index(i)))
		}
	}
	return n
}

func count(speaks bool) Tested {
	if speaks {
		return Tested{1, 1}
	}
	return Tested{Tests: 1}
}
