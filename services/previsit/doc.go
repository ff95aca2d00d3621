// Package previsit is the agent that takes the history before registration: a
// patient opens a single-use link, tells the story in answer to open questions,
// is then asked only for what the story left open, danger is looked for on
// every turn, and a confirmed summary with an urgency, a department, draft tests
// and the patient's own words goes to the doctor.
//
// Nothing of a conversation is kept but the answers; what to ask next, whether
// there is danger and what the summary says is worked out from them each time.
// Everything Apricot says leaves as fence.Cleared.
package previsit
