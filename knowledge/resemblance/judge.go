package resemblance

import "apricot.health/knowledge/graph"

// emergency is the triage level up to which a flag is an emergency.
const emergency = 2

// judge says what sayings teach about an id.
type judge struct {
	g *graph.Graph
	// kin are the flags with a condition that both are a sign of, by each flag.
	kin map[string]map[string]bool
}

func newJudge(g *graph.Graph) judge {
	j := judge{g, map[string]map[string]bool{}}
	behind := map[string][]string{}
	for _, f := range g.RedFlags() {
		for _, c := range f.Suspect {
			behind[c] = append(behind[c], f.ID)
		}
	}
	for _, f := range g.RedFlags() {
		j.kin[f.ID] = map[string]bool{f.ID: true}
		for _, c := range f.Suspect {
			for _, other := range behind[c] {
				j.kin[f.ID][other] = true
			}
		}
	}
	return j
}

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

// acuity says whether a saying is the story of an emergency: by what a reviewer
// wrote beside it, by the flags it raises, or by the condition it tells of.
func (j judge) acuity(s Saying) stand {
	switch {
	case s.Soon == soonest:
		return means
	case s.Soon != "" || s.Harmless || s.Elsewhere:
		return other
	}
	level := j.level(s)
	for _, id := range s.Means {
		if c, ok := j.g.Condition(id); ok && (level == 0 || c.Level < level) {
			level = c.Level
		}
	}
	switch {
	case level == 0:
		return silent
	case level <= emergency:
		return means
	}
	return other
}

// illness says whether a saying is about somebody's health. What is only said to
// be harmless may be either.
func (j judge) illness(s Saying) stand {
	switch {
	case s.Elsewhere:
		return other
	case s.Unwell || s.Soon != "" || len(s.Means) > 0 || s.From == "":
		return means
	}
	return silent
}

// danger says whether a saying tells of an emergency; it is silent where nobody
// said so either way.
func (j judge) danger(s Saying) stand {
	switch level := j.level(s); {
	case level > 0 && level <= emergency:
		return means
	case level > 0 || s.Harmless || s.Elsewhere:
		return other
	}
	return silent
}
