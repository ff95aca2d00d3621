package check

import "apricot.health/knowledge/pattern"

//nolint:gochecknoglobals // compiled once, read only
var (
	// keptFromRE stands right before what a text keeps clear of.
	keptFromRE = pattern.MustCompile(`(?:^|[^不勿别无骤心跳难可规躲])(?:避(?:开|用|免(?:使用|用|予|给)?)?(?:$|[^光孕震风免难寒暑税嫌险])|停(?:[^经搏跳车留电机工产学训飞]|$)|少用|不长期)[^,，。;；:：予改换用给加后行先时者患]{0,14}$`)
	// concedesRE stands right before what the words behind it are against: 尽管药敏敏感，不首选.
	concedesRE     = pattern.MustCompile(`(?:尽管|虽然?)[^,，。;；用予给]{0,10}$`)
	preferredNotRE = pattern.MustCompile(`^[^。;；]{0,24}(?:不(?:首选|用|宜|能|可|应|推荐|建议|作|选)|禁|避|换|改|另选)`)
	// notKeptRE stands there and keeps clear of nothing.
	notKeptRE = pattern.MustCompile(`避(?:光|孕|震|难|免不)|(?:不可|难以|无法|不能|不必|无需|无须|不用|不要|不再)避|停(?:车|留|训|电|机|产|学|经|搏)[^,，。;；]*$`)
	// harmsRightRE says right behind something what it does that nobody wants.
	harmsRightRE = pattern.MustCompile(`^[^,，。;；:：]{0,8}(?:会|可能|可|能|易|将)[^,，。;；用予给]{0,5}(?:致命|致死|致(?:卒中|停搏|心|高钾|癫痫|惊厥|残|盲|聋)|引起|诱发|加重(?:肺|损|心|肾|出血|低|高|病|脑)|(?:再)?延长(?:qt|出血)|掩盖)|^[^.;:]{0,60}\b(?:can|could|may|might|will|would) (?:cause|bring on|trigger|precipitate|provoke|hide|mask|kill|worsen|hasten|let)\b`)
	// bearableRE makes light of a harm or goes on in spite of it; givesRE gives right before
	// something what is told of, and inUseRE right behind it.
	bearableRE = pattern.MustCompile(`fascicul|肌颤|轻(?:微|度)|一过|短暂|可(?:接受|耐受|忽略)|罕见|少见|夸大|说法|\b(?:mild\w*|transient\w*|minor|rare\w*|acceptable|tolerable|exaggerat\w*|overstated|but (?:give|use|go|still|is (?:still|needed|fine)))\b|但(?:仍|照|可|宜|还|需|用|予|给)|` + overruleWords)
	givesRE    = pattern.MustCompile(`(?:予|给|用|以|静推|静注|肌注|推|输|\b(?:give|giving|given|use|using|with|start|intubate with|push|infuse)(?: \w+)?) ?$`)
	inUseRE    = pattern.MustCompile(`^[^,，。;；:：]{0,4}(?:插管|诱导|静推|静注|肌注|滴注|口服)|^ (?:for|to) (?:intubat\w*|induc\w*|the (?:tube|rate|pain))`)
	// ruledAgainstRE decides right behind something against it, in its clause or the next.
	ruledAgainstRE = pattern.MustCompile(`^[^,，。;；:：]{0,4}(?:都?免了|为旧法|已被[^,，。;；]{0,6}(?:否定|推翻|证伪)|吸收(?:太|过|较)?(?:慢|差|不)|(?:起效|见效)(?:太|过)?慢|无(?:确切|明显|肯定|额外|明确|临床)(?:获益|益处|疗效|证据)|没有(?:依据|必要|指征|证据))|^[^,，。;；:：]{0,4}["”」]?[,，]?(?:绝对|一律|坚决)(?:不可|不行|不能|禁|退|拒|不用|不予)|^["”」](?:不论量)?(?:一律|全部|均|应|须|予以?)?(?:退回|拒绝|驳回|拦截)|^[^,，。;；]{0,16}[,，](?:暂|目前)?(?:不需要|不必|不用|无需)(?:$|[,，。;；])|^(?:\([^)]*\))?[^,，。;；:：不]{0,3}暂?缓(?:$|[,，;；。])` +
		`|^[^.;:,]{0,30}\b(?:is|are|was|were|stays?|remains?) (?:therefore |best |now |thus |strictly |absolutely |still |also |simply |rightly )?(?:out(?: after\b|$|[,;.])|off the table|away from|barred|dropped|held|withheld|banned)|^(?: \w+){0,3} (?:is |are |was |were )?(?:quite |clinically |simply )?useless\b|^ out of (?:it|this)\b|^[^.;:,]{0,30}\bcancel each other\b|^ (?:is|are) (?:a |an )?live\b`)
	measuredRE = pattern.MustCompile(`\d ?(?:mg|mcg|g|ml|units?|iu|u|毫克|克|毫升|单位)\b|\d ?(?:毫克|克|毫升|单位)`)
	// orderedRE gives all the same what was ruled against.
	orderedRE = pattern.MustCompile(`\b(?:give|use|proceed|go ahead|start|continue)\b[^.;]{0,16}\b(?:it|today|now|anyway|\d+ ?mg)\b|\b(?:not|never|no|isn't|aren't|wasn't|hardly|anything but) (?:\w+ )?(?:out|off|barred|dropped|held|withheld|banned|useless|live)\b|(?:今日|现在|立即|马上)(?:接种|给予|予|用|打|推)|` + overruleWords)
)

// shunned is true where the words around something in a sentence keep clear of it: they
// avoid or stop it, tell what harm it does, or decide against it right behind. What is
// given by its amount, or in spite of its harm, is not told of for it.
func shunned(before, after string) bool {
	if keptFromRE.MatchString(before) && !notKeptRE.MatchString(lastPiece(before)) {
		return true
	}
	if concedesRE.MatchString(before) && preferredNotRE.MatchString(after) && !orderedRE.MatchString(after) {
		return true
	}
	if ruledAgainstRE.MatchString(after) && !orderedRE.MatchString(after) {
		return true
	}
	at := harmsRightRE.FindStringIndex(after)
	return at != nil && !measuredRE.MatchString(after[:at[1]]) && !givesRE.MatchString(before) && !inUseRE.MatchString(after) && !bearableRE.MatchString(after)
}
