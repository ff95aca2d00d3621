package search

import (
	"fmt"
	"strconv"
	"strings"

	"apricot.health/fhir/r4"
)

// path is a compiled path of parameters.txt.
type path struct {
	steps  []step
	exists bool
	only   string // [is T]
	// fromRoot marks a component path that starts at the resource.
	fromRoot bool
}

// step goes from an object to its members.
type step struct {
	name   string
	choice bool // name[x]: any member that starts with name and a capital
	// Objects whose member at key, itself a path, is value.
	key   []string
	value string
	// index keeps one item of an array; -1 keeps all.
	index int
}

func parsePath(text string) (path, error) {
	var p path
	text, p.exists = strings.CutSuffix(text, ".exists()")
	text, p.fromRoot = strings.CutPrefix(text, "/")
	if head, only, ok := strings.Cut(text, "[is "); ok {
		text, p.only = head, strings.TrimSuffix(only, "]")
	}
	if text == "." {
		return p, nil
	}
	for text != "" {
		s, rest, err := parseStep(text)
		if err != nil {
			return path{}, err
		}
		p.steps = append(p.steps, s)
		text = rest
	}
	if len(p.steps) == 0 {
		return path{}, fmt.Errorf("the path is empty")
	}
	return p, nil
}

// parseStep takes the first step off: a filter may hold dots.
func parseStep(text string) (s step, rest string, err error) {
	s.index = -1
	end := strings.IndexAny(text, ".[")
	if end < 0 {
		end = len(text)
	}
	if s.name = text[:end]; s.name == "" {
		return s, "", fmt.Errorf("path %q has an empty step", text)
	}
	rest = text[end:]
	for strings.HasPrefix(rest, "[") {
		inner, after, ok := strings.Cut(rest[1:], "]")
		if !ok {
			return s, "", fmt.Errorf("path %q lacks a bracket", text)
		}
		if err := s.filter(inner); err != nil {
			return s, "", fmt.Errorf("path %q: %w", text, err)
		}
		rest = after
	}
	return s, strings.TrimPrefix(rest, "."), nil
}

func (s *step) filter(inner string) error {
	key, value, isFilter := strings.Cut(inner, "=")
	n, err := strconv.Atoi(inner)
	switch {
	case inner == "x":
		s.choice = true
	case isFilter:
		s.key, s.value = strings.Split(key, "."), value
	case err == nil && n >= 0:
		s.index = n
	default:
		return fmt.Errorf("unknown filter %q", inner)
	}
	return nil
}

// keeps reports whether a member passes the filter of the step.
func (s *step) keeps(v r4.Value) bool { return len(s.key) == 0 || leadsTo(v, s.key, s.value) }

func leadsTo(v r4.Value, key []string, value string) bool {
	if len(key) == 0 {
		return v.Text() == value
	}
	for item := range v.Get(key[0]).Items() {
		if leadsTo(item, key[1:], value) {
			return true
		}
	}
	return false
}

func (s *step) matches(key string) bool {
	if !s.choice {
		return key == s.name
	}
	return isChoice(key, s.name)
}

func isChoice(key, name string) bool {
	rest, ok := strings.CutPrefix(key, name)
	return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}

// walk calls yield with every value that the steps lead to.
func walk(v r4.Value, steps []step, yield func(r4.Value)) {
	for item := range v.Items() {
		if len(steps) == 0 {
			yield(item)
			continue
		}
		s := &steps[0]
		for key, member := range item.Members() {
			if !s.matches(key) {
				continue
			}
			n := -1
			for child := range member.Items() {
				if n++; (s.index < 0 || s.index == n) && s.keeps(child) {
					walk(child, steps[1:], yield)
				}
			}
		}
	}
}
