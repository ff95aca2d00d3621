// Package engine is the part of a FHIR store that is the same on every SQL
// database: what a batch means, how writes are grouped into commits, how a
// search becomes SQL. A driver gives it transactions (Driver, Tx) and few
// words of dialect.
//
// # Tables
//
//	resource   one narrow row per logical resource: key rk, current version
//	version    every version with its JSON, numbered by the change feed
//	idx_*      one table per parameter kind: rk, hash of the source, values
//	feed       one row: the last number of the change feed
//	index_*    the sources whose index is whole, and how far a reindex has come
//	inbox      raw messages
//
// JSON is written once, in version; the current text is found by (rk, version).
//
// # Writing
//
// Callers parse, check and index bodies themselves and queue a job. A lane
// takes all jobs that wait, waits a little for callers who were just answered
// (gather.go), and runs them in one transaction: their rows are
// written together, their versions numbered at the end, and one commit serves
// all. A batch that fails before it has written anything just drops out; one
// that may fail later has a savepoint. When the database itself refuses, the
// jobs are written one by one, so that no batch takes a neighbour with it.
//
// # Searching
//
// sql.go, link.go and value.go turn a query into SQL; cost.go chooses the
// parameter that drives it, walk.go what is answered along an index instead of
// from a list of all matches. A later page also judges, in Go (judge.go), the
// old versions of what has changed since the first one (snapshot.go).
package engine
