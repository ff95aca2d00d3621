package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// asideRE stands before a medicine that is not to be had, outRE behind it.
	asideRE = pattern.MustCompile(`(?:\b(?:no|neither|nor|avoid(?:ing|s)?|without|instead of|rather than|in place of|prefer \w+ over|not|why not|asking for|asks? (?:for|about|whether|if)|asked (?:for|about)|no (?:reason|need|case|place|role|indication) (?:to (?:give|use|start|add|prescribe)|for)|declin\w+|never (?:with|beside)|(?:withhold|withheld)\w*|omit\w*|leave out|leaving out|keep off|stay off|rash (?:with|to|from)|react(?:ed|ion|s) to|allergic to|intolerant of|allergy to)(?: (?:any|the|her|his|using|use of|giving|starting|oral|iv|systemic|further|more|either))?|避免(?:使用|应用|用)?|不用|(?:没有|无)(?:理由|必要|指征|依据)(?:再)?(?:使用|应用|给予|加用|用|给)|不予|不给|禁用|勿用|忌用|不选|未用|不建议(?:使用|用)?|不宜(?:使用|用)?|代替|替代|而非|而不是|别(?:用|吃)|(?:^|[,，、。;；:：])(?:避|忌)) ?$`)
	outRE   = pattern.MustCompile(`^(?:类(?:药物)?|片|胶囊|注射液)?(?: \([^()]{1,60}\))?(?:,? which)?(?:` +
		`(?: (?:is|are|was|were|being|remains?|stays?|has been|have been|should|must|would))?(?: (?:therefore|best|better|thus|still|also|specifically|absolutely|be|to be|kept|marked as))* (?:out\b|off\b|passed over|unsuitable|avoided|contraindicated|excluded|ruled out|withheld|omitted|declined|left (?:out|off)|no longer (?:part|used|recommended|given)|stay(?:s)? off|remain(?:s)? off)` +
		`|(?: (?:is|are|was|were|should|must|would|has been))? ?(?:not|isn't|aren't|wasn't) (?:be )?(?:allowed|an option|suitable|recommended|advised|indicated|appropriate|used|given|started|restarted|prescribed|ordered|offered|on the (?:discharge )?list)` +
		`| (?:is|are|must be|should be|is to be|are to be|will be|being)(?: (?:therefore|now|best|thus|also|first))* (?:stopped|discontinued|paused|suspended|held)\b` +
		`|-free\b|[ -](?:rash|urticaria|hives|reaction|allerg\w+|anaphylaxis|intoleran\w+|angioedema)\b` +
		`|(?:为|属|系)?(?:绝对|相对)?(?:禁忌|禁用|忌用|不宜|不能用|不可用|不再(?:用|推荐)|皮试阴性|过敏|皮疹))`)
	// againRE and yetRE turn them round.
	againRE = pattern.MustCompile(`(?:\b(?:no (?:need|reason)|not necessary|need not|needn't|don't have to|unnecessary|no longer|not only|not just|why)\b[^,.;]{0,30}|(?:不必|无需|无须|不需要?|没必要|不用|没有(?:必要|理由)|不是)[^,，。;；]{0,8})(?:avoid|withhold|omit|stop|instead|避免|停|禁|不用|不能)[^,，。;；.]{0,12}$`)
	yetRE   = pattern.MustCompile(`^[^.。;；]{0,60}\b(?:restart|resum|reintroduc|re-start|goes on|given again)\w*|^[^.。;；]{0,20}(?:not (?:contraindicated|excluded|ruled out|out of|unsuitable|to be avoided)|isn't (?:contraindicated|excluded)\b|并非禁忌|不是禁忌|非禁忌|不(?:属|算)禁忌|不需要停)`)
)

// looksDiscussed is true where the words around a medicine surely do not have the
// patient take it, in a text for anybody. An order is what it is.
func (b *bench) looksDiscussed(c claim.Claim) bool {
	if b.Audience == "order" || c.Referred || !given(c.Act) && c.Act != claim.Reported {
		return false
	}
	look, ok := b.look(c)
	bound := b.limits().Taken
	if b.dosed(c) {
		bound *= ofDosed
	}
	return ok && look.Real <= bound && !b.praised(c) && !b.bidden(c) && !b.commended(c)
}

// bidden is true where the words right before a medicine have a lay reader take it and
// ask nothing: a question behind them, "is that all right?", takes no advice back.
func (b *bench) bidden(c claim.Claim) bool {
	if b.Audience == "doctor" {
		return false
	}
	before := b.before(c)
	return bidTakeRE.MatchString(before) && !holdsAny(before, "是否", "能否", "能不能", "可不可以", "会不会", "问") && !askedRE.MatchString(b.after(c))
}

//nolint:gochecknoglobals // compiled once, read only
var (
	bidTakeRE = pattern.MustCompile(`(?:(?:^|[^不别勿未没否])(?:可以|请|建议|应该|应当|需要|必须|试试)(?:您|你|先|再|继续|马上|自己|自行|直接|加|改)*(?:服用|口服|吃|使用|用|买|加|选用)|(?:^|[.,;:!] )(?:you (?:can|may|should|must|could)|please|now) (?:just |also |now |safely )*(?:take|use|have|start)(?: some| a| the)?) ?$`)
	askedRE   = pattern.MustCompile(`^[^,，。;；.!！]{0,16}(?:吗|么|呢|\?|？|if |unless |only |until |没有|必须|要(?:先|经)|之前|前)`)
)

// ofDosed is how much of the bound counts for a medicine whose sentence gives an amount
// of it: that is mostly one to take. Chosen on the calibration part.
const ofDosed = 2.0 / 3

// look is how a medicine's name looks to the reader of stances; false where nobody is
// asked.
func (b *bench) look(c claim.Claim) (stance.Look, bool) {
	if b.Stances == nil || c.Kind != claim.Drug || c.Sentence < 0 {
		return stance.Look{}, false
	}
	if look, known := b.looks[c.ID]; known && c.ID != "" {
		return look, true
	}
	look := b.Stances.Look(b.Reading, claim.Span{Start: c.Start, End: c.End})
	if b.looks == nil {
		b.looks = map[string]stance.Look{}
	}
	b.looks[c.ID] = look
	return look, true
}

// surelyGiven is true where the words around a medicine surely have the patient take
// it, whatever the rules have read in them.
func (b *bench) surelyGiven(c claim.Claim) bool {
	look, ok := b.look(c)
	return ok && look.Spoken <= b.limits().Given
}

// praised is true where the sentence of a medicine to a professional calls it harmless
// here: that advises it, however it is worded.
func (b *bench) praised(c claim.Claim) bool {
	if b.Audience != "doctor" {
		return false
	}
	s := b.flat(c.Sentence)
	at := praisesRE.FindStringIndex(s)
	return at != nil && !doubtRE.MatchString(s[:at[0]]) && !b.putAside(c) && !holdsAny(s, "avoid", "contraindicat", "instead", "避免", "禁", "慎", "而非", "不是")
}

//nolint:gochecknoglobals // compiled once, read only
var praisesRE = pattern.MustCompile(`\b(?:safest|safety record|harmless|no (?:\w+ ){0,3}risks?|without (?:\w+ ){0,2}risks?|carr(?:y|ies) no|poses? no|no (?:\w+ )?(?:concern|danger|harm)|best choice|ideal|perfectly (?:safe|fine)|(?:is|are|remains?) (?:quite |entirely |completely |perfectly |generally )?safe|does not (?:harm|affect|cross|reach)|ignore|(?:would |will )?(?:remov|spar|avoid|sav)(?:e|es|ing) (?:the |his |her |any |all )?(?:need for )?(?:inr |blood |lab(?:oratory)? |routine |frequent )*(?:monitoring|checks|tests|visits)|(?:allows?|permits?|supports?) (?:the |a )?(?:full|usual|standard|higher) dose)\b|免(?:去|除)?(?:常规|频繁)?(?:inr|凝血)?(?:监测|抽血)|(?:允许|可用|支持)(?:足量|全量|常规剂量)|(?:无|没有|不存在|不增加)[^,，。;；]{0,8}(?:风险|危害|毒性|负担|损害|危险)|最安全|很安全|是安全|安全性(?:最|很|较)?(?:好|高)|无害|不伤|对[^,，。;；]{1,8}(?:无|没有)影响|放心`)

// dosed is true where the sentence of a medicine gives an amount of it: that has it
// taken, whatever stands around it.
func (b *bench) dosed(c claim.Claim) bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Dose && x.Sentence == c.Sentence && x.Concept == c.Concept && x.Dose != nil && x.Dose.Amount > 0
	})
}
