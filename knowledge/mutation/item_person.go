package mutation

import (
	"fmt"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// condition changes for whom a condition is likelier, what it means that the record
// holds it, and how it is seen.
func condition(g *graph.Graph, x graph.Condition) []altered {
	out := edges(g, x)
	for i := range x.Modifiers {
		out = append(out, tried("cond likelier", modifier(x, i), people(x, x.Modifiers[i])...)...)
	}
	if x.Sex != "" {
		out = append(out, asks("cond likelier", "sex", sexed(x, func(x *graph.Condition) *string { return &x.Sex }))...)
	}
	missed := x
	missed.MustNotMiss = !x.MustNotMiss
	return slices.Concat(out,
		asks("cond known", "known", record(x)),
		asks("cond seen", "seen", slices.Concat(
			stepped(x, "level", func(x *graph.Condition) *int { return &x.Level }),
			become(x, "department", elsewhere(x.Department), func(x *graph.Condition) *string { return &x.Department }),
			[]Altered[graph.Condition]{{Change: fmt.Sprintf("must_not_miss becomes %v", missed.MustNotMiss), Fact: missed}},
		)),
	)
}

var otherSex = map[string]string{"female": "male", "male": "female"}

// sexed makes a sex the other one, and drops it.
func sexed[T any](x T, of func(*T) *string) []Altered[T] {
	return append(become(x, "sex", otherSex[*of(&x)], of), become(x, "sex", "", of)...)
}

// modifier moves the ages of a modifier by the last decimal and drops each, makes its
// sex the other one and drops it, changes whom else it is limited to, turns about
// whether it makes the condition likelier, and drops it.
func modifier(x graph.Condition, i int) []Altered[graph.Condition] {
	of := func(x *graph.Condition) *graph.Modifier {
		x.Modifiers = slices.Clone(x.Modifiers)
		return &x.Modifiers[i]
	}
	from, to := func(x *graph.Condition) *float64 { return &of(x).MinAge }, func(x *graph.Condition) *float64 { return &of(x).MaxAge }
	out := slices.Concat(moved(x, "min_age", from), lost(x, "min_age", from), moved(x, "max_age", to), lost(x, "max_age", to))
	m := x.Modifiers[i]
	change := func(what string, do func(*graph.Modifier)) {
		own := x
		do(of(&own))
		out = append(out, Altered[graph.Condition]{Change: what, Fact: own})
	}
	if m.Sex != "" {
		change("sex is turned about", func(m *graph.Modifier) { m.Sex = otherSex[m.Sex] })
		change("sex is dropped", func(m *graph.Modifier) { m.Sex = "" })
	}
	if m.When != nil {
		change("when is dropped", func(m *graph.Modifier) { m.When = nil })
		for _, v := range variants(*m.When, steps{}) {
			change("when: "+v.name, func(m *graph.Modifier) { m.When = &v.expr })
		}
	}
	if m.Times != 1 {
		change(fmt.Sprintf("times %v makes it the less likely, or the more", m.Times), func(m *graph.Modifier) { m.Times = 1 / m.Times })
	}
	own := x
	own.Modifiers = slices.Delete(slices.Clone(x.Modifiers), i, i+1)
	out = append(out, Altered[graph.Condition]{Change: "it is dropped", Fact: own})
	return ofRow(fmt.Sprintf(" of modifier %d", i+1), out)
}

// people are those by whom a modifier is told: those whom it is limited to, all ages
// of a sex, both sexes at an age and, where no more or less tells it, by what the
// prior is multiplied.
func people(x graph.Condition, m graph.Modifier) []graph.ItemCase {
	var limited, ages, sexes, times []graph.ItemCase
	put := func(to *[]graph.ItemCase, question, who string) {
		*to = append(*to, graph.ItemCase{For: who, Asks: question})
	}
	if m.When != nil {
		for _, id := range m.When.Facts() {
			put(&limited, "likelier", id)
			put(&limited, "likelier", "no "+id)
		}
	}
	var whose []string
	if m.Sex == "" {
		whose = []string{""}
	}
	if slices.ContainsFunc(x.Modifiers, func(m graph.Modifier) bool { return m.Sex != "" }) {
		whose = append(whose, "man", "woman")
		put(&sexes, "sex", "")
		put(&sexes, "likelier", "man")
		put(&sexes, "likelier", "woman")
	}
	for _, who := range whose {
		put(&ages, "age", who)
		for _, y := range []float64{m.MinAge, m.MinAge - decimal(m.MinAge), m.MaxAge, m.MaxAge - decimal(m.MaxAge)} {
			if at := strings.TrimPrefix(fmt.Sprintf("%s, %v y", who, y), ", "); y >= 0 {
				put(&ages, "likelier", at)
				put(&times, "times", at)
			}
		}
	}
	if m.MinAge > 0 || m.MaxAge > 0 {
		return slices.Concat(limited, ages, sexes, times)
	}
	return slices.Concat(limited, sexes, ages, times)
}

// record changes what it means that the record holds a condition.
func record(x graph.Condition) []Altered[graph.Condition] {
	if x.Known == nil {
		return nil
	}
	of := func(x *graph.Condition) *graph.Known {
		own := *x.Known
		x.Known = &own
		return x.Known
	}
	out := append(stepped(x, "known level", func(x *graph.Condition) *int { return &of(x).Level }),
		each(x, "known implies", func(x *graph.Condition) *[]string { return &of(x).Implies })...)
	if x.Known.Level > 0 {
		own := x
		of(&own).Level = 0
		out = append(out, Altered[graph.Condition]{Change: "known level is dropped", Fact: own})
	}
	if x.Known.Times > 0 && x.Known.Times != 1 {
		own := x
		of(&own).Times = 1 / x.Known.Times
		out = append(out, Altered[graph.Condition]{Change: "known makes it the less likely, or the more", Fact: own})
	}
	return out
}

// said changes what counts as present with a finding, who can have it and whether
// it is asked; asked says that a complaint asks it, so that no lint takes it without a
// question.
func said(x graph.Finding, asked bool) []altered {
	var out []altered
	can := func(list []Altered[graph.Finding], who ...string) {
		var tries []graph.ItemCase
		for _, w := range who {
			tries = append(tries, graph.ItemCase{For: w, Asks: "can"})
		}
		out = append(out, tried("find can", list, tries...)...)
	}
	out = append(out, asks("find brings", "brings", each(x, "implies", func(x *graph.Finding) *[]string { return &x.Implies }))...)
	if x.Sex != "" {
		can(sexed(x, func(x *graph.Finding) *string { return &x.Sex }), "man", "woman")
	}
	if x.Until > 0 {
		of := func(x *graph.Finding) *float64 { return &x.Until }
		can(append(moved(x, "until", of), lost(x, "until", of)...), fmt.Sprintf("%v y", x.Until), fmt.Sprintf("%v y", x.Until-decimal(x.Until)))
	}
	lose := func(kind, what, question string, there bool, do func(*graph.Finding), who ...string) {
		if own := x; there {
			do(&own)
			var tries []graph.ItemCase
			for _, w := range append(who, "")[:max(len(who), 1)] {
				tries = append(tries, graph.ItemCase{For: w, Asks: question})
			}
			out = append(out, altered{kind, what + " is dropped", own, tries})
		}
	}
	lose("find can", "child", "can", x.Child, func(x *graph.Finding) { x.Child = false }, fmt.Sprintf("%d y", logic.ChildAge))
	lose("find asked", "ask", "asked", x.Ask != nil && !asked, func(x *graph.Finding) { x.Ask = nil })
	lose("find unsaid", "undocumented", "unsaid", x.Undocumented != "", func(x *graph.Finding) { x.Undocumented = "" })
	lose("find new", "acute", "new", x.Acute, func(x *graph.Finding) { x.Acute = false })
	return out
}

// order changes the order of the steps of a pathway and what each needs.
func order(x graph.Pathway) []altered {
	var out []Altered[graph.Pathway]
	for i := 1; i < len(x.Steps); i++ {
		own := x
		own.Steps = slices.Clone(x.Steps)
		own.Steps[i-1], own.Steps[i] = own.Steps[i], own.Steps[i-1]
		out = append(out, Altered[graph.Pathway]{Change: x.Steps[i].ID + " stands before " + x.Steps[i-1].ID, Fact: own})
	}
	all := asks("path steps", "steps", out)
	for i, s := range x.Steps {
		of := func(x *graph.Pathway) *graph.PathStep {
			x.Steps = slices.Clone(x.Steps)
			return &x.Steps[i]
		}
		ask := func(x *graph.Pathway) *[]string { return &of(x).Ask }
		list := slices.Concat(each(x, "ask", ask), swapped(x, "ask", ask),
			each(x, "after", func(x *graph.Pathway) *[]string { return &of(x).After }),
			each(x, "orders", func(x *graph.Pathway) *[]string { return &of(x).Orders }),
			each(x, "bands", func(x *graph.Pathway) *[]string { return &of(x).Bands }))
		for k, sc := range s.Screen {
			list = append(list, each(x, "orders of "+strings.TrimPrefix(sc.Cond, "cond."), func(x *graph.Pathway) *[]string {
				step := of(x)
				step.Screen = slices.Clone(step.Screen)
				return &step.Screen[k].OrderInvs
			})...)
		}
		all = append(all, asks("path steps", s.ID, ofRow(" of "+s.ID, list))...)
	}
	return all
}
