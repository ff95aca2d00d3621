package agent

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/fhir/store"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// visit is what tells of an Encounter where a patient is seen.
type visit struct {
	ResourceType, Status string
	Period               struct{ Start string }
	ServiceType          concept
	Location             []struct{ Location struct{ Display string } }
	Type                 []concept
	ServiceProvider      struct{ Display string }
}

type concept struct {
	Text   string
	Coding []struct{ Code, Display string }
}

// open are the states of a visit that is not over, in the order of how surely the
// patient is there.
var open = map[string]int{"in-progress": 3, "onleave": 2, "triaged": 2, "arrived": 2, "planned": 1} //nolint:gochecknoglobals // read only

// DepartmentOf is the department of the graph (dept.*) where a patient is seen: that of
// the open visit of some Encounters at which the patient most surely is, of two the later,
// by its kind of service, its place, its type or who provides it. It is empty where none
// says so in a word that the graph has for a department.
func DepartmentOf(g *graph.Graph, encounters []store.Resource) string {
	best, found := visit{}, ""
	for _, r := range encounters {
		var v visit
		if json.Unmarshal(r.JSON, &v) != nil || open[v.Status] == 0 {
			continue
		}
		if open[v.Status] < open[best.Status] || open[v.Status] == open[best.Status] && v.Period.Start < best.Period.Start {
			continue
		}
		if id := v.department(g); id != "" {
			best, found = v, id
		}
	}
	return found
}

func (v visit) department(g *graph.Graph) string {
	words := v.ServiceType.words()
	for _, l := range v.Location {
		words = append(words, l.Location.Display)
	}
	for _, t := range v.Type {
		words = append(words, t.words()...)
	}
	for _, w := range append(words, v.ServiceProvider.Display) {
		if id := departmentNamed(g, w); id != "" {
			return id
		}
	}
	return ""
}

func (c concept) words() []string {
	out := []string{c.Text}
	for _, k := range c.Coding {
		out = append(out, k.Code, k.Display)
	}
	return out
}

// departmentNamed is the department that a word names: by its id, with or without
// "dept.", or by its name in either language, behind which anything may stand
// (心内科门诊). Of two names the longer is meant.
func departmentNamed(g *graph.Graph, word string) string {
	word = strings.TrimPrefix(lexicon.Fold(word), "department of ")
	best, length := "", 0
	for _, d := range g.Departments() {
		for _, name := range []string{d.ID, strings.TrimPrefix(d.ID, "dept."), d.Labels.ZH, d.Labels.EN} {
			if n := lexicon.Fold(name); len(n) > length && begins(word, n) {
				best, length = d.ID, len(n)
			}
		}
	}
	return best
}

// begins is true where a word begins with a name and not in the middle of a Latin one.
func begins(word, name string) bool {
	rest, ok := strings.CutPrefix(word, name)
	if !ok || rest == "" {
		return ok
	}
	next, _ := utf8.DecodeRuneInString(rest)
	return next > unicode.MaxLatin1 || !unicode.IsLetter(next) && next != '_'
}
