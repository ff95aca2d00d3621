// Package stance tells whether a text has the patient take a medicine that it
// names, in words that no list holds: "because aspirin tightens your chest, leave
// it out", "cardiology decides about the digoxin"; and whether the patient has a
// danger sign that it names, or it is denied, long over, of somebody else or told in
// case it comes.
//
// It learns from a bank of sentences for each (bank/*.tsv, bank/signs/*.tsv), in
// which the medicine in question stands in brackets and the sign has a place. The model is one linear line over the words
// around the name and how far they are from it, the cues of the phrase lists and
// what the rules have read; drugs, conditions and numbers are seen as such and not
// by name. The same bank gives the same bytes, and the same sentence the same
// answer.
package stance
