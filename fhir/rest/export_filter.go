package rest

import (
	"net/url"
	"slices"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
)

// typeFilters reads the searches of _typeFilter, such as
// "Observation?category=laboratory,Condition?clinical-status=active" (Bulk Data
// Access 2.0, export). A filter that is not understood whole is an error: to
// leave a part of it out would export more than was asked for.
func typeFilters(req *ExportRequest, values []string) error {
	req.Filters = map[string][]string{}
	for _, filter := range splitFilters(values) {
		typ, query, _ := strings.Cut(filter, "?")
		if !served(typ) || query == "" {
			return outcome.At(outcome.Invalid, "_typeFilter", "_typeFilter is a list of searches, such as Observation?status=final")
		}
		params, err := url.ParseQuery(query)
		if err != nil {
			return outcome.At(outcome.Invalid, "_typeFilter", "a search cannot be read")
		}
		for name := range params {
			if strings.HasPrefix(name, "_") && !filters(name) {
				return outcome.At(outcome.NotSupported, "_typeFilter", "%s says how to show a search, not what to find", name)
			}
		}
		if _, err := search.Parse(typ, params, true); err != nil {
			return outcome.At(outcome.Invalid, "_typeFilter", "%s: %s", typ, detailOf(err))
		}
		if !slices.Contains(req.Filters[typ], query) {
			req.Filters[typ] = append(req.Filters[typ], query)
		}
	}
	return nil
}

// filters reports a parameter that is of all types and narrows a search.
func filters(name string) bool {
	name, _, _ = strings.Cut(name, ":")
	return slices.Contains([]string{"_id", "_lastUpdated", "_tag", "_profile", "_security", "_has"}, name)
}

// splitFilters splits at the commas before a type and its question mark: others
// are of the searches.
func splitFilters(values []string) []string {
	var out []string
	for _, v := range values {
		first := true
		for part := range strings.SplitSeq(v, ",") {
			typ, _, asks := strings.Cut(part, "?")
			if first || asks && served(typ) {
				out = append(out, part)
			} else {
				out[len(out)-1] += "," + part
			}
			first = false
		}
	}
	return out
}
