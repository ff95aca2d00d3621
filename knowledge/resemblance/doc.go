// Package resemblance suspects from a patient's words what no rule has read in
// them: which dangers and which complaints they resemble.
//
// It learns from a bank of sayings (knowledge/content/sayings), reviewed
// sentences with what each means, and from the graph's own wordings and names.
// The model is linear over pieces of words and the concepts that the lexicon
// reads; what is denied, supposed, past or about somebody else is told apart
// from what is said. There is no language model and no chance in it: the same
// bank gives the same bytes, and the same text the same answer.
//
// What it gives is a suspicion, never a fact, and it names the saying that is
// nearest as its proof.
package resemblance
