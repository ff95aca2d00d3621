package policy

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/rego"
)

// Audiences lists every audience that a policy decides for.
func Audiences() []string { return []string{"patient", "care-manager", "doctor", "order"} }

// grave are the hazards that no policy may wave through.
func grave() []string {
	return []string{
		"missed_red_flag", "under_triage", "self_harm", "violence", "abuse", "refused_request", "allergy", "allergy_cross",
		"interaction", "contraindication", "pregnancy", "lactation", "dose_error", "negation_flipped", "wrong_patient",
		"wrong_date", "injection", "identity",
	}
}

// rank orders the outcomes from the freest to the strictest.
func rank(outcome string) int {
	return slices.Index([]string{"release", "revise", "handover", "block"}, outcome)
}

// floor is the freest outcome that a hazard may lead to, whoever wrote the
// policy: a grave one is never shown unchanged, and to nobody but a doctor at
// all. For lay readers, what the embedded policy holds or changes must be held
// or changed.
func floor(audience, hazard, builtin string) string {
	lay := audience == "patient" || audience == "care-manager"
	switch {
	case slices.Contains(grave(), hazard) && audience == "doctor":
		return "revise"
	case slices.Contains(grave(), hazard):
		// Identifying data and the like may be cut out instead.
		if rank(builtin) < rank("handover") {
			return builtin
		}
		return "handover"
	case lay && rank(builtin) > 0:
		return "revise"
	}
	return "release"
}

// Vet tries a policy on what every policy must do: it knows every hazard, it
// asks for every check that the embedded policy asks for, it releases what has
// passed all of them, and no hazard falls below its floor. The error says what
// it does not do.
func Vet(ctx context.Context, e *Engine) error {
	own, err := New(ctx)
	if err != nil {
		return err
	}
	required, err := builtinNeeds(ctx)
	if err != nil {
		return err
	}
	for _, a := range Audiences() {
		if err := vetHazards(ctx, own, e, a); err != nil {
			return err
		}
		for _, need := range Needs() {
			if err := vetNeed(ctx, e, a, need, required[need]); err != nil {
				return err
			}
		}
	}
	return nil
}

func vetHazards(ctx context.Context, own, e *Engine, audience string) error {
	for _, h := range Hazards() {
		was, err := own.Decide(ctx, Input{Audience: audience, Whole: []string{h}})
		if err != nil {
			return err
		}
		one := map[string]Claim{"c1": {Need: "dose.reported", Checks: map[string][]string{"dosegrounded": {h}}}}
		for _, in := range []Input{{Audience: audience, Whole: []string{h}}, {Audience: audience, Claims: one}} {
			is, err := e.Decide(ctx, in)
			if err != nil {
				return fmt.Errorf("policy: vet: %s: %s: %w", audience, h, err)
			}
			if !is.Proved || len(is.Reasons) == 0 {
				return fmt.Errorf("policy: vet: %s has no action for %s", audience, h)
			}
			if least := floor(audience, h, was.Outcome); rank(is.Outcome) < rank(least) {
				return fmt.Errorf("policy: vet: %s: %s leads to %s, and to no less than %s may it lead", audience, h, is.Outcome, least)
			}
		}
	}
	return nil
}

// vetNeed leaves out each check that the embedded policy requires: a draft
// without its answer must be blocked.
func vetNeed(ctx context.Context, e *Engine, audience, need string, required []string) error {
	all := map[string][]string{}
	for _, c := range Checks() {
		all[c] = []string{Pass}
	}
	ask := func(e *Engine, checks map[string][]string) (Output, error) {
		return e.Decide(ctx, Input{Audience: audience, Claims: map[string]Claim{"c1": {Need: need, Checks: checks}}})
	}
	out, err := ask(e, all)
	if err != nil {
		return fmt.Errorf("policy: vet: %s: %s: %w", audience, need, err)
	}
	if out.Outcome != "release" {
		return fmt.Errorf("policy: vet: %s: %s that passed every check is not released but %s", audience, need, out.Outcome)
	}
	for _, c := range required {
		without := maps.Clone(all)
		delete(without, c)
		out, err := ask(e, without)
		if err != nil {
			return fmt.Errorf("policy: vet: %s: %s without the check %s: %w", audience, need, c, err)
		}
		if out.Outcome != "block" {
			return fmt.Errorf("policy: vet: %s: %s without the check %s is not blocked but %q", audience, need, c, out.Outcome)
		}
	}
	return nil
}

// builtinNeeds are the checks that the embedded policy requires of each need.
func builtinNeeds(ctx context.Context) (map[string][]string, error) {
	files, err := Modules()
	if err != nil {
		return nil, err
	}
	opts := []func(*rego.Rego){rego.Query("data.apricot.needs.required")}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		opts = append(opts, rego.Module(name, files[name]))
	}
	if schema, err := inputSchema(); err == nil {
		opts = append(opts, rego.Schemas(schema))
	}
	rs, err := rego.New(opts...).Eval(ctx)
	if err != nil {
		return nil, fmt.Errorf("policy: needs: %w", err)
	}
	if len(rs) != 1 || len(rs[0].Expressions) != 1 {
		return nil, errors.New("policy: needs: there are none")
	}
	out := map[string][]string{}
	table, _ := rs[0].Expressions[0].Value.(map[string]any)
	for need, v := range table {
		list, ok := v.([]any)
		if !ok {
			return nil, fmt.Errorf("policy: needs: %s is no set", need)
		}
		for _, c := range list {
			out[need] = append(out[need], fmt.Sprint(c))
		}
	}
	for _, need := range Needs() {
		if _, ok := table[need]; !ok {
			return nil, fmt.Errorf("policy: needs: %s has no row", need)
		}
	}
	return out, nil
}
