// Package mapping turns HL7 v2 messages into FHIR R4 resources: ADT^A01, A03,
// A04, A08 and ORU^R01. Which field goes where stands in tables (tables.go,
// codes.go, units.go) that follow HL7's v2-to-FHIR mappings; code handles data
// types, never single fields.
//
// # Guarantees
//
//   - Map is pure: the same message and Config give the same Plan.
//   - Every entry of a Plan is found again by a business identifier. Where a
//     message has none, one is derived from what stays the same about the
//     thing (its order, code and time), so a replay creates nothing new.
//   - An empty field leaves the stored value as it is, "" deletes it (Merge).
//   - A result never falls back from final to preliminary, nor a visit from
//     finished to in progress, when messages arrive out of order.
//   - Errors name segment and field in Path ("PID-3", "OBX[2]-14") and never
//     hold message content.
//
// The message itself becomes meta.source of what it wrote; MessageHeader and
// Provenance are not stored, since the inbox keeps the message.
package mapping
