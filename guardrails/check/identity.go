package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// identity passes only what names this patient. Where the chart does not say
// who the patient is, a name cannot be judged; "the patient in the next bed"
// is always somebody else.
func identity(b *bench, c claim.Claim) []Finding {
	if c.Act == "other" && b.Audience == "doctor" && keeps.MatchString(b.flat(c.Sentence)) {
		return nil // what is left out identifies nobody
	}
	if c.Act == "other" {
		return []Finding{b.find("identity", c)}
	}
	said := squeeze(c.Text)
	for _, own := range b.Chart.Identity {
		o := squeeze(own)
		if o != "" && (o == said || c.Act == "name" && partOfName(o, said)) {
			return nil
		}
	}
	if len(b.Chart.Identity) == 0 {
		return []Finding{b.find("identity_unknown", c)}
	}
	return []Finding{b.find("identity", c)}
}

// partOfName is true for a family name or a given name of two letters or more
// within the whole name.
func partOfName(whole, part string) bool {
	return len(part) >= 3 && strings.Contains(whole, part)
}

// instruction tells text that speaks to the machine. No audience needs it; a
// professional may be told of it.
func instruction(b *bench, c claim.Claim) []Finding {
	if c.Act == claim.Plain && (b.unheeded() || b.turnedDown(c)) {
		return nil
	}
	return []Finding{b.find("injection", c)}
}

// selfHarm tells text that would help self-harm. Reviewed wording may name it.
func selfHarm(b *bench, c claim.Claim) []Finding {
	if b.templated(c) || !b.lay() && b.guards() {
		return nil
	}
	return []Finding{b.find("self_harm", c)}
}

// guards is true for a text to professionals that keeps somebody safe who has
// harmed themselves.
func (b *bench) guards() bool {
	s := b.flatText()
	return !unguardedRE.MatchString(s) && holdsAny(s, "看护", "陪护", "一级护理", "移除", "保管", "自杀风险", "风险评估", "约束评估", "危机干预", "精神科会诊", "非自愿", "监护人", "不超过7天", "安全计划",
		"one-to-one", "1:1 observation", "constant observation", "safety plan", "suicide risk", "psychiatr", "精神科", "crisis team", "psychiatry saw", "asked her plainly", "asked him plainly", "asked directly", "no plan", "no wish to", "means restriction", "removed from the", "poisons information", "no suicidal", "denies intent")
}

// unguardedRE takes back what keeps somebody safe.
//
//nolint:gochecknoglobals // compiled once, read only
var unguardedRE = pattern.MustCompile(`\b(?:cancel\w*|without|no need|not needed|unnecessary|stand down|stop|end|remove|withdraw|skip|lift|no)\b(?: \w+){0,4} (?:one-to-one|1:1|observation|safety plan|crisis|psychiatr\w*|risk assessment|review)|(?:取消|撤销|解除|无需|不需要?|不必|停止|免去|不再)[^,，。;；]{0,8}(?:看护|陪护|一级护理|监护|风险评估|危机|会诊|安全计划)`)

// keptSafe is true where all flags are of self-harm and a text to a doctor keeps the
// patient safe: somebody has looked, and says what is done.
func (b *bench) keptSafe(flags []string) bool {
	return b.Audience == "doctor" && len(flags) > 0 && b.guards() && !slices.ContainsFunc(flags, func(id string) bool { return !strings.HasPrefix(id, "flag.self_harm") })
}
