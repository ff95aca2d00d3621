package validate_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"apricot.health/fhir/validate"
)

// wrongExamples are official examples that break the definitions they are
// published with, and where.
func wrongExamples() map[string]string {
	return map[string]string{
		"Bundle-dataelements":                   "Bundle.entry",                       // fullUrls stand twice
		"DeviceMetric-example":                  "DeviceMetric.parent.reference",      // to a DeviceDefinition
		"DeviceUseStatement-example":            "DeviceUseStatement.reasonReference", // to a Procedure
		"ImplementationGuide-fhir":              "ImplementationGuide",                // no name and status
		"ig-r4":                                 "ImplementationGuide",                // a reference without its type, no name and status
		"MedicationRequest-medrx0301":           "MedicationRequest.dispenseRequest",  // to a Practitioner
		"Observation-clinical-gender":           "Observation.performer",              // to an Encounter
		"Questionnaire-qs1":                     "Questionnaire.item[0].item",         // missing
		"SearchParameter-codesystem-extensions": "SearchParameter.base",               // missing
		"SearchParameter-valueset-extensions":   "SearchParameter.base",               // missing
		"SearchParameter-questionnaire":         "SearchParameter.id",                 // longer than 64
	}
}

// The official examples are valid but for those that are known to be wrong, and
// the tables are what the generator makes of the package.
func TestOfficialPackage(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("FHIR_R4_PACKAGE")
	if dir == "" {
		t.Skip("SKIPPED: FHIR_R4_PACKAGE names no unpacked hl7.fhir.r4.examples: the official examples are NOT validated (make definitions)")
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) < 5000 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(raw, []byte(`"resourceType"`)) {
			continue
		}
		seen++
		issues, err := validate.Bytes(raw)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
		}
		for _, i := range issues {
			if !known(filepath.Base(file), i.Path) {
				t.Errorf("%s: %s: %s", filepath.Base(file), i.Path, i.Detail)
			}
		}
	}
	t.Logf("%d resources", seen)
	out := filepath.Join(t.TempDir(), "tables.txt.gz")
	if text, err := exec.CommandContext(t.Context(), "go", "run", "./internal/gen", "-package", dir, "-out", out).CombinedOutput(); err != nil { //nolint:gosec // a developer's folder
		t.Fatalf("%v: %s", err, text)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if kept, err := os.ReadFile("tables.txt.gz"); err != nil || !bytes.Equal(made, kept) {
		t.Errorf("tables.txt.gz is not what the package gives: make definitions (%v)", err)
	}
}

func known(file, path string) bool {
	for prefix, at := range wrongExamples() {
		if strings.HasPrefix(file, prefix) && strings.HasPrefix(path, at) {
			return true
		}
	}
	return false
}
