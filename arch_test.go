// Package apricot holds the tests of the house as a whole.
package apricot

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "apricot.health/"

// mayImport is the import rule of ARCHITECTURE.md: cmd -> services ->
// {guardrails, compliance, knowledge} -> fhir; guardrails may see knowledge.
var mayImport = map[string][]string{
	"cmd":        {"services", "guardrails", "compliance", "knowledge", "fhir"},
	"services":   {"guardrails", "compliance", "knowledge", "fhir"},
	"guardrails": {"guardrails", "knowledge", "fhir"},
	"compliance": {"compliance", "fhir"},
	"knowledge":  {"knowledge", "fhir"},
	"fhir":       {"fhir"},
}

// owners says which package alone may import a heavy dependency outside tests.
var owners = map[string][]string{
	"modernc.org/sqlite":               {"fhir/store/sqlite"},
	"github.com/jackc/pgx":             {"fhir/store/postgres", "fhir/store/storetest"},
	"github.com/open-policy-agent/opa": {"guardrails/policy"},
	"go.opentelemetry.io/otel/sdk":     {"services/app"},
	"github.com/mochi-mqtt/server":     {"services/vitals"},
	"github.com/testcontainers":        {"fhir/store/storetest"},
	"github.com/danielgtaylor/huma":    {"services/portal", "services/app"},
	"github.com/alecthomas/kong":       {"cmd/apricot"},
}

// shared are the packages of services that its siblings may use; app joins all.
var sharedServices = []string{"services/agent", "services/work", "services/inference"}

func TestImportsFollowTheHouse(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != "." || strings.HasPrefix(d.Name(), "zz")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		files++
		checkFile(t, filepath.ToSlash(path))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d Go files were found: the test looks in the wrong place", files)
	}
}

func checkFile(t *testing.T, path string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	pkg := path[:max(strings.LastIndexByte(path, '/'), 0)]
	isTest := strings.HasSuffix(path, "_test.go")
	for _, imp := range f.Imports {
		target, err := strconv.Unquote(imp.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		if inner, ok := strings.CutPrefix(target, module); ok {
			if why := breaks(pkg, inner, isTest); why != "" {
				t.Errorf("%s imports %s: %s", path, inner, why)
			}
			continue
		}
		for dep, who := range owners {
			if strings.HasPrefix(target, dep) && !isTest && !under(pkg, who) {
				t.Errorf("%s imports %s, which belongs to %v", path, target, who)
			}
		}
	}
}

func under(pkg string, roots []string) bool {
	for _, r := range roots {
		if pkg == r || strings.HasPrefix(pkg, r+"/") {
			return true
		}
	}
	return false
}

// breaks says which rule an import breaks, "" for none. Tests may reach for
// the real parts that a package is used with, but not upwards.
func breaks(pkg, target string, isTest bool) string {
	room, _, _ := strings.Cut(pkg, "/")
	other, _, _ := strings.Cut(target, "/")
	if pkg == "" || pkg == target {
		return ""
	}
	if room == "services" && other == "services" {
		if under(pkg, []string{"services/app"}) || under(target, sharedServices) || under(target, []string{pkg}) || under(pkg, []string{target}) || isTest {
			return ""
		}
		return "siblings in services share only agent, work and inference"
	}
	if isTest && other != "cmd" && other != "services" {
		return ""
	}
	for _, ok := range mayImport[room] {
		if ok == other {
			return ""
		}
	}
	return room + " may not see " + other
}

func TestTheRulesCatchABreach(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		pkg, target string
		ok          bool
	}{
		{"cmd/apricot", "services/app", true},
		{"services/previsit", "guardrails/fence", true},
		{"services/previsit", "services/consult", false},
		{"services/previsit", "services/agent", true},
		{"services/app", "services/consult", true},
		{"guardrails/check", "knowledge/graph", true},
		{"guardrails/check", "compliance/audit", false},
		{"compliance/guard", "guardrails/fence", false},
		{"knowledge/reason", "guardrails/fence", false},
		{"fhir/store", "knowledge/graph", false},
		{"fhir/rest", "services/app", false},
	} {
		if got := breaks(tc.pkg, tc.target, false) == ""; got != tc.ok {
			t.Errorf("%s -> %s: allowed %v, want %v", tc.pkg, tc.target, got, tc.ok)
		}
	}
}
