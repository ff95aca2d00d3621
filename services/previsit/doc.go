// Package previsit is the agent that takes the history before registration: a
// patient opens a single-use link, is asked one question at a time, danger is
// looked for on every turn, and a confirmed summary with an urgency, a
// department and draft tests goes to the doctor.
//
// Nothing of a conversation is kept but the answers; what to ask next, whether
// there is danger and what the summary says is worked out from them each time.
// Everything Apricot says leaves as fence.Cleared.
package previsit
