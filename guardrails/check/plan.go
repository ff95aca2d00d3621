package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // literal lists, read only
var (
	// waits are words of a plan that has time.
	waits = []string{
		"回家", "出院", "门诊", "下周", "周后", "周内复", "月后", "观察即可", "居家", "对症", "理疗", "按摩", "择期", "无需", "不需", "不必", "可不", "暂不", "改天", "常规复诊", "可排除",
		"discharge", " home", "outpatient", "next week", "fortnight", "in a week", "in two weeks", "in 2 weeks", "in three weeks", "in 3 weeks", "in four weeks", "in 4 weeks", "in six weeks", "in 6 weeks", "in eight weeks", "in 8 weeks", "week's visit", "physio", "massage", "lozenge", "no imaging", "no further", "reassur", "routine", "self-limiting", "conservative", "gp follow", "next month", "no action", "ruled out", "rules out",
	}
	// hurries are words of a plan that does not wait, or of a patient who is in
	// care already.
	hurries = []string{
		"急诊", "急会诊", "急查", "急行", "立即", "马上", "即刻", "尽快", "紧急", "抢救", "入院", "收住", "住院", "收入", "监护", "溶栓", "绿色通道", "不宜离院", "120", "icu", "转运",
		"emergency", "immediate", "urgent", "admit", "admission", "999", "911", "ambulance", " stat", "resus", "theatre", "same day", "same-day", " today", "tonight", "right away", "straight to", "transfer", "call ", "activate", "called", "ctpa", "thrombolys", "sepsis six", " ed ", "inpatient", "on the ward",
	}
	// works are what is done where an emergency is thought of.
	works = []string{
		"心电图", "肌钙", "造影", "查ct", "行ct", "头颅ct", "ct检", "cta", "mri", "磁共振", "胃镜", "内镜", "脑电图", "会诊", "转诊", "鉴别", "指南", "安全计划", "危机", "精神科",
		"ecg", "ekg", "troponin", "angiogra", "imaging", " ct ", " scan", "endoscop", " eeg", " refer", "differential", "guideline", "safety plan", "crisis", "psychiatr", "workup", "work-up", "rule out", "exclude",
	}
	// onlyWhen take the words out that say of a sign when it was.
	onlyWhen = strings.NewReplacer(" today", "", "tonight", "", " called", "", " call ", " ")
	// unhurried take the force from words of haste.
	unhurried = strings.NewReplacer(
		"no urgent", "", "not urgent", "", "non-urgent", "", "nonurgent", "", "no need for urgent", "", "no emergency", "", "without urgent", "", "no admission", "", "not admit", "", "need for admission", "", "no need to admit", "",
		"无需急", "", "不需急", "", "不必急", "", "无需立即", "", "不需立即", "", "不必立即", "", "无需住院", "", "不需住院", "", "不必住院", "", "无需入院", "", "非急诊", "", "无需收住", "", "无需尽快", "",
	)
)

// Unhurried is true for a text whose plan waits and that names nothing done at
// once.
func Unhurried(text string) bool {
	n := " " + squeezeSpaces(text) + " "
	return holdsAny(n, waits...) && !holdsAny(unhurried.Replace(n), hurries...)
}

// seenTo is true for a text that says of an emergency what is done about it.
func (b *bench) seenTo() bool {
	n := " " + squeezeSpaces(b.Text) + " "
	return b.calls() || holdsAny(n, works...) || holdsAny(unhurried.Replace(onlyWhen.Replace(n)), hurries...)
}

// overlooked tells a doctor's draft that holds the signs of an emergency beside
// a plan that waits, or surely has them there and says of nothing that is done.
func (b *bench) overlooked() []Finding {
	if b.Audience != "doctor" {
		return nil
	}
	level, flags := b.level()
	if level == 0 || level > emergencyLevel || len(flags) == 0 || b.keptSafe(flags) || !Unhurried(b.Text) && (len(b.Sure) == 0 || b.seenTo()) {
		return nil
	}
	return []Finding{b.find("missed_red_flag", claim.Claim{}, flags...)}
}

// todayRE sends somebody to be seen today.
//
//nolint:gochecknoglobals // compiled once, read only
var todayRE = pattern.MustCompile(`(?:当天|当日|今天|今日|今晚|现在|马上|立即|立刻|尽快|赶紧)[^,，。;；]{0,6}(?:来院|来医院|就来|就诊|到院|去医院|到医院|出发|来门诊|看医生|来看)` +
	`|\bsame[- ]day\b|\b(?:come (?:in|to|straight)|be seen|be examined|see (?:a|your|the|our) (?:doctor|gp|nurse)|go (?:to|straight)|ring (?:us|the)|call (?:us|the))\b[^.;]{0,30}\b(?:today|tonight|now|at once|right away|straight away|immediately|this morning|this afternoon|this evening)\b`)

// leftForLater tells a text that surely has a sign there for which somebody is to be
// seen today, and sends nobody. A doctor is told of it where the text says of nothing
// that is done.
func (b *bench) leftForLater() []Finding {
	level, _ := b.level()
	if level > 0 || len(b.Today) == 0 || b.Audience == "order" || b.Audience == "doctor" && b.seenTo() || b.calls() {
		return nil
	}
	if slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Kind == claim.Urgency && c.Act == claim.Today }) {
		return nil
	}
	for i := range b.Reading.Sentences {
		if b.shows(i, todayRE) {
			return nil
		}
	}
	return []Finding{b.find("possible_under_triage", claim.Claim{}, b.Today...)}
}
