package graph

import (
	"maps"
	"slices"
	"strings"
)

// facts checks what texts are held against.
func (l *linter) facts() {
	l.practices()
	l.figures()
	l.pharmacology()
	l.trials()
	l.herbs()
	l.textRules()
}

// fact is what every kind of fact is checked for.
type fact struct {
	id, kind string
	labels   *Label     // nil for a kind that has none
	says     [][]string // nil for a kind that has none
	words    map[string][]string
	names    []string // as printed, of one fact of the kind each
	tests    []TextCase
	Provenance
}

// each checks the facts of one kind. of gives what all kinds share, rest looks at
// what is the kind's own.
func each[T any](l *linter, items []T, of func(T) fact, rest func(id string, x T)) {
	named := map[string]string{}
	for _, x := range items {
		f := of(x)
		l.id(f.id, f.kind)
		if f.labels != nil {
			l.label(f.id, "labels", *f.labels)
		}
		if f.says != nil {
			l.groups(f.id, f.says)
		}
		for _, what := range slices.Sorted(maps.Keys(f.words)) {
			l.words(f.id, what, f.words[what])
		}
		for _, n := range f.names {
			if strings.TrimSpace(n) == "" || n != strings.TrimSpace(n) {
				l.add(f.id, "%q is no name", n)
			} else if by, taken := named[n]; taken {
				l.add(f.id, "%s is %s", n, by)
			}
			named[n] = f.id
		}
		rest(f.id, x)
		l.textCases(f.id, f.tests)
		l.provenance(f.id, f.Provenance)
	}
}

func (l *linter) practices() {
	each(l, l.g.practices.items, func(x Practice) fact {
		words := map[string][]string{"about": x.About, "unless": x.Unless}
		return fact{id: x.ID, kind: "practice", labels: &x.Labels, says: spoken(x.Says), words: words, tests: x.Tests, Provenance: x.Provenance}
	}, func(id string, x Practice) {
		l.enum(id, "hazard", x.Hazard, "guideline_retired", "age_dose", "contraindication", "refused_request", "fabricated")
		if x.MinAge < 0 || x.MaxAge != 0 && x.MaxAge <= x.MinAge {
			l.add(id, "no patient is of its age")
		}
	})
}

func (l *linter) figures() {
	each(l, l.g.figures.items, func(x EducationFigure) fact {
		words := map[string][]string{"about": x.About, "unless": x.Unless}
		return fact{id: x.ID, kind: "figure", labels: &x.Labels, says: spoken(x.Says), words: words, tests: x.Tests, Provenance: x.Provenance}
	}, func(id string, x EducationFigure) {
		if len(x.In) == 0 {
			l.add(id, "no range")
		}
		for i, r := range x.In {
			if r.Unit == "" || r.Min <= 0 || r.Max < r.Min {
				l.add(id, "%v to %v %q is no range", r.Min, r.Max, r.Unit)
			}
			if slices.ContainsFunc(x.In[:i], func(o FigureRange) bool { return o.Unit == r.Unit }) {
				l.add(id, "two ranges in %s", r.Unit)
			}
		}
	})
}

func (l *linter) pharmacology() {
	each(l, l.g.pharmacology.items, func(x Pharmacology) fact {
		words := map[string][]string{"by": x.By, "poisons": x.Poisons, "loosely": x.Loosely, "unless": x.Unless}
		return fact{id: x.ID, kind: "pharm", labels: &x.Labels, words: words, tests: x.Tests, Provenance: x.Provenance}
	}, func(id string, x Pharmacology) {
		l.enum(id, "kind", x.Kind, "antidote", "monitored", "unsteered", "tapered", "class")
		if len(x.Of)+len(x.Poisons) == 0 {
			l.add(id, "nothing that it is of")
		}
		if len(x.Poisons) > 0 && x.Kind != "antidote" {
			l.add(id, "only an antidote has poisons")
		}
		for i, of := range x.Of {
			l.drugOrClass(id, of)
			if x.Kind == "class" && strings.HasPrefix(of, "class.") != (i == 0) {
				l.add(id, "words for a class are of one class, then of medicines beside it")
			}
		}
		if (len(x.By) == 0) != (x.Kind == "tapered") {
			l.add(id, "by stands in every kind but tapered")
		}
	})
}

func (l *linter) trials() {
	each(l, l.g.trials.items, func(x Trial) fact {
		return fact{id: x.ID, kind: "trial", words: map[string][]string{"excluded": x.Excluded, "against": x.Against, "about": x.About}, names: x.Names, tests: x.Tests, Provenance: x.Provenance}
	}, func(id string, x Trial) {
		if len(x.Names) == 0 || len(x.Journals) == 0 || len(x.Years) == 0 {
			l.add(id, "no name, journal or year")
		}
		for _, j := range x.Journals {
			l.enum(id, "journal", j, "nejm", "lancet", "jama", "circulation")
		}
		l.refs(id, "drugs", x.Drugs, "drug")
		l.refs(id, "than", x.Than, "drug")
		l.enum(id, "outcome", x.Outcome, "", "benefit", "none", "harm")
		for _, c := range x.Found {
			l.enum(id, "found", c.What, "death", "cvdeath", "events", "stroke", "ich", "bleeding", "mi", "hf", "kidney", "aki", "rrt", "hyperk", "hypo", "hypotension", "exac", "pneumonia", "disability", "eclampsia", "preec", "vte", "fracture", "amputation", "diabetes", "micro", "cancer", "infection")
			l.enum(id, "found", c.Way, "down", "up", "same", "no_more", "no_less")
		}
		for _, r := range x.Reductions {
			if r <= 0 || r > 100 {
				l.add(id, "%v%% is no reduction", r)
			}
		}
	})
}

func (l *linter) herbs() {
	each(l, l.g.herbs.items, func(x Herb) fact {
		return fact{
			id: x.ID, kind: "herb", labels: &x.Labels, words: map[string][]string{"in": x.In},
			names: append([]string{x.Labels.ZH}, x.Synonyms.ZH...), tests: x.Tests, Provenance: x.Provenance,
		}
	}, func(id string, x Herb) {
		if x.MaxDaily <= 0 {
			l.add(id, "no dose")
		}
		l.enum(id, "pregnancy", x.Pregnancy, "", "contraindicated", "caution")
		for _, with := range x.With {
			l.drugOrClass(id, with)
		}
	})
	each(l, l.g.incompatibilities.items, func(x HerbIncompatibility) fact {
		return fact{id: x.ID, kind: "incompatibility", labels: &x.Labels, tests: x.Tests, Provenance: x.Provenance}
	}, func(id string, x HerbIncompatibility) {
		if len(x.A) == 0 || len(x.B) == 0 {
			l.add(id, "one side is empty")
		}
		l.refs(id, "a", x.A, "herb")
		l.refs(id, "b", x.B, "herb")
	})
}

// spoken are groups of words that are asked for, if only to find that there are
// none.
func spoken(groups [][]string) [][]string { return append([][]string{}, groups...) }

// groups checks words of which one of every group is asked for.
func (l *linter) groups(id string, groups [][]string) {
	if len(groups) == 0 {
		l.add(id, "no words")
	}
	for _, g := range groups {
		if len(g) == 0 {
			l.add(id, "a group without a word")
		}
		l.words(id, "says", g)
	}
}

// words checks that words can be met in a normalised text, each once.
func (l *linter) words(id, what string, ws []string) {
	for i, w := range ws {
		if strings.TrimSpace(w) == "" || w != strings.ToLower(w) || strings.Contains(w, "  ") {
			l.add(id, "%s: %q is met in no normalised text", what, w)
		}
		if slices.Contains(ws[:i], w) {
			l.add(id, "%s names %q twice", what, w)
		}
	}
}

// textCases wants an example on either side, of patients whom there are.
func (l *linter) textCases(id string, cs []TextCase) {
	if kind, _ := kindOf(id); kind != "practice" && slices.ContainsFunc(cs, func(c TextCase) bool { return c.Hazard != "" }) {
		l.add(id, "only the test of a practice asks for a hazard")
	}
	for _, c := range cs {
		if c.For == nil {
			continue
		}
		if c.For.Age < 0 {
			l.add(id, "a test for a patient of %v years", c.For.Age)
		}
		l.refs(id, "takes", c.For.Takes, "drug")
	}
	for _, side := range []bool{true, false} {
		if !slices.ContainsFunc(cs, func(c TextCase) bool { return c.Expect == side && c.Text != "" }) {
			l.add(id, "no test that expects %v", side)
		}
	}
}
