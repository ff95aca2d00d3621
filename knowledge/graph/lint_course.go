package graph

import "math"

// courses checks that shares are shares, that course.any is there where another
// is, and that a condition has one course.
func (l *linter) courses() {
	of := map[string]string{}
	for _, c := range l.g.courses.items {
		l.id(c.ID, "course")
		sum := 0.0
		for _, s := range c.Share {
			sum += s
			if s <= 0 {
				l.add(c.ID, "a share is more than 0: nothing is impossible")
			}
		}
		if len(c.Share) != len(CourseDays())+1 || math.Abs(sum-1) > 1e-9 {
			l.add(c.ID, "a course has %d shares that add to 1", len(CourseDays())+1)
		}
		if _, ok := l.g.courses.get("course.any"); !ok {
			l.dangling(c.ID, "course.any")
		}
		for _, id := range c.Of {
			if _, ok := l.g.conditions.get(id); !ok {
				l.dangling(c.ID, id)
			}
			if first, twice := of[id]; twice {
				l.add(c.ID, "%s has the course %s already", id, first)
			}
			of[id] = c.ID
		}
	}
}
