package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const folder = "../.."

// TestTablesAreGenerated holds the tables against the digest in their header:
// a line that was edited by hand fails without the official package.
func TestTablesAreGenerated(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"parameters.txt", "compartments.txt"} {
		raw, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		_, rest, ok := strings.Cut(string(raw), "# sha256 of what follows: ")
		digest, body, ok2 := strings.Cut(rest, "\n")
		if !ok || !ok2 {
			t.Fatalf("%s has no digest", name)
		}
		if sum := sha256.Sum256([]byte(body)); hex.EncodeToString(sum[:]) != digest {
			t.Errorf("%s was edited by hand: run make definitions", name)
		}
	}
}

// TestTablesAreCurrent makes the tables anew from the package in the folder
// FHIR_R4_PACKAGE, as make definitions does.
func TestTablesAreCurrent(t *testing.T) {
	t.Parallel()
	pkg := os.Getenv("FHIR_R4_PACKAGE")
	if pkg == "" {
		fmt.Fprintln(os.Stderr, "NOT CHECKED: fhir/search/parameters.txt against the official definitions; make definitions does")
		t.Skip("FHIR_R4_PACKAGE names no folder with hl7.fhir.r4.examples 4.0.1")
	}
	files, err := tables(pkg)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what the definitions say: run make definitions", name)
		}
	}
}

// small is a set of definitions to compile expressions against.
func small() *definitions {
	thing := &structure{Type: "Thing", Kind: "resource", elements: map[string]element{}}
	add := func(s *structure, path string, types ...string) {
		e := element{Path: path}
		for _, typ := range types {
			e.Type = append(e.Type, struct {
				Code          string   `json:"code"`
				TargetProfile []string `json:"targetProfile"`
			}{Code: typ})
		}
		s.elements[path] = e
	}
	add(thing, "Thing.when[x]", "dateTime", "Period", "string")
	add(thing, "Thing.part", "BackboneElement")
	add(thing, "Thing.part.code", "CodeableConcept")
	add(thing, "Thing.subject", "Reference")
	add(thing, "Thing.name", "HumanName")
	add(thing, "Thing.extension", "Extension")
	name := &structure{Type: "HumanName", elements: map[string]element{}}
	add(name, "HumanName.family", "string")
	return &definitions{structures: map[string]*structure{"Thing": thing, "HumanName": name, "Other": {Type: "Other"}}}
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ kind, expression, want string }{
		{"date", "Thing.when", "whenDateTime|whenPeriod"},
		{"date", "(Thing.when as Period)", "whenPeriod"},
		{"date", "Thing.when.as(DateTime) | Other.when", "whenDateTime"},
		{"string", "Thing.name.family", "name.family"},
		{"string", "name", "name"},
		{"token", "Thing.part.where(code='x').code", "part[code=x].code"},
		{"token", "Thing.when.exists() and Thing.when != false", "when[x].exists()"},
		{"reference", "Thing.subject.where(resolve() is Patient)", "subject[is Patient]"},
		{"token", "Thing.extension('http://x.y/z')", "extension[url=http://x.y/z].value[x]"},
		{"token", "Thing.part[0].code", "part[0].code"},
		// What cannot be said is an error.
		{"date", "Thing.subject", ""},
		{"date", "Thing.nothing", ""},
		{"string", "Thing.when.value", ""},
		{"date", "(Thing.when as Age)", ""},
		{"token", "Thing.part.first().code", ""},
		{"token", "Thing.part.where(code!='x').code", ""},
		{"token", "Nothing.code", ""},
		{"date", "Other.when", ""},
	} {
		places, err := small().compile("Thing", tc.expression)
		var paths []string
		if err == nil {
			paths, err = finish(tc.kind, places)
		}
		if got := strings.Join(paths, "|"); got != tc.want || (err != nil) != (tc.want == "") {
			t.Errorf("%s: %q, %v, want %q", tc.expression, got, err, tc.want)
		}
	}
}
