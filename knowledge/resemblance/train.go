package resemblance

const (
	// softYes and softNo are how much one saying of danger, and one of the
	// others, may pull at the line.
	softYes, softNo = 4.0, 1.0
	// softOwn is the share of that for the graph's own words, which are mostly
	// names and no sentences.
	softOwn = 0.25
	// softStory is for a story that a clinician has judged by how soon its teller
	// must be seen: it says outright what the other sayings let conclude.
	softStory = 4.0
	// softElsewhere is for what is no illness, and for the bare word that somebody
	// is ill: there is much less of either.
	softElsewhere = 4.0
)

// pull is how much a saying may pull.
func pull(s Saying, danger bool) float64 {
	soft := softNo
	if danger {
		soft = softYes
	}
	if s.From == "" {
		soft *= softOwn
	}
	return soft
}

// pullAcuity is how much a saying may pull at the line of what has to be seen at
// once.
func pullAcuity(s Saying, now bool) float64 {
	if s.Soon != "" {
		return softStory
	}
	return pull(s, now)
}

// pullIllness is how much a saying may pull at the line between what is about
// somebody's health and what is not.
func pullIllness(s Saying, ill bool) float64 {
	switch {
	case !ill || s.Unwell:
		return softElsewhere
	case s.From == "":
		return softNo * softOwn
	}
	return softNo
}

// stand says how a saying stands to an id: it means it, it does not, or it says
// nothing about it.
type stand int

const (
	silent stand = iota
	means
	other
)
