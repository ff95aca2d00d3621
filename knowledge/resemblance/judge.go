package resemblance

import (
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
)

// emergency is the triage level up to which a flag is an emergency.
const emergency = 2

// judge says what sayings teach about an id.
type judge struct{ g *graph.Graph }

// level is that of the gravest flag that a saying means; 0 where it means none.
func (j judge) level(s Saying) int {
	level := 0
	for _, id := range s.Means {
		if f, ok := j.g.RedFlag(id); ok && (level == 0 || f.Level < level) {
			level = f.Level
		}
	}
	return level
}

func (j judge) grave(id string) bool {
	f, ok := j.g.RedFlag(id)
	return ok && f.Level <= emergency
}

func (j judge) danger(s Saying) bool { l := j.level(s); return l > 0 && l <= emergency }

// stands says whether a saying means an id, something else, or says nothing
// about it. Sayings of a flag with the same conditions behind it may mean both
// flags; what a saying opens is only known where it names a complaint.
func (j judge) stands(s Saying, id string) stand {
	if slices.Contains(s.Means, id) {
		return means
	}
	kind, _, _ := strings.Cut(id, ".")
	if kind == "flag" {
		for _, m := range s.Means {
			if j.akin(m, id) {
				return silent
			}
		}
		return other
	}
	if s.has(kind + ".") {
		return other
	}
	return silent
}

// akin is true for two flags with a condition that both are a sign of.
func (j judge) akin(a, b string) bool {
	x, ok := j.g.RedFlag(a)
	y, found := j.g.RedFlag(b)
	return ok && found && (a == b || slices.ContainsFunc(x.Suspect, func(id string) bool { return slices.Contains(y.Suspect, id) }))
}
