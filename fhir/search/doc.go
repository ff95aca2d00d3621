// Package search holds FHIR R4 search without a database: the search
// parameters as a table (parameters.txt, generated from the official
// definitions by internal/generate), the compartments, the parser of query
// strings, and the extraction of index values from a resource.
//
// # What is served
//
// All parameters of R4 that an expression defines, of every resource type, the
// composite ones too. The table names those that have no expression (_text,
// _content, _filter, _query, near): they are not served.
//
//   - Modifiers: :missing; :exact, :contains (string); :not, :text, :of-type
//     (token; :text is the start of display and text); :identifier and :Type
//     (reference); :above, :below (uri).
//   - Prefixes of dates, numbers and quantities: eq ne gt lt ge le sa eb ap.
//   - Chains and _has of up to six steps, also within each other. A chain that
//     names no type asks of every target that has the parameter.
//   - _include and _revinclude with :iterate and Type:*, _include=*.
//   - _sort by up to four keys, _count, _total, _summary, _elements, _type
//     within a compartment.
//
// Strings compare without case, accents and width (NFKC), and a Chinese name
// is also found by family and given name written together. Codes compare with
// case. Dates without a zone are read in the zone of the site. Quantities with
// UCUM units compare in base units (package ucum): 1 g finds 1000 mg; others
// compare as they are written.
//
// # Sources
//
// The index holds the values of each place in a resource once, whatever number
// of parameters reads it: patient is what subject has of Patients, combo-code
// what code and component-code have. Whether an index is whole is therefore a
// question to each source.
package search
