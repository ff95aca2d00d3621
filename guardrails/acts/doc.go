// Package acts suspects what a sentence does in words that no list holds: that
// it reassures, tells to stop a medicine, states a diagnosis, gives away
// somebody's name, and so on.
//
// It learns from a bank of sentences (bank/*.tsv), each with what it does;
// those that look alike and are harmless are at least half of it. The model is
// one linear line for each act, over pieces of words, the cues of the phrase
// lists and the claims that were read; drugs, conditions and numbers are seen
// as such and not by name. There is no language model and no chance in it: the
// same bank gives the same bytes, and the same sentence the same answer.
//
// What it gives is a suspicion with the nearest sentence of the bank as its
// proof. What becomes of it is for the checks and the policy.
package acts
