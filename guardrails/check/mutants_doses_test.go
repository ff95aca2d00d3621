package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/graph"
)

// dose tries a row of limits before and after a change.
func (w orders) dose(x, y graph.Drug, i int, field string) []graph.MedicineCase {
	was := x.Doses[i]
	is := was
	if len(y.Doses) == len(x.Doses) {
		is = y.Doses[i]
	}
	if field == "for" { // the row is another patient's
		field = "row"
	}
	patients := patientsOf(was, is)
	checks := []string{"dose", "agedose", "age"}
	if was.Population == "adult" && was.MinAgeYears == is.MinAgeYears {
		checks = checks[:1]
	}
	var out []graph.MedicineCase
	if field == "min_age_years" {
		out = answered("", patients, "age")
	}
	for _, order := range w.amounts(was, is, field) {
		out = append(out, answered(order, patients, checks...)...)
	}
	if field == "row" {
		out = append(out, answered("", patients, "age")...)
		for _, r := range slices.Concat(x.Doses[:i], x.Doses[i+1:]) { // what another row bounds
			for _, order := range w.amounts(r, r, "row") {
				out = append(out, answered(order, patients, checks...)...)
			}
		}
	}
	return out
}

// patientsOf are patients of whom a row speaks.
func patientsOf(was, is graph.Dose) []string {
	var out []string
	ages := []string{""}
	switch {
	case was.Population == "elder":
		ages = []string{"70 y"}
	case was.MinAgeYears != is.MinAgeYears:
		ages = nil
		for _, n := range around(was.MinAgeYears, max(is.MinAgeYears, was.MinAgeYears/2)) {
			ages = append(ages, num(n)+" y")
		}
	case was.Population == "child":
		ages = []string{"8 y"}
		if was.MinAgeYears > 8 {
			ages = []string{num(was.MinAgeYears) + " y"}
		}
		if was.Population != is.Population {
			ages = append(ages, "")
		}
	case was.Population != is.Population:
		ages = append(ages, "8 y")
	}
	terms := slices.Concat([]string{""}, was.For)
	for _, age := range ages {
		weights := []string{usualWeight(age)}
		if was.MaxPerKg+was.MaxDailyPerKg+is.MaxPerKg+is.MaxDailyPerKg > 0 {
			weights = append(weights, "10 kg", "3 kg", "40 kg", "100 kg", "200 kg")
		}
		for _, kg := range weights {
			for _, has := range terms {
				out = append(out, strings.Join(slices.DeleteFunc([]string{age, kg, has}, func(s string) bool { return s == "" }), ", "))
			}
		}
	}
	return out
}

// usualWeight is that of a child of an age, roughly; "" for an adult.
func usualWeight(age string) string {
	years, err := strconv.ParseFloat(strings.TrimSuffix(age, " y"), 64)
	switch {
	case err != nil || years >= 18:
		return ""
	case years < 0.25:
		return "4 kg"
	case years < 1:
		return "8 kg"
	case years < 4:
		return "12 kg"
	case years < 7:
		return "20 kg"
	case years < 12:
		return "25 kg"
	}
	return "45 kg"
}

// amounts are directions for use on and around what a row bounds.
func (w orders) amounts(was, is graph.Dose, field string) []string {
	var out []string
	add := func(format string, a ...any) {
		if o := fmt.Sprintf(format, a...); !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	kg := []float64{3, 10, 25, 40, 70, 100, 200}
	one := max(was.UsualMin, min(was.MaxSingle, was.MaxDaily), was.MaxPerKg, was.MaxDailyPerKg, 1)
	if was.UsualMax > 0 {
		one = was.UsualMax
	}
	of := func(name string) bool { return field == "row" || field == "min_age_years" || field == name }
	if field == "min_age_years" || field == "row" {
		add("%s %s %s", num(one), was.Unit, was.Route)
		add("%s %s", num(one), was.Unit)
	}
	scaled := func(a, b float64, by []float64, daily bool) {
		if a == 0 && b == 0 {
			return
		}
		for _, k := range by {
			for _, n := range around(a*k, b*k) {
				unit := was.Unit
				if daily {
					unit += "/d"
				}
				add("%s %s %s", num(n), unit, was.Route)
			}
		}
	}
	if of("max_single") {
		scaled(was.MaxSingle, is.MaxSingle, []float64{1, gross}, false)
	}
	if of("max_daily") {
		scaled(was.MaxDaily, is.MaxDaily, []float64{1, gross}, true)
		scaled(was.MaxDaily, is.MaxDaily, []float64{1, gross}, false)
	}
	if of("usual_min") {
		scaled(was.UsualMin, is.UsualMin, []float64{1.0 / 4, 1.0 / slip}, false)
	}
	if of("usual_max") {
		scaled(was.UsualMax, is.UsualMax, []float64{2, slip}, false)
	}
	if of("max_per_kg") {
		scaled(was.MaxPerKg, is.MaxPerKg, kg, false)
		for _, n := range around(was.MaxPerKg, is.MaxPerKg) {
			add("%s %s/kg %s", num(n), was.Unit, was.Route)
		}
	}
	if of("max_daily_per_kg") {
		scaled(was.MaxDailyPerKg, is.MaxDailyPerKg, kg, true)
		for _, n := range around(was.MaxDailyPerKg, is.MaxDailyPerKg) {
			add("%s %s/kg/d %s", num(n), was.Unit, was.Route)
		}
	}
	if of("max_times_daily") && was.MaxTimesDaily+is.MaxTimesDaily > 0 {
		for _, n := range slices.Concat(around(was.MaxTimesDaily, is.MaxTimesDaily), around(gross*was.MaxTimesDaily, gross*is.MaxTimesDaily)) {
			for _, k := range []float64{1, 2, 3, 4, 10, 100} {
				add("%s %s %s %s/d", num(one/k), was.Unit, was.Route, num(n))
			}
		}
	}
	if of("min_interval_hours") && was.MinIntervalHours+is.MinIntervalHours > 0 {
		for _, h := range slices.Concat(around(was.MinIntervalHours, is.MinIntervalHours), around(was.MinIntervalHours/1.05, is.MinIntervalHours/1.05)) {
			for _, k := range []float64{1, 2, 3, 4, 10, 100} {
				add("%s %s %s q%sh", num(one/k), was.Unit, was.Route, num(h))
			}
		}
	}
	return out
}
