// Package r4 reads and edits FHIR R4 JSON without losing a byte of it. Typed
// structs drop primitive extensions and unknown members, so what is stored is
// never re-marshalled: a Doc knows where each value lies in the text, and edits
// replace only those bytes.
package r4
