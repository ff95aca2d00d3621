package mutation

import (
	"fmt"
	"slices"
	"strings"
)

// Fill writes tests into a module beside their rule and gives the new text. It
// is for authors: what a rule does is written down, and the author reads
// whether that is right. rule is a Survivor's Rule or the id of a fact, tests are one line of
// content each. It is false where the rule is not in the module.
func Fill(module, rule string, tests []string) (string, bool, error) {
	lines := strings.Split(module, "\n")
	at, words := 0, strings.Fields(rule)
	if len(words) == 3 { // path.x target y
		words = []string{words[0], words[2]}
	}
	for _, id := range words {
		i := slices.IndexFunc(lines[at:], func(l string) bool {
			return strings.TrimSpace(l) == "- id: "+id || len(words) == 2 && strings.TrimSpace(l) == "- cond: "+id
		})
		if i < 0 {
			return module, false, nil
		}
		at += i
	}
	depth := indent(lines[at]) + len("- ")
	end := at + 1
	for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || indent(lines[end]) >= depth) {
		end++
	}
	for strings.TrimSpace(lines[end-1]) == "" {
		end--
	}
	field := slices.IndexFunc(lines[at:end], func(l string) bool {
		return indent(l) == depth && strings.HasPrefix(strings.TrimSpace(l), "tests:")
	})
	pad := strings.Repeat(" ", depth)
	var add []string
	insert := end
	switch {
	case field < 0:
		add = append(add, pad+"tests:")
		if i := slices.IndexFunc(lines[at:end], func(l string) bool { return strings.HasPrefix(l, pad+"refs:") }); i >= 0 {
			insert = at + i
		}
	case strings.TrimSpace(lines[at+field]) == "tests:":
		insert = at + field + 1
		for insert < end && (indent(lines[insert]) > depth || strings.HasPrefix(lines[insert], pad+"- ")) {
			insert++
		}
	default:
		return module, true, fmt.Errorf("mutation: %s: tests that are written in one line cannot be added to", rule)
	}
	for _, c := range tests {
		add = append(add, pad+"  - "+c)
	}
	return strings.Join(slices.Insert(lines, insert, add...), "\n"), true, nil
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
