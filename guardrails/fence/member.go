package fence

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/record"
)

// A name is a slip of another that begins alike and differs in one letter, or in two where
// it is long: "alergies" and "charts" are slips, "labs" and "link" are something else.
const longName, shortest = 6, 4

// misnamed is an error for a member of a line, or of its short chart, that is none but
// nearly one: an allergy list that nobody reads must not look like none that was given.
// Members that are like none are left alone.
func misnamed(raw []byte) error {
	var line map[string]json.RawMessage
	if json.Unmarshal(raw, &line) != nil {
		return nil //nolint:nilerr // whoever reads the line says so
	}
	if err := misnamedOf(line, "", lineIn{}); err != nil {
		return err
	}
	var short map[string]json.RawMessage
	if json.Unmarshal(line["chart"], &short) != nil {
		return nil //nolint:nilerr // as above
	}
	return misnamedOf(short, "chart.", record.Short{})
}

func misnamedOf(members map[string]json.RawMessage, within string, of any) error {
	known := membersOf(of)
	var names []string
	for name := range members {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if slices.ContainsFunc(known, func(k string) bool { return strings.EqualFold(k, name) }) {
			continue
		}
		for _, k := range known {
			if slipOf(strings.ToLower(name), k) {
				return outcome.At(outcome.Invalid, within+k, "the line has a member that is nearly this one, and nothing reads it")
			}
		}
	}
	return nil
}

func slipOf(name, of string) bool {
	most := 1
	if len(of) >= longName {
		most = 2
	}
	return len(name) >= shortest && name[0] == of[0] && levenshtein.ComputeDistance(name, of) <= most
}

// membersOf are the names that a struct has in JSON.
func membersOf(of any) []string {
	var out []string
	for f := range reflect.TypeOf(of).Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		out = append(out, name)
	}
	return out
}
