package check

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// orders makes the cases that are worth trying against a mutant of a medicine: on
// and around each bound, before the change and after it.
type orders struct {
	g     *graph.Graph
	index *Index
}

func (w orders) drug(x graph.Drug, m mutation.Altered[graph.Drug]) []graph.MedicineCase {
	part := strings.Fields(m.At)
	place := 0
	if len(part) > 1 {
		place, _ = strconv.Atoi(part[1])
	}
	switch part[0] {
	case "doses":
		return w.dose(x, m.Fact, place, part[2])
	case "renal", "units_per_mg":
		return w.renal(x, m.Fact)
	case "hepatic":
		return w.hepatic(x, m.Fact)
	case "pregnancy":
		return w.pregnancy(x, m.Fact)
	case "lactation":
		return answered("", []string{"breastfeeding", "breastfeeding, lay"}, "pregnancy")
	case "elder":
		return w.elder(x)
	case "qt":
		return w.qt(x)
	case "no_adjustment":
		return slices.Concat(
			answered("", []string{"egfr 20, crcl 20"}, "renal"),
			answered("", []string{"child_pugh 12", "child_pugh 8", "cond.cirrhosis", "cond.chronic_liver_disease"}, "hepatic"),
		)
	case "allergens":
		return answered("", []string{"allergic " + m.Word}, "allergy")
	case "indications":
		return indicated(x, m)
	case "classes":
		return w.kind(x.ID, append([]string{m.Word}, w.g.ClassesOf(m.Word)...))
	}
	return nil
}

// indicated are cases of patients each of whom has a reason for a medicine, of those
// that no case names yet, and of one who has none.
func indicated(x graph.Drug, m mutation.Altered[graph.Drug]) []graph.MedicineCase {
	const rowful = 12
	none := answered("", []string{""}, "indication")
	if len(m.Fact.Indications) == 0 {
		return none
	}
	open := slices.DeleteFunc(slices.Clone(x.Indications), func(id string) bool {
		return slices.ContainsFunc(x.Tests, func(c graph.MedicineCase) bool {
			return c.Check == "indication" && slices.Contains(strings.Fields(c.For), id)
		})
	})
	i := slices.Index(open, m.Word)
	if i < 0 {
		open, i = []string{m.Word}, 0
	}
	first := i / rowful * rowful
	who := "each of " + strings.Join(open[first:min(first+rowful, len(open))], " ")
	return append(answered("", []string{who}, "indication"), none...)
}

// answered are the cases of an order for each patient.
func answered(order string, patients []string, checks ...string) []graph.MedicineCase {
	var out []graph.MedicineCase
	for _, who := range patients {
		for _, k := range checks {
			out = append(out, graph.MedicineCase{Order: order, For: who, Check: k})
		}
	}
	return out
}

// around are two numbers with what is between them and on either side, each once.
func around(a, b float64) []float64 {
	var out []float64
	for _, n := range []float64{a, b, (a + b) / 2, 1.01 * max(a, b), 0.99 * min(a, b)} {
		if n > 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// renal tries each row on the kidneys before and after a change.
func (w orders) renal(x, y graph.Drug) []graph.MedicineCase {
	var out []graph.MedicineCase
	routes := append([]string{""}, routesOf(x)...)
	for i, was := range x.Renal {
		is := was
		if len(y.Renal) == len(x.Renal) {
			is = y.Renal[i]
		}
		var patients, orders []string
		for _, n := range slices.Concat(around(was.Below, is.Below), []float64{was.Below - 1, is.Below - 1}) {
			for _, measure := range []string{was.Measure, is.Measure} {
				if n > 0 {
					patients = append(patients, measure+" "+num(n), measure+" "+num(n)+", 20 kg")
				}
			}
		}
		for _, route := range routes {
			for _, n := range slices.Concat(around(was.MaxDaily, is.MaxDaily), around(was.MaxDailyPerKg*20, is.MaxDailyPerKg*20), around(was.MaxDailyPerKg*70, is.MaxDailyPerKg*70), usual(x)) {
				unit := was.Unit
				if unit == "" && len(x.Doses) > 0 {
					unit = x.Doses[0].Unit
				}
				orders = append(orders, strings.TrimSpace(num(n)+" "+unit+"/d "+route))
			}
		}
		if x.UnitsPerMg > 0 {
			for _, n := range []float64{was.MaxDaily, was.MaxDailyPerKg * 70} {
				for _, n := range around(n*x.UnitsPerMg, n*y.UnitsPerMg) {
					orders = append(orders, num(n)+" [iU]/d sc")
				}
			}
		}
		out = append(out, answered("", patients, "renal")...)
		for _, order := range orders {
			out = append(out, answered(order, patients, "renaldose", "renal")...)
		}
	}
	return out
}

// usual are the least usual doses of adults, to which "reduce" without an amount
// comes down.
func usual(x graph.Drug) []float64 {
	var out []float64
	for _, r := range x.Doses {
		for _, n := range []float64{r.UsualMin, r.UsualMax, r.MaxDaily} {
			if n > 0 && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

func (w orders) hepatic(x, y graph.Drug) []graph.MedicineCase {
	var patients []string
	for _, n := range []int{5, 6, 7, 9, 10, 12} {
		patients = append(patients, fmt.Sprintf("child_pugh %d", n))
	}
	patients = append(patients, "cond.cirrhosis", "cond.chronic_liver_disease")
	out := answered("", patients, "hepatic")
	for i, was := range x.Hepatic {
		is := was
		if len(y.Hepatic) == len(x.Hepatic) {
			is = y.Hepatic[i]
		}
		unit := was.Unit
		if unit == "" && len(x.Doses) > 0 {
			unit = x.Doses[0].Unit
		}
		for _, n := range append(around(was.MaxDaily, is.MaxDaily), usual(x)...) {
			order := num(n) + " " + unit + "/d"
			if len(x.Doses) > 0 {
				order += " " + x.Doses[0].Route
			}
			out = append(out, answered(order, patients, "hepaticdose", "hepatic")...)
		}
	}
	return out
}

func (w orders) pregnancy(x, y graph.Drug) []graph.MedicineCase {
	patients := []string{"pregnant", "pregnant, lay"}
	for _, p := range slices.Concat(x.Pregnancy, y.Pregnancy) {
		for _, week := range []float64{p.FromWeek, p.FromWeek - 1, p.ToWeek - 1, p.ToWeek, p.ToWeek - 0.5, p.FromWeek - 0.5} {
			if week > 0 {
				patients = append(patients, fmt.Sprintf("pregnant %s wk", num(week)), fmt.Sprintf("pregnant %s wk, lay", num(week)))
			}
		}
	}
	return answered("", append(patients, "may be pregnant", "may be pregnant, lay"), "pregnancy")
}

func (w orders) elder(x graph.Drug) []graph.MedicineCase {
	out := answered("", []string{"65 y", "64 y"}, "age")
	for _, r := range x.Elder {
		if r.When == nil {
			continue
		}
		for _, who := range meeting(*r.When) {
			out = append(out, answered("", []string{"70 y, " + who}, "age")...)
		}
	}
	return out
}

// qt gives the medicine beside others that prolong the interval.
func (w orders) qt(x graph.Drug) []graph.MedicineCase {
	patients := []string{"qtc 510"}
	for _, class := range []string{"known", "possible", "conditional"} {
		for _, d := range w.g.Drugs() {
			if d.QT == class && d.ID != x.ID {
				patients = append(patients, "takes "+d.ID, "takes "+d.ID+", qtc 510")
				break
			}
		}
	}
	return answered("", patients, "qt")
}

// kind tries a medicine of classes against every rule that names one of them, and
// beside another member.
func (w orders) kind(id string, classes []string) []graph.MedicineCase {
	var out []graph.MedicineCase
	names := func(ids []string) bool {
		return slices.ContainsFunc(ids, func(k string) bool { return slices.Contains(classes, k) })
	}
	for _, r := range w.g.SafetyRules() {
		sides := [][]string{r.A, r.B}
		for i, side := range sides {
			if !names(side) {
				continue
			}
			switch r.Kind {
			case "interaction":
				for _, k := range sides[1-i] {
					for _, other := range w.some(k, id) {
						out = append(out, answered("", []string{"takes " + other}, "interaction")...)
					}
				}
			default:
				for _, who := range meetings(r.When) {
					out = append(out, answered("", []string{who}, "contraindication", "duplicate")...)
				}
			}
		}
	}
	for _, k := range classes {
		for _, other := range w.some(k, id) {
			out = append(out, answered("", []string{"takes " + other}, "duplicate", "serotonin", "interaction")...)
			out = append(out, answered("", []string{"allergic " + other}, "allergy")...)
		}
	}
	return out
}

// some are the medicine of an id, or the first members of a class but for one.
func (w orders) some(id, but string) []string {
	var out []string
	for _, d := range w.index.drugs(id) {
		if d.ID != but && len(out) < 4 {
			out = append(out, d.ID)
		}
	}
	return out
}

func (w orders) class(x graph.DrugClass, m mutation.Altered[graph.DrugClass]) []graph.MedicineCase {
	var out []graph.MedicineCase
	members := w.index.members[x.ID]
	for i, a := range members {
		switch part, _, _ := strings.Cut(m.At, " "); part {
		case "parents":
			for _, c := range w.kind(a.ID, append([]string{m.Word}, w.g.ClassesOf(m.Word)...)) {
				c.Order = a.ID
				out = append(out, c)
			}
			if i == 3 {
				return out
			}
		case "duplicate_allowed":
			for _, b := range members {
				out = append(out, graph.MedicineCase{Order: a.ID, For: "takes " + b.ID, Check: "duplicate"})
			}
		default:
			for _, b := range members[:min(len(members), 6)] {
				out = append(out, graph.MedicineCase{Order: a.ID, For: "takes " + b.ID, Check: "duplicate"})
			}
		}
	}
	return out
}

func (w orders) allergen(x graph.AllergenGroup, _ mutation.Altered[graph.AllergenGroup]) []graph.MedicineCase {
	var out []graph.MedicineCase
	for _, r := range x.CrossReacts {
		for _, d := range w.index.members[r.Group] {
			out = append(out, graph.MedicineCase{Order: d.ID, For: "allergic " + x.ID, Check: "allergy"})
		}
	}
	return out
}

// rule tries medicines of a rule in patients who meet it.
func (w orders) rule(x graph.SafetyRule, _ mutation.Altered[graph.SafetyRule]) []graph.MedicineCase {
	var out []graph.MedicineCase
	members := func(ids []string) []string {
		var all []string
		for _, id := range ids {
			all = append(all, w.some(id, "")...)
		}
		return all[:min(len(all), 8)]
	}
	check := map[string]string{"interaction": "interaction", "duplicate": "duplicate"}[x.Kind]
	for _, a := range members(x.A) {
		for _, b := range members(x.B) {
			for _, who := range append([]string{""}, meetings(x.When)...) {
				out = append(out, graph.MedicineCase{Order: a, For: strings.Trim("takes "+b+", "+who, ", "), Check: check})
			}
		}
		if len(x.B) == 0 {
			for _, who := range meetings(x.When) {
				out = append(out, graph.MedicineCase{Order: a, For: who, Check: cmp.Or(check, "contraindication")})
			}
		}
	}
	return out
}

func meetings(e *graph.Expr) []string {
	if e == nil {
		return nil
	}
	return meeting(*e)
}

// meeting are patients in whom a condition holds, on the edge of each of its bounds.
func meeting(e graph.Expr) []string {
	switch {
	case e.Present != "":
		if strings.HasPrefix(e.Present, "drug.") {
			return []string{"takes " + e.Present}
		}
		if strings.HasPrefix(e.Present, "class.") {
			return nil
		}
		return []string{e.Present}
	case e.Compare != nil:
		var out []string
		name := strings.TrimPrefix(e.Compare.Fact, "find.")
		for _, at := range []*float64{e.Compare.GTE, e.Compare.GT, e.Compare.LTE, e.Compare.LT, e.Compare.EQ} {
			if at != nil {
				for _, n := range []float64{*at, *at + 1, *at - 1} {
					if name == "age" {
						out = append(out, num(n)+" y")
					} else {
						out = append(out, name+" "+num(n))
					}
				}
			}
		}
		return out
	case len(e.All) > 0:
		out := []string{""}
		for _, part := range e.All {
			var next []string
			for _, a := range out {
				for _, b := range meeting(part) {
					next = append(next, strings.Trim(a+", "+b, ", "))
				}
			}
			if len(next) > 40 {
				next = next[:40]
			}
			out = next
		}
		return out
	case e.Not != nil:
		return append([]string{""}, meeting(*e.Not)...)
	case e.Count != nil:
		return meeting(graph.Expr{All: e.Count.Of[:min(e.Count.Min, len(e.Count.Of))]})
	}
	var out []string
	for _, part := range e.Any {
		out = append(out, meeting(part)...)
	}
	return out
}
