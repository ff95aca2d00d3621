package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // literal lists, read only
var (
	// warns are words of a sentence that speaks of a danger or of what not to do.
	warns = []string{
		"风险", "禁忌", "禁用", "避免", "慎用", "不宜", "不建议", "不推荐", "不应", "不得", "警惕", "蓄积", "交叉", "相互作用", "升高", "减弱", "超说明书", "知情同意", "勿", "不要自", "警告", "未加用", "未开具", "未给予", "已去除", "已移除", "已从草稿", "暂缓", "是否重复", "重复用药", "成分重复", "重复成分",
		"侧链", "终身", "不安全", "不用于", "不适用", "无法给出", "增强", "会升", "会增", "加重", "不再使用", "不再用", "中毒", "毒性",
		"risk", "contraindicat", "avoid", "should not", "should never", "must not", "not recommended", "caution", "accumulate", "cross-react", "interact", "preferred", "off-label", "raise", "reduces the effect", "toxicity", "no dose change", "warning:", "left out", "withheld", "not started", "not prescribed", "not offered", "not been added", "has been removed", "duplicat", "same ingredient", "already contains",
		"watch for", "unavoidable", "unsafe", " not used", "needs review", "instead of", "side chain", "prefer ", "potentiat", "increases ", "worsens", "prolongs", "toxic",
	}
	// directs are words that give a medicine.
	directs = []string{
		"建议给", "建议用", "建议加", "建议使用", "建议开", "给予", "予以", "加用", "加服", "开具", "起始", "启用", "开始用", "开始服", "处方", "静滴", "口服每",
		" start", " give", " add ", " prescribe", " commence", " initiate", " administer", " begin ", "increase to", "increase the dose", "can be taken", "can take", "is safe", "are safe", "safely", "despite", "anyway", "regardless",
	}
	kin = []string{
		"母亲", "父亲", "妈妈", "爸爸", "父母", "丈夫", "妻子", "儿子", "女儿", "哥哥", "弟弟", "姐姐", "妹妹", "奶奶", "爷爷", "家族", "家属", "家人",
		"mother", "father", "brother", "sister", "wife", "husband", "son ", "son'", "daughter", "parent", "family", "grandm", "grandf", "aunt", "uncle",
	}
)

// kinNamed names any of kin.
var kinNamed = pattern.Words(kin...) //nolint:gochecknoglobals // compiled once, read only

// discussed is true for a medicine of a sentence to professionals that warns of
// it or weighs it and does not give it: no direction for use, and no word that
// gives. So is one of a trial that is told. What such a sentence names is no second medicine in use.
func (b *bench) discussed(c claim.Claim) bool {
	if is, known := b.spoken[c.ID]; known && c.ID != "" {
		return is
	}
	is := (b.onlyDiscussed(c) || b.looksDiscussed(c)) && !b.commended(c) && (b.crossedOut(c) || !b.surelyGiven(c))
	if c.ID != "" {
		if b.spoken == nil {
			b.spoken = map[string]bool{}
		}
		b.spoken[c.ID] = is
	}
	return is
}

// crossedOut is true for a medicine that is put aside in so many words, or that a trial
// gave: however much the words around it look like giving it.
func (b *bench) crossedOut(c claim.Claim) bool {
	if c.Kind != claim.Drug || b.Audience != "doctor" && b.Audience != "care-manager" {
		return false
	}
	t, _ := b.trialOf(c.Sentence)
	return t != nil || b.putAside(c)
}

// putAside is true where the words right beside a medicine say that it is not to be
// had: "bupropion is out", "no warfarin until", "naproxen over the counter was
// declined". A denial of such words says the opposite.
func (b *bench) putAside(c claim.Claim) bool {
	first, last := b.listOf(c)
	before, after := b.before(first), b.after(last)
	if b.Audience == "doctor" {
		before = unreadRE.ReplaceAllString(before, "")
	}
	if againRE.MatchString(before) || yetRE.MatchString(after) {
		return false
	}
	return asideRE.MatchString(before) || outRE.MatchString(after)
}

// listOf are the first and the last medicine of a list that one stands in: what is said
// before "haloperidol, metoclopramide or prochlorperazine", or behind it, is said of all.
func (b *bench) listOf(c claim.Claim) (first, last claim.Claim) {
	if b.Audience != "doctor" || c.Sentence < 0 {
		return c, c
	}
	row := b.row(c, func(between string) bool { return listedRE.MatchString(squeezeSpaces(between)) })
	return row[0], row[len(row)-1]
}

// row gives the medicines of the list that one stands in, in their order; joins is true
// for what stands between two of a list.
func (b *bench) row(c claim.Claim, joins func(between string) bool) []claim.Claim {
	row := []claim.Claim{c}
	for again := true; again; {
		again = false
		for _, x := range b.claims {
			if x.Kind != claim.Drug || x.Sentence != c.Sentence {
				continue
			}
			switch first, last := row[0], row[len(row)-1]; {
			case x.End <= first.Start && joins(b.Text[x.End:first.Start]):
				row, again = slices.Insert(row, 0, x), true
			case x.Start >= last.End && joins(b.Text[last.End:x.Start]):
				row, again = append(row, x), true
			}
		}
	}
	return row
}

// unreadRE are the names of a list, right before a medicine, that nobody knows.
//
//nolint:gochecknoglobals // compiled once, read only
var unreadRE = pattern.MustCompile(`(?:[a-z]{7,}(?:,|,? or|,? and|,? nor) ?)+$`)

// listedRE stands between two medicines of a list.
//
//nolint:gochecknoglobals // compiled once, read only
var listedRE = pattern.MustCompile(`^(?:,|、|/|,? ?(?:or|and|nor)|和|及|与|或|以及)(?: ?(?:iv|oral|any))?$`)

//nolint:gochecknoglobals // compiled once, read only
var (
	// asideRE stands before a medicine that is not to be had, outRE behind it.
	asideRE = pattern.MustCompile(`(?:\b(?:no|neither|nor|avoid(?:ing|s)?|without|instead of|rather than|in place of|prefer \w+ over|not|why not|asking for|asks? (?:for|about|whether|if)|asked (?:for|about)|declin\w+|never (?:with|beside)|(?:withhold|withheld)\w*|omit\w*|leave out|leaving out|keep off|stay off|rash (?:with|to|from)|react(?:ed|ion|s) to|allergic to|intolerant of|allergy to)(?: (?:any|the|her|his|using|use of|giving|starting|oral|iv|systemic|further|more|either))?|避免(?:使用|应用|用)?|不用|不予|不给|禁用|勿用|忌用|不选|未用|不建议(?:使用|用)?|不宜(?:使用|用)?|代替|替代|而非|而不是|别(?:用|吃)|(?:^|[,，、。;；:：])(?:避|忌)) ?$`)
	outRE   = pattern.MustCompile(`^(?:类(?:药物)?|片|胶囊|注射液)?(?: \([^()]{1,60}\))?(?:,? which)?(?:` +
		`(?: (?:is|are|was|were|being|remains?|stays?|has been|have been|should|must|would))?(?: (?:therefore|best|better|thus|still|also|specifically|absolutely|be|to be|kept|marked as))* (?:out\b|off\b|passed over|unsuitable|avoided|contraindicated|excluded|ruled out|withheld|omitted|declined|left (?:out|off)|no longer (?:part|used|recommended|given)|stay(?:s)? off|remain(?:s)? off)` +
		`|(?: (?:is|are|was|were|should|must|would|has been))? ?(?:not|isn't|aren't|wasn't) (?:be )?(?:allowed|an option|suitable|recommended|advised|indicated|appropriate|used|given|on the (?:discharge )?list)` +
		`|-free\b|[ -](?:rash|urticaria|hives|reaction|allerg\w+|anaphylaxis|intoleran\w+|angioedema)\b` +
		`|(?:为|属|系)?(?:绝对|相对)?(?:禁忌|禁用|忌用|不宜|不能用|不可用|不再(?:用|推荐)|皮试阴性|过敏|皮疹))`)
	// againRE and yetRE turn them round.
	againRE = pattern.MustCompile(`(?:\b(?:no (?:need|reason)|not necessary|need not|needn't|don't have to|unnecessary|no longer|not only|not just|why)\b[^,.;]{0,30}|(?:不必|无需|无须|不需要?|没必要|不用|没有(?:必要|理由)|不是)[^,，。;；]{0,8})(?:avoid|withhold|omit|stop|instead|避免|停|禁|不用|不能)[^,，。;；.]{0,12}$`)
	yetRE   = pattern.MustCompile(`^[^.。;；]{0,20}(?:not (?:contraindicated|excluded|ruled out|out of|unsuitable|to be avoided)|isn't (?:contraindicated|excluded)\b|并非禁忌|不是禁忌|非禁忌|不(?:属|算)禁忌|不需要停)`)
)

// looksDiscussed is true where the words around a medicine surely do not have the
// patient take it, in a text for anybody. An order is what it is.
func (b *bench) looksDiscussed(c claim.Claim) bool {
	if b.Audience == "order" || !given(c.Act) && c.Act != claim.Reported {
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
	judge := b.Stances.Look
	if b.lay() {
		// What has a lay reader take a medicine is not taken back by kind words behind it.
		judge = b.Stances.Alone
	}
	look := judge(b.Reading, claim.Span{Start: c.Start, End: c.End})
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

func (b *bench) onlyDiscussed(c claim.Claim) bool {
	if b.Audience != "doctor" && b.Audience != "care-manager" || c.Kind != claim.Drug || c.Sentence < 0 {
		return false
	}
	if c.Act != claim.Mention && c.Act != claim.Prescribe && c.Act != claim.Reported && c.Act != claim.Continue && !(c.Act == claim.Change && b.Audience == "doctor") {
		return false
	}
	s := " " + b.flat(c.Sentence) + " "
	if t, _ := b.trialOf(c.Sentence); t != nil && !holdsAny(s, directs...) {
		return true // what a trial gave is given to nobody here
	}
	for _, x := range b.claims {
		if x.Kind == claim.Dose && x.Sentence == c.Sentence && x.Concept == c.Concept && !(x.Dose != nil && x.Dose.Amount == 0 && b.taken(c.Concept)) {
			return false
		}
	}
	if b.putAside(c) {
		return true
	}
	if holdsAny(s, directs...) || turnsToRE.MatchString(b.before(c)) {
		return false
	}
	if c.Act == claim.Mention && b.taken(c.Concept) && !goesOnRE.MatchString(s+b.flat(c.Sentence+1)) && !deniesDangerRE.MatchString(s) {
		return true // to speak of a medicine in use gives none
	}
	return holdsAny(s, warns...) || c.Act == claim.Mention && explains(s)
}

//nolint:gochecknoglobals // compiled once, read only
var (
	eitherRE   = pattern.MustCompile(`^[^.;；。]{0,60}(?:\bor (?:use |give |with |switch to )?(?:\w+ )?|或(?:者)?(?:改用|选用|用|换用)?)$`)
	explainsRE = pattern.MustCompile(strings.Join([]string{
		`\b(?:is|are) (?:an? |the |mainly |mostly |usually |generally |rarely |also )*(?:cleared|metaboli[sz]ed|excreted|eliminated|reversed|given (?:orally|iv|once|weekly|daily|by)|infused|dosed|absorbed|associated|antidote|inhibitor|agonist|antagonist|blocker|diuretic|\w+ (?:inhibitor|blocker|agonist|antagonist))\b`,
		`\b(?:causes?|can cause|may cause|works? by|acts? (?:by|on)|inhibits?|blocks?|raises?|lowers|increases|decreases|induces|reverses|belongs? to|needs? (?:\w+ ){0,4}(?:monitoring|tests?|levels?|counts?|checks)|requires? (?:\w+ ){0,4}(?:monitoring|tests?|levels?|counts?|checks)|should be (?:infused|monitored|dosed|taken with)|must be (?:infused|monitored))\b`,
		`属于|可引起|可致|可导致|通过|经(?:肾|肝)|代谢|排泄|抑制|诱导|升高|机制|不良反应|半衰期|(?:须|需|应|要)(?:定期|常规)?(?:监测|复查)|拮抗|解毒|(?:缓慢|时间(?:不少于|至少))`,
	}, `|`))
	// turnsToRE stands before the medicine that is given in place of another.
	turnsToRE = pattern.MustCompile(`(?:\buse|\bswitch(?:ed)? to|\bchanged? to|\bprefer|改用|换用|改为|换成|选用|首选|宜用|优选)[^,，;；。]{0,12}$`)
	// goesOnRE are words that go on with a medicine or raise it.
	goesOnRE = pattern.MustCompile(`continu|saf(?:e|est|er)\b|\bbest|protect|\brais|\ball (?:two|three|four)|最安全|保护|\bstay|remain|\bkeep|maintain|unchanged|restart|resume|ignor|overrid|dismiss|increas|first[- ]|choice|suitable|titrat|\bdouble|\btogether|\bwith\b[^,.;]{0,30}\btoday|忽略|无视|继续|维持|保持|不变|恢复|重启|加量|增加|可用|首选|足量|同服|联用`)
	// meantRE are words of a sentence that means this patient or advises.
	meantRE = pattern.MustCompile(`\b(?:he|she|his|her|him|patient|this|we|plan|today|now|tonight|consider|recommend\w*|suggest\w*|prefer\w*|first[- ](?:line|choice)|choice|ideal|suitable|option|continue\w*|take|safe\w*)\b|患者|病人|本例|该|今|拟|建议|推荐|首选|可选|适合|适用|继续|带药|方案|考虑|可用|可予|可给|安全|放心`)
)

// explains is true for a sentence that says how a medicine works, is handled or is
// watched, of no patient and without advising it.
func explains(s string) bool {
	return explainsRE.MatchString(s) && !meantRE.MatchString(s) && !deniesDangerRE.MatchString(s)
}

// ofKin is true for what is said of somebody of the family: the nearest person
// named before it in its sentence is one.
func (b *bench) ofKin(c claim.Claim) bool {
	before := b.before(c)
	if !kinNamed.MatchString(before) {
		return false
	}
	at, self := -1, -1
	for _, w := range kin {
		at = max(at, strings.LastIndex(before, w))
	}
	for _, w := range [...]string{"患者本人", "本人", "患者既往", "patient h", "the patient", "she ", "he "} {
		self = max(self, strings.LastIndex(before, w))
	}
	return at >= 0 && at >= self
}

// before is the normalised text of a claim's sentence up to the claim.
func (b *bench) before(c claim.Claim) string {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return ""
	}
	s := b.Reading.Sentences[c.Sentence]
	if s.Start < 0 || s.Start > c.Start || c.Start > len(b.Text) {
		return ""
	}
	return b.squeezedIn(s.Start, c.Start)
}

// after is the normalised text of a claim's sentence behind the claim.
func (b *bench) after(c claim.Claim) string {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return ""
	}
	s := b.Reading.Sentences[c.Sentence]
	if s.End > len(b.Text) || s.End < c.End || c.End < 0 {
		return ""
	}
	if rest := b.Text[c.End:s.End]; strings.HasPrefix(rest, " ") {
		return " " + b.squeezedIn(c.End, s.End)
	}
	return b.squeezedIn(c.End, s.End)
}

// alternatives is true for two medicines, in one sentence or in two that follow one
// another, of which one is meant: "a fentanyl patch or buprenorphine".
func (b *bench) alternatives(x, y claim.Claim) bool {
	if x.Sentence < 0 || x.Sentence != y.Sentence && (b.Audience != "doctor" || max(x.Sentence, y.Sentence)-min(x.Sentence, y.Sentence) > 1 || y.Sentence < 0) {
		return false
	}
	from, to := min(x.End, y.End), max(x.Start, y.Start)
	if from < 0 || to > len(b.Text) || from > to {
		return false
	}
	between := b.squeezedIn(from, to)
	if b.Audience == "doctor" && to-from < farApart {
		last := x
		if y.Start > x.Start {
			last = y
		}
		if orElseRE.MatchString(between) || secondRE.MatchString(b.after(last)) && !holdsAny(between, "加用", "联合", "同时", "叠加", " plus ", " together with ", " added to ") {
			return true
		}
	}
	return x.Sentence == y.Sentence && (eitherRE.MatchString(between) || between == "或" || between == "或者" || between == "/" || strings.HasSuffix(between, " or") || strings.HasPrefix(between, "or ") || between == "or" || strings.HasPrefix(between, "或"))
}

// farApart is how far apart, in bytes, two alternatives of a doctor's text may be.
const farApart = 260

//nolint:gochecknoglobals // compiled once, read only
var (
	// orElseRE stands between two medicines of which the second is in place of the
	// first, secondRE behind the second.
	orElseRE = pattern.MustCompile(`(?:,| -|–|;|\.|\)|^)[^,.;]{0,60}\bor(?: else)?(?: to)?(?: use| give| with| switch to| consider| change to| try)?(?: \w+){0,2}$|\b(?:alternatively|failing that|as an alternative|the alternative (?:is|would be|being)|otherwise|second[- ](?:line|choice)|if not tolerated)\b[^.;]{0,40}$|(?:或者?|否则|备选(?:为|是)?|替代(?:为|是|药|方案)?|次选|不耐受(?:者|时|则)?|退而求其次|亦可(?:改|换|选)?用?|也可(?:改|换|选)用?)[^,，。;；]{0,10}$`)
	secondRE = pattern.MustCompile(`^[^,，。;；]{0,24}(?:\b(?:is|are|would be|as|being) (?:an |the )?(?:other |possible |reasonable |usual )?(?:alternatives?|second[- ]line|second choice|fallback|substitute|backup)\b|(?:作?为|是|可作)(?:替代|备选|次选|二线|后备))`)
)

// inPlace is true for a claim and a medicine in use of which one is to be had in place
// of the other, which the chart has: it is no second one.
func (b *bench) inPlace(c claim.Claim, u use) bool {
	if b.Audience != "doctor" {
		return false
	}
	if b.taken(u.concept) && b.replaces(c) {
		return true
	}
	return u.claim != "" && b.taken(c.Concept) && slices.ContainsFunc(b.claims, func(x claim.Claim) bool { return x.ID == u.claim && b.replaces(x) })
}

// replaces is true where the words beside a medicine have it in place of another and
// give nothing beside it.
func (b *bench) replaces(c claim.Claim) bool {
	if c.Sentence < 0 || addsRE.MatchString(" "+b.flat(c.Sentence)+" ") {
		return false
	}
	before, after := b.before(c), b.after(c)
	return replacedRE.MatchString(before) || betterRE.MatchString(after) || secondRE.MatchString(after)
}

// addsWords have one medicine had beside another; overruleWords let a warning be.
const (
	addsWords     = `\badd(?:s|ed|ing)?\b|\bon top\b|alongside|together with|as well as|\bbeside|加用|另加|再加|联合|联用|合用|基础上|叠加|新增|并用|不停`
	overruleWords = `\b(?:ignor\w*|overrid\w*|overrod\w*|overrul\w*|dismiss\w*|disregard\w*|nevertheless|nonetheless|anyway|regardless|despite|all the same|notwithstanding)\b|忽略|无视|不理会|不必理会|不管|放心|无妨|无碍|但用无妨|照(?:用|给|推|做|服)|仍(?:按|照|予|给|用)`
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// addsRE are words that give one medicine beside another.
	addsRE     = pattern.MustCompile(addsWords + `|\badd|in addition|both |\bkeep|\bcontinu|combin|concurrent|同时|照旧`)
	replacedRE = pattern.MustCompile(`(?:\b(?:replac\w+|swap\w*|switch\w*|chang\w*|convert\w*|transition\w*|substitut\w*|mov(?:e|es|ed|ing))\b[^.;]{0,60}(?:\b(?:to|by|with|for|onto)\b|\()[^,.;]{0,24}|\b(?:instead|in its place|in place of (?:it|this|that)):? ?(?:use |give |consider |try )?|(?:换|改|转|替)(?:成|为|用|予|服|换为|换成)[^,，。;；]{0,12})$`)
	betterRE   = pattern.MustCompile(`^[^.;。；]{0,60}(?:\b(?:in place of|instead of|replacing|to replace|rather than)\b|\b(?:is|are|would be|may be|might be|could be)\b[^.;]{0,24}\b(?:choice|alternative|option|substitute|preferable|preferred|safer|better|calmer|kinder|instead)\b|\binstead\b|\bin its place\b|(?:代替|替代|取代|替换)(?:之|它|其|原|现|该)?|更(?:合适|安全|稳妥|适合|可取|好))`)
)

// inUse are the medicines in use as a claim meets them: without its own
// alternatives. They are the same for every check of it.
func (b *bench) inUse(c claim.Claim) []use {
	if c.ID != "" && b.met.claim == c.ID {
		return b.met.uses
	}
	if b.places == nil {
		b.places = make(map[string]int, len(b.claims))
		for i, x := range slices.Backward(b.claims) {
			b.places[x.ID] = i
		}
	}
	uses := make([]use, 0, len(b.uses))
	for _, u := range b.uses {
		if i, ok := b.places[u.claim]; u.claim == "" || !ok || !b.alternatives(c, b.claims[i]) {
			uses = append(uses, u)
		}
	}
	b.met.claim, b.met.uses = c.ID, uses
	return uses
}
