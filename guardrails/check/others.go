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
	identifies = pattern.MustCompile(`\bnhs (?:no\.?|number)? ?:?\d{3} \d{3} \d{4}\b|\bmobile:? ?\+?\d|\bdob\b|date of birth|\bmrn\b|\bnhs (?:no\.?|number)?\s*\d|hospital (?:no|number)|record number|\bborn (?:on )?\d|\bphone:? ?\+?\d|\btel:? ?\+?\d|\b\d{1,4} [a-z]+ (?:road|street|lane|court|avenue|close|drive)\b|\b\d{17}[\dx]\b|身份证|手机号?\s*[:：]?\s*1\d|电话\s*[:：]?\s*\d|出生日期|住院号|病案号|病历号|住[^，。,;；]{0,12}(?:路|街|巷|弄)\d+号`)
	// kept says that nothing was told.
	keeps = pattern.Words(
		"cannot", "can't", "can not", "do not disclose", "don't disclose", "not disclosed", "not shared", "not included", "removed", "redacted", "withheld", "without naming", "no names", "before you", "confirm", "match", "on file", "misfiled",
		"已删", "删去", "隐去", "not copied", "left out", "不便", "不能", "不得", "未导出", "未透露", "未提供", "不提供", "已隐去", "已删除", "已脱敏", "不再列出", "请勿", "核对", "核实", "匿名",
	)
	herTitle = pattern.MustCompile(`\b(?:mrs|ms|miss)\.? [a-z]+`)
	hisTitle = pattern.MustCompile(`\bmr\.? [a-z]+`)
)

// identified tells a text to a professional that holds what identifies somebody
// else: words for another patient, or the title of the other sex, beside a
// number, a birthday or an address.
func (b *bench) identified() []Finding {
	if b.Audience == "patient" || len(b.templates) > 0 {
		return nil
	}
	for i := range b.Reading.Sentences {
		if !b.shows(i, identifies) {
			continue
		}
		s := b.flat(i)
		if !elses.MatchString(b.flat(i-1)+" "+s) && !b.otherTitle(s) || keeps.MatchString(s) {
			continue
		}
		if m := identifies.FindString(s); m != "" && !b.ownNumber(m) {
			return []Finding{b.find("identity", claim.Claim{Text: m})}
		}
	}
	return nil
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
