// Package library shows the knowledge graph to the people who review it:
// browse, search, and read one item with its condition in words, its sources,
// its status, its test cases and all that refers to it.
//
// It is read-only, holds no patient data, and shows the canonical snapshot that
// decisions name by hash, member by member, so that nothing in the graph can be
// missing from the page. Pages are plain HTML without script.
package library
