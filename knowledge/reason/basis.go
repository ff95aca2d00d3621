package reason

import "apricot.health/knowledge/graph"

// Basis is one of the things that set the level of urgency. It names what it
// rests on: a fact and a rule, or only the words and what they resemble.
type Basis struct {
	// Kind is one of the By constants.
	Kind string
	// ID is of the graph; empty where the kind says all.
	ID    string
	Level int
	// Words of the patient that resemble something, normalised, and Near the
	// reviewed sayings that they are nearest to. Only ByResembling and ByTelling
	// have them.
	Words string
	Near  []Near
}

// Near is a reviewed saying with what it means: a red flag or a condition.
type Near struct{ ID, Saying string }

// The kinds of a Basis.
const (
	// ByRedFlag is a red flag that is true, ByScore a score, ByRecord a condition
	// of the record that makes what is told now urgent.
	ByRedFlag, ByScore, ByRecord = "red_flag", "score", "record"
	// ByCondition is a condition that is likely enough, or too dangerous to wait
	// for; ByComplaint the complaint's own level.
	ByCondition, ByComplaint = "condition", "complaint"
	// ByAbstaining is a story of which nobody knows what it is, and ByDangerOpen
	// one whose danger signs were not asked for.
	ByAbstaining, ByDangerOpen = "abstained", "danger_open"
	// ByResembling is a red flag that the words resemble and no fact has settled,
	// ByTelling a story told like what has to be seen at once, ByCry a cry for help.
	ByResembling, ByTelling, ByCry = "resembles", "told_urgent", "cry"
)

// likelyOf is what a likely or threatening condition sets.
func likelyOf(c graph.Condition) Basis { return Basis{Kind: ByCondition, ID: c.ID} }

// idsOf gives the ids of what set the level, each once. What only resembles is
// written as such, so that nobody takes it for a fact.
func idsOf(bs []Basis) []string {
	var out []string
	for _, b := range bs {
		switch {
		case b.Kind == ByResembling:
			out = append(out, ByResembling+":"+b.ID)
		case b.ID == "":
			out = append(out, b.Kind)
		default:
			out = append(out, b.ID)
		}
	}
	return out
}

// mostNear bounds the sayings that a story told like an emergency is shown with.
const mostNear = 3

// toldBasis is what a story told like an emergency rests on.
func (e *Engine) toldBasis(ls []Heard) Basis {
	b := Basis{Kind: ByTelling, ID: toldUrgent}
	for _, l := range ls {
		if l.Cries {
			return Basis{Kind: ByCry, ID: toldUrgent}
		}
	}
	b.Near = e.nearEmergencies(ls)
	return b
}
