// Package consult is the in-consultation copilot. It puts together what a
// doctor needs to see of one patient (the story that the patient told, a short
// differential with its reasoning, what must not be missed, drafts to sign)
// and checks orders against the chart before they are signed. It serves both
// the sidebar and the EMR's CDS Hooks.
//
// Words of Apricot pass the fence for the audience doctor and come out as
// fence.Cleared, or as Prose put together from them; words of the patient and
// of the record stay marked as such. Nothing here activates an order.
package consult
