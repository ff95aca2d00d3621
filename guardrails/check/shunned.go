package check

import "apricot.health/knowledge/pattern"

//nolint:gochecknoglobals // compiled once, read only
var (
	// keptFromRE stands right before what a text keeps clear of.
	keptFromRE = pattern.MustCompile(`(?:^|[^不勿别无骤心跳])(?:避(?:开|用)?|停(?:[^经搏跳]|$)|少用|不长期)[^,，。;；:：予改换用给加后行先]{0,14}$|(?:尽管|虽然?)[^,，。;；]{0,10}$`)
	// harmsRightRE says right behind something what it does that nobody wants.
	harmsRightRE = pattern.MustCompile(`^[^,，。;；:：]{0,8}(?:会|可能|可|能|易|将)[^,，。;；]{0,5}(?:致命|致死|致(?:卒中|停搏|心|高钾|癫痫|惊厥|残|盲|聋)|引起|诱发|加重(?:肺|损|心|肾|出血|低|高|病|脑)|(?:再)?延长(?:qt|出血)|掩盖)|^[^.;:]{0,60}\b(?:can|could|may|might|will|would) (?:cause|bring on|trigger|precipitate|provoke|hide|mask|kill|worsen|hasten|let)\b`)
	// ruledAgainstRE decides right behind something against it, in its clause or the next.
	ruledAgainstRE = pattern.MustCompile(`^[^,，。;；:：]{0,4}(?:都?免了|为旧法|已被[^,，。;；]{0,6}(?:否定|推翻|证伪)|吸收(?:慢|差|不)|无(?:确切|明显|肯定|额外|明确|临床)(?:获益|益处|疗效|证据|作用)|没有(?:依据|必要|指征|证据))|^[^,，。;；:：]{0,4}["”」]?[,，]?(?:绝对|一律|坚决)(?:不可|不行|不能|禁|退回)|^["”」](?:不论量)?一律退回|^[^,，。;；]{0,16}[,，](?:暂|目前)?(?:不需要|不必|不用|无需)(?:$|[,，。;；])|^(?:\([^)]*\))?[^,，。;；:：]{0,3}暂?缓(?:$|[,，;；。])` +
		`|^[^.;:,]{0,30}\b(?:is|are|was|were|stays?|remains?) (?:\w+ )?(?:out(?: after\b|$|[,;.])|off the table|away from|barred|dropped|held|withheld|banned)|^[^.;:,]{0,24}\b(?:useless|notwithstanding)\b|^ out of (?:it|this|the)\b|^[^.;:,]{0,30}\bcancel each other\b|^ (?:is|are) (?:a |an )?live\b`)
	measuredRE = pattern.MustCompile(`\d ?(?:mg|mcg|g|ml|units?|iu|u|毫克|克|毫升|单位)\b|\d ?(?:毫克|克|毫升|单位)`)
)

// shunned is true where the words around something in a sentence keep clear of it: they
// avoid or stop it, tell what harm it does, or decide against it right behind. What is
// given by its amount is not told of for its harm.
func shunned(before, after string) bool {
	if keptFromRE.MatchString(before) || ruledAgainstRE.MatchString(after) {
		return true
	}
	at := harmsRightRE.FindStringIndex(after)
	return at != nil && !measuredRE.MatchString(after[:at[1]])
}
