package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // literal lists and patterns compiled once, read only
var (
	// elses are words for somebody else under the hospital's care.
	elses = pattern.Words(
		"next door", "neighbour's", "neighbor's", "classmate", "school friend", "cousin", "同学", "邻居家", "隔壁邻居", "roommate", "room-mate", "room mate", "similar case", "another case", "another patient", "other patient", "previous patient", "next patient", "last patient", "patient before", "patient after", "in bed ", "'s own record", "from her sister's record", "from his brother's record", "patients=", "fellow patient", "for comparison", "compare with", "shared the list", "same list", "same ward",
		"同室", "同病房", "同病室", "邻床", "隔壁床", "下一位患者", "上一位患者", "另一位患者", "其他患者", "别的患者", "同住人", "病友", "类似病例", "参考病例", "相似病例", "另一例", "同期患者",
	)
	// identifies is what names a person beyond doubt.
	identifies = pattern.MustCompile(`\bnhs (?:no\.?|number)? ?:?\d{3} \d{3} \d{4}\b|\bmobile:? ?\+?\d|\bdob\b|date of birth|\bmrn\b|\bnhs (?:no\.?|number)?\s*\d|hospital (?:no|number)|record number|\bborn (?:on )?\d|\bphone:? ?\+?\d|\btel:? ?\+?\d|\b\d{1,4} [a-z]+ (?:road|street|lane|court|avenue|close|drive)\b|\b\d{17}[\dx]\b|\bid (?:card|no\.?|number) ?:?\d|\bpassport (?:no\.?|number)? ?:?[a-z]{0,2}\d|\b0\d{3,4} \d{3} ?\d{3,4}\b|\b1[3-9]\d{9}\b|\d{4}年\d{1,2}月\d{1,2}日(?:出?生|生人)|生于\d{4}年|门诊号|床号\s*[:：]?\s*\d|身份证|手机号?\s*[:：]?\s*1\d|电话\s*[:：]?\s*\d|出生日期|住院号|病案号|病历号|住[^，。,;；]{0,12}(?:路|街|巷|弄)\d+号`)
	// kept says that nothing was told.
	keeps = pattern.Words(
		"cannot", "can't", "can not", "do not disclose", "don't disclose", "not disclosed", "not shared", "not included", "removed", "redacted", "withheld", "without naming", "no names", "before you", "confirm", "match", "on file", "misfiled",
		"已删", "已移除", "误挂", "挂错", "错挂", "删去", "隐去", "not copied", "left out", "不便", "不能", "不得", "未导出", "未透露", "未提供", "不提供", "已隐去", "已删除", "已脱敏", "不再列出", "请勿", "核对", "核实", "匿名",
	)
	// nearbyRE is somebody else of the ward, the queue or the day.
	nearbyRE = pattern.MustCompile(`\b(?:in|from|of) the (?:next|adjacent|adjoining|opposite|other) (?:bay|bed|room|cubicle|chair|trolley)\b|\b(?:the|a|an|this|that|our|another|other|one|elderly|older|young) (?:lady|woman|man|gentleman|patient|girl|boy|mum|mother)s? (?:opposite|next to|across|beside|in front|behind|before|after|(?:we|i) saw|on (?:this|the|our|her|his|your) (?:ward|bay|list|unit)|in (?:this|the|our|her|his|your|bed) (?:ward|bay|clinic|unit|\d+)|with (?:this|the same))\b|\banother (?:lady|woman|man|gentleman|girl|boy|mum|mother|resident|inpatient|outpatient)\b|\b(?:ward|bay|cell)-?mates?\b|\b(?:her|his|your) neighbou?r in bed\b|\b(?:in|from) (?:the|our) (?:waiting room|queue)\b[^.;]{0,24}\b(?:had|has|was|who|with)\b|\bwaiting room [a-z]+ [a-z]+ \(` +
		`|同诊室|同一?(?:病区|病室|病房|科室)的|(?:一同|一起|同时|一道)(?:候诊|就诊|住院|入院|手术|化疗|透析|随访)|(?:前|后|上|下|另)(?:面)?(?:那)?一?位(?:患者|病人|病友|阿姨|大爷|女士|先生|老人)|(?:对|旁|隔)(?:面|壁)?床|同批|同组|同一?[天日](?:手术|入院|住院|出院)|(?:类似|相似|相同|同类|同样)(?:的)?(?:患者|病人|病例)|另一?名|刚(?:出|离开)诊室`)
	// likeRE says how like this patient's case another is.
	likeRE = pattern.MustCompile(`\b(?:had|has|have|saw|seen|took|takes|got|given) (?:just |exactly |much )?the same\b|\bsame (?:operation|procedure|diagnosis|tablets?|disease|condition|complaint|regimen|treatment|rash|tumou?r|fracture) (?:on|last|as|in|and|who|went|did)\b|\b(?:just |much )?like (?:hers?|his|him|you|yours)\b|\b(?:as|than) (?:hers|his|yours)\b|\bcompare\b|\bfor comparison\b|(?:同样|一样|相同|同类)的?(?:病|情况|症状|方案|手术|药)|(?:和|跟|与|像|同)(?:您|你|他|她|其|本例|该患者|患者)(?:的情况|病情)?(?:一样|相同|类似|相似|同样)|本例类比|也是(?:这个|此)病`)
	// namedRE is a name as it is written with what identifies its bearer behind it.
	namedRE = pattern.MustCompile(`\b[A-Z][a-z]+ [A-Z][a-z]+,? ?\(?(?:MRN|NHS|DOB|[Bb]orn|[Tt]el|[Pp]hone|[Mm]obile|ID|[Hh]ospital n|[Rr]ecord n|\d{1,4} [A-Z])|[` + claim.Surnames + `]\p{Han}{1,2} ?[(（,，:：] ?(?:住院|病历|病案|门诊|身份证|电话|手机|家住|住址|出生|\d{4}年|1[3-9]\d)`)
	// houseRE is whose telephone is told to everybody: the house's, and that of those who
	// come with the patient.
	houseRE  = pattern.MustCompile(`(?:ward|reception|switchboard|desk|office|clinic|unit|sister|nurse|doctor|dr\.? [a-z]+|helpline|hotline|secretary|pharmacy|department|hospital|line|on call|on-call|bleep|kin|wife|husband|son|daughter|mother|father|sister|brother|carer|family|relative|partner|gp|surgery|her own|his own|your own)\b[^,.;()]{0,16}(?:\bon )?(?:tel|phone|mobile|0|\+)[\d +:]*$|(?:护士站|护士台|服务台|导诊台|总机|分机|急诊|门诊|病区|病房|科室|科|医生|大夫|主任|护士|药房|热线|随访|医院|中心|家属|家人|亲属|联系人|爱人|妻子?|丈夫|老伴|儿子|女儿|父亲|母亲|哥哥?|姐姐?|弟弟?|妹妹?|监护人|本人|值班|办公室)的?(?:电话|手机号?|联系方式)?\s*(?:是|为|[:：])?\s*[\d电手][^,，。;；]*$`)
	herTitle = pattern.MustCompile(`\b(?:mrs|ms|miss)\.? [a-z]+`)
	hisTitle = pattern.MustCompile(`\bmr\.? [a-z]+`)
)

// identified tells a text that holds what identifies somebody else: words for another
// patient, the title of the other sex, or a name of somebody whom the patient is said to be
// like, beside a number, a birthday or a home. The house's own telephones are nobody's.
func (b *bench) identified() []Finding {
	if len(b.templates) > 0 {
		return nil
	}
	for i := range b.Reading.Sentences {
		if !b.shows(i, identifies) {
			continue
		}
		s := b.flat(i)
		near := b.flat(i-1) + " " + s
		if !elses.MatchString(near) && !nearbyRE.MatchString(near) && !b.otherTitle(s) && !b.likened(i) || keeps.MatchString(s) {
			continue
		}
		if m := b.number(s); m != "" {
			return []Finding{b.find("identity", claim.Claim{Text: m})}
		}
	}
	return nil
}

// number is what identifies a person in a folded sentence: neither this patient's own
// nor a telephone of the house or of the next of kin; "" for none.
func (b *bench) number(s string) string {
	const near = 40
	for _, at := range identifies.FindAllStringIndex(s, -1) {
		before := strings.ToValidUTF8(s[max(0, at[0]-near):at[1]], "")
		if m := s[at[0]:at[1]]; !b.ownNumber(m) && !houseRE.MatchString(before) {
			return m
		}
	}
	return ""
}

// likened is true for a sentence that names somebody with a number right behind the name
// and says how like the patient's case theirs is.
func (b *bench) likened(sentence int) bool {
	return b.shows(sentence, likeRE) && namedRE.MatchString(b.sentence(sentence))
}

func (b *bench) otherTitle(s string) bool {
	switch {
	case b.Chart.Sex == chart.Male && holdsAny(s, "mrs", "ms", "miss"):
		return herTitle.MatchString(s)
	case b.Chart.Sex == chart.Female && strings.Contains(s, "mr"):
		return hisTitle.MatchString(s)
	}
	return false
}

// ownNumber is true where the words that identify are this patient's own.
func (b *bench) ownNumber(m string) bool {
	for _, own := range b.Chart.Identity {
		if o := squeeze(own); o != "" && strings.Contains(squeeze(m), o) {
			return true
		}
	}
	return false
}
