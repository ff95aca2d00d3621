// Package logic evaluates the graph's conditions, bands and scores over what
// is known of a patient, in Kleene's three-valued logic: unknown is never
// false. Every answer carries its proof: the facts it used and the facts that
// are missing.
package logic
