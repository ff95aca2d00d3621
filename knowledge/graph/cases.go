package graph

import (
	"fmt"
	"reflect"
)

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
