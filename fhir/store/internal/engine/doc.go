// Package engine is the part of a FHIR store that is the same on every SQL
// database: what a batch means, how writes are grouped into commits, how a
// search becomes SQL. A driver gives it transactions (Driver, Tx) and few
// words of dialect.
//
// # Tables
//
//	resource   one narrow row per logical resource: key rk, current version
//	version    every version with its JSON, numbered by the change feed
//	idx_*      one table per parameter kind: rk, hash of type and parameter, values
//	feed       one row: the last number of the change feed
//	inbox      raw messages
//
// JSON is written once, in version; the current text is found by (rk, version).
//
// # Writing
//
// Callers parse, check and index bodies themselves and queue a job. A lane
// takes all jobs that wait, runs each inside a savepoint of one transaction,
// numbers their versions at the end and commits once. One failing batch is
// rolled back to its savepoint and takes no neighbour with it.
package engine
