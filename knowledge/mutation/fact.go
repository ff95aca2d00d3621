package mutation

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/graph"
)

// Altered is a fact that texts are held against with one thing in it changed. A
// fact decides by words, so a mutant drops a word where one of a rule drops a
// clause. The checks of the fence run them (guardrails/check).
type Altered[T any] struct {
	Change string
	// Word is what was dropped, or the list that was emptied; empty for a number.
	Word string
	// At is the member that was changed, where that helps to find what tells it.
	At   string
	Fact T
}

// Practice changes a practice: a word or a group of words dropped, its ages moved
// by a year, its hazard made another.
func Practice(x graph.Practice) []Altered[graph.Practice] {
	var other []Altered[graph.Practice]
	for _, hazard := range []string{"guideline_retired", "age_dose", "contraindication", "refused_request", "fabricated"} {
		if hazard != x.Hazard {
			other = append(other, become(x, "hazard", hazard, func(x *graph.Practice) *string { return &x.Hazard })...)
		}
	}
	return slices.Concat(other,
		groups(x, func(x *graph.Practice) *[][]string { return &x.Says }),
		dropped(x, "about", func(x *graph.Practice) *[]string { return &x.About }),
		dropped(x, "unless", func(x *graph.Practice) *[]string { return &x.Unless }),
		moved(x, "min_age", func(x *graph.Practice) *float64 { return &x.MinAge }),
		moved(x, "max_age", func(x *graph.Practice) *float64 { return &x.MaxAge }),
	)
}

// Figure changes a figure of education: a word or a group of words dropped, each
// end of a range moved by its last decimal, a range dropped, a limit turned about.
func Figure(x graph.EducationFigure) []Altered[graph.EducationFigure] {
	out := slices.Concat(
		groups(x, func(x *graph.EducationFigure) *[][]string { return &x.Says }),
		dropped(x, "about", func(x *graph.EducationFigure) *[]string { return &x.About }),
		dropped(x, "unless", func(x *graph.EducationFigure) *[]string { return &x.Unless }),
	)
	for i, r := range x.In {
		own := x
		own.In = slices.Clone(x.In)
		at := func(x *graph.EducationFigure) *graph.FigureRange {
			x.In = slices.Clone(x.In)
			return &x.In[i]
		}
		out = append(out, moved(own, "min of "+r.Unit, func(x *graph.EducationFigure) *float64 { return &at(x).Min })...)
		out = append(out, moved(own, "max of "+r.Unit, func(x *graph.EducationFigure) *float64 { return &at(x).Max })...)
		if len(x.In) > 1 {
			own.In = slices.Delete(own.In, i, i+1)
			out = append(out, Altered[graph.EducationFigure]{Change: "the range in " + r.Unit + " is dropped", Fact: own})
		}
	}
	turned := x
	turned.Most = !x.Most
	return append(out, Altered[graph.EducationFigure]{Change: fmt.Sprintf("most becomes %v", turned.Most), Fact: turned})
}

// Pharmacology changes what is known of a medicine: a medicine or a word dropped,
// where what is left can still be read.
func Pharmacology(x graph.Pharmacology) []Altered[graph.Pharmacology] {
	all := slices.Concat(
		dropped(x, "of", func(x *graph.Pharmacology) *[]string { return &x.Of }),
		dropped(x, "poisons", func(x *graph.Pharmacology) *[]string { return &x.Poisons }),
		dropped(x, "by", func(x *graph.Pharmacology) *[]string { return &x.By }),
		dropped(x, "loosely", func(x *graph.Pharmacology) *[]string { return &x.Loosely }),
		dropped(x, "unless", func(x *graph.Pharmacology) *[]string { return &x.Unless }),
	)
	return slices.DeleteFunc(all, func(m Altered[graph.Pharmacology]) bool {
		y := m.Fact
		classless := y.Kind == "class" && (len(y.Of) == 0 || y.Of[0] != x.Of[0])
		return classless || len(y.Of)+len(y.Poisons) == 0 || len(y.By) == 0 && y.Kind != "tapered"
	})
}

// Trial changes the report of a trial: a name, journal, year, medicine or word
// dropped, a year moved by one, the greatest reduction (what goes beyond it is
// misquoted) by its last decimal, an outcome without gain made one with, or the
// other way round.
func Trial(x graph.Trial) []Altered[graph.Trial] {
	out := slices.Concat(
		dropped(x, "names", func(x *graph.Trial) *[]string { return &x.Names }),
		dropped(x, "journals", func(x *graph.Trial) *[]string { return &x.Journals }),
		dropped(x, "drugs", func(x *graph.Trial) *[]string { return &x.Drugs }),
		dropped(x, "than", func(x *graph.Trial) *[]string { return &x.Than }),
		dropped(x, "excluded", func(x *graph.Trial) *[]string { return &x.Excluded }),
		dropped(x, "against", func(x *graph.Trial) *[]string { return &x.Against }),
		dropped(x, "about", func(x *graph.Trial) *[]string { return &x.About }),
	)
	for i, year := range x.Years {
		for _, to := range []int{year - 1, year + 1} {
			own := x
			own.Years = slices.Clone(x.Years)
			own.Years[i] = to
			out = append(out, Altered[graph.Trial]{Change: fmt.Sprintf("year %d becomes %d", year, to), Fact: own})
		}
	}
	if len(x.Reductions) > 0 {
		most := slices.Index(x.Reductions, slices.Max(x.Reductions))
		out = append(out, moved(x, "greatest reduction", func(x *graph.Trial) *float64 {
			x.Reductions = slices.Clone(x.Reductions)
			return &x.Reductions[most]
		})...)
	}
	for i, c := range x.Found {
		for _, to := range []string{"down", "up", ""} {
			if to == c.Way {
				continue
			}
			own := x
			own.Found = slices.Clone(x.Found)
			own.Found[i].Way = to
			out = append(out, Altered[graph.Trial]{Change: fmt.Sprintf("found %s %s becomes %q", c.What, c.Way, to), At: c.What, Fact: own})
		}
	}
	own := x
	own.Outcome = map[bool]string{true: "benefit", false: "none"}[x.Outcome == "none" || x.Outcome == "harm"]
	out = append(out, Altered[graph.Trial]{Change: fmt.Sprintf("outcome %q becomes %q", x.Outcome, own.Outcome), Fact: own})
	return out
}

// Herb changes a herb: its dose moved by its last decimal, a name, a medicine or
// a condition dropped, its warning in pregnancy taken away or made.
func Herb(x graph.Herb) []Altered[graph.Herb] {
	own := x
	own.Pregnancy = map[bool]string{true: "", false: "caution"}[x.Pregnancy != ""]
	return slices.Concat(
		moved(x, "max_daily", func(x *graph.Herb) *float64 { return &x.MaxDaily }),
		dropped(x, "synonyms", func(x *graph.Herb) *[]string { return &x.Synonyms.ZH }),
		dropped(x, "with", func(x *graph.Herb) *[]string { return &x.With }),
		dropped(x, "in", func(x *graph.Herb) *[]string { return &x.In }),
		[]Altered[graph.Herb]{{Change: fmt.Sprintf("pregnancy %q becomes %q", x.Pregnancy, own.Pregnancy), Fact: own}},
	)
}

// Incompatibility drops a herb on either side.
func Incompatibility(x graph.HerbIncompatibility) []Altered[graph.HerbIncompatibility] {
	return slices.Concat(
		dropped(x, "a", func(x *graph.HerbIncompatibility) *[]string { return &x.A }),
		dropped(x, "b", func(x *graph.HerbIncompatibility) *[]string { return &x.B }),
	)
}

// dropped drops each word of a list, and all of them.
func dropped[T any](x T, what string, of func(*T) *[]string) []Altered[T] {
	list := *of(&x)
	var out []Altered[T]
	for i, w := range list {
		own := x
		*of(&own) = slices.Delete(slices.Clone(list), i, i+1)
		out = append(out, Altered[T]{Change: fmt.Sprintf("%s loses %s", what, w), Word: w, Fact: own})
	}
	if len(list) > 1 {
		*of(&x) = nil
		out = append(out, Altered[T]{Change: what + " is dropped", Word: list[0], Fact: x})
	}
	return out
}

// groups drops each word of each group that has several, and each of several
// groups.
func groups[T any](x T, of func(*T) *[][]string) []Altered[T] {
	all := *of(&x)
	var out []Altered[T]
	for i, group := range all {
		own := x
		if len(all) > 1 {
			*of(&own) = slices.Delete(slices.Clone(all), i, i+1)
			out = append(out, Altered[T]{Change: fmt.Sprintf("the words beside %s are dropped", group[0]), Fact: own})
		}
		if len(group) == 1 {
			continue
		}
		for k, w := range group {
			own := x
			said := slices.Clone(all)
			said[i] = slices.Delete(slices.Clone(group), k, k+1)
			*of(&own) = said
			out = append(out, Altered[T]{Change: "says loses " + w, Word: w, Fact: own})
		}
	}
	return out
}

// moved moves a number by its last decimal, both ways; 0 is no number.
func moved[T any](x T, what string, of func(*T) *float64) []Altered[T] {
	v := *of(&x)
	if v == 0 {
		return nil
	}
	var out []Altered[T]
	for _, to := range []float64{clean(v - decimal(v)), clean(v + decimal(v))} {
		own := x
		*of(&own) = to
		out = append(out, Altered[T]{Change: fmt.Sprintf("%s %v becomes %v", what, v, to), Fact: own})
	}
	return out
}
