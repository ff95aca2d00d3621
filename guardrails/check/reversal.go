package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// poisons are words of a sentence that may name a reversal and no medicine.
//
//nolint:gochecknoglobals // a literal list, read only
var poisons = []string{"antidote", "poison", "overdose", "revers", "解毒", "中毒", "过量", "拮抗", "解救", "逆转"}

//nolint:gochecknoglobals // compiled once, read only
var (
	reversesRE = pattern.MustCompile(`revers|antidote|antagoni[sz]e|counteract|neutrali[sz]e|解毒|拮抗|解救|中和|逆转|对抗|(?:overdose|toxicity|poisoning|intoxication)[^.;]{0,30}(?:give|treat|start|first|use|with|:)|(?:过量|中毒)[^。;；]{0,14}(?:予|给|用|首选|应|立即|静|注射|[:：])`)
	noneRE     = pattern.MustCompile(`\bno (?:specific )?(?:antidote|reversal)|not (?:be )?(?:reversed|antagoni[sz]ed|effective)|does not reverse|doesn't reverse|ineffective|cannot|is not|not the antidote|无特异|无特效|不能|无效|而非|不是|并非|没有|不用|避免|不宜|禁用|忌用|慎用|\bavoid|hazardous|contraindicated|\brisky`)
)

func (b *bench) wrongReversal(s string, drugs []claim.Claim) []Finding {
	if !reversesRE.MatchString(s) {
		return nil
	}
	for _, part := range b.reversalParts(againGivenRE.ReplaceAllString(s, " "), drugs) {
		in := slices.DeleteFunc(slices.Clone(drugs), func(c claim.Claim) bool { return !strings.Contains(part, squeezeSpaces(c.Text)) })
		if f := b.wrongReversalIn(part, in); f != nil {
			return f
		}
	}
	return nil
}

// againGivenRE is what is done where a reversal does not work, which says of none that
// it never works.
//
//nolint:gochecknoglobals // compiled once, read only
var againGivenRE = pattern.MustCompile(`无效(?:时|者|则|后)?(?:再|可|予|改|加)`)

// reversalParts are the parts of a sentence that each name a reversal and what it is
// for, where there are several; else the sentence.
func (b *bench) reversalParts(s string, drugs []claim.Claim) []string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、", r) }) {
		if slices.ContainsFunc(b.Index.pharmacology.agents, func(w string) bool { return containsWord(part, w) }) &&
			slices.ContainsFunc(b.Index.pharmacology.of["antidote"], func(x graph.Pharmacology) bool {
				return holdsAny(part, x.Poisons...) || slices.ContainsFunc(drugs, func(c claim.Claim) bool {
					return b.isOf(x.Of, c.Concept) && strings.Contains(part, squeezeSpaces(c.Text))
				})
			}) {
			out = append(out, part)
		}
	}
	if len(out) > 1 {
		return out
	}
	return []string{s}
}

func (b *bench) wrongReversalIn(s string, drugs []claim.Claim) []Finding {
	if noneRE.MatchString(s) {
		return nil
	}
	p := b.Index.pharmacology
	named := slices.DeleteFunc(slices.Clone(p.agents), func(w string) bool { return !containsWord(s, w) })
	if len(named) == 0 {
		return nil
	}
	var of graph.Pharmacology
	var poison *claim.Claim
	met := false
	for _, t := range p.of["antidote"] {
		hit := slices.ContainsFunc(t.Poisons, func(w string) bool { return strings.Contains(s, w) && !asRemedy(s, w) })
		for i, c := range drugs {
			if b.isOf(t.Of, c.Concept) && !asRemedy(s, c.Text) && !slices.ContainsFunc(named, func(w string) bool {
				return strings.Contains(squeezeSpaces(c.Text), w) || strings.Contains(w, squeezeSpaces(c.Text))
			}) {
				hit, poison, of = true, &drugs[i], t
			}
		}
		if hit && poison == nil {
			poison, of = &claim.Claim{Text: t.Poisons[0]}, t
		}
		met = met || hit && slices.ContainsFunc(t.By, func(w string) bool { return slices.Contains(named, w) })
	}
	if poison == nil || met {
		return nil
	}
	return []Finding{b.untrue("fabricated", *poison, of)}
}

// asRemedy is true where a sentence gives what it names and speaks of no poisoning by it:
// 惊厥以苯二氮䓬控制.
func asRemedy(s, name string) bool {
	name = squeezeSpaces(name)
	i := strings.Index(s, name)
	return i >= 0 && remedyRE.MatchString(s[:i]) && !poisonedRE.MatchString(s[i+len(name):])
}

//nolint:gochecknoglobals // compiled once, read only
var (
	remedyRE   = pattern.MustCompile(`(?:应以|可以|宜以|\b(?:controlled|treated|managed|sedated) with) ?$`)
	poisonedRE = pattern.MustCompile(`^[^,，。;；]{0,6}(?:中毒|过量)|^ (?:overdose|poisoning|toxicity)`)
)

// besideRE are words between the two that say more than what the medicine is.
//
//nolint:gochecknoglobals // compiled once, read only
var besideRE = pattern.MustCompile(`\b(?:with|to|by|for|than|of|from|not|no|nor|neither|used|like|after|plus|and|or|safer|better|avoid\w*|add\w*|give|given|start\w*|stop\w*|hold|withhold|without|should|may|can|could|must|then|also|first|second|contraindicated|prefer\w*|since|because|if|when|where|while|unless|until|before|but|so|which|whereas)\b|不|避免|加用|停`)

// copulaRE stands between a medicine and what it is called: behind a comma that has an
// article, or it is the next of a list.
//
//nolint:gochecknoglobals // compiled once, read only
var copulaRE = pattern.MustCompile(`^\s*(?:\([^)]*\)|（[^）]*）)?\s*(?:(?:,?\s*(?:is|are|being)|\s+as)\s+(?:also\s+)?(?:an?|the)?\s*(?:[a-z0-9β-]+\s+){0,3}|,\s+(?:also\s+)?(?:an?|the|your|his|her|our)\s+(?:[a-z0-9β-]+\s+){0,3}|(?:是|为|属于?|系|作为)(?:一种|一类|口服|新型|选择性|强效|经典|常用)?)$`)

// onlyIfRE stands before a medicine that has what is behind its comma given beside it:
// "if celecoxib, a PPI".
//
//nolint:gochecknoglobals // compiled once, read only
var onlyIfRE = pattern.MustCompile(`\b(?:if|when|where|unless)(?: \w+)? $`)
