package policy

import (
	"context"
	"strings"
	"testing"
	"time"
)

// faulty compiles the embedded policy with one text in the place of another, and
// vets nothing.
func faulty(t *testing.T, module, old, text string) *Engine {
	t.Helper()
	files, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(files[module], old) {
		t.Fatalf("%s holds no %q", module, old)
	}
	files[module] = strings.Replace(files[module], old, text, 1)
	e, err := compile(t.Context(), files, "faulty")
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Whatever is wrong with a policy, what it cannot decide about is blocked, and asked
// again too; and no policy with such a fault comes into force.
func TestAnyFaultOfAPolicyBlocks(t *testing.T) {
	t.Parallel()
	const (
		rules    = "rego/fence.rego"
		decision = `decision := {"outcome": outcome, "proved": proved, "reasons": reasons}`
		endless  = `decision := {"outcome": "release", "proved": count([x | some x in numbers.range(1, 5000); some y in numbers.range(1, 5000); x * y == -1]) == 0, "reasons": []}`
	)
	plain := Input{Audience: "patient"}
	harmful := Input{Audience: "patient", Claims: map[string]Claim{"c1": {Need: "dose.reported", Checks: map[string][]string{"dosegrounded": {"allergy"}}}}}
	for name, tc := range map[string]struct {
		module, old, text string
		in                Input
		// vetted is true where only vetting finds the fault.
		vetted bool
	}{
		"a hazard without a row":       {"rego/patient.rego", `"allergy": "block",`, ``, harmful, false},
		"an action of no rank":         {"rego/patient.rego", `"allergy": "block"`, `"allergy": "shrug"`, harmful, false},
		"an action that is no name":    {"rego/patient.rego", `"allergy": "block"`, `"allergy": 3`, harmful, false},
		"a milder action":              {"rego/patient.rego", `"allergy": "block"`, `"allergy": "annotate"`, harmful, true},
		"a rank of none":               {rules, `"handover": 2, "block": 3`, `"handover": 2`, harmful, true},
		"an outcome of no kind":        {rules, `["release", "revise"`, `["show", "revise"`, plain, false},
		"no decision":                  {rules, decision, ``, plain, false},
		"a decision that is a word":    {rules, decision, `decision := "release"`, plain, false},
		"a decision without reasons":   {rules, decision, `decision := {"outcome": "release", "proved": true}`, plain, false},
		"a release without proof":      {rules, decision, `decision := {"outcome": "release", "proved": false, "reasons": []}`, plain, false},
		"reasons without words":        {rules, decision, `decision := {"outcome": "release", "proved": true, "reasons": [{}]}`, plain, false},
		"two decisions":                {rules, decision, decision + "\n\n" + `decision := {"outcome": "release", "proved": true, "reasons": []} if input.audience`, harmful, false},
		"a fault of a builtin":         {rules, decision, `decision := {"outcome": "release", "proved": to_number(input.audience) == 1, "reasons": []}`, plain, false},
		"an answer that does not come": {rules, decision, endless, plain, false},
		"a need without a row":         {"rego/needs.rego", `"dose.reported": `, `"dose.reports": `, harmful, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := faulty(t, tc.module, tc.old, tc.text)
			for range 2 { // what was answered once may be kept
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				out, err := e.Decide(ctx, tc.in)
				cancel()
				if (out.Outcome != "block") != tc.vetted {
					t.Errorf("%+v %v", out, err)
				}
			}
			if err := Vet(t.Context(), e); err == nil {
				t.Error("it may come into force")
			}
		})
	}
}
