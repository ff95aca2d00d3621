package search

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Compartment names the compartment of one resource, such as everything about
// one patient (FHIR R4, compartmentdefinition.html).
type Compartment struct{ Type, ID string }

//go:embed compartments.txt
var compartmentText string

// compartments maps a compartment and a type to the parameters that bring a
// resource of that type in.
var compartments = sync.OnceValue(func() map[string]map[string][]Definition { //nolint:gochecknoglobals // compiled once, never changed
	out := map[string]map[string][]Definition{}
	for n, line := range strings.Split(compartmentText, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if out[f[0]] == nil {
			out[f[0]] = map[string][]Definition{}
		}
		for _, name := range strings.Split(f[2], ",") {
			def, ok := Lookup(f[1], name)
			if !ok { // the text is embedded: a test catches this before any user
				panic(fmt.Sprintf("search: compartments.txt line %d: %s has no %s", n+1, f[1], name))
			}
			out[f[0]][f[1]] = append(out[f[0]][f[1]], def)
		}
	}
	return out
})

// Compartments lists the types that have a compartment.
func Compartments() []string {
	var out []string
	for typ := range compartments() {
		out = append(out, typ)
	}
	slices.Sort(out)
	return out
}

// CompartmentTypes lists the types that can lie in a compartment, its own
// first.
func CompartmentTypes(compartment string) []string {
	var out []string
	for typ := range compartments()[compartment] {
		if typ != compartment {
			out = append(out, typ)
		}
	}
	slices.Sort(out)
	return append([]string{compartment}, out...)
}

// InCompartment lists the references that bring a resource of typ into a
// compartment; none when it never lies in one.
func InCompartment(compartment, typ string) []Definition {
	return slices.Clone(compartments()[compartment][typ])
}
