// Package search holds FHIR R4 search without a database: the search
// parameters as a table (parameters.txt), the parser of query strings, and the
// extraction of index values from a resource.
//
// # What is served
//
// All parameter types but composite and special; the modifiers :missing,
// :exact, :contains, :not, :text (token, starts-with on display and text),
// :identifier and :Type (reference), :below (uri); the date and number
// prefixes eq ne gt lt ge le sa eb; one level of chaining; _include and
// _revinclude without :iterate; _sort, _count, _total and _summary=count.
//
// Strings compare without case, accents and width (NFKC), and a Chinese name
// is also found by family and given name written together. Codes compare with
// case. Dates without a zone are read in the zone of the site.
package search
