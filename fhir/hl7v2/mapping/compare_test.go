package mapping_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"apricot.health/fhir/hl7v2/mapping"
)

// bundle are the resources of a message, by type, as plain JSON.
type bundle map[string][]map[string]any

func (b bundle) add(body map[string]any) {
	typ, _ := body["resourceType"].(string)
	b[typ] = append(b[typ], body)
}

// keyFields are what is compared: leaves that both converters should agree on
// because HL7's tables leave no choice.
var keyFields = map[string][]string{
	"Patient": {"birthDate", "gender", "name.0.family", "name.0.given.0"}, "Encounter": {"status", "class.code"},
	"Observation": {"status", "code.coding.0.code"}, "DiagnosticReport": {"status", "code.coding.0.code"}, "ServiceRequest": {"status", "code.coding.0.code"},
	"Condition": {"code.coding.0.code"}, "AllergyIntolerance": {"code.coding.0.code", "criticality"}, "Immunization": {"status", "vaccineCode.coding.0.code", "lotNumber"},
	"Appointment": {"status", "start"}, "DocumentReference": {"status", "docStatus"}, "Specimen": {"type.coding.0.code"}, "Procedure": {"code.coding.0.code"},
	"MedicationRequest": {"status", "intent"}, "Coverage": {"status"}, "Account": {"status"}, "ChargeItem": {"code.coding.0.code"}, "RelatedPerson": {"name.0.family"},
}

func leaf(v any, path string) string {
	for step := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			if len(x) == 0 || step != "0" {
				return ""
			}
			v = x[0]
		default:
			return ""
		}
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// Beside another converter's bundles, which are one opinion and not the truth:
// the report tells where the two differ, and nothing is tuned to it. What the
// test demands is only that a report can be made. Run with -v to read it.
func TestBesideAnotherConverter(t *testing.T) {
	t.Parallel()
	expected, _ := filepath.Glob("../../../../shared/data/hl7v2/expected/*/*-expected.json")
	if len(expected) == 0 {
		t.Skip("SKIPPED: no development data at ../shared/data/hl7v2; the comparison did not run")
	}
	type tally struct{ ours, theirs, same, onlyOurs, onlyTheirs int }
	types, fields := map[string]*tally{}, map[string]*tally{}
	get := func(m map[string]*tally, k string) *tally {
		if m[k] == nil {
			m[k] = &tally{}
		}
		return m[k]
	}
	compared := 0
	for _, file := range expected {
		name := strings.TrimSuffix(filepath.Base(file), "-expected.json")
		message := filepath.Join("../../../../shared/data/hl7v2/messages", name+".hl7")
		if _, err := os.Stat(message); err != nil {
			continue
		}
		p, err := mapping.Standard().Map(load(t, message))
		if err != nil {
			continue
		}
		compared++
		ours, theirs := bundle{}, bundle{}
		for _, e := range p.Entries {
			ours.add(decode(t, e.Body))
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var b struct {
			Entry []struct{ Resource map[string]any }
		}
		if err := json.Unmarshal(raw, &b); err != nil {
			t.Fatal(err)
		}
		for _, e := range b.Entry {
			theirs.add(e.Resource)
		}
		for typ, list := range ours {
			get(types, typ).ours += len(list)
		}
		for typ, list := range theirs {
			get(types, typ).theirs += len(list)
		}
		for typ, paths := range keyFields {
			for _, path := range paths {
				c := get(fields, typ+"."+path)
				values := func(list []map[string]any) map[string]int {
					out := map[string]int{}
					for _, r := range list {
						if v := leaf(r, path); v != "" {
							out[v]++
						}
					}
					return out
				}
				a, b := values(ours[typ]), values(theirs[typ])
				for v, n := range a {
					c.same += min(n, b[v])
					c.onlyOurs += max(0, n-b[v])
				}
				for v, n := range b {
					c.onlyTheirs += max(0, n-a[v])
				}
			}
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%d messages beside the bundles of another converter\n\n%-28s %6s %6s\n", compared, "resource type", "ours", "theirs")
	for _, typ := range slices.Sorted(maps.Keys(types)) {
		fmt.Fprintf(&out, "%-28s %6d %6d\n", typ, types[typ].ours, types[typ].theirs)
	}
	fmt.Fprintf(&out, "\n%-44s %6s %6s %6s\n", "values of key fields", "same", "ours", "theirs")
	for _, f := range slices.Sorted(maps.Keys(fields)) {
		if c := fields[f]; c.same+c.onlyOurs+c.onlyTheirs > 0 {
			fmt.Fprintf(&out, "%-44s %6d %6d %6d\n", f, c.same, c.onlyOurs, c.onlyTheirs)
		}
	}
	t.Log(out.String())
	if compared < 100 {
		t.Errorf("only %d messages were compared", compared)
	}
}
