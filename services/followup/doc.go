// Package followup is the agent of the weeks after a visit: it turns alerts
// and silence of home devices into the care manager's worklist, sorted by
// risk, with why, what to do and by when. "No data" is a state of its own.
package followup
