package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// OverlayCases runs the test cases of a graph with an overlay in it: those that
// stand beside what the overlay adds, and those of the shipped graph, which it may
// break. A case that does not hold is in err. warnings tell what the hospital gave
// up on purpose or has not tested: the cases of what it switched off, those of
// shipped medicines, which follow from all rules together and so from every one that
// is added or taken away, and rules of its own without a case on either side. That
// rules nobody endorsed may not interrupt breaks none of them.
func OverlayCases(base, with *graph.Graph, o graph.Overlay) (warnings []string, err error) {
	if with, err = interrupting(base, with, o); err != nil {
		return nil, err
	}
	x, err := claim.New(with, nil)
	if err != nil {
		return nil, fmt.Errorf("app: overlay: %w", err)
	}
	shipped := base.Tested()
	for _, d := range o.Off {
		if n := shipped[d.ID]; n.Tests > 0 {
			warnings = append(warnings, fmt.Sprintf("%s is switched off: %d of its %d test cases no longer hold", d.ID, n.Speaks, n.Tests))
		}
	}
	own := with.Tested()
	for _, id := range deciding(o.Add) {
		if n := own[id]; n.Speaks == 0 || n.Speaks == n.Tests {
			warnings = append(warnings, fmt.Sprintf("%s has %d test cases, and needs one that it meets and one that it does not", id, n.Tests))
		}
	}
	var errs, medicines []error
	for _, e := range slices.Concat(logic.CheckContent(with), check.CheckContent(with, x.Read)) {
		var failed graph.CaseError
		if errors.As(e, &failed) {
			id, _, _ := strings.Cut(failed.ID, " ")
			kind, _, _ := strings.Cut(id, ".")
			switch shipped := base.Exists(id); {
			case shipped && (kind == "drug" || kind == "class" || kind == "allergen"):
				medicines = append(medicines, e)
				continue
			case shipped:
				e = fmt.Errorf("the overlay breaks what is shipped: %w", e)
			}
		}
		errs = append(errs, e)
	}
	if n := len(medicines); n > 0 {
		warnings = append(warnings, fmt.Sprintf("%d test cases of shipped medicines are answered otherwise, such as %v", n, medicines[0]))
	}
	return warnings, errors.Join(errs...)
}

// interrupting is the graph with the overlay but for the setting that softens rules.
func interrupting(base, with *graph.Graph, o graph.Overlay) (*graph.Graph, error) {
	if with.Settings().MayInterrupt() {
		return with, nil
	}
	settings := *o.Settings
	settings.UnendorsedInterrupt = nil
	o.Settings = &settings
	return base.Apply(o)
}

// deciding are the rules that an overlay adds and that are taken without a case; a
// red flag and a fact are not.
func deciding(add graph.Module) []string {
	var ids []string
	for _, x := range add.OrderRules {
		ids = append(ids, x.ID)
	}
	for _, x := range add.SafetyRules {
		ids = append(ids, x.ID)
	}
	return ids
}
