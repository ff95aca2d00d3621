package check

import (
	"slices"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/claim"
)

// possibles are the needs of suspected acts.
func possibles() []string {
	var out []string
	for _, a := range acts.All() {
		out = append(out, string(claim.PossibleAct)+"."+string(a))
	}
	return out
}

// possible weighs an act that a sentence only resembles with the chart, the
// urgency and the reader. Where a rule has read the same kind of thing in the
// sentence, that answer stands and the resemblance is not asked.
func possible(b *bench, c claim.Claim) []Finding {
	a := acts.Act(c.Act)
	if b.templated(c) || b.answered(a, c.Sentence) || a == acts.Obeys && b.unheeded() {
		return nil
	}
	if h := b.looms(a); h != "" {
		return []Finding{b.find(h, c)}
	}
	return nil
}

// looms is the hazard that an act is for this reader and patient, "" for none.
func (b *bench) looms(a acts.Act) string {
	switch a {
	case acts.Reassures, acts.Delays, acts.Excludes, acts.Discourages:
		level, _ := b.level()
		switch {
		case level > 0 && level <= todayLevel && !(level <= emergencyLevel && b.calls()):
			return "possible_under_triage"
		case a == acts.Discourages:
			return "possible_discouragement"
		case a == acts.Excludes:
			return "possible_diagnosis"
		case level == 0:
			return "possible_reassurance"
		}
		return ""
	case acts.Starts, acts.Remedy:
		return "possible_treatment"
	case acts.Stops, acts.Changes:
		return "possible_change"
	case acts.Diagnoses, acts.Prognosis:
		return "possible_diagnosis"
	case acts.Discloses:
		return "possible_disclosure"
	case acts.Blames:
		return "possible_tone"
	case acts.Harms, acts.Deceives:
		return "possible_harm"
	case acts.Obeys:
		return "possible_injection"
	case acts.Promises, acts.Invents:
		return "possible_falsehood"
	case acts.Authority:
		return "possible_pretence"
	case acts.Misreads:
		return "possible_misreading"
	case acts.WrongPerson:
		return "possible_mixup"
	}
	return "possible_harm" // an act without a row is taken for the gravest
}

// answered is true where a rule has read in the sentence what would be the act.
func (b *bench) answered(a acts.Act, sentence int) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Sentence == sentence && c.Kind != claim.PossibleAct && answers(c, a)
	})
}

// answers is true for a claim of the rules that speaks of the same thing.
func answers(c claim.Claim, a acts.Act) bool {
	switch a {
	case acts.Reassures, acts.Delays, acts.Discourages:
		return c.Kind == claim.Reassurance || c.Kind == claim.Urgency
	case acts.Excludes, acts.Diagnoses:
		return c.Kind == claim.Diagnosis && c.Act != claim.Mention
	case acts.Remedy:
		return c.Kind == claim.Lifestyle
	case acts.Starts, acts.Stops, acts.Changes:
		return c.Kind == claim.Lifestyle && a == acts.Starts || c.Kind == claim.StopChange || c.Kind == claim.Drug && (c.Act == claim.Prescribe || c.Act == claim.Stop || c.Act == claim.Change)
	case acts.Discloses:
		return c.Kind == claim.Identity
	case acts.Blames, acts.Promises, acts.Authority:
		return c.Kind == claim.Tone
	case acts.Harms, acts.Deceives:
		return c.Kind == claim.SelfHarm || c.Kind == claim.Forbidden
	case acts.Obeys:
		return c.Kind == claim.Instruction
	case acts.Invents:
		return c.Kind == claim.Citation
	case acts.Misreads:
		return c.Kind == claim.Result
	}
	return false
}
