// Package calibration says which scores may be trusted how far. For a stratum
// (claim kind, audience, language) it walks a fixed grid of thresholds from
// strict to loose over labelled calibration data and keeps the last threshold
// at which the error among the accepted is certified to be at most alpha with
// confidence 1-delta (fixed-sequence testing of Learn then Test, Angelopoulos
// et al. 2021, with the exact binomial tail as p-value; delta is shared over
// the strata). What no threshold certifies is never accepted.
//
// A table of certificates names the model, the graph, the policy, the banks of acts
// and of stances and the tables beside the checks it was made with, and holds for no
// others: a change of any of them without a new calibration hands over.
package calibration

// The bounds that the fence asks for.
const (
	Alpha = 0.01
	Delta = 0.05
	// MinAccepted is how many cases the strictest threshold must accept at the
	// least, so that a walk does not begin with luck.
	MinAccepted = 500
)
