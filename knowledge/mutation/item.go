package mutation

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// ItemSurvivor is a mutant of an item that none of the ItemCases beside it notices.
type ItemSurvivor struct {
	Item, Change string
	// Test would have killed it.
	Test graph.ItemCase
}

// String is the survivor with its test as a row of a table.
func (s ItemSurvivor) String() string {
	return fmt.Sprintf("%s: nobody notices when %s; a test that would: %s", s.Item, s.Change, ItemRow(s.Item, s.Test))
}

// altered is an item with one thing in it changed and the tests worth trying against
// that.
type altered struct {
	kind, change string
	item         any
	tries        []graph.ItemCase
}

// item is one that says something without being a rule.
type item struct {
	id      string
	is      any
	cases   []graph.ItemCase
	mutants []altered
}

// RunItems tries every mutant of the items that are no rules against the tests beside
// them. Mutants that no test worth trying tells say the same in other words.
func RunItems(g *graph.Graph) ([]ItemSurvivor, Counts) {
	g = g.Whole()
	tryout := g.Tryout()
	var out []ItemSurvivor
	counts := Counts{}
	for _, x := range items(g) {
		cases, counted := slices.Clone(x.cases), map[string]bool{}
		for _, m := range x.mutants {
			n := counts[m.kind]
			if !counted[m.kind] {
				counted[m.kind] = true
				n.Rules++
			}
			n.Mutants++
			with := g
			switch changed := m.item.(type) {
			case graph.Condition:
				with = tryout.Condition(changed)
			case graph.Finding:
				with = tryout.Finding(changed)
			}
			notices := func(c graph.ItemCase) bool {
				if !slices.ContainsFunc(m.tries, func(t graph.ItemCase) bool { return t.Asks == c.Asks }) {
					return false // it asks something else
				}
				got, err := logic.Answer(with, m.item, c)
				return err == nil && got != c.Expect
			}
			if slices.ContainsFunc(cases, notices) {
				n.Killed++
			} else if c, ok := telling(g, x.is, m.tries, notices); ok {
				cases = append(cases, c)
				out = append(out, ItemSurvivor{x.id, m.change, c})
			} else {
				n.Same++
			}
			counts[m.kind] = n
		}
	}
	return out, counts
}

// telling is the first of the tests worth trying that a mutant does not meet.
func telling(g *graph.Graph, is any, tries []graph.ItemCase, notices func(graph.ItemCase) bool) (graph.ItemCase, bool) {
	for _, c := range tries {
		var err error
		if c.Expect, err = logic.Answer(g, is, c); err == nil && notices(c) {
			return c, true
		}
	}
	return graph.ItemCase{}, false
}

// items are those of the graph with their mutants.
func items(g *graph.Graph) []item {
	var out []item
	for _, x := range g.Conditions() {
		out = append(out, item{x.ID, x, x.Checked, condition(g, x)})
	}
	asked := map[string]bool{}
	for _, x := range g.Complaints() {
		out = append(out, item{x.ID, x, x.Checked, complaint(x)})
		for _, id := range slices.Concat(x.Danger, x.History) {
			asked[id] = true
		}
	}
	for _, x := range g.Findings() {
		out = append(out, item{x.ID, x, x.Checked, said(x, asked[x.ID])})
	}
	for _, x := range g.RedFlags() {
		out = append(out, item{x.ID, x, x.Checked, asks("flag suspects", "suspects", each(x, "suspect", func(x *graph.RedFlag) *[]string { return &x.Suspect }))})
	}
	for _, x := range g.OrderRules() {
		out = append(out, item{x.ID, x, x.Checked, asks("order drafts", "drafts", each(x, "orders", func(x *graph.OrderRule) *[]string { return &x.Orders }))})
	}
	for _, x := range g.Scores() {
		out = append(out, item{x.ID, x, x.Checked, asks("score for", "for", each(x, "for", func(x *graph.Score) *[]string { return &x.For }))})
	}
	for _, x := range g.Courses() {
		out = append(out, item{x.ID, x, x.Checked, course(x)})
	}
	for _, x := range g.Pathways() {
		out = append(out, item{x.ID, x, x.Checked, order(x)})
	}
	return out
}

// asks are mutants that one question tells.
func asks[T any](kind, question string, list []Altered[T]) []altered {
	return tried(kind, list, graph.ItemCase{Asks: question})
}

func tried[T any](kind string, list []Altered[T], tries ...graph.ItemCase) []altered {
	var out []altered
	for _, m := range list {
		out = append(out, altered{kind, m.Change, m.Fact, tries})
	}
	return out
}

// swapped puts each of a list before the one in front of it.
func swapped[T any](x T, what string, of func(*T) *[]string) []Altered[T] {
	list := *of(&x)
	var out []Altered[T]
	for i := 1; i < len(list); i++ {
		own := x
		next := slices.Clone(list)
		next[i-1], next[i] = next[i], next[i-1]
		*of(&own) = next
		out = append(out, Altered[T]{Change: fmt.Sprintf("%s has %s before %s", what, list[i], list[i-1]), Fact: own})
	}
	return out
}

// stepped moves a level by one, where there is such a level.
func stepped[T any](x T, what string, of func(*T) *int) []Altered[T] {
	const most = 4
	level := *of(&x)
	var out []Altered[T]
	for _, to := range []int{level - 1, level + 1} {
		if own := x; level > 0 && to >= 1 && to <= most {
			*of(&own) = to
			out = append(out, Altered[T]{Change: fmt.Sprintf("%s %d becomes %d", what, level, to), Fact: own})
		}
	}
	return out
}

// elsewhere is another department than the one that is named.
func elsewhere(department string) string {
	return map[bool]string{true: "dept.general_medicine", false: "dept.emergency"}[department == "dept.emergency"]
}

func complaint(x graph.Complaint) []altered {
	var also []Altered[graph.Complaint]
	if len(x.Also) > 0 {
		also = become(x, "finding", x.Also[0], func(x *graph.Complaint) *string { return &x.Finding })
	}
	danger := func(x *graph.Complaint) *[]string { return &x.Danger }
	history := func(x *graph.Complaint) *[]string { return &x.History }
	return slices.Concat(
		asks("comp opens", "opens", append(also, each(x, "also", func(x *graph.Complaint) *[]string { return &x.Also })...)),
		asks("comp asks", "danger", append(each(x, "danger", danger), swapped(x, "danger", danger)...)),
		asks("comp asks", "history", append(each(x, "history", history), swapped(x, "history", history)...)),
		asks("comp considers", "considers", each(x, "conditions", func(x *graph.Complaint) *[]string { return &x.Conditions })),
		asks("comp seen", "seen", slices.Concat(
			stepped(x, "level", func(x *graph.Complaint) *int { return &x.Level }),
			become(x, "department", elsewhere(x.Department), func(x *graph.Complaint) *string { return &x.Department }),
		)),
	)
}
