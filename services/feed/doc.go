// Package feed is the HL7 v2 door: it listens for MLLP, keeps every message,
// maps it to FHIR and answers.
//
// # Order of things
//
// frame, header, store.Inbox.Receive (durable), map, store.Writer.Apply (the
// resources and the settlement of the message in one batch), answer.
//
// Mapping comes before the answer so that the sender hears of data that cannot
// be used (AE) and not only the quarantine does. The message is safe already
// when mapping starts; if mapping takes longer than Config.MapTimeout or the
// store cannot be reached, the answer is AA and the mapper loop finishes later,
// in order of arrival. A sender in enhanced mode gets its accept answer (CA)
// as soon as the message is safe, and its application answer after mapping.
//
// # Guarantees
//
//   - AA and CA are sent after the message is on disk, never before.
//   - The same message again (sender, control id, bytes) stores nothing and is
//     answered as the first was. The same control id with other bytes is
//     quarantined and answered AE.
//   - A message with a usable header is never dropped: what cannot be mapped is
//     quarantined with its reason and can be replayed.
//   - No message content goes to logs, spans or metrics.
package feed
