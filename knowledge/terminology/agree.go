package terminology

import (
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/lexicon"
)

// mostTold bounds the contradictions that a refusal names.
const mostTold = 5

// Agree is Invalid, with the lines, where a table gives one code two names
// without saying that one is a synonym, or two concepts: one of the rows is
// wrong, and nobody but its author knows which.
func Agree(rows []Row) error {
	type said struct {
		name, maps *Row
		told       bool
	}
	first := make(map[string]*said, len(rows))
	var told []string
	n := 0
	for i := range rows {
		r := &rows[i]
		s := first[r.Code]
		if s == nil {
			s = &said{}
			first[r.Code] = s
		}
		was, now := against(s.name, s.maps, r)
		if was != "" && !s.told {
			s.told = true
			if n++; n <= mostTold {
				told = append(told, fmt.Sprintf("%s is %s and %s", r.Code, was, now))
			}
		}
		if s.name == nil && !r.Synonym {
			s.name = r
		}
		if s.maps == nil && r.Maps != "" {
			s.maps = r
		}
	}
	if n == 0 {
		return nil
	}
	return outcome.New(outcome.Invalid, "%d codes contradict themselves: %s. One code has one name; further names have 1 in a column synonym", n, strings.Join(told, "; "))
}

// against gives what was said of a code and what a row says otherwise.
func against(name, maps, r *Row) (was, now string) {
	switch {
	case maps != nil && r.Maps != "" && maps.Maps != r.Maps:
		return at(maps.Maps, maps), at(r.Maps, r)
	case name != nil && !r.Synonym && plain(name.Display) != plain(r.Display):
		return at(name.Display, name), at(r.Display, r)
	}
	return "", ""
}

func at(what string, r *Row) string { return fmt.Sprintf("%s (line %d)", what, r.Line) }

// plain is a name without what is only spelling: width, case and spaces.
func plain(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(lexicon.Fold(name))), " ")
}

// shared counts the names that stand at more than one code. That is no fault:
// tables of diagnoses give a part and its whole the same name.
func shared(rows []Row) (n int) {
	code := make(map[string]string, len(rows))
	counted := map[string]bool{}
	for i := range rows {
		name := plain(rows[i].Display)
		was, seen := code[name]
		if name != "" && seen && was != rows[i].Code && !counted[name] {
			counted[name] = true
			n++
		}
		code[name] = rows[i].Code
	}
	return n
}
