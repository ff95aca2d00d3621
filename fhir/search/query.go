package search

// Query is a parsed search on one resource type. Parse makes it; drivers
// translate it into SQL.
type Query struct {
	Type string
	// Params must all match (AND).
	Params []Param
	Sort   []SortKey
	// Count is the page size: 0 asks for the default, and SummaryCount for
	// only the total.
	Count        int
	SummaryCount bool
	// Total asks for an accurate total of all pages.
	Total bool
	// Page is the opaque Next of the page before.
	Page       string
	Include    []Include
	RevInclude []Include
	// Ignored names the parameters that were not understood and left out, for
	// the self link and lenient handling.
	Ignored []string
}

// Param is one search parameter with its OR list of values.
type Param struct {
	// Def is the definition, one of those in the table of the package.
	Def      Definition
	Modifier string // "", "not", "missing", "exact", "contains", "text"
	Values   []Value
	// Chain is the rest of a chained parameter: subject:Patient.identifier
	// has Def subject, ChainType Patient and Chain identifier.
	ChainType string
	Chain     *Param
}

// SortKey is one key of _sort.
type SortKey struct {
	Def        Definition
	Descending bool
}

// Include is one _include or _revinclude: Source type, parameter, and an
// optional target type.
type Include struct {
	Source string
	Def    Definition
	Target string
}
