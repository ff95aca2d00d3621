// Package stance tells whether a text has the patient take a medicine that it
// names, in words that no list holds: "because aspirin tightens your chest, leave
// it out", "cardiology decides about the digoxin".
//
// It learns from a bank of sentences (bank/*.tsv), in each of which the medicine
// in question stands in brackets. The model is one linear line over the words
// around the name and how far they are from it, the cues of the phrase lists and
// what the rules have read; drugs, conditions and numbers are seen as such and not
// by name. The same bank gives the same bytes, and the same sentence the same
// answer.
package stance
