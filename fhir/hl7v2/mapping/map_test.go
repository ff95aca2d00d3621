package mapping_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
)

func TestSharedMessagesMap(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../../shared/data/hl7v2/*/*.hl7")
	if len(files) == 0 {
		t.Skip("SKIPPED: no development data at ../shared/data/hl7v2; this conformance test did not run")
	}
	mapped := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m, err := hl7v2.Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		plan, err := mapping.Map(m, mapping.Config{})
		if mapping.Supported(m.Header()) != nil {
			if err == nil {
				t.Errorf("%s: mapped", file)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		mapped++
		if os.Getenv("SHOW") != "" && strings.Contains(file, os.Getenv("SHOW")) {
			for _, e := range plan.Entries {
				t.Logf("%s %s", e.Condition, e.Body)
			}
			t.Log(plan.Skipped)
		}
		for _, e := range plan.Entries {
			if !json.Valid(e.Body) {
				t.Errorf("%s: %s is no JSON", file, e.Type)
			}
		}
	}
	t.Log(mapped)
}
