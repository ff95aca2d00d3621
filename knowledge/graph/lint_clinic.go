package graph

import (
	"slices"
	"strings"
)

func (l *linter) sources() {
	for _, s := range l.g.sources.items {
		l.id(s.ID, "src")
		l.label(s.ID, "title", s.Title)
		if s.Publisher == "" || s.Year < 1900 {
			l.add(s.ID, "a source needs publisher and year")
		}
		l.enum(s.ID, "jurisdiction", s.Jurisdiction, "CN", "US", "EU", "UK", "INT")
		l.date(s.ID, "review_due", s.ReviewDue)
		if s.RetiredBy != "" {
			l.ref(s.ID, "retired_by", s.RetiredBy, "src")
		}
	}
	for _, d := range l.g.departments.items {
		l.id(d.ID, "dept")
		l.label(d.ID, "labels", d.Labels)
	}
	for _, p := range l.g.phrases.items {
		l.id(p.ID, "phrase")
		l.label(p.ID, "labels", p.Labels)
	}
}

func (l *linter) findings() {
	for _, f := range l.g.findings.items {
		l.id(f.ID, "find")
		l.label(f.ID, "labels", f.Labels)
		l.enum(f.ID, "kind", f.Kind, "boolean", "quantity")
		l.enum(f.ID, "class", f.Class, "symptom", "sign", "history", "risk", "result", "vital", "demographic")
		l.sex(f.ID, f.Sex)
		l.quantity(f)
		l.refs(f.ID, "implies", f.Implies, "find")
		l.refs(f.ID, "excludes", f.Excludes, "find")
		l.refs(f.ID, "presumes", f.Presumes, "find")
		if len(f.Presumes) > 0 && f.Ask == nil {
			l.add(f.ID, "what is not asked presumes nothing")
		}
		l.optional(f.ID, f.Derive)
		l.cases(f.ID, f.Tests)
		if f.Derive != nil && f.Kind != "boolean" {
			l.add(f.ID, "only a yes-or-no finding can be derived")
		}
		l.enum(f.ID, "undocumented", f.Undocumented, "", "absent")
		if f.Undocumented != "" && f.Kind != "boolean" {
			l.add(f.ID, "only a yes-or-no finding can be absent when undocumented")
		}
		if f.Acute && f.Class != "symptom" && f.Class != "sign" {
			l.add(f.ID, "only a symptom or a sign is acute")
		}
		if f.Ask != nil {
			l.label(f.ID, "ask", *f.Ask)
		}
		for _, o := range f.Options {
			l.label(f.ID, "option", o.Label)
			l.refs(f.ID, "option sets", o.Sets, "find")
			l.refs(f.ID, "option clears", o.Clears, "find")
		}
		if chain := l.impliesCycle(f.ID, nil); chain != nil {
			l.add(f.ID, "implies itself: %s", strings.Join(chain, " -> "))
		}
	}
}

func (l *linter) quantity(f Finding) {
	switch {
	case f.Kind == "quantity" && f.Unit == "":
		l.add(f.ID, "a quantity needs a unit (UCUM; 1 for a plain number)")
	case f.Kind == "boolean" && (f.Unit != "" || f.Plausible != nil):
		l.add(f.ID, "a yes-or-no finding has neither unit nor range")
	case f.Kind == "quantity" && len(f.Implies)+len(f.Excludes) > 0:
		l.add(f.ID, "a quantity neither implies nor excludes")
	}
	if f.Plausible != nil && f.Plausible.Min >= f.Plausible.Max {
		l.add(f.ID, "plausible range is empty")
	}
	if f.Base < 0 || f.Base >= 1 {
		l.add(f.ID, "base %v is outside [0,1)", f.Base)
	}
}

// impliesCycle gives the chain from id back to id, nil when there is none.
func (l *linter) impliesCycle(id string, chain []string) []string {
	if len(chain) > 0 && id == chain[0] {
		return append(chain, id)
	}
	if slices.Contains(chain, id) {
		return nil
	}
	f, _ := l.g.Finding(id)
	for _, next := range f.Implies {
		if c := l.impliesCycle(next, append(slices.Clone(chain), id)); c != nil {
			return c
		}
	}
	return nil
}

func (l *linter) conditions() {
	for _, c := range l.g.conditions.items {
		l.id(c.ID, "cond")
		l.label(c.ID, "labels", c.Labels)
		l.ref(c.ID, "department", c.Department, "dept")
		l.level(c.ID, c.Level, 1)
		l.sex(c.ID, c.Sex)
		if c.Prior <= 0 || c.Prior >= 1000 {
			l.add(c.ID, "prior %v is outside (0,1000) per 1000 visits", c.Prior)
		}
		for _, m := range c.Modifiers {
			l.sex(c.ID, m.Sex)
			if m.Times <= 0 || m.MaxAge != 0 && m.MaxAge <= m.MinAge {
				l.add(c.ID, "modifier without effect or without ages")
			}
			if m.Why != nil {
				l.label(c.ID, "why of a modifier", *m.Why)
			} else if m == (Modifier{Times: 1}) {
				l.add(c.ID, "modifier 1 for everybody does not say why")
			}
			l.optional(c.ID, m.When)
		}
		l.known(c)
		seen := map[string]bool{}
		for _, e := range c.Edges {
			if seen[e.Find] {
				l.add(c.ID, "two edges to %s", e.Find)
			}
			seen[e.Find] = true
			l.edge(c.ID, e)
		}
		l.provenance(c.ID, c.Provenance)
	}
}

func (l *linter) known(c Condition) {
	if c.Known == nil {
		return
	}
	for i, id := range c.Known.Implies {
		kind := "find"
		if k, _ := kindOf(id); k == "cond" {
			kind = k
		}
		l.ref(c.ID, "known implies", id, kind)
		if slices.Contains(c.Known.Implies[:i], id) {
			l.add(c.ID, "known implies names %q twice", id)
		}
		if wider, ok := l.g.Condition(id); ok && wider.Known != nil && slices.ContainsFunc(wider.Known.Implies, func(x string) bool { return isCondition(x) && !slices.Contains(c.Known.Implies, x) }) {
			l.add(c.ID, "known implies %s, which implies another condition: name both", id)
		}
		if f, ok := l.g.Finding(id); ok && f.Kind != "boolean" {
			l.add(c.ID, "known implies quantity %s", id)
		}
	}
	if c.Known.Times < 0 {
		l.add(c.ID, "known times %v is negative", c.Known.Times)
	}
	l.level(c.ID, c.Known.Level, 0)
}

func isCondition(id string) bool {
	kind, _ := kindOf(id)
	return kind == "cond"
}

func (l *linter) edge(id string, e Edge) {
	l.ref(id, "edge", e.Find, "find")
	if e.Low <= 0 || e.High >= 1 || e.Low > e.High {
		l.add(id, "edge to %s: %v..%v is not a range inside (0,1)", e.Find, e.Low, e.High)
	}
	l.enum(id, "basis of the edge to "+e.Find, e.Basis, "literature", "guideline", "judgement")
	l.enum(id, "confidence of the edge to "+e.Find, e.Confidence, "high", "medium", "low")
	if e.Ref != nil {
		l.cited(id, *e.Ref)
		if e.Basis == "judgement" || e.FromBasis {
			l.add(id, "edge to %s cites a source and is a judgement, or says no confidence", e.Find)
		}
	}
	if f, ok := l.g.Finding(e.Find); ok && f.Kind != "boolean" {
		l.add(id, "edge to quantity %s", e.Find)
	} else if ok && f.Base <= 0 && f.Class != "demographic" {
		l.add(id, "edge to %s, which has no base", e.Find)
	}
}

func (l *linter) complaints() {
	for _, c := range l.g.complaints.items {
		l.id(c.ID, "comp")
		l.label(c.ID, "labels", c.Labels)
		l.ref(c.ID, "finding", c.Finding, "find")
		l.refs(c.ID, "also", c.Also, "find")
		l.refs(c.ID, "danger", c.Danger, "find")
		l.refs(c.ID, "history", c.History, "find")
		l.refs(c.ID, "conditions", c.Conditions, "cond")
		l.ref(c.ID, "department", c.Department, "dept")
		l.level(c.ID, c.Level, 1)
		if len(c.Conditions) == 0 {
			l.add(c.ID, "no conditions to consider")
		}
		for _, id := range append(slices.Clone(c.Danger), c.History...) {
			f, ok := l.g.Finding(id)
			if ok && f.Ask == nil && f.Class != "demographic" {
				l.add(c.ID, "asks %s, which has no question", id)
			}
		}
		l.provenance(c.ID, c.Provenance)
	}
}

func (l *linter) flags() {
	for _, f := range l.g.flags.items {
		l.id(f.ID, "flag")
		l.label(f.ID, "labels", f.Labels)
		l.label(f.ID, "advice", f.Advice)
		l.level(f.ID, f.Level, 1)
		l.refs(f.ID, "suspect", f.Suspect, "cond")
		l.expr(f.ID, f.When)
		l.optional(f.ID, f.Unless)
		l.cases(f.ID, f.Tests)
		if !slices.ContainsFunc(f.Tests, Case.holds) || !slices.ContainsFunc(f.Tests, func(c Case) bool { return !c.holds() }) {
			l.add(f.ID, "a red flag needs a test that fires and one that does not")
		}
		l.provenance(f.ID, f.Provenance)
	}
}

func (l *linter) orders() {
	for _, x := range l.g.invs.items {
		l.id(x.ID, "inv")
		l.label(x.ID, "labels", x.Labels)
		l.enum(x.ID, "category", x.Category, "laboratory", "imaging", "ecg", "procedure")
		if x.Preparation != nil {
			l.label(x.ID, "preparation", *x.Preparation)
		}
	}
	for _, o := range l.g.orders.items {
		l.id(o.ID, "order")
		l.label(o.ID, "why", o.Why)
		l.expr(o.ID, o.When)
		l.optional(o.ID, o.Unless)
		l.refs(o.ID, "orders", o.Orders, "inv")
		if len(o.Orders) == 0 {
			l.add(o.ID, "orders nothing")
		}
		l.cases(o.ID, o.Tests)
		l.provenance(o.ID, o.Provenance)
	}
}
