package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// parameter is what the tables need of a SearchParameter.
type parameter struct {
	ID         string   `json:"id"`
	URL        string   `json:"url"`
	Code       string   `json:"code"`
	Type       string   `json:"type"`
	Base       []string `json:"base"`
	Expression string   `json:"expression"`
	Target     []string `json:"target"`
	Component  []struct {
		Definition string `json:"definition"`
		Expression string `json:"expression"`
	} `json:"component"`
}

// structure is what the tables need of a StructureDefinition.
type structure struct {
	Type       string `json:"type"`
	Kind       string `json:"kind"`
	Abstract   bool   `json:"abstract"`
	Derivation string `json:"derivation"`
	Snapshot   struct {
		Element []element `json:"element"`
	} `json:"snapshot"`
	elements map[string]element
}

type element struct {
	Path string `json:"path"`
	Type []struct {
		Code          string   `json:"code"`
		TargetProfile []string `json:"targetProfile"`
	} `json:"type"`
	ContentReference string `json:"contentReference"`
}

// compartment is what the tables need of a CompartmentDefinition.
type compartment struct {
	ID       string `json:"id"`
	Code     string `json:"code"`
	Resource []struct {
		Code  string   `json:"code"`
		Param []string `json:"param"`
	} `json:"resource"`
}

type definitions struct {
	searches     []parameter
	byURL        map[string]parameter
	structures   map[string]*structure
	inhabited    []compartment
	resourceType []string // concrete ones, sorted
}

func load(pkg string) (*definitions, error) {
	d := &definitions{byURL: map[string]parameter{}, structures: map[string]*structure{}}
	if err := d.checkPackage(pkg); err != nil {
		return nil, err
	}
	err := each(pkg, "SearchParameter", func(p parameter) {
		d.searches = append(d.searches, p)
		d.byURL[p.URL] = p
	})
	if err != nil {
		return nil, err
	}
	err = each(pkg, "StructureDefinition", func(s structure) {
		if s.Derivation == "constraint" {
			return
		}
		s.elements = map[string]element{}
		for _, e := range s.Snapshot.Element {
			s.elements[e.Path] = e
		}
		d.structures[s.Type] = &s
		// Parameters are the arguments of operations and never stored.
		if s.Kind == "resource" && !s.Abstract && s.Type != "Parameters" {
			d.resourceType = append(d.resourceType, s.Type)
		}
	})
	if err != nil {
		return nil, err
	}
	err = each(pkg, "CompartmentDefinition", func(c compartment) {
		if c.ID != "example" {
			d.inhabited = append(d.inhabited, c)
		}
	})
	slices.Sort(d.resourceType)
	slices.SortFunc(d.searches, func(a, b parameter) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(d.inhabited, func(a, b compartment) int { return strings.Compare(a.Code, b.Code) })
	return d, err
}

func (d *definitions) checkPackage(pkg string) error {
	var about struct{ Name, Version string }
	raw, err := os.ReadFile(filepath.Join(pkg, "package.json"))
	if err == nil {
		err = json.Unmarshal(raw, &about)
	}
	if err != nil {
		return fmt.Errorf("not a FHIR package: %w", err)
	}
	if about.Name != "hl7.fhir.r4.examples" || about.Version != "4.0.1" {
		return fmt.Errorf("the package is %s %s, not hl7.fhir.r4.examples 4.0.1", about.Name, about.Version)
	}
	return nil
}

func each[T any](pkg, kind string, use func(T)) error {
	names, err := filepath.Glob(filepath.Join(pkg, kind+"-*.json"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("the package has no %s", kind)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name) //nolint:gosec // the caller's own package
		if err != nil {
			return err
		}
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		use(v)
	}
	return nil
}
