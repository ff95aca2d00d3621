// Package bulk moves many resources at a time: files into the store (Importer)
// and the store out to NDJSON files (Exporter, the FHIR Bulk Data Access API).
//
// # Import
//
// A file is a sequence of items: the lines of NDJSON, the entries of a batch or
// collection Bundle, a transaction Bundle as a whole, the messages of an HL7
// file. Items are applied some hundreds at a time. Beside each file stands a
// ledger, a Task whose id is made of the SHA-256 of the file: the batch and
// what the ledger says of it are one commit, so an import that was killed goes
// on after the last item that was stored, and a file that was imported before
// is not imported again.
//
// An item that is refused does not hold up its neighbours. One whose
// conditional reference finds nothing yet is tried again when everything else
// has been loaded, so files may come in any order.
//
// Resources keep the id they have in the file. One without an id gets one made
// of the file and its place in it.
package bulk
