package check

import (
	"strings"

	"apricot.health/guardrails/claim"
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

// overlooked tells a doctor's draft that holds the signs of an emergency beside
// a plan that waits.
func (b *bench) overlooked() []Finding {
	if b.Audience != "doctor" {
		return nil
	}
	level, flags := b.level()
	if level == 0 || level > emergencyLevel || len(flags) == 0 || b.keptSafe(flags) || !Unhurried(b.Text) {
		return nil
	}
	return []Finding{b.find("missed_red_flag", claim.Claim{}, flags...)}
}
