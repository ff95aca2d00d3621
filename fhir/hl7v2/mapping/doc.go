// Package mapping turns HL7 v2 messages into FHIR R4 resources. What goes where
// stands in the tables of the folder tables, which follow HL7's v2-to-FHIR
// mappings: which messages, how their segments nest and what they make, how a
// resource is identified, which field goes to which element, and code and unit
// translations. Code handles data types, never single fields. A site adds rows
// of the same kinds (Config).
//
// # Guarantees
//
//   - Map is pure: the same message and tables give the same Plan.
//   - Every entry of a Plan is found again by a business identifier. Where a
//     message has none, one is derived from what stays the same about the
//     thing (its order, code and time), so a replay creates nothing new.
//   - An empty field leaves the stored value as it is, "" deletes it (Merge).
//   - Out of order nothing is lost and nothing falls back: a message that its
//     sender made before the one last written only fills what is not known
//     (Fill); a result never goes from final to preliminary, nor a visit from
//     finished to in progress, except by the event that says so.
//   - A message that says what is stored already makes no new version, later
//     though it was made: FHIR versions are of content. So its time is not kept
//     either, and a message that was made between two equal ones and comes
//     after both is taken for the newest.
//   - A merged patient stays, out of use and linked; its records and all later
//     messages about it belong to the survivor, through any chain of merges.
//   - Errors name segment and field in Path ("PID-3", "OBX[2]-14") and never
//     hold message content.
//
// The message itself becomes meta.source of what it wrote; MessageHeader and
// Provenance are not stored, since the inbox keeps the message.
package mapping
