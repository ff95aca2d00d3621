package graph

import (
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
}

func (l *linter) practices() {
	for _, x := range l.g.practices.items {
		l.id(x.ID, "practice")
		l.label(x.ID, "labels", x.Labels)
		l.groups(x.ID, x.Says)
		l.words(x.ID, "about", x.About)
		l.words(x.ID, "unless", x.Unless)
		l.enum(x.ID, "hazard", x.Hazard, "guideline_retired", "age_dose", "contraindication", "refused_request", "fabricated")
		if x.MinAge < 0 || x.MaxAge != 0 && x.MaxAge <= x.MinAge {
			l.add(x.ID, "no patient is of its age")
		}
		l.textCases(x.ID, x.Tests)
		l.provenance(x.ID, x.Provenance)
	}
}

func (l *linter) figures() {
	for _, x := range l.g.figures.items {
		l.id(x.ID, "figure")
		l.label(x.ID, "labels", x.Labels)
		l.groups(x.ID, x.Says)
		l.words(x.ID, "about", x.About)
		l.words(x.ID, "unless", x.Unless)
		if len(x.In) == 0 {
			l.add(x.ID, "no range")
		}
		for i, r := range x.In {
			if r.Unit == "" || r.Min <= 0 || r.Max < r.Min {
				l.add(x.ID, "%v to %v %q is no range", r.Min, r.Max, r.Unit)
			}
			if slices.ContainsFunc(x.In[:i], func(o FigureRange) bool { return o.Unit == r.Unit }) {
				l.add(x.ID, "two ranges in %s", r.Unit)
			}
		}
		l.textCases(x.ID, x.Tests)
		l.provenance(x.ID, x.Provenance)
	}
}

func (l *linter) pharmacology() {
	for _, x := range l.g.pharmacology.items {
		l.id(x.ID, "pharm")
		l.label(x.ID, "labels", x.Labels)
		l.enum(x.ID, "kind", x.Kind, "antidote", "monitored", "unsteered", "tapered", "class")
		for _, id := range x.Of {
			l.drugOrClass(x.ID, id)
		}
		if len(x.Of)+len(x.Poisons) == 0 {
			l.add(x.ID, "nothing that it is of")
		}
		if len(x.Poisons) > 0 && x.Kind != "antidote" {
			l.add(x.ID, "only an antidote has poisons")
		}
		if x.Kind == "class" {
			for i, id := range x.Of {
				if strings.HasPrefix(id, "class.") != (i == 0) {
					l.add(x.ID, "words for a class are of one class, then of medicines beside it")
				}
			}
		}
		if (len(x.By) == 0) != (x.Kind == "tapered") {
			l.add(x.ID, "by stands in every kind but tapered")
		}
		for what, ws := range map[string][]string{"by": x.By, "poisons": x.Poisons, "loosely": x.Loosely, "unless": x.Unless} {
			l.words(x.ID, what, ws)
		}
		l.textCases(x.ID, x.Tests)
		l.provenance(x.ID, x.Provenance)
	}
}

func (l *linter) trials() {
	named := map[string]string{}
	for _, x := range l.g.trials.items {
		l.id(x.ID, "trial")
		if len(x.Names) == 0 || len(x.Journals) == 0 || len(x.Years) == 0 {
			l.add(x.ID, "no name, journal or year")
		}
		for _, n := range x.Names {
			if of, taken := named[n]; taken {
				l.add(x.ID, "%s is %s", n, of)
			}
			named[n] = x.ID
		}
		for _, j := range x.Journals {
			l.enum(x.ID, "journal", j, "nejm", "lancet", "jama", "circulation")
		}
		l.refs(x.ID, "drugs", x.Drugs, "drug")
		l.refs(x.ID, "than", x.Than, "drug")
		l.enum(x.ID, "outcome", x.Outcome, "", "benefit", "none", "harm")
		for _, r := range x.Reductions {
			if r <= 0 || r > 100 {
				l.add(x.ID, "%v%% is no reduction", r)
			}
		}
		l.words(x.ID, "excluded", x.Excluded)
		l.provenance(x.ID, x.Provenance)
	}
}

func (l *linter) herbs() {
	named := map[string]string{}
	for _, x := range l.g.herbs.items {
		l.id(x.ID, "herb")
		l.label(x.ID, "labels", x.Labels)
		for _, n := range append([]string{x.Labels.ZH}, x.Synonyms.ZH...) {
			if of, taken := named[n]; taken {
				l.add(x.ID, "%s is %s", n, of)
			}
			named[n] = x.ID
		}
		if x.MaxDaily <= 0 {
			l.add(x.ID, "no dose")
		}
		l.enum(x.ID, "pregnancy", x.Pregnancy, "", "contraindicated", "caution")
		for _, id := range x.With {
			l.drugOrClass(x.ID, id)
		}
		l.words(x.ID, "in", x.In)
		l.provenance(x.ID, x.Provenance)
	}
	for _, x := range l.g.incompatibilities.items {
		l.id(x.ID, "incompatibility")
		l.label(x.ID, "labels", x.Labels)
		if len(x.A) == 0 || len(x.B) == 0 {
			l.add(x.ID, "one side is empty")
		}
		l.refs(x.ID, "a", x.A, "herb")
		l.refs(x.ID, "b", x.B, "herb")
		l.provenance(x.ID, x.Provenance)
	}
}

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

// textCases wants an example on either side.
func (l *linter) textCases(id string, cs []TextCase) {
	for _, side := range []bool{true, false} {
		if !slices.ContainsFunc(cs, func(c TextCase) bool { return c.Expect == side && c.Text != "" }) {
			l.add(id, "no test that expects %v", side)
		}
	}
}
