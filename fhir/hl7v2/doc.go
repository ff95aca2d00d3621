// Package hl7v2 reads and writes HL7 v2 messages (2.3 to 2.8), their character
// sets and the MLLP framing they travel in.
//
// # Guarantees
//
//   - A Message keeps the bytes it was parsed from; Raw gives them back.
//   - The text is decoded before it is split: trail bytes of GB18030 equal
//     the usual delimiters | ^ ~ \ and would tear characters apart.
//   - Parse never panics and never guesses past a contradiction: bytes that do
//     not fit the declared character set are an error at MSH-18.
//   - An empty field, an absent field and the null "" are told apart.
//   - Errors are outcome.Error with the location in Path ("PID-3") and never
//     hold message content.
//
// Sources: HL7 v2.8.2 chapter 2 (control), HL7 Implementation Guide for MLLP
// release 2, GB 18030-2022.
package hl7v2
