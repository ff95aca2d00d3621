package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// fewSteps is how many steps are no exercise: 走两步就喘.
const fewSteps = 10

// Numbers that are nobody's: how far one can walk, at which hours a telephone is answered.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	stepsRE = pattern.MustCompile(`(?:走|跑|挪|迈|爬)(?:上|不了|不到|不动|得了|得动|了|个|完|出)?$|\b(?:walk\w*|run\w*|climb\w*|manage\w*) (?:only |just |even |more than )?$`)
	// dayNightRE follows the hours of a telephone or a ward, nightRE the same in English.
	dayNightRE = pattern.MustCompile(`^(?:都|全天|全年|内都)?(?:可以?(?:拨?打|联系|接)|热线|电话|值班|有人|开放|在线|接听|急诊|咨询|服务|动态|心电|血压监测|尿)`)
	nightRE    = pattern.MustCompile(`^[- ](?:\w+ )?(?:(?:advice|help|phone|emergency|nurse) ?)?(?:line|helpline|hotline|number|service|desk|cover|pharmacy|chemist|team|monitor|tape|ecg|recording|appointment|slot)s?\b`)
	// eatenRE is how a sentence tells that somebody swallowed what they should not have.
	eatenRE = pattern.MustCompile(`误[服吃食喝]|吞了?|偷吃|吃了|\b(?:swallow\w*|ate|eaten|got (?:hold of|into)|took|taken)\b`)
	// everyOneRE is what a text bids not to leave out a single one of.
	everyOneRE = pattern.MustCompile(`^(?:药)?(?:都|也)?(?:别|不要|不能|不可以?|不许)(?:自己)?(?:停|漏|少|断|落|丢)`)
	smokeRE    = pattern.MustCompile(`(?:抽|吸)(?:了|过|上)?$`)
)

// aside is true for a number to a lay reader that says nothing of a body that they do
// not know: the small change of speech and an hour of service.
func (b *bench) aside(c claim.Claim) bool {
	if !b.lay() || c.Concept != "" || c.Sentence < 0 || ourEnds.MatchString(b.flat(c.Sentence)) {
		return false
	}
	before, behind := b.before(c), b.after(c)
	switch c.Unit {
	case "{steps}":
		return *c.Value <= fewSteps && stepsRE.MatchString(before)
	case "{tablet}", "{ampule}", "{patch}", "[drp]", "{handful}":
		return b.nobodysPiece(c, before, behind)
	case "min", "h":
		return dayNightRE.MatchString(strings.TrimLeft(behind, " ")) && *c.Value == 24 || nightRE.MatchString(behind)
	}
	return false
}

// nobodysPiece is true for a piece that is no dose: the first drop of blood, a
// cigarette, a new pen, none that may be left out, what a child has swallowed by mistake
// in a text that sends them to emergency care.
func (b *bench) nobodysPiece(c claim.Claim, before, behind string) bool {
	switch {
	case *c.Value == 1 && everyOneRE.MatchString(behind):
		return true
	case c.Unit == "[drp]" && (strings.HasSuffix(before, "第") || strings.HasPrefix(behind, "血")):
		return true
	case c.Unit == "{ampule}" && (smokeRE.MatchString(before) || strings.HasPrefix(behind, "烟") || strings.HasPrefix(behind, "香烟") || strings.HasSuffix(before, "换")):
		return true
	}
	return c.Unit != "[drp]" && eatenRE.MatchString(b.flat(c.Sentence)) && b.sentOff(c.Sentence) && !b.soothes()
}

// sentOff is true where a sentence or one beside it sends the reader to emergency care.
func (b *bench) sentOff(sentence int) bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Urgency && x.Act == claim.Emergency && x.Polarity == claim.Affirmed && x.Sentence >= sentence-1 && x.Sentence <= sentence+1
	})
}
