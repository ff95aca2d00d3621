package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// recommendedRE stands behind a medicine, or behind a list of them, as what is said
	// of it: in pregnancy they are recommended, 在妊娠期推荐. One that goes on recommends
	// something else.
	recommendedRE = pattern.MustCompile(`^: ?recommended\b|^(?:,? which)?(?: [\w-]+){0,2}? (?:is|are|remains?|must|should|can|may|could) (?:(?:be|\w+ly|all|both|also|still|thus|now|the) )*(?:recommended|preferred|advised|indicated|taken|given|used|started|restarted|(?:the )?first[- ](?:line|choice)|appropriate|suitable|safe)(?:[ .,;:(]|$)` +
		`|^[^,，。;；:：（()]{0,30}(?:推荐|首选|适用|可用|可以用|可以吃|可以碰|可以给|可以使用|可以合用|可以同服|(?:可以?|能)(?:和|跟|与|同)[^,，。;；不]{1,14}(?:一起|同时|一块儿?)(?:吃|服|用))(?:使用|应用|服用|合用|联用|联合)?(?:[,，。;；:：）)（(]|$)`)
	// recommendsRE stands right before one.
	recommendsRE = pattern.MustCompile(`(?:推荐|首选|建议(?:使用|选用|给予|联用|合用))(?:使用|应用|联合|合用|加用|口服|静脉)?氟?$|(?:^|[.,;:] |\b(?:please|so|and|we|i|then|therefore) )(?:strongly )?(?:recommend|recommended|prefer|use|give|start|restart)(?: the| oral| iv| her| him)* ?$`)
	// unrecommendedRE are words before a verdict, or in it, that take it back, make it
	// depend on something else or tell it of another time.
	unrecommendedRE = pattern.MustCompile(`不|未|非|勿|无|没|避免|禁|忌|慎|是否|能否|曾|既往|过去|若|如果|仅|只|\bnot\b|n't\b|\bnever\b|\bno longer\b|\bonly\b|\bavoid|\bwithout\b|\bcontraindicat|\bif\b|\bunless\b|\bwhether\b|\bwas\b|\bwere\b|\brather\b|\binstead\b|\bstopped\b|\bcaution|\blast\b`)
	// asideInRE is what stands in brackets between a medicine and what is said of it.
	asideInRE = pattern.MustCompile(`^([^()（）,，。;；]{0,12})[(（][^()（）]{0,60}[)）]`)
	laterRE   = pattern.MustCompile(`^[^,，。;；.]{0,12}(?:only|once|until|when|unless|over|instead|前|后再|时再)`)
)

// commended is true where the words right beside a medicine recommend it, whatever the
// rest of the sentence says: a danger that is told of what is recommended does not make
// it only discussed.
func (b *bench) commended(c claim.Claim) bool {
	if c.Kind != claim.Drug || c.Sentence < 0 || c.Concept == "" {
		return false
	}
	if b.keptOn(c) {
		return true
	}
	first, last := b.listOf(c)
	after := asideInRE.ReplaceAllString(b.after(last), "$1")
	if m := recommendedRE.FindStringIndex(after); m != nil && !unrecommendedRE.MatchString(after[:m[1]]) && !laterRE.MatchString(after[m[1]:]) && !deniedEndRE.MatchString(b.before(first)) {
		return true
	}
	before := b.before(first)
	m := recommendsRE.FindStringIndex(before)
	return m != nil && !unrecommendedRE.MatchString(lastPiece(before))
}

//nolint:gochecknoglobals // compiled once, read only
var deniedEndRE = pattern.MustCompile(`(?:不|勿|禁|避免|非|除|无|\bno|\bnot|\bavoid|\bwithout|\bthan|\bof|\bneither|\bnor)[^,，。;；.]{0,8}$`)

// commend reads as given what the text recommends though its sentence tells of an
// allergy to it or of its harm, and what it surely gives, or denies to withhold, though
// the rules have read that it is avoided, stopped or told of. One of the chart goes on.
func (b *bench) commend() {
	for i := range b.claims {
		c := &b.claims[i]
		if c.Referred && b.taken(c.Concept) {
			c.Act = claim.Continue // "it is safe with food" lets nobody begin it
			continue
		}
		if c.Kind == claim.Drug && (c.Act == claim.Mention || c.Act == claim.Avoid || c.Act == claim.Stop || c.Act == claim.Warned) && b.keptOn(*c) {
			if b.give(c); b.taken(c.Concept) {
				c.Act = claim.Continue
			}
			continue
		}
		if c.Kind != claim.Drug || given(c.Act) || !strings.HasPrefix(c.Concept, "drug.") {
			continue
		}
		harmed := c.Act == claim.Allergic || c.Act == claim.Warned
		if harmed && b.commended(*c) || b.surelyGiven(*c) && !b.crossedOut(*c) {
			b.give(c)
		}
	}
}

// give reads a medicine as given, with the doses that belong to it.
func (b *bench) give(c *claim.Claim) {
	for i := range b.claims {
		if d := &b.claims[i]; d.Kind == claim.Dose && d.Sentence == c.Sentence && d.Concept == c.Concept && d.Act == c.Act {
			d.Act, d.Polarity = claim.Prescribe, claim.Affirmed
		}
	}
	c.Act, c.Polarity = claim.Prescribe, claim.Affirmed
}

// commendedAgainst holds what a sentence recommends against what it names itself:
// pregnancy, breastfeeding, a liver or a condition that the graph forbids it in. The
// chart need not have it for the recommendation to be wrong.
func (b *bench) commendedAgainst(sentence int, s string) []Finding {
	var drugs []claim.Claim
	for _, c := range b.claims {
		if c.Kind == claim.Drug && c.Sentence == sentence && given(c.Act) && b.commended(c) {
			drugs = append(drugs, c)
		}
	}
	if len(drugs) == 0 {
		return nil
	}
	a := assurance{bench: b, sentence: sentence, text: s, drugs: drugs}
	return slices.Concat(a.child(), a.bearers(), a.conditions())
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// againstRE gives a harm as the reason for what it speaks against.
	againstRE = pattern.MustCompile(`(?:因|由于|鉴于)[^,，。;；]{0,24}(?:风险|毒性|致畸|禁忌|不良反应|加重)(?:增加|升高|较高|高|大)?[,，]?(?:故|而|所以|因此)?(?:均|都|也|亦)?(?:推荐|建议使用|建议合用|首选)(?:使用|合用|联用)?(?:[,，。;；）)]|$)` +
		`|\b(?:harm(?:s|ful)?|damages?|toxic|poison\w*|worsens?|birth defects|ineffective|does not (?:work|help)|do not (?:work|help)|no benefit)\b[^.;:]{0,50}\b(?:so|and|therefore|thus|hence),? (?:it |they |these |this )?(?:is|are|must be|should be|can be) (?:therefore |thus |still )*(?:recommended|taken|given|used|preferred)\b`)
	// howRE goes on with how, or with what else: harmful, so it is recommended to stop.
	howRE     = pattern.MustCompile(`^ (?:(?:to|that (?:you|he|she|they|we)) (?:be )?(?:stop\w*|avoid\w*|quit|leave|cut|reduce)|once a week|once weekly|only|slowly|with folic|with food)\b`)
	benefitRE = pattern.MustCompile(`风险(?:较?低|小|降低)|降低|减少|预防|防止|原发病|血栓|卒中|复发|感染|\bif\b|\bless\b|\bnot (?:recommended|given|taken|used)|\bprevent|\breduc|untreated|\balone\b|instead|rather`)
)

// refutes tells a text that gives a harm as the reason to recommend what does it: either
// the reason is wrong or the verdict.
func (b *bench) refutes() []Finding {
	if b.Audience == "order" || len(b.templates) > 0 {
		return nil
	}
	for i := range b.Reading.Sentences {
		m, s := b.shown(i, againstRE), b.flat(i)
		if m == nil || benefitRE.MatchString(s[m[0]:m[1]]) || howRE.MatchString(s[m[1]:]) {
			continue
		}
		f := b.find("contraindication_soft", claim.Claim{Text: s[m[0]:m[1]]})
		f.Message = graph.Label{ZH: "以危害为理由却作推荐：" + s[m[0]:m[1]], EN: "Recommended, though the reason given speaks against it: " + s[m[0]:m[1]]}
		return []Finding{f}
	}
	return nil
}
