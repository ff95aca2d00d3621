package search

import (
	"fmt"
	"strings"

	"apricot.health/fhir/r4"
)

// path is a compiled path of parameters.txt.
type path struct {
	steps  []step
	exists bool
}

// step goes from an object to its members.
type step struct {
	name   string
	choice bool // name[x]: any member that starts with name and a capital
	key    string
	value  string // name[key=value]: only objects with that member
}

func parsePath(text string) (path, error) {
	var p path
	if rest, ok := strings.CutSuffix(text, ".exists()"); ok {
		p.exists, text = true, rest
	}
	for _, part := range strings.Split(text, ".") {
		name, filter, filtered := strings.Cut(part, "[")
		s := step{name: name}
		if filtered {
			inner, ok := strings.CutSuffix(filter, "]")
			key, value, isFilter := strings.Cut(inner, "=")
			switch {
			case !ok:
				return path{}, fmt.Errorf("path %q lacks a bracket", text)
			case inner == "x":
				s.choice = true
			case isFilter:
				s.key, s.value = key, value
			default:
				return path{}, fmt.Errorf("path %q has an unknown filter", text)
			}
		}
		if s.name == "" {
			return path{}, fmt.Errorf("path %q has an empty step", text)
		}
		p.steps = append(p.steps, s)
	}
	return p, nil
}

// walk calls yield with every value that the path leads to.
func (p path) walk(v r4.Value, yield func(r4.Value)) { walkSteps(v, p.steps, yield) }

func walkSteps(v r4.Value, steps []step, yield func(r4.Value)) {
	for item := range v.Items() {
		if len(steps) == 0 {
			yield(item)
			continue
		}
		s := steps[0]
		for key, member := range item.Members() {
			if !s.matches(key) {
				continue
			}
			for child := range member.Items() {
				if s.key == "" || child.Get(s.key).Text() == s.value {
					walkSteps(child, steps[1:], yield)
				}
			}
		}
	}
}

func (s step) matches(key string) bool {
	if !s.choice {
		return key == s.name
	}
	rest, ok := strings.CutPrefix(key, s.name)
	return ok && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z'
}
