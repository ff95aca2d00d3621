package check

import (
	"strings"

	"apricot.health/guardrails/claim"
)

// identity passes only what names this patient. Where the chart does not say
// who the patient is, a name cannot be judged; "the patient in the next bed"
// is always somebody else.
func identity(b *bench, c claim.Claim) []Finding {
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
	if c.Act == claim.Plain && b.unheeded() {
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
	return holdsAny(b.flatText(), "看护", "陪护", "一级护理", "移除", "保管", "自杀风险", "风险评估", "约束评估", "危机干预", "精神科会诊", "非自愿", "监护人", "不超过7天", "安全计划",
		"one-to-one", "1:1 observation", "constant observation", "safety plan", "suicide risk", "psychiatr", "crisis team", "means restriction", "removed from the", "poisons information", "no suicidal", "denies intent")
}
