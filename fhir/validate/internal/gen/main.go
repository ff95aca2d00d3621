// Command gen makes the tables of fhir/validate from the official FHIR R4
// definitions: the npm package hl7.fhir.r4.examples 4.0.1 (CC0-1.0), unpacked.
//
//	npm pack hl7.fhir.r4.examples@4.0.1 && tar xf hl7.fhir.r4.examples-4.0.1.tgz
//	go run ./internal/gen -package ./package -out tables.txt.gz
//
// The same package gives the same bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	dir := flag.String("package", "", "folder of the unpacked npm package")
	out := flag.String("out", "tables.txt.gz", "file to write")
	flag.Parse()
	text, err := tables(*dir)
	if err != nil {
		log.Fatal(err)
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := z.Write(text); err != nil {
		log.Fatal(err)
	}
	if err := z.Close(); err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, packed.Bytes(), 0o600); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d bytes, %d packed", len(text), packed.Len())
}

// definition is what is read of a StructureDefinition.
type definition struct {
	Kind, Derivation, Type, Name string
	Abstract                     bool
	Snapshot                     struct{ Element []element }
}

type element struct {
	Path, Max, ContentReference string
	Min                         int
	IsSummary                   bool
	Type                        []struct {
		Code          string
		Profile       []string
		TargetProfile []string
		Extension     []struct{ URL, ValueURL, ValueString string }
	}
	Binding struct{ Strength, ValueSet string }
}

// tables writes every type as a T line and one line for each element of it:
// name, min, max, types, value set, reference targets, and s for an element of
// the summary of a resource. R lines are the regular
// expressions of primitives and V lines the value sets of required bindings.
func tables(dir string) ([]byte, error) {
	files, err := filepath.Glob(filepath.Join(dir, "StructureDefinition-*.json"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no StructureDefinitions in %q: %w", dir, err)
	}
	slices.Sort(files)
	g := &generator{sets: map[string]bool{}}
	for _, f := range files {
		var d definition
		if err := read(f, &d); err != nil {
			return nil, err
		}
		g.structure(d)
	}
	vs, err := newTerminology(dir)
	if err != nil {
		return nil, err
	}
	urls := make([]string, 0, len(g.sets))
	for url := range g.sets {
		urls = append(urls, url)
	}
	slices.Sort(urls)
	for _, url := range urls {
		g.valueSet(url, vs)
	}
	return g.out.Bytes(), nil
}

func read(file string, into any) error {
	raw, err := os.ReadFile(file) //nolint:gosec // the developer names the folder
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

type generator struct {
	out  bytes.Buffer
	sets map[string]bool
}

// profiled are the two constraints on Quantity that base resources use as types.
func profiled(name string) bool { return name == "SimpleQuantity" || name == "MoneyQuantity" }

func (g *generator) structure(d definition) {
	switch {
	case d.Kind == "primitive-type":
		g.primitive(d)
		return
	case d.Kind != "resource" && d.Kind != "complex-type":
		return
	case d.Abstract && d.Type != "BackboneElement" && d.Type != "Element":
		return
	case d.Derivation == "constraint" && !profiled(d.Name):
		return
	}
	root := d.Type
	name := root
	kind := "datatype"
	if d.Kind == "resource" {
		kind = "resource"
	}
	if profiled(d.Name) {
		name = d.Name
	}
	for _, node := range d.Snapshot.Element {
		if !g.parent(d, node.Path) {
			continue
		}
		at, k := node.Path, "backbone"
		if at == root {
			at, k = name, kind
		}
		fmt.Fprintf(&g.out, "T\t%s\t%s\n", at, k)
		for _, e := range d.Snapshot.Element {
			if rest, ok := strings.CutPrefix(e.Path, node.Path+"."); ok && !strings.Contains(rest, ".") {
				g.element(d, rest, e)
			}
		}
	}
}

// parent reports whether a path has elements below it.
func (g *generator) parent(d definition, path string) bool {
	return slices.ContainsFunc(d.Snapshot.Element, func(e element) bool { return strings.HasPrefix(e.Path, path+".") })
}

func (g *generator) element(d definition, name string, e element) {
	if e.Max == "0" {
		return
	}
	var types, targets []string
	anyTarget := false
	for _, t := range e.Type {
		types = append(types, g.typeName(d, name, e, t.Code, t.Profile, extension(t.Extension, "structuredefinition-fhir-type")))
		if t.Code != "Reference" {
			continue
		}
		for _, p := range t.TargetProfile {
			target := p[strings.LastIndexByte(p, '/')+1:]
			anyTarget = anyTarget || target == "Resource"
			targets = append(targets, target)
		}
	}
	if e.ContentReference != "" {
		types = []string{strings.TrimPrefix(e.ContentReference, "#")}
	}
	if anyTarget {
		targets = nil
	}
	set := ""
	if e.Binding.Strength == "required" {
		set, _, _ = strings.Cut(e.Binding.ValueSet, "|")
		g.sets[set] = true
	}
	summary := ""
	if e.IsSummary && d.Kind == "resource" {
		summary = "s"
	}
	fmt.Fprintf(&g.out, "%s\t%d\t%s\t%s\t%s\t%s\t%s\n", name, e.Min, e.Max, strings.Join(types, ","), set, strings.Join(targets, ","), summary)
}

func (g *generator) typeName(d definition, name string, e element, code string, profiles []string, fhirType string) string {
	switch {
	case strings.HasPrefix(code, "http://hl7.org/fhirpath/System."):
		if d.Kind == "resource" && e.Path == d.Type+".id" {
			return "id"
		}
		if name == "url" {
			return "uri"
		}
		if fhirType != "" {
			return fhirType
		}
		return "string"
	case (code == "BackboneElement" || code == "Element") && g.parent(d, e.Path):
		return e.Path
	}
	for _, p := range profiles {
		if p := p[strings.LastIndexByte(p, '/')+1:]; profiled(p) {
			return p
		}
	}
	return code
}

func extension(list []struct{ URL, ValueURL, ValueString string }, name string) string {
	for _, x := range list {
		if strings.HasSuffix(x.URL, "/"+name) {
			return x.ValueURL + x.ValueString
		}
	}
	return ""
}

func (g *generator) primitive(d definition) {
	pattern := ""
	for _, e := range d.Snapshot.Element {
		if e.Path == d.Type+".value" {
			pattern = extension(e.Type[0].Extension, "regex")
		}
	}
	fmt.Fprintf(&g.out, "R\t%s\t%s\n", d.Type, pattern)
}

func (g *generator) valueSet(url string, t *terminology) {
	systems, ok := t.expand(url, 0)
	if !ok {
		log.Printf("not shipped: %s", url)
		return
	}
	fmt.Fprintf(&g.out, "V\t%s", url)
	names := make([]string, 0, len(systems))
	for s := range systems {
		names = append(names, s)
	}
	slices.Sort(names)
	for _, s := range names {
		codes := systems[s]
		slices.Sort(codes)
		fmt.Fprintf(&g.out, "\t%s\t%s", s, strings.Join(slices.Compact(codes), " "))
	}
	g.out.WriteByte('\n')
}
