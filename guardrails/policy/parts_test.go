package policy

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
	"pgregory.net/rapid"
)

// inputs draws what a fence might ask, and what it never should: checks that did
// not answer, answers that belong to another check.
func inputs(t *rapid.T) Input {
	answers := rapid.SliceOfN(rapid.SampledFrom(append(slices.Repeat([]string{Pass}, 40), Hazards()...)), 1, 3)
	claims := rapid.Custom(func(t *rapid.T) Claim {
		c := Claim{Need: rapid.SampledFrom(Needs()).Draw(t, "need"), Checks: map[string][]string{}}
		for _, name := range Checks() {
			if rapid.IntRange(0, 60).Draw(t, "left out") > 0 {
				c.Checks[name] = answers.Draw(t, name)
			}
		}
		return c
	})
	in := Input{Audience: rapid.SampledFrom(Audiences()).Draw(t, "audience"), Claims: map[string]Claim{}}
	for i, c := range rapid.SliceOfN(claims, 0, 4).Draw(t, "claims") {
		in.Claims["c"+strconv.Itoa(i)] = c
	}
	if n := len(in.Claims); n > 0 { // the same once more
		in.Claims["o1"] = in.Claims["c"+strconv.Itoa(n-1)]
	}
	in.Whole = rapid.SliceOfN(rapid.SampledFrom(Hazards()), 0, 3).Draw(t, "whole")
	return in
}

// What is put together from parts is what the policy says about the whole, the
// first time and later.
func TestPartsDecideAsTheWhole(t *testing.T) {
	t.Parallel()
	files := changed(t, "doctor.rego", `"duplicate": "warn"`, `"duplicate": "handover"`)
	other, err := compile(t.Context(), files, "r1")
	if err != nil {
		t.Fatal(err)
	}
	for name, e := range map[string]*Engine{"embedded": engine(t), "with other tables": other} {
		if e.parts == nil {
			t.Fatalf("%s: asked about each draft as a whole", name)
		}
		rapid.Check(t, func(t *rapid.T) {
			in := inputs(t)
			want, err := e.evaluate(t.Context(), in)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if got, err := e.Decide(t.Context(), in); err != nil || !reflect.DeepEqual(got, want) {
					t.Fatalf("%s: %+v is %+v (%v), as a whole %+v", name, in, got, err, want)
				}
			}
		})
	}
}

// A policy whose rules might look at parts together is asked about the whole.
func TestOtherRulesDecideTheWhole(t *testing.T) {
	t.Parallel()
	embedded, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	with := func(name, text string) map[string]string {
		files := maps.Clone(embedded)
		files[name] = text
		return files
	}
	for name, files := range map[string]map[string]string{
		"many warnings":      changed(t, "fence.rego", "outcome := ranked[max(ranks)] if proved", "outcome := ranked[max(ranks)] if {\n\tproved\n\tcount(reasons) < 9\n}"),
		"a rank from beside": with("rego/more.rego", "package apricot.fence\n\nranks contains 2\n"),
		"a rank from above":  with("rego/more.rego", "package apricot\n\nfence.ranks contains 2\n"),
		"a table that looks": with("rego/more.rego", "package apricot.audience.doctor.more\n\nodd if count(input.claims) > 3\n"),
	} {
		e, err := compile(t.Context(), files, "r1")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e.parts != nil {
			t.Errorf("%s: put together from parts", name)
		}
		if out, err := e.Decide(t.Context(), Input{Audience: "doctor", Whole: []string{"tone"}}); err != nil || !out.Proved {
			t.Errorf("%s: %+v %v", name, out, err)
		}
	}
}

// What is kept is bounded, and driving it out changes no decision.
func TestWhatIsKeptIsBounded(t *testing.T) {
	t.Parallel()
	e := engine(t)
	ask := Input{Audience: "doctor", Claims: map[string]Claim{"c1": {Need: "tone.blame", Checks: map[string][]string{"tone": {"tone"}}}}}
	want, err := e.Decide(t.Context(), ask)
	if err != nil || len(e.parts.known) != 1 {
		t.Fatalf("%d parts are known, %v", len(e.parts.known), err)
	}
	for i := range mostParts {
		e.parts.known[strconv.Itoa(i)] = part{}
	}
	var all sync.WaitGroup
	for _, h := range Hazards()[:8] {
		all.Go(func() {
			if _, err := e.Decide(t.Context(), Input{Audience: "order", Whole: []string{h}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := len(e.parts.known); n > 9 {
		t.Errorf("%d parts are kept of at most %d", n, mostParts)
	}
	if got, err := e.Decide(t.Context(), ask); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v (%v), before %+v", got, err, want)
	}
}

// A decision can be kept because it depends on its input alone: no builtin that
// a bundle may call looks at a clock, a network, the machine or chance.
func TestNoBuiltinOfABundleIsImpure(t *testing.T) {
	t.Parallel()
	allowed := pure()
	for _, b := range allowed.Builtins {
		if b.IsNondeterministic() || slices.ContainsFunc([]string{"http.", "net.", "opa.", "rand.", "uuid.rfc4122"}, func(p string) bool { return strings.HasPrefix(b.Name, p) }) || b.Name == "time.now_ns" {
			t.Errorf("%s is allowed", b.Name)
		}
	}
	if allowed.AllowNet == nil || len(allowed.AllowNet) > 0 {
		t.Errorf("hosts are allowed: %v", allowed.AllowNet)
	}
	for _, call := range []string{"time.now_ns() > 0", `rand.intn("x", 9) > 3`, `uuid.rfc4122("x") != ""`, `http.send({"method": "get", "url": "http://127.0.0.1"}).status_code == 200`, `net.lookup_ip_addr("localhost") != set()`, `opa.runtime() != {}`} {
		files := changed(t, "fence.rego", "default proved := false", "default proved := false\n\nodd if "+call)
		if _, err := compile(t.Context(), files, "r1"); err == nil {
			t.Errorf("%s compiles", call)
		}
	}
	if len(Checks()) > maxChecks {
		t.Errorf("%d checks do not fit", len(Checks()))
	}
}

func TestRulesMentionTheInput(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"package x\n\na if input.claims": true, "package x\n\na if data.y with input as {}": true,
		"package x\n\na := {v | some v in input}": true, "package x\n\na := {\"input\": 1}": false, "package x\n\na if data.input": false,
	} {
		if got := mentionsInput(ast.MustParseModule(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
