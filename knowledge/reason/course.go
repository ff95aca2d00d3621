package reason

import (
	"slices"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// courses tell how much likelier each duration is in a condition than in any.
type courses map[string][]float64 // cond.* -> ratio for each interval

func newCourses(g *graph.Graph) courses {
	out := courses{}
	list := g.Courses()
	i := slices.IndexFunc(list, func(c graph.Course) bool { return c.ID == "course.any" })
	if i < 0 {
		return out
	}
	for _, c := range list {
		ratios := make([]float64, len(c.Share))
		for k, s := range c.Share {
			ratios[k] = s / list[i].Share[k]
		}
		for _, id := range c.Of {
			out[id] = ratios
		}
	}
	return out
}

// times is what the duration of the complaint makes of the prior of a
// condition: 1 where either is not known.
func (c courses) times(cond string, f logic.Facts) float64 {
	days, known := f.Number("find.duration_days")
	ratios := c[cond]
	if !known || ratios == nil {
		return 1
	}
	ends, k := graph.CourseDays(), 0
	for k < len(ends) && days >= ends[k] {
		k++
	}
	return ratios[k]
}
