package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ItemCase is a test beside an item that says something without being a rule: a
// condition, a complaint, a finding, what a red flag suspects, what an order rule
// drafts. It asks the item one thing about a patient (knowledge/logic has the
// questions and the words of the answers). Rows of itemtests-*.csv are such cases.
type ItemCase struct {
	// For is the patient, of whom nothing else is known; ItemCase.Given is its grammar.
	For string `yaml:"for" json:"for,omitempty"`
	// Asks is the question, Expect the whole answer.
	Asks   string `yaml:"asks" json:"asks"`
	Expect string `yaml:"expect" json:"expect"`
}

// Given are the facts of the patient. For is terms joined by commas:
//
//	man, woman, pregnant, 8 y, find.smoker, cond.asthma, no find.fever, bmi 30
//
// A measure is the id of a quantity without "find.".
func (c ItemCase) Given() (map[string]any, error) {
	given := map[string]any{}
	for _, term := range strings.Split(c.For, ",") {
		f := strings.Fields(term)
		switch {
		case len(f) == 0:
		case len(f) == 1 && f[0] == "man":
			given["find.sex_male"] = true
		case len(f) == 1 && f[0] == "woman":
			given["find.sex_female"] = true
		case len(f) == 1 && f[0] == "pregnant":
			given["find.sex_female"], given["find.pregnant"] = true, true
		case len(f) == 1 && isFact(f[0]):
			given[f[0]] = true
		case len(f) == 2 && f[0] == "no" && isFact(f[1]):
			given[f[1]] = false
		default:
			id, n, ok := measured(f)
			if !ok {
				return nil, fmt.Errorf("patient %q: %q is not understood", c.For, term)
			}
			given[id] = n
		}
	}
	return given, nil
}

// measured reads "8 y" and "bmi 30".
func measured(f []string) (id string, n float64, ok bool) {
	if len(f) != 2 {
		return "", 0, false
	}
	id, text := "find."+f[0], f[1]
	if f[1] == "y" {
		id, text = "find.age", f[0]
	}
	n, err := strconv.ParseFloat(text, 64)
	return id, n, err == nil
}

func isFact(id string) bool { return strings.HasPrefix(id, "find.") || strings.HasPrefix(id, "cond.") }

// Checked is an item with the ItemCases beside it.
type Checked struct {
	ID    string
	Item  any
	Cases []ItemCase
}

// Checked gives the items that carry ItemCases, by kind and id.
func (g *Graph) Checked() []Checked {
	m := g.module()
	var out []Checked
	for _, x := range m.checkable() {
		if len(*x.cases) > 0 {
			out = append(out, Checked{x.id, x.item(), *x.cases})
		}
	}
	return out
}

// checkable is an item that may carry ItemCases, and where they are.
type checkable struct {
	id    string
	item  func() any
	cases *[]ItemCase
}

func (m *Module) checkable() []checkable {
	return slices.Concat(
		checkables(m.Findings, func(x *Finding) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.Conditions, func(x *Condition) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.Complaints, func(x *Complaint) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.RedFlags, func(x *RedFlag) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.OrderRules, func(x *OrderRule) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.Scores, func(x *Score) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.Pathways, func(x *Pathway) (string, *[]ItemCase) { return x.ID, &x.Checked }),
		checkables(m.Courses, func(x *Course) (string, *[]ItemCase) { return x.ID, &x.Checked }),
	)
}

func checkables[T any](items []T, of func(*T) (string, *[]ItemCase)) []checkable {
	out := make([]checkable, len(items))
	for i := range items {
		x := &items[i]
		id, cases := of(x)
		out[i] = checkable{id, func() any { return *x }, cases}
	}
	return out
}

// itemTests puts the rows of tests beside the items that they name.
func (l *loader) itemTests() {
	to := map[string]*[]ItemCase{}
	for _, x := range l.all.checkable() {
		to[x.id] = x.cases
	}
	for _, r := range l.rows["itemtests"] {
		cases := to[r.cells["of"]]
		if cases == nil {
			l.problem(r.at, r.cells["of"], "a test of no finding, condition, complaint, red flag, order rule, score, pathway or course")
			continue
		}
		*cases = append(*cases, ItemCase{For: r.cells["for"], Asks: r.cells["asks"], Expect: r.cells["expect"]})
	}
}
