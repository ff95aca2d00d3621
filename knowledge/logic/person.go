package logic

import (
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// ChildAge is the age in years below which a patient is a child.
const ChildAge = 14

// knownTimes multiplies the prior of a condition that the patient is known to
// have, where content gives no figure.
const knownTimes = 5

// SexFits is false where the patient is known to be of another sex than sex.
func SexFits(sex string, f Facts) bool { return sex == "" || f.Bool("find.sex_"+sex) != chart.No }

// CanHave is false where the patient is known to have the other sex, or an age, at
// which nobody has the finding: a late period is not asked of a woman of 77.
func CanHave(x graph.Finding, f Facts) bool {
	age, known := f.Number("find.age")
	return SexFits(x.Sex, f) && !(known && (x.Child && age >= ChildAge || x.Until > 0 && age >= x.Until))
}

// PriorTimes is what age, sex, risks and record of a patient make of the prior of a
// condition.
func PriorTimes(cond graph.Condition, f Facts) float64 {
	age, known := f.Number("find.age")
	times := 1.0
	if f.Bool(cond.ID) == chart.Yes {
		times = knownTimes
		if cond.Known != nil && cond.Known.Times > 0 {
			times = cond.Known.Times
		}
	}
	for _, m := range cond.Modifiers {
		if (m.MinAge > 0 || m.MaxAge > 0) && (!known || age < m.MinAge || m.MaxAge > 0 && age >= m.MaxAge) {
			continue
		}
		if m.Sex != "" && f.Bool("find.sex_"+m.Sex) != chart.Yes {
			continue
		}
		if m.When != nil && Value(*m.When, f) != chart.Yes {
			continue
		}
		times *= m.Times
	}
	return times
}
