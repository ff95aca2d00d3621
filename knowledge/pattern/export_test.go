package pattern

// MostSteps bounds what Kept gives.
const MostSteps = mostSteps

// Kept is how many steps an expression has room for.
func (r *Regexp) Kept() int {
	if a := r.automaton(); a != nil {
		return len(a.table.Load().next)
	}
	return 0
}
