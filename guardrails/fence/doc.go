// Package fence decides what may be shown. A draft goes in; claims are read
// from it, each is checked against the knowledge graph and the patient's
// chart, and the policy decides by audience. Only this package can make a
// Cleared, and delivery takes nothing else, so that what did not pass cannot
// be sent.
//
// The fence fails closed: a panic, an error, a missed deadline or an answer
// that nobody gave is a block. A decision leaves a Record without any words of
// the patient, from which it can be replayed.
package fence
