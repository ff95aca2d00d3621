package graph

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// kinds are the id prefixes and what stands behind each.
func kindOf(id string) (string, bool) {
	kind, rest, ok := strings.Cut(id, ".")
	if !ok || rest == "" {
		return "", false
	}
	switch kind {
	case "src", "find", "cond", "comp", "flag", "inv", "order", "drug", "class", "allergen",
		"band", "score", "path", "rule", "dept", "phrase", "words", "wording", "course",
		"practice", "figure", "pharm", "trial", "herb", "incompatibility",
		"mistake", "unsound", "must", "never", "protocol":
		return kind, true
	}
	return "", false
}

// Exists says whether an id of any kind is in the graph.
func (g *Graph) Exists(id string) bool {
	_, ok := g.labels[id]
	return ok
}

type linter struct {
	g        *Graph
	places   map[string]place
	problems []Problem
	// missing maps an id that does not exist to who names it, so that one
	// forgotten item is one problem.
	missing map[string][]string
}

// lint checks everything that the decoder cannot see. The order of its
// findings is that of the sections, then of ids.
func lint(g *Graph, places map[string]place) []Problem {
	l := &linter{g: g, places: places, missing: map[string][]string{}}
	l.sources()
	l.findings()
	l.conditions()
	l.complaints()
	l.flags()
	l.orders()
	l.drugs()
	l.classes()
	l.rules()
	l.tables()
	l.pathways()
	l.synonyms()
	l.wordings()
	l.courses()
	l.itemCases()
	l.facts()
	l.conflicts()
	for _, target := range slices.Sorted(maps.Keys(l.missing)) {
		users := slices.Compact(l.missing[target])
		l.add(users[0], "%q does not exist (named by %d: %s)", target, len(users), strings.Join(users[:min(len(users), 6)], ", "))
	}
	return l.problems
}

// dangling notes a reference to nothing.
func (l *linter) dangling(id, target string) { l.missing[target] = append(l.missing[target], id) }

func (l *linter) add(id, format string, args ...any) {
	p := l.places[id]
	l.problems = append(l.problems, Problem{File: p.file, Line: p.line, ID: id, What: fmt.Sprintf(format, args...)})
}

func (l *linter) id(id, kind string) {
	rest, ok := strings.CutPrefix(id, kind+".")
	if !ok || rest == "" {
		l.add(id, "the id must begin with %q", kind+".")
		return
	}
	for _, r := range rest {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '.' {
			l.add(id, "an id is made of a-z, 0-9, _ and dots")
			return
		}
	}
}

func (l *linter) label(id, what string, x Label) {
	if strings.TrimSpace(x.ZH) == "" || strings.TrimSpace(x.EN) == "" {
		l.add(id, "%s needs zh and en", what)
	}
}

func (l *linter) enum(id, what, value string, allowed ...string) {
	if !slices.Contains(allowed, value) {
		l.add(id, "%s is %q, not one of %s", what, value, strings.Join(allowed, ", "))
	}
}

// level is one of China's four, or 0 where least allows none.
func (l *linter) level(id string, level, least int) {
	const most = 4
	if level < least || level > most {
		l.add(id, "level %d is outside %d..%d", level, least, most)
	}
}

func (l *linter) ref(id, what, target, kind string) {
	if k, _ := kindOf(target); k != kind {
		l.add(id, "%s %q is not a %s.* id", what, target, kind)
	} else if !l.g.Exists(target) {
		l.dangling(id, target)
	}
}

func (l *linter) refs(id, what string, targets []string, kind string) {
	for i, t := range targets {
		l.ref(id, what, t, kind)
		if slices.Contains(targets[:i], t) {
			l.add(id, "%s names %q twice", what, t)
		}
	}
}

func (l *linter) sex(id, sex string) { l.enum(id, "sex", sex, "", "female", "male") }

func (l *linter) date(id, what, value string) {
	if value == "" {
		return
	}
	if !isDate(value) {
		l.add(id, "%s %q is not a date", what, value)
	}
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// cited holds a reference to a source that exists, a place in it and how sure it is.
func (l *linter) cited(id string, r Ref) {
	l.ref(id, "source", r.Source, "src")
	if r.Locator == "" {
		l.add(id, "ref to %s without locator", r.Source)
	}
	l.enum(id, "confidence of a ref", r.Confidence, "verified", "high", "medium")
}

func (l *linter) provenance(id string, p Provenance) {
	if len(p.Refs) == 0 {
		l.add(id, "no refs")
	}
	for _, r := range p.Refs {
		l.cited(id, r)
	}
	l.enum(id, "status", string(p.Status), string(Draft), string(Reviewed), string(Endorsed))
	l.enum(id, "jurisdiction", p.Jurisdiction, "", "CN", "US", "EU", "UK", "INT")
	l.date(id, "valid_from", p.ValidFrom)
	l.date(id, "valid_to", p.ValidTo)
	if p.ValidFrom != "" && p.ValidTo != "" && p.ValidFrom > p.ValidTo {
		l.add(id, "valid_from is after valid_to")
	}
}

// expr checks ids and kinds: quantities are compared, all else is present or
// absent.
func (l *linter) expr(id string, e Expr) {
	switch {
	case e.Present != "":
		l.fact(id, e.Present)
	case e.Absent != "":
		l.fact(id, e.Absent)
	case e.Compare != nil:
		l.compare(id, *e.Compare)
	case e.Not != nil:
		l.expr(id, *e.Not)
	case e.Count != nil:
		for _, x := range e.Count.Of {
			l.expr(id, x)
		}
	case len(e.All)+len(e.Any) > 0:
		for _, x := range append(slices.Clone(e.All), e.Any...) {
			l.expr(id, x)
		}
	default:
		l.add(id, "empty condition")
	}
}

func (l *linter) optional(id string, e *Expr) {
	if e != nil {
		l.expr(id, *e)
	}
}

func (l *linter) fact(id, fact string) {
	kind, ok := kindOf(fact)
	if !ok || !slices.Contains([]string{"find", "cond", "drug", "class"}, kind) {
		l.add(id, "%q is not a fact: find.*, cond.*, drug.* or class.*", fact)
		return
	}
	if !l.g.Exists(fact) {
		l.dangling(id, fact)
		return
	}
	if f, ok := l.g.Finding(fact); ok && f.Kind == "quantity" {
		l.add(id, "quantity %q used as yes or no", fact)
	}
}

func (l *linter) compare(id string, c Compare) {
	f, ok := l.g.Finding(c.Fact)
	if !ok {
		l.dangling(id, c.Fact)
		return
	}
	if f.Kind != "quantity" {
		l.add(id, "%q is compared but is no quantity", c.Fact)
	}
	lo, hi := first(c.GTE, c.GT), first(c.LTE, c.LT)
	if lo != nil && hi != nil && *lo > *hi {
		l.add(id, "bounds of %s can never hold", c.Fact)
	}
	for _, p := range []*float64{c.GTE, c.GT, c.LTE, c.LT, c.EQ} {
		if p != nil && f.Plausible != nil && (*p < f.Plausible.Min || *p > f.Plausible.Max) {
			l.add(id, "bound %v of %s is outside its plausible range", *p, c.Fact)
		}
	}
}

func first(ps ...*float64) *float64 {
	for _, p := range ps {
		if p != nil {
			return p
		}
	}
	return nil
}

// cases checks the facts that tests give; what they expect is logic's part.
func (l *linter) cases(id string, cs []Case) {
	for i, c := range cs {
		for _, fact := range slices.Sorted(maps.Keys(c.Given)) {
			if !l.g.Exists(fact) {
				l.dangling(id, fact)
				continue
			}
			f, isFinding := l.g.Finding(fact)
			quantity := isFinding && f.Kind == "quantity"
			switch v := c.Given[fact].(type) {
			case bool:
				if quantity {
					l.add(id, "test %d gives quantity %q as yes or no", i+1, fact)
				}
			case float64:
				if _, inv := l.g.Investigation(fact); !quantity && !inv {
					l.add(id, "test %d gives a number for %q", i+1, fact)
				}
			case string:
				if _, err := ReadDated(v); err != nil || !quantity {
					l.add(id, "test %d gives %q neither true, false nor a number or readings", i+1, fact)
				}
			default:
				l.add(id, "test %d gives %q neither true, false nor a number or readings", i+1, fact)
			}
		}
		if c.Expect == nil {
			l.add(id, "test %d expects nothing", i+1)
		}
	}
}
