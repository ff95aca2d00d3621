package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

func (l *loader) addRule(r row, names map[string]Label, kind, when string, form Label) {
	if !l.claim(r) {
		return
	}
	x := SafetyRule{
		ID: r.cells["id"], Kind: kind, A: r.list("drugs"), B: r.list("with"), Tier: r.cells["tier"], Severity: r.cells["severity"],
		Advice: Label{r.cells["zh"], r.cells["en"]}, Provenance: r.provenance(),
	}
	second, all := x.B, [][]string{x.A, x.B}
	if when != "" {
		e, ok := l.condition(r)
		if !ok {
			return
		}
		x.When, second, all = &e, facts(e), append([][]string{x.A}, parts(e)...)
	}
	x.Labels = Label{
		fmt.Sprintf(form.ZH, join(names, x.A, "zh"), join(names, second, "zh")),
		fmt.Sprintf(form.EN, join(names, x.A, "en"), join(names, second, "en")),
	}
	x.Tests = append(r.fires(), l.meaning(all...)...)
	l.all.SafetyRules = append(l.all.SafetyRules, x)
}

// enter enters the id of a row, unless another item has it.
func (l *loader) enter(r row) bool {
	id := r.cells["id"]
	if old, dup := l.places[id]; dup {
		l.problem(r.at, id, fmt.Sprintf("duplicate id, first at %s:%d", old.file, old.line))
		return false
	}
	l.places[id] = r.at
	return true
}

// claim enters the id of a row that has an example.
func (l *loader) claim(r row) bool {
	if !l.enter(r) {
		return false
	}
	if len(r.list("example")) == 0 {
		l.problem(r.at, r.cells["id"], "no example")
		return false
	}
	return true
}

// condition reads the column when.
func (l *loader) condition(r row) (Expr, bool) {
	var all []Expr
	for _, group := range strings.Split(r.cells["when"], "&") {
		var alternatives []Expr
		for _, id := range strings.Split(group, "|") {
			id = strings.TrimSpace(id)
			if _, ok := kindOf(id); !ok {
				l.problem(r.at, r.cells["id"], fmt.Sprintf("%q is no fact", id))
				return Expr{}, false
			}
			alternatives = append(alternatives, Expr{Present: id})
		}
		if len(alternatives) == 1 {
			all = append(all, alternatives[0])
		} else {
			all = append(all, Expr{Any: alternatives})
		}
	}
	if len(all) == 1 {
		return all[0], true
	}
	return Expr{All: all}, true
}

// fires is the example: it must make the rule true.
func (r row) fires() []Case {
	given := map[string]any{}
	for _, id := range r.list("example") {
		given[id] = true
	}
	return []Case{{Given: given, Expect: true, Why: "the example"}}
}

// meaning gives the cases that follow from the form of a row whose parts must
// all hold, each by any of its alternatives. Where one part brings another with
// it (a medicine and the class it is of), only the other is given as absent.
func (l *loader) meaning(parts ...[]string) []Case {
	var out []Case
	for i, part := range parts {
		rest := map[string]any{}
		for k, other := range parts {
			if k != i {
				rest[other[0]] = true
			}
		}
		silent := maps.Clone(rest)
		for _, id := range part {
			silent[id] = false
			fires := maps.Clone(rest)
			fires[id] = true
			out = append(out, Case{Given: fires, Expect: true, Why: id + " is enough of its part"})
		}
		if l.brings(rest, part) {
			maps.DeleteFunc(silent, func(id string, _ any) bool { return !slices.Contains(part, id) })
		}
		out = append(out, Case{Given: silent, Expect: false, Why: "nothing of this part"})
	}
	return out
}

// brings is true where one of the given medicines or classes is of a class
// among part.
func (l *loader) brings(given map[string]any, part []string) bool {
	if l.above == nil {
		l.above = map[string][]string{}
		for _, d := range l.all.Drugs {
			l.above[d.ID] = d.Classes
		}
		for _, c := range l.all.DrugClasses {
			l.above[c.ID] = c.Parents
		}
	}
	var reaches func(id string, depth int) bool
	reaches = func(id string, depth int) bool {
		return slices.ContainsFunc(l.above[id], func(up string) bool {
			return slices.Contains(part, up) || depth < maxDepth && reaches(up, depth+1)
		})
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(given)), func(id string) bool { return reaches(id, 0) })
}

// maxDepth bounds the walk up the classes; the lint refuses circles.
const maxDepth = 12

// parts gives the alternatives of each part of a condition of a table.
func parts(e Expr) [][]string {
	if len(e.All) == 0 {
		return [][]string{facts(e)}
	}
	var out [][]string
	for _, x := range e.All {
		out = append(out, facts(x))
	}
	return out
}

// facts lists what a condition of a table names.
func facts(e Expr) []string {
	if e.Present != "" {
		return []string{e.Present}
	}
	var out []string
	for _, x := range append(slices.Clone(e.All), e.Any...) {
		out = append(out, facts(x)...)
	}
	return out
}

func join(names map[string]Label, ids []string, lang string) string {
	var out []string
	for _, id := range ids {
		out = append(out, names[id].In(lang))
	}
	if lang == "en" {
		return strings.Join(out, ", ")
	}
	return strings.Join(out, "、")
}

// names are the labels by which rows speak of other items.
func (m *Module) names() map[string]Label {
	out := map[string]Label{}
	for _, x := range m.Drugs {
		out[x.ID] = x.Labels
	}
	for _, x := range m.DrugClasses {
		out[x.ID] = x.Labels
	}
	for _, x := range m.Conditions {
		out[x.ID] = x.Labels
	}
	for _, x := range append(builtins(), m.Findings...) {
		out[x.ID] = x.Labels
	}
	return out
}
