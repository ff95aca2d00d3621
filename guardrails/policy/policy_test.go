package policy

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/cover"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/tester"
)

// TestRego runs the policy's own tests and requires that they reach every
// line of it.
func TestRego(t *testing.T) {
	t.Parallel()
	modules := map[string]*ast.Module{}
	files, err := filepath.Glob("rego/*.rego")
	if err != nil || len(files) < 6 {
		t.Fatalf("rego files: %v, %v", files, err)
	}
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		m, err := ast.ParseModuleWithOpts(f, string(raw), ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			t.Fatal(err)
		}
		modules[f] = m
	}
	c := cover.New()
	db := inmem.New()
	txn, err := db.NewTransaction(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Abort(t.Context(), txn)
	ch, err := tester.NewRunner().SetCompiler(ast.NewCompiler().WithStrict(true)).SetStore(db).SetModules(modules).
		SetCoverageQueryTracer(c).RaiseBuiltinErrors(true).SetTimeout(20*time.Second).RunTests(t.Context(), txn)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for r := range ch {
		n++
		if !r.Pass() {
			t.Errorf("%s: %s %v", r.Package, r.Name, r.Error)
		}
	}
	if n < 10 {
		t.Fatalf("only %d rego tests ran", n)
	}
	for name, f := range c.Report(modules).Files {
		if strings.HasSuffix(name, "_test.rego") {
			continue
		}
		if len(f.NotCovered) > 0 {
			t.Errorf("%s: lines not covered: %v", name, f.NotCovered)
		}
	}
}

func engine(t testing.TB) *Engine {
	t.Helper()
	e, err := New(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestDecide(t *testing.T) {
	t.Parallel()
	e := engine(t)
	reported := func(answers ...string) map[string]Claim {
		return map[string]Claim{"c1": {Need: "dose.reported", Checks: map[string][]string{"dosegrounded": answers}}}
	}
	cases := []struct {
		name string
		in   Input
		want string
		bad  bool
	}{
		{"no claims", Input{Audience: "patient"}, "release", false},
		{"pass", Input{Audience: "patient", Claims: reported(Pass)}, "release", false},
		{"hazard", Input{Audience: "patient", Claims: reported("allergy")}, "block", false},
		{"hazard beats pass", Input{Audience: "patient", Claims: reported(Pass, "not_on_chart")}, "handover", false},
		{"doctor", Input{Audience: "doctor", Claims: reported("allergy")}, "revise", false},
		{"missing check", Input{Audience: "doctor", Claims: map[string]Claim{"c1": {Need: "dose.reported"}}}, "block", false},
		{"empty answers", Input{Audience: "doctor", Claims: reported()}, "block", true},
		{"unknown answer", Input{Audience: "doctor", Claims: reported("ok")}, "block", true},
		{"unknown audience", Input{Audience: "Patient"}, "block", true},
		{"no audience", Input{}, "block", true},
		{"unknown need", Input{Audience: "doctor", Claims: map[string]Claim{"c1": {Need: "drug.eat"}}}, "block", true},
		{"unknown check", Input{Audience: "doctor", Claims: map[string]Claim{"c1": {Need: "drug.ask", Checks: map[string][]string{"x": {Pass}}}}}, "block", true},
		{"unknown whole", Input{Audience: "doctor", Whole: []string{"x"}}, "block", true},
		{"whole", Input{Audience: "order", Whole: []string{"herb"}}, "handover", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, err := e.Decide(t.Context(), c.in)
			if out.Outcome != c.want || (err != nil) != c.bad {
				t.Fatalf("got %+v, %v", out, err)
			}
		})
	}
}

// TestDecideExpired is the trap that an expired context still decides.
func TestDecideExpired(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	out, err := engine(t).Decide(ctx, Input{Audience: "patient"})
	if err == nil || out.Outcome != "block" {
		t.Fatalf("got %+v, %v", out, err)
	}
}

// TestVocabulary keeps the Go enums and the tables the same.
func TestVocabulary(t *testing.T) {
	t.Parallel()
	e := engine(t)
	for _, aud := range []string{"patient", "care-manager", "doctor", "order"} {
		for _, h := range Hazards() {
			out, err := e.Decide(t.Context(), Input{Audience: aud, Whole: []string{h}})
			if err != nil || !out.Proved {
				t.Errorf("%s has no action for %s", aud, h)
			}
		}
		for _, need := range Needs() {
			all := map[string][]string{}
			for _, c := range Checks() {
				all[c] = []string{Pass}
			}
			out, err := e.Decide(t.Context(), Input{Audience: aud, Claims: map[string]Claim{"c1": {Need: need, Checks: all}}})
			if err != nil || out.Outcome != "release" {
				t.Errorf("%s: need %s is not released when all checks pass: %+v %v", aud, need, out, err)
			}
		}
	}
}

func BenchmarkDecideOneClaim(b *testing.B) {
	e := engine(b)
	in := Input{Audience: "patient", Claims: map[string]Claim{"c1": {Need: "dose.reported", Checks: map[string][]string{"dosegrounded": {Pass}}}}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Decide(b.Context(), in); err != nil {
			b.Fatal(err)
		}
	}
}
