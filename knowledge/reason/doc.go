// Package reason goes from what is known of a patient to an urgency, a
// department, a ranked differential, what must not be missed, draft tests and
// the next best question, and shows its path.
//
// It is pure: the same case gives the same answer, whatever the order in which
// facts were found. A red flag is looked for in every case and never waits for
// a complaint. Unknown is never absent. Where the story is thin or nothing
// fits, the assessment abstains and says why.
package reason
