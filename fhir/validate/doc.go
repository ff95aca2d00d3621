// Package validate checks resources against the official FHIR R4 definitions
// (4.0.1): element names, JSON types, cardinality, the formats of primitives,
// choice elements, targets of references, required bindings to code systems of
// up to 2,000 codes, contained resources, extensions, and those invariants
// that are cheap and certain.
//
// The tables in tables.txt.gz are generated from the base definitions:
//
//	make definitions
//
// which unpacks the npm package hl7.fhir.r4.examples 4.0.1 (CC0-1.0) and holds
// its examples against them. Not checked: profiles, terminology that is not shipped (LOINC,
// SNOMED CT, UCUM, currencies, media types), and whether references exist.
//
// An Issue names where it lies and what rule it breaks; it never repeats a
// value, since values are patient data.
package validate

//go:generate go run ./internal/gen -package ../../bin/definitions/package -out tables.txt.gz
