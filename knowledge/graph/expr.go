package graph

import "slices"

// Expr is a three-valued condition over facts. In YAML it is one of:
//
//	find.fever                      present (a bare id: find.*, cond.*, drug.* in use, class.* in use)
//	{absent: find.fever}            said or measured not to be there (unknown stays unknown)
//	{find.bmi: {gte: 24, lt: 28}}   a quantity: gte, gt, lte, lt, eq; several are joined by and
//	{all: [...]}  {any: [...]}  {not: ...}
//	{count: {min: 2, of: [...]}}    at least min are true
//
// Demographics are facts too: find.age (years), find.sex_female, find.sex_male,
// find.pregnant, find.lactating. Unknown is never false: all is false as soon
// as one is false and unknown while one is unknown; any is the dual; count is
// false only when it can no longer be reached.
//
// Exactly one member is set.
type Expr struct {
	Present string
	Absent  string
	Compare *Compare
	All     []Expr
	Any     []Expr
	Not     *Expr
	Count   *Count
}

// Facts are the ids that the expression names, each once, in its own order.
func (e Expr) Facts() []string {
	var out []string
	add := func(ids ...string) {
		for _, id := range ids {
			if id != "" && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	add(e.Present, e.Absent)
	if e.Compare != nil {
		add(e.Compare.Fact)
	}
	parts := slices.Concat(e.All, e.Any)
	if e.Not != nil {
		parts = append(parts, *e.Not)
	}
	if e.Count != nil {
		parts = append(parts, e.Count.Of...)
	}
	for _, x := range parts {
		add(x.Facts()...)
	}
	return out
}

// Compare bounds a quantity; nil bounds do not apply.
type Compare struct {
	Fact                 string
	GTE, GT, LTE, LT, EQ *float64
}

// Count is at-least-min-of.
type Count struct {
	Min int
	Of  []Expr
}
