package mutation

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Survivor is a mutant that the tests of its rule do not notice.
type Survivor struct {
	Rule, Change string
	// Test would have killed it.
	Test graph.Case
}

// String is the survivor with its test as it would be written in YAML.
func (s Survivor) String() string {
	return fmt.Sprintf("%s: nobody notices when %s; a test that would: %s", s.Rule, s.Change, YAML(s.Test))
}

// YAML writes a test as one line of content.
func YAML(c graph.Case) string {
	var given []string
	for _, id := range slices.Sorted(maps.Keys(c.Given)) {
		given = append(given, fmt.Sprintf("%s: %s", id, plain(c.Given[id])))
	}
	return fmt.Sprintf("{given: {%s}, expect: %s, why: %q}", strings.Join(given, ", "), plain(c.Expect), c.Why)
}

func plain(v any) string {
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// Count is how much was tried.
type Count struct{ Rules, Mutants, Killed, Same int }

// Counts are counts by kind: "flag", "band" or, of a pathway, "path target".
type Counts map[string]Count

// All is the sum.
func (c Counts) All() (n Count) {
	for _, x := range c {
		n = Count{n.Rules + x.Rules, n.Mutants + x.Mutants, n.Killed + x.Killed, n.Same + x.Same}
	}
	return n
}

// kindOf is the kind of a rule by its id.
func kindOf(rule string) string {
	of, part, _ := strings.Cut(rule, " ")
	part, _, _ = strings.Cut(part, " ")
	kind, _, _ := strings.Cut(of, ".")
	return strings.TrimSpace(kind + " " + part)
}

// Run tries every mutant of every rule against the rule's own tests. Mutants
// that no set of facts tells from the rule count as the same rule.
func Run(g *graph.Graph) ([]Survivor, Counts) {
	g = g.Whole() // what the jurisdiction sets aside is held by its tests too
	var out []Survivor
	counts := Counts{}
	for _, s := range subjects(g) {
		n := counts[kindOf(s.id)]
		n.Rules++
		cases := make([]logic.Facts, len(s.tests))
		for i, c := range s.tests {
			cases[i] = logic.FromGiven(g, c.Given)
		}
		var more []graph.Case // tests that earlier survivors of this rule ask for
		for _, m := range s.mutants {
			n.Mutants++
			if s.kills(m, cases) || s.killedBy(g, m, more) {
				n.Killed++
				continue
			}
			c, ok := s.tell(g, m)
			if !ok {
				n.Same++
				continue
			}
			more = append(more, c)
			out = append(out, Survivor{Rule: s.id, Change: m.name, Test: c})
		}
		counts[kindOf(s.id)] = n
	}
	return out, counts
}

func (s subject) kills(m mutant, cases []logic.Facts) bool {
	for i, f := range cases {
		if logic.Agrees(s.tests[i].Expect, m.got(f, s.tests[i].Given)) != nil {
			return true
		}
	}
	return false
}

func (s subject) killedBy(g *graph.Graph, m mutant, tests []graph.Case) bool {
	return slices.ContainsFunc(tests, func(c graph.Case) bool {
		return logic.Agrees(c.Expect, m.got(logic.FromGiven(g, c.Given), c.Given)) != nil
	})
}

func (s subject) differs(g *graph.Graph, m mutant, given map[string]any) bool {
	f := logic.FromGiven(g, given)
	return key(s.got(f, given)) != key(m.got(f, given))
}

// key is what of an outcome a test can see.
func key(v any) string {
	switch x := v.(type) {
	case chart.Tri:
		return x.String()
	case logic.Said:
		if x.Holds != chart.Yes {
			return x.Holds.String()
		}
		return x.Words
	case logic.ScoreResult:
		if x.Applies != chart.Yes {
			return "does not apply"
		}
		return fmt.Sprint(x.Sum, logic.ResponseWords(x.Response))
	}
	return fmt.Sprint(v)
}

// sure is true for an outcome that is known.
func sure(v any) bool {
	if x, ok := v.(logic.Said); ok {
		v = x.Holds
	}
	return v != chart.Unknown
}

// tell looks for facts that tell the mutant from the rule: the tests there are
// with one fact or two changed, then facts at random; first those of which the rule
// is certain. What it finds is made as small as it will go.
func (s subject) tell(g *graph.Graph, m mutant) (graph.Case, bool) {
	tells := func(given map[string]any) bool { return consistent(g, given) && s.differs(g, m, given) }
	certain := func(given map[string]any) bool {
		return tells(given) && sure(s.got(logic.FromGiven(g, given), given))
	}
	for _, try := range []func(map[string]any) bool{certain, tells} {
		if given, ok := s.look(g, try); ok {
			return s.smallest(g, given, m, try), true
		}
	}
	return graph.Case{}, false
}

func (s subject) look(g *graph.Graph, try func(map[string]any) bool) (map[string]any, bool) {
	domain := s.domain(g)
	ids := slices.Sorted(maps.Keys(domain))
	r := rand.New(rand.NewPCG(1, uint64(len(ids))))
	starts := []map[string]any{{}}
	for _, c := range s.tests {
		starts = append(starts, c.Given)
	}
	for _, start := range starts {
		for _, id := range ids {
			for _, v := range domain[id] {
				if given := changed(start, id, v); try(given) {
					return given, true
				}
			}
		}
	}
	for range 20 * (len(ids) + 10) {
		given := maps.Clone(starts[r.IntN(len(starts))])
		for range 1 + r.IntN(len(ids)+1) {
			id := ids[r.IntN(len(ids))]
			given = changed(given, id, domain[id][r.IntN(len(domain[id]))])
		}
		if try(given) {
			return given, true
		}
	}
	return nil, false
}

// smallest leaves out every fact that is not needed.
func (s subject) smallest(g *graph.Graph, given map[string]any, m mutant, try func(map[string]any) bool) graph.Case {
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if less := changed(given, id, nil); try(less) {
			given = less
		}
	}
	return graph.Case{Given: given, Expect: expected(s.got(logic.FromGiven(g, given), given), m.says), Why: reason(m.name)}
}

// reason is a change as the why of a test, short enough for a line.
func reason(change string) string {
	const most = 90
	if r := []rune(change); len(r) > most {
		change = string(r[:most]) + "..."
	}
	return "notices when " + change
}
