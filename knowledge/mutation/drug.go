package mutation

import (
	"fmt"
	"slices"

	"apricot.health/knowledge/graph"
)

// The classes that decide, from the mildest on.
var (
	actions = []string{"monitor", "reduce", "avoid", "contraindicated"}
	advices = []string{"compatible", "caution", "unknown", "avoid", "contraindicated"}
	qts     = []string{"none", "conditional", "possible", "known"}
	pughs   = []string{"A", "B", "C"}
)

// Drug changes a medicine: each bound of a dose moved by its last decimal and
// dropped, each row dropped or made one of another route, age or unit; each row on
// the kidneys and the liver moved, made of another class and dropped; what is said of
// old age, pregnancy, nursing and the QT interval made milder and graver; a class,
// an allergen group or an indication dropped. At names the member with the place in its list.
func Drug(x graph.Drug) []Altered[graph.Drug] {
	var out []Altered[graph.Drug]
	for i := range x.Doses {
		out = append(out, dose(x, i)...)
	}
	for i := range x.Renal {
		out = append(out, renal(x, i)...)
	}
	for i := range x.Hepatic {
		out = append(out, hepatic(x, i)...)
	}
	for i := range x.Pregnancy {
		out = append(out, pregnancy(x, i)...)
	}
	return slices.Concat(out,
		elder(x),
		at("lactation", beside(x, "lactation", advices, func(x *graph.Drug) *string { return &x.Lactation })),
		at("qt", beside(x, "qt", qts, func(x *graph.Drug) *string { return &x.QT })),
		at("units_per_mg", moved(x, "units_per_mg", func(x *graph.Drug) *float64 { return &x.UnitsPerMg })),
		at("no_adjustment", each(x, "no_adjustment", func(x *graph.Drug) *[]string { return &x.NoAdjustment })),
		at("indications", dropped(x, "indications", func(x *graph.Drug) *[]string { return &x.Indications })),
		at("classes", each(x, "classes", func(x *graph.Drug) *[]string { return &x.Classes })),
		at("allergens", each(x, "allergens", func(x *graph.Drug) *[]string { return &x.Allergens })),
	)
}

// DrugClass turns about whether two members are one too many, drops each pair that
// is meant and each class above.
func DrugClass(x graph.DrugClass) []Altered[graph.DrugClass] {
	own := x
	own.Duplicate = !x.Duplicate
	out := []Altered[graph.DrugClass]{{At: "duplicate", Change: fmt.Sprintf("duplicate becomes %v", own.Duplicate), Fact: own}}
	for i, pair := range x.DuplicateAllowed {
		own := x
		own.DuplicateAllowed = slices.Delete(slices.Clone(x.DuplicateAllowed), i, i+1)
		out = append(out, Altered[graph.DrugClass]{At: fmt.Sprintf("duplicate_allowed %d", i), Change: fmt.Sprintf("duplicate_allowed loses %v", pair), Fact: own})
	}
	return append(out, at("parents", each(x, "parents", func(x *graph.DrugClass) *[]string { return &x.Parents }))...)
}

// SafetyRule makes the tier and the severity of a rule milder and graver.
func SafetyRule(x graph.SafetyRule) []Altered[graph.SafetyRule] {
	return slices.Concat(
		beside(x, "tier", []string{"passive", "soft", "interruptive"}, func(x *graph.SafetyRule) *string { return &x.Tier }),
		beside(x, "severity", []string{"minor", "major", "critical"}, func(x *graph.SafetyRule) *string { return &x.Severity }),
	)
}

// Allergen drops each cross-reaction and makes it milder or graver.
func Allergen(x graph.AllergenGroup) []Altered[graph.AllergenGroup] {
	var out []Altered[graph.AllergenGroup]
	for i, r := range x.CrossReacts {
		own := x
		own.CrossReacts = slices.Delete(slices.Clone(x.CrossReacts), i, i+1)
		out = append(out, Altered[graph.AllergenGroup]{Change: fmt.Sprintf("cross_reacts loses %s", r.Group), Fact: own})
		out = append(out, beside(x, "severity of "+r.Group, []string{"minor", "major", "critical"}, func(x *graph.AllergenGroup) *string {
			x.CrossReacts = slices.Clone(x.CrossReacts)
			return &x.CrossReacts[i].Severity
		})...)
	}
	return at("cross_reacts", out)
}

// doseBounds are the numbers of a dose row.
var doseBounds = []struct {
	name string
	of   func(*graph.Dose) *float64
}{
	{"usual_min", func(r *graph.Dose) *float64 { return &r.UsualMin }},
	{"usual_max", func(r *graph.Dose) *float64 { return &r.UsualMax }},
	{"max_single", func(r *graph.Dose) *float64 { return &r.MaxSingle }},
	{"max_daily", func(r *graph.Dose) *float64 { return &r.MaxDaily }},
	{"max_per_kg", func(r *graph.Dose) *float64 { return &r.MaxPerKg }},
	{"max_daily_per_kg", func(r *graph.Dose) *float64 { return &r.MaxDailyPerKg }},
	{"max_times_daily", func(r *graph.Dose) *float64 { return &r.MaxTimesDaily }},
	{"min_interval_hours", func(r *graph.Dose) *float64 { return &r.MinIntervalHours }},
	{"min_age_years", func(r *graph.Dose) *float64 { return &r.MinAgeYears }},
}

// row is a way to one row of a list of a medicine that writes into no other's.
func row[R any](i int, list func(*graph.Drug) *[]R) func(*graph.Drug) *R {
	return func(x *graph.Drug) *R {
		*list(x) = slices.Clone(*list(x))
		return &(*list(x))[i]
	}
}

func without[R any](x graph.Drug, i int, what string, list func(*graph.Drug) *[]R) Altered[graph.Drug] {
	*list(&x) = slices.Delete(slices.Clone(*list(&x)), i, i+1)
	return Altered[graph.Drug]{At: fmt.Sprintf("%s %d row", what, i), Change: fmt.Sprintf("row %d of %s is dropped", i+1, what), Fact: x}
}

func dose(x graph.Drug, i int) []Altered[graph.Drug] {
	list := func(x *graph.Drug) *[]graph.Dose { return &x.Doses }
	of := row(i, list)
	out := []Altered[graph.Drug]{without(x, i, "doses", list)}
	for _, f := range doseBounds {
		what := fmt.Sprintf("%s of dose %d", f.name, i+1)
		to := func(x *graph.Drug) *float64 { return f.of(of(x)) }
		out = append(out, at(fmt.Sprintf("doses %d %s", i, f.name), append(moved(x, what, to), lost(x, what, to)...))...)
	}
	r := x.Doses[i]
	out = append(out, at(fmt.Sprintf("doses %d row", i), slices.Concat(
		become(x, "population of dose", map[string]string{"adult": "child", "child": "adult", "elder": "adult"}[r.Population], func(x *graph.Drug) *string { return &of(x).Population }),
		become(x, "route of dose", map[bool]string{true: "iv", false: "oral"}[r.Route == "oral"], func(x *graph.Drug) *string { return &of(x).Route }),
		become(x, "unit of dose", map[string]string{"mg": "g", "g": "mg", "ug": "mg", "[iU]": "mg", "mL": "mg"}[r.Unit], func(x *graph.Drug) *string { return &of(x).Unit }),
	))...)
	return append(out, at(fmt.Sprintf("doses %d for", i), each(x, fmt.Sprintf("for of dose %d", i+1), func(x *graph.Drug) *[]string { return &of(x).For }))...)
}

func renal(x graph.Drug, i int) []Altered[graph.Drug] {
	list := func(x *graph.Drug) *[]graph.Renal { return &x.Renal }
	of := row(i, list)
	out := slices.Concat(
		moved(x, "below", func(x *graph.Drug) *float64 { return &of(x).Below }),
		moved(x, "max_daily", func(x *graph.Drug) *float64 { return &of(x).MaxDaily }),
		lost(x, "max_daily", func(x *graph.Drug) *float64 { return &of(x).MaxDaily }),
		moved(x, "max_daily_per_kg", func(x *graph.Drug) *float64 { return &of(x).MaxDailyPerKg }),
		lost(x, "max_daily_per_kg", func(x *graph.Drug) *float64 { return &of(x).MaxDailyPerKg }),
		beside(x, "action", actions, func(x *graph.Drug) *string { return &of(x).Action }),
		become(x, "measure", map[string]string{"egfr": "crcl", "crcl": "egfr"}[x.Renal[i].Measure], func(x *graph.Drug) *string { return &of(x).Measure }),
		each(x, "routes", func(x *graph.Drug) *[]string { return &of(x).Routes }),
		[]Altered[graph.Drug]{without(x, i, "renal", list)},
	)
	return at(fmt.Sprintf("renal %d", i), ofRow(fmt.Sprintf(" of renal row %d", i+1), out))
}

func hepatic(x graph.Drug, i int) []Altered[graph.Drug] {
	list := func(x *graph.Drug) *[]graph.Hepatic { return &x.Hepatic }
	of := row(i, list)
	out := slices.Concat(
		beside(x, "from", pughs, func(x *graph.Drug) *string { return &of(x).From }),
		beside(x, "action", actions, func(x *graph.Drug) *string { return &of(x).Action }),
		moved(x, "max_daily", func(x *graph.Drug) *float64 { return &of(x).MaxDaily }),
		lost(x, "max_daily", func(x *graph.Drug) *float64 { return &of(x).MaxDaily }),
		[]Altered[graph.Drug]{without(x, i, "hepatic", list)},
	)
	return at(fmt.Sprintf("hepatic %d", i), ofRow(fmt.Sprintf(" of hepatic row %d", i+1), out))
}

func pregnancy(x graph.Drug, i int) []Altered[graph.Drug] {
	list := func(x *graph.Drug) *[]graph.Pregnancy { return &x.Pregnancy }
	of := row(i, list)
	from, to := func(x *graph.Drug) *float64 { return &of(x).FromWeek }, func(x *graph.Drug) *float64 { return &of(x).ToWeek }
	out := slices.Concat(
		beside(x, "advice", advices, func(x *graph.Drug) *string { return &of(x).Advice }),
		moved(x, "from_week", from), lost(x, "from_week", from), moved(x, "to_week", to), lost(x, "to_week", to),
		[]Altered[graph.Drug]{without(x, i, "pregnancy", list)},
	)
	return at(fmt.Sprintf("pregnancy %d", i), ofRow(fmt.Sprintf(" of pregnancy row %d", i+1), out))
}

func elder(x graph.Drug) []Altered[graph.Drug] {
	list := func(x *graph.Drug) *[]graph.Elder { return &x.Elder }
	var out []Altered[graph.Drug]
	for i, r := range x.Elder {
		out = append(out, without(x, i, "elder", list))
		if r.When == nil {
			continue
		}
		of := row(i, list)
		change := func(name string, when *graph.Expr) {
			own := x
			of(&own).When = when
			out = append(out, Altered[graph.Drug]{Change: "elder: " + name, Fact: own})
		}
		change("when is dropped", nil)
		for _, v := range variants(*r.When, steps{}) {
			change(v.name, &v.expr)
		}
	}
	return at("elder", out)
}

// at names the place of changes that have none.
func at[T any](place string, list []Altered[T]) []Altered[T] {
	for i := range list {
		list[i].At = place
	}
	return list
}

func ofRow[T any](where string, list []Altered[T]) []Altered[T] {
	for i := range list {
		list[i].Change += where
	}
	return list
}

// lost drops a number; 0 is none.
func lost[T any](x T, what string, of func(*T) *float64) []Altered[T] {
	if *of(&x) == 0 {
		return nil
	}
	*of(&x) = 0
	return []Altered[T]{{Change: what + " is dropped", Fact: x}}
}

// beside makes of a word the one before it and the one after it in an order.
func beside[T any](x T, what string, order []string, of func(*T) *string) []Altered[T] {
	i := slices.Index(order, *of(&x))
	if i < 0 {
		return nil
	}
	var out []Altered[T]
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(order) {
			out = append(out, become(x, what, order[k], of)...)
		}
	}
	return out
}

func become[T any](x T, what, word string, of func(*T) *string) []Altered[T] {
	old := *of(&x)
	*of(&x) = word
	return []Altered[T]{{Change: fmt.Sprintf("%s %s becomes %s", what, old, word), Fact: x}}
}

// each drops each word of a list and says which.
func each[T any](x T, what string, of func(*T) *[]string) []Altered[T] {
	var out []Altered[T]
	for _, m := range dropped(x, what, of) {
		if m.Word != "" && m.Change != what+" is dropped" {
			out = append(out, m)
		}
	}
	return out
}
