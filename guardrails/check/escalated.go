package check

import "apricot.health/knowledge/pattern"

// How a text says that somebody is being fetched, in words that bid nobody to go.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	// reachedRE tells a nurse to reach, now, somebody who can act, or says that this
	// was done.
	reachedRE = pattern.MustCompile(`(?:立即|立刻|马上|即刻|现在就|火速|(?:十|五|两|10|5|2|15)分钟(?:之)?内)[^,，。;；]{0,12}(?:联系|致电|打给|通知|呼叫|报告|上报|转接|接通|呼)[^。;；]{0,16}(?:医生|医师|大夫|主任|值班|二线|急诊|危机|警|紧急联系人|家属)` +
		`|(?:已|正|现)(?:经|在)?(?:立即|马上|当即|同时)?[^,，。;；]{0,4}(?:报|通知|联系|转|送|护送|呼叫|叫|拨打|拨)[^,，。;；]{0,8}(?:急诊|120|110|救护车|值班医生|抢救室|危机(?:干预)?(?:热线|小组|中心))|救护车(?:已|正)?(?:在路上|出发|在来|到|接|派出)` +
		`|\b(?:immediately|at once|right away|straight away|now|this minute|within (?:two|five|ten|fifteen|2|5|10|15) minutes)\b[^.;]{0,24}\b(?:phone|call|ring|contact|page|bleep|alert|escalate|notify|reach)\w*\b[^.;]{0,60}\b(?:doctor|dr\.?|on-call|on call|duty|registrar|consultant|oncolog\w+|crisis|police|emergency contact|next of kin)` +
		`|\b(?:phone|call|ring|contact|page|bleep|alert|escalate|notify|reach)\w*\b[^.;]{0,60}\b(?:doctor|dr\.? \w+|on-call|on call|duty \w+|registrar|consultant|oncolog\w+|crisis \w+|police|emergency contact|next of kin)\b[^.;]{0,30}\b(?:immediately|at once|right away|straight away|now|this minute|within (?:two|five|ten|fifteen|2|5|10|15) minutes)\b` +
		`|\b(?:an? |the )?(?:ambulance|paramedics|crew)\b (?:is |are |was |has been |have been )?(?:now |already )?(?:coming|on (?:its|the|their) way|en route|dispatched|called|sent|arriv\w+|with (?:her|him|them))|\b(?:999|911|112|120) (?:was |has been |already )+(?:called|rung|dialled)|\bon (?:her|his|their) way to (?:the )?(?:a&e|ed\b|er\b|emergency|casualty|resus)`)
	// linedRE gives a patient a line for people in crisis, to be rung by now.
	linedRE = pattern.MustCompile(`\b(?:please |do )?(?:ring|call|dial|phone|text)\b (?:the )?(?:samaritans|988|111|116 ?123|lifeline|(?:\w+ )?crisis (?:line|team|service)|suicide (?:line|hotline))\b|(?:请|现在|马上|立即|先)[^,，。;；]{0,6}(?:拨打|打|拨|联系)[^,，。;；]{0,10}(?:12356|心理(?:危机|援助)[^,，。;；]{0,6}热线|希望24|危机干预热线)`)
	// asIfRE asks whether it has happened, and if so sends for help.
	asIfRE = pattern.MustCompile(`(?:如果有|如果是|若有|若是|真有|要是有|有的话|是的话)[,，]?[^。;；]{0,6}(?:现在|马上|立即|立刻|赶紧)[^。;；]{0,6}(?:120|急救|急诊)|\b(?:if so|if yes|if (?:he|she|they|you) (?:has|have|did))\b,?[^.;]{0,12}\b(?:call|ring|dial|phone|go)\b[^.;]{0,20}\b(?:999|911|112|120|ambulance|emergency|a&e)\b[^.;]{0,10}\b(?:now|at once|right away|immediately|straight away)|\b(?:if so|if yes)\b,?[^.;]{0,6}\b(?:now|at once|right away|immediately)`)
	// offRE is help that was called off, putOffRE stands behind help for another day.
	offRE    = pattern.MustCompile(`(?:救护车|120|急诊|出车)[^,，。;；]{0,6}(?:已|被)?(?:取消|撤回|退掉|劝回)|(?:取消|撤回|劝回)(?:了)?[^,，。;；]{0,4}(?:救护车|120|急诊|出车)|\b(?:ambulance|paramedics|crew|999|911|120)\b[^.;]{0,24}\b(?:was|were|been) (?:cancel\w*|called off|stood down|sent away|turned away)|\b(?:cancell?ed|stood down|sent away|turned away|called off) (?:the |an )?(?:ambulance|paramedics|crew)`)
	putOffRE = pattern.MustCompile(`^ ?(?:\w+ ){0,2}(?:tomorrow|next week|next month|on monday|after the weekend)\b|^(?:吧)?[,，]?(?:明天|下周|后天|改天)(?:再)?(?:打|去|叫|联系)`)
	// latelyRE takes it back: it is not to be done, was called off, or is for later.
	latelyRE = pattern.MustCompile(`(?:不必|无需|无须|不用|不需要?|没必要|先别|暂不|不要|别)[^,，。;；]{0,8}(?:联系|致电|通知|呼叫|报告|上报|报警|打|拨|急诊|救护)|(?:取消|撤回|撤销|退回|婉拒)[^,，。;；]{0,6}(?:急诊|120|救护|出车|上报)|(?:下周|明天|明早|明日|后天|改天|周[一二三四五六日末]|上班后|门诊号)|\b(?:no need|not necessary|needn't|don't|do not|not to|never|without|rather than|instead of|cancel\w*|called off|stood down|stand down|declin\w+|sent away)\b[^.;]{0,40}\b(?:call|ring|phone|contact|escalat\w+|notify|page|ambulance|crew|999|911|120|emergency|police|doctor|crisis)|\b(?:ambulance|crew|999|911|120)\b[^.;]{0,20}\b(?:cancel\w*|called off|stood down|sent away|turned away|not needed)|\b(?:tomorrow|next week|next month|on monday|in the morning|after the weekend)\b`)
)

// escalates is true for a text that fetches help without bidding the patient to call
// for it: a nurse is told to reach a doctor now, a person in crisis is given a line,
// or a parent is asked whether the child has swallowed something and, if so, to call.
// A sentence that takes it back, or anything that soothes, undoes it.
func (b *bench) escalates() bool {
	if !b.lay() || b.soothes() {
		return false
	}
	level, _ := b.level()
	reached := false
	for i := range b.Reading.Sentences {
		switch {
		case b.shows(i, latelyRE):
			return false
		case b.Audience == "care-manager" && (level == emergencyLevel || level == 0) && b.shows(i, reachedRE),
			b.Audience == "patient" && (b.shows(i, linedRE) || b.shows(i, asIfRE)):
			reached = true
		}
	}
	return reached
}
