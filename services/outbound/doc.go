// Package outbound sends HL7 v2 messages to the hospital's systems: orders that
// a clinician signed (ORM^O01, OML^O21, OMP^O09) and documents (MDM^T02, T08).
//
// # How nothing is lost or made up
//
// The store's change feed is dense and commits with the write. A cursor over it
// (a Basic resource) and one Task for each delivery are the queue: planning
// writes the Tasks and the cursor in one batch, and a Task is found by
// destination and resource version, so that planning the same change twice
// makes one. The Task holds the bytes of the message, so that every try, after
// a kill too, sends the same bytes under the same control id, and the receiver
// can tell a repetition.
//
// # Guarantees
//
//   - Each destination gets its messages in the order of the commits behind
//     them. The first that is not taken holds the others up.
//   - An answer counts only on the connection that the message went out on, and
//     only with the message's control id in MSA-2. After a timeout the
//     connection is dropped, so that a late answer finds nobody.
//   - A destination that cannot be reached is tried for ever, with growing
//     pauses. A message that is refused (AR) or not answered is tried
//     Destination.Attempts times; one that has an error in its data (AE) once.
//     It is then set aside as failed, for a person to look at and retry.
//   - What came in by HL7 v2 is not sent out again.
//
// One process per database sends; see Config.
package outbound
