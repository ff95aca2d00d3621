// Command generate writes the tables of package search from the official FHIR
// R4 definitions: parameters.txt from SearchParameter resources, with the paths
// checked against the structure definitions, and compartments.txt from
// CompartmentDefinition resources.
//
//	go run ./fhir/search/internal/generate PACKAGE FOLDER
//
// PACKAGE is the unpacked folder of the npm package hl7.fhir.r4.examples 4.0.1
// (licence CC0-1.0), FOLDER the one to write to. An expression that the path
// language of the table cannot say is an error: nothing is left out in silence.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate PACKAGE FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(pkg, folder string) error {
	files, err := tables(pkg)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o644); err != nil { //nolint:gosec // source text
			return err
		}
	}
	return nil
}

// tables makes the texts of both files.
func tables(pkg string) (map[string]string, error) {
	defs, err := load(pkg)
	if err != nil {
		return nil, err
	}
	parameters, err := defs.parameters()
	if err != nil {
		return nil, err
	}
	compartments, err := defs.compartments()
	if err != nil {
		return nil, err
	}
	return map[string]string{
		"parameters.txt":   sealed(parameterHeader, parameters),
		"compartments.txt": sealed(compartmentHeader, compartments),
	}, nil
}
