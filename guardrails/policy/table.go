package policy

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// Table writes a policy as a document for people: what each audience is, what
// becomes of each hazard, and which checks each claim needs. Every cell is what
// the policy decided when it was asked, not what its source seems to say.
func Table(ctx context.Context, e *Engine, describe map[string]Annotation) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "# What the fence decides\n\nGenerated from the policy by asking it; `go test ./guardrails/policy -update` writes it anew.\nPolicy: %s.\n\n## Audiences\n\n", e.Revision())
	for _, a := range Audiences() {
		fmt.Fprintf(&b, "- **%s**: %s\n", a, describe[strings.ReplaceAll(a, "-", "")].Description)
	}
	b.WriteString("\n## Hazards\n\nrelease: shown as it is (the hazard is noted). revise: shown with a warning, or without the sentence. handover: not shown,\n" +
		"a person takes over. block: not shown, recorded as a hazard. replace: blocked, and the emergency text is shown instead.\n\n")
	fmt.Fprintf(&b, "| hazard | %s |\n|---|%s\n", strings.Join(Audiences(), " | "), strings.Repeat("---|", len(Audiences())))
	for _, h := range Hazards() {
		row := []string{h}
		for _, a := range Audiences() {
			out, err := e.Decide(ctx, Input{Audience: a, Whole: []string{h}})
			if err != nil {
				return "", fmt.Errorf("policy: table: %s: %s: %w", a, h, err)
			}
			if len(out.Reasons) != 1 {
				return "", fmt.Errorf("policy: table: %s: %s: %d reasons for one hazard", a, h, len(out.Reasons))
			}
			row = append(row, cell(out.Outcome, out.Reasons[0].Action))
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	b.WriteString("\n## What each claim needs\n\n| claim | checks |\n|---|---|\n")
	for _, need := range Needs() {
		checks, err := requires(ctx, e, need)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "| %s | %s |\n", need, strings.Join(checks, ", "))
	}
	return b.String(), nil
}

func cell(outcome, action string) string {
	switch action {
	case "annotate":
		return outcome
	case "warn":
		return outcome + " (warning)"
	case "remove":
		return outcome + " (sentence removed)"
	case "replace":
		return "**replace**"
	}
	return action
}

// requires finds the checks of a need by leaving each out in turn.
func requires(ctx context.Context, e *Engine, need string) ([]string, error) {
	var out []string
	for _, c := range Checks() {
		checks := map[string][]string{}
		for _, k := range Checks() {
			if k != c {
				checks[k] = []string{Pass}
			}
		}
		d, err := e.Decide(ctx, Input{Audience: "patient", Claims: map[string]Claim{"c1": {Need: need, Checks: checks}}})
		if err != nil {
			return nil, fmt.Errorf("policy: table: %s: %w", need, err)
		}
		if d.Outcome == "block" {
			out = append(out, c)
		}
	}
	slices.Sort(out)
	return out, nil
}

// Annotation is the METADATA of a package.
type Annotation struct {
	Title, Description string
}

// Annotations reads the METADATA of the embedded packages by the last part of
// their names. A package without a title and a description is an error.
func Annotations() (map[string]Annotation, error) {
	files, err := Modules()
	if err != nil {
		return nil, err
	}
	out := map[string]Annotation{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m, err := ast.ParseModuleWithOpts(name, files[name], ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			return nil, fmt.Errorf("policy: annotations: %w", err)
		}
		i := slices.IndexFunc(m.Annotations, func(a *ast.Annotations) bool { return a.Scope == "package" })
		if i < 0 || m.Annotations[i].Title == "" || m.Annotations[i].Description == "" {
			return nil, fmt.Errorf("policy: annotations: %s has no title or no description", name)
		}
		key := m.Package.Path.String()
		out[key[strings.LastIndexByte(key, '.')+1:]] = Annotation{m.Annotations[i].Title, m.Annotations[i].Description}
	}
	return out, nil
}
