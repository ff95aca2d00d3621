package main

import (
	"path/filepath"
	"slices"
)

// maxCodes is the largest value set that is shipped.
const maxCodes = 2000

type concept struct {
	Code    string
	Concept []concept
}

type codeSystem struct {
	URL, Content string
	Concept      []concept
}

type include struct {
	System   string
	Concept  []concept
	Filter   []any
	ValueSet []string
}

type valueSet struct {
	URL     string
	Compose struct{ Include, Exclude []include }
}

// terminology are the code systems and value sets of the package by URL.
type terminology struct {
	systems map[string]codeSystem
	sets    map[string]valueSet
}

func newTerminology(dir string) (*terminology, error) {
	t := &terminology{systems: map[string]codeSystem{}, sets: map[string]valueSet{}}
	files, err := filepath.Glob(filepath.Join(dir, "CodeSystem-*.json"))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		var c codeSystem
		if err := read(f, &c); err != nil {
			return nil, err
		}
		t.systems[c.URL] = c
	}
	if files, err = filepath.Glob(filepath.Join(dir, "ValueSet-*.json")); err != nil {
		return nil, err
	}
	for _, f := range files {
		var v valueSet
		if err := read(f, &v); err != nil {
			return nil, err
		}
		t.sets[v.URL] = v
	}
	return t, nil
}

// expand lists the codes of a value set by system. ok is false when it rests on
// a filter or on a code system that is not in the package whole, or is large.
func (t *terminology) expand(url string, depth int) (codes map[string][]string, ok bool) {
	v, found := t.sets[url]
	if !found || depth > 5 {
		return nil, false
	}
	codes = map[string][]string{}
	for _, in := range v.Compose.Include {
		if !t.add(codes, in, depth) {
			return nil, false
		}
	}
	for _, out := range v.Compose.Exclude {
		if len(out.Filter) > 0 || len(out.ValueSet) > 0 || len(out.Concept) == 0 {
			return nil, false
		}
		gone := flat(out.Concept)
		codes[out.System] = slices.DeleteFunc(codes[out.System], func(c string) bool { return slices.Contains(gone, c) })
	}
	n := 0
	for _, list := range codes {
		n += len(list)
	}
	return codes, n > 0 && n <= maxCodes
}

func (t *terminology) add(codes map[string][]string, in include, depth int) bool {
	switch {
	case len(in.Filter) > 0:
		return false
	case in.System == "":
		for _, url := range in.ValueSet {
			inner, ok := t.expand(url, depth+1)
			if !ok {
				return false
			}
			for s, list := range inner {
				codes[s] = append(codes[s], list...)
			}
		}
		return len(in.ValueSet) > 0
	case len(in.ValueSet) > 0:
		return false
	case len(in.Concept) > 0:
		codes[in.System] = append(codes[in.System], flat(in.Concept)...)
		return true
	}
	s, ok := t.systems[in.System]
	if !ok || s.Content != "complete" {
		return false
	}
	codes[in.System] = append(codes[in.System], flat(s.Concept)...)
	return true
}

func flat(list []concept) []string {
	var out []string
	for _, c := range list {
		out = append(append(out, c.Code), flat(c.Concept)...)
	}
	return out
}
