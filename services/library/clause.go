package library

import (
	"strconv"

	"apricot.health/knowledge/graph"
)

// clause is a condition as a clinician reads it: a word such as "all of", then
// its parts, or one fact with its bounds.
type clause struct {
	// Op is present, absent, compare, all, any, not or count.
	Op     string
	Fact   string
	Bounds []bound
	Min    int
	Parts  []*clause
}

// bound is one side of a comparison, such as ≥ 24.
type bound struct {
	Sign  string
	Value string
}

func clauseOf(e graph.Expr) *clause {
	switch {
	case e.Present != "":
		return &clause{Op: "present", Fact: e.Present}
	case e.Absent != "":
		return &clause{Op: "absent", Fact: e.Absent}
	case e.Compare != nil:
		return &clause{Op: "compare", Fact: e.Compare.Fact, Bounds: boundsOf(*e.Compare)}
	case e.Not != nil:
		return &clause{Op: "not", Parts: []*clause{clauseOf(*e.Not)}}
	case e.Count != nil:
		return &clause{Op: "count", Min: e.Count.Min, Parts: clausesOf(e.Count.Of)}
	case e.All != nil:
		return &clause{Op: "all", Parts: clausesOf(e.All)}
	default:
		return &clause{Op: "any", Parts: clausesOf(e.Any)}
	}
}

func clausesOf(es []graph.Expr) []*clause {
	out := make([]*clause, 0, len(es))
	for _, e := range es {
		out = append(out, clauseOf(e))
	}
	return out
}

func boundsOf(c graph.Compare) []bound {
	var out []bound
	for _, b := range []struct {
		sign  string
		value *float64
	}{{"≥", c.GTE}, {">", c.GT}, {"≤", c.LTE}, {"<", c.LT}, {"=", c.EQ}} {
		if b.value != nil {
			out = append(out, bound{b.sign, strconv.FormatFloat(*b.value, 'g', -1, 64)})
		}
	}
	return out
}

// facts calls visit with every id of the condition.
func (c *clause) facts(visit func(string)) {
	if c.Fact != "" {
		visit(c.Fact)
	}
	for _, p := range c.Parts {
		p.facts(visit)
	}
}
