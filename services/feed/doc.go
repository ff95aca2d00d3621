// Package feed is the HL7 v2 door: it listens for MLLP, keeps every message,
// maps it to FHIR and answers.
//
// # Order of things
//
// frame, header, map, store.Writer.Apply (the message, the resources and their
// audit events in one batch and one commit), answer. Concurrent senders share
// commits: the store groups batches that wait.
//
// A peer whose site file says acknowledge: kept is answered after
// store.Inbox.Receive, which many senders share a commit for, and the mapper
// loop does the rest: messages of different patients side by side, those of one
// patient in order of arrival. Mapping is only tried before, for what cannot be
// read.
//
// A message that is known already, cannot be mapped, or whose mapping takes
// longer than Config.MapTimeout goes the long way: store.Inbox.Receive
// (durable), map, Apply with the settlement of the message, answer. When the
// mapping is not done in time then, the answer is AA and the mapper loop
// finishes later. In enhanced mode the accept answer (CA)
// goes out when the message is safe, the application answer after mapping.
//
// Mapping comes before the answer so that the sender hears of data that cannot
// be used (AE) and not only the quarantine does.
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
