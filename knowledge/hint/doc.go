// Package hint reads from a patient's words which findings they may say, where no
// rule reads them.
//
// It learns from a bank of reviewed sayings of each finding
// (knowledge/content/spoken), from the graph's own names and wordings, and from
// sayings that say none. The model is a line for each finding over pieces of words
// and of what the lexicon reads; what is denied, supposed, past or about somebody
// else is told apart from what is said. There is no language model and no chance
// in it: the same bank gives the same bytes, and the same text the same answer.
//
// A hint is no fact. It is asked about, or shown to a doctor as not confirmed, and
// the words are its proof.
package hint
