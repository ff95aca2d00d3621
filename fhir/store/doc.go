// Package store is the contract of Apricot's FHIR repository. Drivers live in
// the packages sqlite and postgres; both pass the one suite in storetest.
//
// # Guarantees
//
//   - Durability. When Apply or Receive returns nil, the write has been
//     committed with an fsync (SQLite synchronous=FULL, PostgreSQL
//     synchronous_commit=on); a driver refuses to open with less.
//   - Atomicity. A Batch is applied whole or not at all, and so are the index
//     rows, the change-feed entries and the inbox settlements of it.
//   - Optimistic versions. An Op with IfMatch succeeds only against that
//     current version; of n concurrent writers with the same IfMatch one wins.
//   - Conditional operations are atomic: the search and the write that depends
//     on it see the same state, under any number of concurrent callers and,
//     on PostgreSQL, any number of processes.
//   - History. Versions are immutable and deletes leave them in place.
//   - The change feed is dense and in commit order: no reader can see n+1
//     before n, and a rolled-back batch uses up no number.
//   - One state for all pages. The pages of a search show the state of the store
//     at its first page: what is written in between neither repeats nor drops a
//     match, and a match that has changed comes in the version it had. The token
//     of a page holds all there is to it, so it works after a restart and in
//     another process. A sorted or linked search behind which more than 10,000
//     resources have changed answers Gone, never a page of another state. Without
//     _sort the order is the one found fastest (the newest first, where a date is
//     asked for from some day on); search.Query.KeyOrder asks for that of keys.
//   - No answer from half an index. After a change of search parameters or zone
//     the index is made anew while the store serves; a search by a parameter
//     whose index is not whole yet is Unavailable (Indexer).
//   - Fidelity. The JSON that comes back is the JSON that went in, but for id,
//     meta.versionId and meta.lastUpdated: unknown fields, primitive
//     extensions, the order of members and the digits of decimals are kept.
//   - After Close every method answers an outcome.Error of kind Unavailable.
//
// The contract does not decide who may do what: compliance/guard wraps a Store
// and does.
package store
