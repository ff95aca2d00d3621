package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
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
)

// discussed is true for a medicine of a sentence to professionals that warns of
// it or weighs it and does not give it: no direction for use, and no word that
// gives. So is one of a trial that is told. What such a sentence names is no second medicine in use.
func (b *bench) discussed(c claim.Claim) bool {
	if is, known := b.spoken[c.ID]; known && c.ID != "" {
		return is
	}
	is := !c.Referred && (b.onlyDiscussed(c) || b.looksDiscussed(c)) && !b.commended(c) && (b.crossedOut(c) || !b.surelyGiven(c))
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
